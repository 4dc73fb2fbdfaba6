"""Small edits of YAML text: only the characters in question change, comments and all else stay.

Each function returns the new text. Its document must be of the text that it gets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from pydantic import JsonValue

from wall.sitefile.documents import Document
from wall.sitefile.problems import Path

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*|A\d+:[A-Z]\d+")
_NOT_WORDS = frozenset(["null", "true", "false", "yes", "no", "on", "off", "y", "n"])
_UNPRINTABLE = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff]")


def set_key(text: str, document: Document, mapping: Path, key: str, value: JsonValue) -> str:
    """The mapping with another value for a key that it has, or with one more key."""
    path = (*mapping, key)
    written = in_one_line(value)
    if path not in document.spans:
        return _add_key(text, document, mapping, f"{in_one_line(key)}: {written}")
    span = document.spans[path]
    lead = " " if span.start == span.end else ""
    return text[: span.start] + lead + written + text[_end(text, document, path) :]


def remove_key(text: str, document: Document, mapping: Path, key: str) -> str:
    """The mapping without a key that it has. Comments on the key's own lines go with it."""
    keys = _keys(document, mapping)
    index = keys.index((*mapping, key))
    start = document.key_spans[keys[index]].start
    if index + 1 < len(keys):
        return text[:start] + text[document.key_spans[keys[index + 1]].start :]
    end = _end(text, document, keys[index])
    if index == 0:
        return text[:start] + ("" if mapping in document.in_flow else "{}") + text[end:]
    previous = _end(text, document, keys[index - 1])
    if mapping in document.in_flow:
        return text[:previous] + text[end:]
    return text[: _line_end(text, previous)] + text[_line_end(text, end) :]


def remove_item(text: str, document: Document, sequence: Path, index: int) -> str:
    """The list without one item; comments before it stay."""
    items = _items(document, sequence)
    span = document.spans[items[index]]
    if len(items) == 1:
        whole = document.spans[sequence]
        return f"{text[: whole.start]}[]{text[_end(text, document, sequence) :]}"
    if sequence not in document.in_flow:
        return text[: _line_start(text, span.start)] + text[_line_end(text, span.end) + 1 :]
    if index + 1 < len(items):
        return text[: span.start] + text[document.spans[items[index + 1]].start :]
    return text[: document.spans[items[index - 1]].end] + text[span.end :]


def add_item(text: str, document: Document, sequence: Path, value: JsonValue) -> str:
    """The list with one more item at its end."""
    items = _items(document, sequence)
    written = in_one_line(value)
    if not items:
        span = document.spans[sequence]
        if () in document.in_flow:
            return f"{text[: span.start]}[{written}]{text[span.end :]}"
        return f"{text[: span.start].rstrip(' ')}\n  - {written}{text[span.end :]}"
    end = _end(text, document, items[-1])
    if sequence in document.in_flow:
        return f"{text[:end]}, {written}{text[end:]}"
    column = document.values[sequence].column - 1
    return _new_line(text, end, f"{' ' * column}- {written}")


def in_one_line(value: JsonValue) -> str:
    """A value as flow YAML, with as few quotes as are safe."""
    if isinstance(value, Mapping):
        inner = (f"{in_one_line(key)}: {in_one_line(item)}" for key, item in value.items())
        return "{" + ", ".join(inner) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(in_one_line(item) for item in value) + "]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NOT_WORDS:
        return value
    written = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def _add_key(text: str, document: Document, mapping: Path, line: str) -> str:
    keys = _keys(document, mapping)
    if not keys:
        span = document.spans[mapping]
        return text[: span.start] + "{" + line + "}" + text[span.end :]
    end = _end(text, document, keys[-1])
    if mapping in document.in_flow:
        return f"{text[:end]}, {line}{text[end:]}"
    column = document.keys[keys[0]].column - 1
    return _new_line(text, end, " " * column + line)


def _new_line(text: str, after: int, line: str) -> str:
    """After the line on which a value ends, and the comment that may follow the value there."""
    end = _line_end(text, after)
    return f"{text[:end]}\n{line}{text[end:]}"


def _end(text: str, document: Document, path: Path) -> int:
    """Where a value's last visible character ends: a block of text takes empty lines along."""
    span = document.spans[path]
    return max(span.start, len(text[: span.end].rstrip()))


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _line_end(text: str, position: int) -> int:
    """The end of the line on which the last visible character before a position stands."""
    found = text.find("\n", len(text[:position].rstrip()))
    return len(text) if found < 0 else found


def _keys(document: Document, mapping: Path) -> list[Path]:
    """The paths of a mapping's own keys, in the order of the text."""
    depth = len(mapping) + 1
    found = [p for p in document.key_spans if len(p) == depth and p[:-1] == mapping]
    return sorted(found, key=lambda path: document.key_spans[path].start)


def _items(document: Document, sequence: Path) -> list[Path]:
    count = 0
    while (*sequence, count) in document.spans:
        count += 1
    return [(*sequence, index) for index in range(count)]
