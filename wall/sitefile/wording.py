"""What pydantic refuses, said as problems: what is wrong, what is allowed, the nearest name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel, JsonValue, ValidationError
from pydantic_core import ErrorDetails

from wall.errors import did_you_mean
from wall.sitefile.documents import Document
from wall.sitefile.problems import Path, Problem

MAX_SHOWN = 60


def problems_of(
    document: Document,
    error: ValidationError,
    model: type[BaseModel],
    *,
    under: Path = (),
    elsewhere: Mapping[str, Path] = {},
    also_allowed: Sequence[str] = (),
    unless_at: Collection[Path] = (),
) -> Iterator[Problem]:
    """The problems of values that stand under a path of a document.

    `elsewhere`: keys of the model that stand under another path.
    `also_allowed`: further names at the model's own level, for the nearest right one.
    `unless_at`: paths whose values the file does not hold, so that nothing is said of them.
    """
    told: set[tuple[Path, str]] = set()
    for detail in error.errors():
        parent = elsewhere.get(str(detail["loc"][0]), under) if detail["loc"] else under
        loc = real_path(value_at(document.data, parent), detail["loc"])
        path = (*parent, *loc)
        if any(path[: len(hidden)] == hidden for hidden in unless_at):
            continue
        text = _sentence(detail, model, loc, also_allowed)
        if (path, text) in told:
            continue
        told.add((path, text))
        at_key = detail["type"] in ("extra_forbidden", "missing") or detail["loc"][-1:] == (
            "[key]",
        )
        yield document.problem(path, text, at_key=at_key)


def value_at(data: JsonValue, path: Path) -> JsonValue:
    for part in path:
        if isinstance(data, dict) and isinstance(part, str):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def real_path(data: JsonValue, loc: Path) -> Path:
    """Without the parts that name members of unions and validators, not places in the file."""
    path: list[str | int] = []
    for part in loc:
        inner = value_at(data, (part,))
        present = (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        )
        if present:
            path.append(part)
            data = inner
    return tuple(path)


def _sentence(
    detail: ErrorDetails, model: type[BaseModel], loc: Path, also_allowed: Sequence[str]
) -> str:
    kind, value = detail["type"], detail["input"]
    if kind == "extra_forbidden":
        wrong = str(loc[-1]) if loc else ""
        owner = _model_at(model, loc[:-1])
        allowed = list(_names(owner)) if owner else []
        allowed += also_allowed if len(loc) == 1 else ()
        return f"unknown key '{wrong}'; allowed: {', '.join(allowed)}{did_you_mean(wrong, allowed)}"
    if kind == "missing":
        return f"'{detail['loc'][-1]}' is missing"
    if kind in ("literal_error", "enum"):
        expected = str(detail.get("ctx", {}).get("expected", ""))
        allowed = [part.strip("' ") for part in expected.replace(" or ", ", ").split(",")]
        near = did_you_mean(value, allowed) if isinstance(value, str) else ""
        return f"{_shown(value)} is not possible here; allowed: {', '.join(allowed)}{near}"
    if kind == "value_error":
        return str(detail["msg"]).removeprefix("Value error, ")
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        return f"{_shown(value)} is not possible here; write keys with values"
    if kind == "string_pattern_mismatch":
        return f"{_shown(value)} has characters or a form that are not allowed here"
    if kind == "string_type" and isinstance(value, int | float | bool):
        return f"{_shown(value)} must be text; put it in quotes"
    return f"{_shown(value)}: {_lowered(detail['msg'])}"


def _lowered(message: str) -> str:
    return message[:1].lower() + message[1:]


def _shown(value: object) -> str:
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f"'{value}'" if isinstance(value, str) else str(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def _names(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield field.alias or name


def _model_at(model: type[BaseModel], loc: Path) -> type[BaseModel] | None:
    """The model that stands at a path inside another."""
    candidates: list[type[BaseModel]] = [model]
    for part in loc:
        found: list[type[BaseModel]] = []
        for candidate in candidates:
            for name, field in candidate.model_fields.items():
                if part in (name, field.alias):
                    found += _models_in(field.annotation)
        # A list position or a key of a mapping: its models are known from the field already.
        candidates = found or candidates
    return candidates[0] if candidates else None


# The parts of an annotation have no common type.
def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]
