"""A YAML file as plain JSON values, with the place of each. Hostile text comes back as problems.

Built from parser events, not from a constructor: no tags, no dates, bounded aliases. Scalars
follow the core schema of YAML 1.2.2, section 10.3.2, without octal and hexadecimal numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

from pydantic import JsonValue
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from wall.sitefile.problems import Path, Problem

MAX_BYTES = 1_000_000
MAX_NODES = 50_000
"""Values in a file, aliases expanded."""
MAX_DEPTH = 30
MAX_DIGITS = 18

_INT = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS: dict[str, JsonValue] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class Place(NamedTuple):
    """Line and column, counted from one."""

    line: int
    column: int


@dataclass
class Document:
    """The values of one file and where they stand."""

    file: str
    data: JsonValue = None
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)

    def problem(self, path: Path, text: str, *, at_key: bool = False) -> Problem:
        """A problem at a path, or at the nearest thing around it that has a place."""
        return self._problem(path, text, at_key).model_copy()

    def warning(self, path: Path, text: str) -> Problem:
        return self._problem(path, text, False).model_copy(update={"severity": "warning"})

    def _problem(self, path: Path, text: str, at_key: bool) -> Problem:
        place = self.place(path, at_key=at_key)
        return Problem(
            file=self.file,
            line=place.line,
            column=place.column,
            path=self.spoken(path),
            text=text,
        )

    def place(self, path: Path, *, at_key: bool = False) -> Place:
        for end in range(len(path), -1, -1):
            known = (self.keys, self.values) if at_key else (self.values, self.keys)
            for places in known:
                if path[:end] in places:
                    return places[path[:end]]
        return Place(1, 1)

    def spoken(self, path: Path) -> str:
        """`tiles[match].area`: list items by their id or address, else by position from 0."""
        words = ""
        at: JsonValue = self.data
        for part in path:
            if isinstance(part, int):
                at = at[part] if isinstance(at, list) and part < len(at) else None
                words += f"[{_name_of(at) or part}]"
            else:
                at = at.get(part) if isinstance(at, dict) else None
                words += f".{part}" if words else part
        return words


def _name_of(item: JsonValue) -> str:
    if not isinstance(item, dict):
        return ""
    name = item.get("id", item.get("address"))
    return name if isinstance(name, str) else ""


class _Stop(Exception):
    """The rest of the file cannot be read; the problem is told already."""


def read_document(file: str, content: bytes) -> Document:
    """Never raises; what is wrong is in `problems`, and then `data` may be incomplete."""
    document = Document(file)
    text = _decoded(document, content)
    if text is None:
        return document
    builder = _Builder(document, YAML(typ="safe", pure=True).parse(text))
    try:
        document.data = builder.build()
    except _Stop:
        pass
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        _tell(document, place, f"this is not valid YAML: {what or 'unreadable'}")
    except YAMLError as error:
        _tell(document, _where(error, text), f"this is not valid YAML: {_first_line(error)}")
    except (ValueError, OverflowError) as error:  # an escape such as \UFFFFFFFF
        _tell(document, Place(1, 1), f"this is not valid YAML: {error}")
    return document


def _decoded(document: Document, content: bytes) -> str | None:
    if len(content) > MAX_BYTES:
        _tell(document, Place(1, 1), f"the file is larger than {MAX_BYTES // 1000} kB")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        place = Place(before.count(b"\n") + 1, error.start - before.rfind(b"\n"))
        _tell(document, place, "this is not UTF-8 text; save the file as UTF-8")
        return None


def _tell(document: Document, place: Place, text: str) -> None:
    document.problems.append(
        Problem(file=document.file, line=place.line, column=place.column, text=text)
    )


def _where(error: YAMLError, text: str) -> Place:
    position = getattr(error, "position", None)
    if not isinstance(position, int):
        return Place(1, 1)
    before = text[:position]
    return Place(before.count("\n") + 1, position - before.rfind("\n"))


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0] or "unreadable"


@dataclass
class _Anchor:
    value: JsonValue
    nodes: int


class _Builder:
    """Consumes events, one document long."""

    def __init__(self, document: Document, events: Iterator[Event]) -> None:
        self._document = document
        self._events = events
        self._anchors: dict[str, _Anchor] = {}
        self._nodes = 0

    def build(self) -> JsonValue:
        data: JsonValue = None
        documents = 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(event, "only one document is allowed in a file; remove this `---`")
                data = self._value(next(self._events), ())
        return data

    def _stop(self, event: Event, text: str) -> NoReturn:
        _tell(self._document, _place(event), text)
        raise _Stop

    def _count(self, event: Event, path: Path, more: int = 1) -> None:
        self._nodes += more
        if self._nodes > MAX_NODES:
            self._stop(event, f"the file holds more than {MAX_NODES} values")
        if len(path) > MAX_DEPTH:
            self._stop(event, f"values are nested deeper than {MAX_DEPTH} levels")

    def _value(self, event: Event, path: Path) -> JsonValue:
        self._document.values[path] = _place(event)
        if isinstance(event, AliasEvent):
            return self._alias(event, path)
        before = self._nodes
        self._count(event, path)
        self._refuse_tag(event)
        value: JsonValue = None
        if isinstance(event, MappingStartEvent):
            value = self._mapping(path)
        elif isinstance(event, SequenceStartEvent):
            value = self._sequence(path)
        elif isinstance(event, ScalarEvent):
            value = _scalar(event)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._anchors[str(anchor)] = _Anchor(value, self._nodes - before)
        return value

    def _alias(self, event: AliasEvent, path: Path) -> JsonValue:
        known = self._anchors.get(event.anchor)
        if known is None:
            self._stop(event, f"there is no finished anchor '&{event.anchor}' before this")
        self._count(event, path, known.nodes)
        return known.value

    def _refuse_tag(self, event: Event) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) != "!":
            text = f"the tag '{tag}' is not allowed; write plain values"
            _tell(self._document, _place(event), text)

    def _mapping(self, path: Path) -> JsonValue:
        found: dict[str, JsonValue] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                break
            if not isinstance(event, ScalarEvent):
                self._stop(event, "a key must be a word")
            key = str(event.value)
            self._count(event, path)
            self._refuse_tag(event)
            inner = (*path, key)
            repeated = key in found
            if repeated:
                text = f"the key '{key}' is here twice; first in line {self._first(inner)}"
                _tell(self._document, _place(event), text)
            self._document.keys[inner] = _place(event)
            value = self._value(next(self._events), inner)
            if not repeated:
                found[key] = value
        return found

    def _first(self, path: Path) -> int:
        return self._document.keys[path].line

    def _sequence(self, path: Path) -> JsonValue:
        found: list[JsonValue] = []
        for event in self._events:
            if isinstance(event, SequenceEndEvent):
                break
            found.append(self._value(event, (*path, len(found))))
        return found


def _scalar(event: ScalarEvent) -> JsonValue:
    text = str(event.value)
    if not event.implicit[0]:  # quoted, or a block of text
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text) and len(text) <= MAX_DIGITS:
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def _place(event: Event) -> Place:
    mark = event.start_mark
    return Place(mark.line + 1, mark.column + 1)
