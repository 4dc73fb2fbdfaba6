"""What is left of values with mistakes, so that the rest can be checked too."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, JsonValue, ValidationError

from wall.sitefile.problems import Path
from wall.sitefile.wording import real_path, value_at

ROUNDS = 4
M = TypeVar("M", bound=BaseModel)


def salvage(model: type[M], data: dict[str, JsonValue], error: ValidationError) -> M | None:
    """The model without the values that it refuses; None if something it needs is refused."""
    rest: JsonValue = data
    for _ in range(ROUNDS):
        for detail in error.errors():
            path = real_path(rest, detail["loc"])
            if path and isinstance(path[-1], int) and isinstance(value_at(rest, path), dict):
                return None  # without one screen, the others would have other addresses
            rest = _without(rest, path)
        try:
            return model.model_validate(rest)
        except ValidationError as next_error:
            error = next_error
    return None


def _without(value: JsonValue, path: Path) -> JsonValue:
    """A copy in which this place is gone."""
    if not path:
        return value
    head, *tail = path
    if isinstance(value, dict) and isinstance(head, str) and head in value:
        if not tail:
            return {key: inner for key, inner in value.items() if key != head}
        return {**value, head: _without(value[head], tuple(tail))}
    if isinstance(value, list) and isinstance(head, int) and head < len(value):
        inner = [_without(value[head], tuple(tail))] if tail else []
        return [*value[:head], *inner, *value[head + 1 :]]
    return value
