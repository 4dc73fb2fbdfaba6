"""A file of a site: plain JSON values, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pydantic import JsonValue

from wall.sitefile.problems import Path, Problem


class Place(NamedTuple):
    """Line and column, counted from one."""

    line: int
    column: int


class Span(NamedTuple):
    """Characters of the text, counted from zero; the end is not included."""

    start: int
    end: int


@dataclass
class Document:
    """The values of one file and where they stand."""

    file: str
    data: JsonValue = None
    problems: list[Problem] = field(default_factory=list)
    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)
    key_spans: dict[Path, Span] = field(default_factory=dict)
    spans: dict[Path, Span] = field(default_factory=dict)
    """Where in the text each value begins and ends, without comments that follow it."""
    in_flow: set[Path] = field(default_factory=set)
    """The mappings and lists that are written in braces and brackets."""

    def problem(self, path: Path, text: str, *, at_key: bool = False) -> Problem:
        """A problem at a path, or at the nearest thing around it that has a place."""
        return self._problem(path, text, at_key).model_copy()

    def warning(self, path: Path, text: str) -> Problem:
        return self._problem(path, text, False).model_copy(update={"severity": "warning"})

    def placeholder(self, path: Path, text: str) -> Problem:
        return self._problem(path, text, False).model_copy(update={"severity": "placeholder"})

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
