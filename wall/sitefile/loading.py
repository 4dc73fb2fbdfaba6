"""A YAML file as plain JSON values, with the place of each. Hostile text comes back as problems.

Built from parser events, not from a constructor: no tags, no dates, bounded aliases. Scalars
follow the core schema of YAML 1.2.2, section 10.3.2, without octal and hexadecimal numbers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

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

from wall.sitefile.documents import Document, Place, Span
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
        if "'\\t'" in what:
            what = "a tab; YAML is indented with spaces"
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
        self._end = 0
        """Where the last value, or the bracket after it, ended."""

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
        value = (
            self._alias(event, path) if isinstance(event, AliasEvent) else self._own(event, path)
        )
        self._document.spans[path] = Span(event.start_mark.index, self._end)
        return value

    def _own(self, event: Event, path: Path) -> JsonValue:
        before = self._nodes
        self._count(event, path)
        self._refuse_tag(event)
        value: JsonValue = None
        if isinstance(event, MappingStartEvent):
            self._note_flow(event, path)
            value = self._mapping(path)
        elif isinstance(event, SequenceStartEvent):
            self._note_flow(event, path)
            value = self._sequence(path)
        elif isinstance(event, ScalarEvent):
            self._end = event.end_mark.index
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
        self._end = event.end_mark.index
        return known.value

    def _note_flow(self, event: Event, path: Path) -> None:
        if getattr(event, "flow_style", False):
            self._document.in_flow.add(path)

    def _close(self, event: Event) -> None:
        """A bracket has a length; the end of a block is wherever the next thing begins."""
        if event.end_mark.index > event.start_mark.index:
            self._end = event.end_mark.index

    def _refuse_tag(self, event: Event) -> None:
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag) != "!":
            text = f"the tag '{tag}' is not allowed; write plain values"
            _tell(self._document, _place(event), text)

    def _mapping(self, path: Path) -> JsonValue:
        found: dict[str, JsonValue] = {}
        for event in self._events:
            if isinstance(event, MappingEndEvent):
                self._close(event)
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
            self._end = event.end_mark.index
            self._document.key_spans[inner] = Span(event.start_mark.index, self._end)
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
                self._close(event)
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
