"""Mapping a JSON document to a dataset by JMESPath. Blocking, pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import cast

import jmespath
from pydantic import JsonValue, TypeAdapter, ValidationError
from pydantic_core import from_json

from wall.model.datasets import (
    MAX_POINTS,
    MAX_POSTS,
    MAX_ROWS,
    Cell,
    Column,
    Dataset,
    Figure,
    Line,
    Posts,
    Series,
    Table,
    ValuePoint,
    merged,
)
from wall.sources.composing import Draft, composed
from wall.sources.http_json.settings import HttpJsonSettings
from wall.sources.plain_text import plain, text_of_html
from wall.sources.source import Unreadable
from wall.sources.times import time_of

DATASET: TypeAdapter[Dataset] = TypeAdapter(Dataset)
MAX_VALUES = 400_000
"""Points times lines: what fits a message of the link."""
SeenAt = Callable[[str], float]


def read_document(body: bytes) -> JsonValue:
    """Raises Unreadable for what is not JSON."""
    try:
        return cast(JsonValue, from_json(body.removeprefix(b"\xef\xbb\xbf"), allow_inf_nan=False))
    except ValueError as error:
        raise Unreadable(f"the answer is no JSON: {error}") from error


def dataset_of(
    document: JsonValue, settings: HttpJsonSettings, before: Dataset | None, now: float
) -> Dataset:
    """What the document says, after what was there before. Raises Unreadable."""
    if settings.whole is not None:
        return _whole(_found(settings.whole, document), settings)
    match settings.dataset:
        case "posts":
            return _posts(document, settings, now)
        case "table":
            return _table(document, settings)
        case "value":
            return _figure(document, settings, before, now)
        case "series":
            if settings.items is not None:
                return _series(document, settings)
            return _gathered(document, settings, before, now)


def _found(expression: str, document: JsonValue) -> JsonValue:
    try:
        return cast(JsonValue, jmespath.search(expression, document))
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        # A JMESPathError is a ValueError; functions such as sort_by let the others through.
        raise Unreadable(f"`{expression}` does not fit the answer: {error}") from error


def _whole(value: JsonValue, settings: HttpJsonSettings) -> Dataset:
    try:
        dataset = DATASET.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Unreadable(
            f"at `{settings.whole}` there is no dataset: {where}: {first['msg']}"
        ) from error
    if dataset.type != settings.dataset:
        raise Unreadable(f"at `{settings.whole}` there are {dataset.type}, not {settings.dataset}")
    return dataset


def _items(document: JsonValue, settings: HttpJsonSettings) -> list[JsonValue]:
    items = _found(settings.items or "@", document)
    if not isinstance(items, list):
        raise Unreadable(f"at `{settings.items}` there is no list")
    return items


def _posts(document: JsonValue, settings: HttpJsonSettings, now: float) -> Posts:
    fields = settings.fields
    posts = []
    for item in _items(document, settings)[:MAX_POSTS]:

        def text(expression: str | None, item: JsonValue = item) -> str:
            return _text(_found(expression, item)) if expression else ""

        def number(expression: str | None, item: JsonValue = item) -> float:
            return _number(_found(expression, item)) or 0.0 if expression else 0.0

        at = time_of(_found(fields.at, item)) if fields.at else None
        image = text(fields.image)
        draft = Draft(
            at=now if at is None else at,
            id=text(fields.id),
            text=text_of_html(text(fields.text), 10_000),
            title=text_of_html(text(fields.title), 500),
            author=text(fields.author),
            handle=text(fields.handle),
            avatar=text(fields.avatar),
            network=text(fields.network) or settings.network,
            url=text(fields.url),
            language=text(fields.language),
            country=text(fields.country),
            media=(("image", image, ""),) if image else (),
            likes=number(fields.likes),
            shares=number(fields.shares),
            replies=number(fields.replies),
        )
        if not draft.id and at is None:
            continue
        post = composed(draft)
        if post is not None:
            posts.append(post)
    return Posts(posts=merged(Posts(), posts, ()).posts[: settings.keep])


def _table(document: JsonValue, settings: HttpJsonSettings) -> Table:
    items = _items(document, settings)[:MAX_ROWS]
    columns = dict(settings.columns) or _own_columns(items)
    rows = [tuple(_cell(_found(where, item)) for where in columns.values()) for item in items]
    return Table(
        columns=tuple(
            Column(name=plain(name, 200), numeric=_is_numeric([row[i] for row in rows]))
            for i, name in enumerate(columns)
        ),
        rows=tuple(rows),
    )


def _own_columns(items: list[JsonValue]) -> dict[str, str]:
    """Every name that an item has, in their order."""
    names: dict[str, str] = {}
    for item in items:
        if isinstance(item, dict):
            for name in item:
                escaped = name.replace("\\", "\\\\").replace('"', '\\"')
                names.setdefault(name, f'"{plain(escaped, 200)}"')
    return dict(list(names.items())[:50])


def _is_numeric(cells: list[Cell]) -> bool:
    held = [cell for cell in cells if cell is not None]
    return bool(held) and all(isinstance(cell, float) for cell in held)


def _figure(
    document: JsonValue, settings: HttpJsonSettings, before: Dataset | None, now: float
) -> Figure:
    value = _number(_found(settings.value or "@", document))
    if value is None:
        raise Unreadable(f"at `{settings.value}` there is no number")
    history = before.history if isinstance(before, Figure) else ()
    points = (*history, ValuePoint(at=now, value=value))[-settings.keep :]
    return Figure(
        value=value,
        unit=settings.unit,
        previous=_number(_found(settings.previous, document)) if settings.previous else None,
        target=_number(_found(settings.target, document)) if settings.target else None,
        history=points,
    )


def _series(document: JsonValue, settings: HttpJsonSettings) -> Series:
    points: dict[float, JsonValue] = {}
    items = _items(document, settings)
    for item in items:
        at = time_of(_found(settings.time or "@", item))
        if at is not None:
            points[at] = item
    if items and not points:
        raise Unreadable(f"at `{settings.time}` there is no time in any item")
    times = sorted(points)[-min(MAX_POINTS, MAX_VALUES // len(settings.lines)) :]
    return Series(
        unit=settings.unit,
        times=tuple(times),
        lines=tuple(
            Line(name=name, values=tuple(_number(_found(where, points[at])) for at in times))
            for name, where in settings.lines.items()
        ),
    )


def _gathered(
    document: JsonValue, settings: HttpJsonSettings, before: Dataset | None, now: float
) -> Series:
    """One more point after those that earlier answers gave."""
    at = time_of(_found(settings.time, document)) if settings.time else None
    values = {name: _number(_found(where, document)) for name, where in settings.lines.items()}
    if all(value is None for value in values.values()):
        raise Unreadable("the answer holds none of the lines' numbers")
    fits = isinstance(before, Series) and [line.name for line in before.lines] == list(values)
    old = before if isinstance(before, Series) and fits else Series()
    when = now if at is None else at
    room = min(settings.keep, MAX_VALUES // len(values)) - 1
    kept = [i for i, time in enumerate(old.times) if time < when]
    kept = kept[len(kept) - min(room, len(kept)) :]
    held = {line.name: line.values for line in old.lines}
    return Series(
        unit=settings.unit,
        times=(*(old.times[i] for i in kept), when),
        lines=tuple(
            Line(name=name, values=(*(held[name][i] for i in kept), value))
            for name, value in values.items()
        ),
    )


def _text(value: JsonValue) -> str:
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, list):
        return " ".join(_text(part) for part in value if not isinstance(part, list | dict))
    return "" if isinstance(value, dict) else str(value)


def _number(value: JsonValue) -> float | None:
    """A number, or a text that is one."""
    if value is None or isinstance(value, bool | list | dict):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _cell(value: JsonValue) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value)
    return plain(_text(value), 2000) or None
