"""Addresses in settings: which of them name something to fetch, and of what sort.

A settings model marks such a field: `url: MediaAddress`. Three forms are understood:
`https://…` (and other schemes), `media/match.mp4` (a file of the site, relative to its
folder) and `upload:SHA256` (content that an operator sent).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, StringConstraints

UPLOAD = "upload:"
_PIN = "#sha256="
# Not by urlsplit, which raises for some broken addresses: those are URLs too, to be refused.
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class AddressMark:
    """Marks a settings field (a string, or a list of strings) as an address."""

    folder: bool = False
    """Whether it may name a folder of the site."""


MediaAddress = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), AddressMark()
]
FolderAddress = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, strip_whitespace=True),
    AddressMark(folder=True),
]


def is_url(address: str) -> bool:
    """Whether it has a scheme of two letters or more, `upload:` apart."""
    return _SCHEME.match(address) is not None and not address.startswith(UPLOAD)


def is_upload(address: str) -> bool:
    return address.startswith(UPLOAD)


def is_site_path(address: str) -> bool:
    return not is_url(address) and not is_upload(address)


def pinned(address: str, sha256: str) -> str:
    """A web address for content that has this SHA-256 and for no other; without one, the same."""
    if not sha256 or not is_url(address):
        return address
    return f"{address.partition('#')[0]}{_PIN}{sha256}"


def unpinned(address: str) -> tuple[str, str]:
    """The address to ask, and the SHA-256 that its content must have; empty: any."""
    place, mark, sha256 = address.rpartition(_PIN)
    return (place, sha256) if mark and _SHA256.fullmatch(sha256) else (address, "")


def addresses_in(settings: BaseModel) -> Iterator[tuple[str, str, AddressMark]]:
    """Field name, address and mark of every address that the settings hold, however deep."""
    for name, field in type(settings).model_fields.items():
        mark = _mark(field.metadata) or _nested_mark(field.annotation)
        for part in _parts(getattr(settings, name)):
            if isinstance(part, BaseModel):
                yield from ((name, address, deep) for _, address, deep in addresses_in(part))
            elif isinstance(part, str) and mark is not None:
                yield name, part, mark


def _parts(value: object) -> Iterator[object]:
    """What is in lists and mappings, at any depth; any other value itself."""
    match value:
        case list() | tuple() | set() | frozenset():
            for item in value:
                yield from _parts(item)
        case dict():
            yield from _parts(list(value.values()))
        case _:
            yield value


def _mark(metadata: object) -> AddressMark | None:
    if not isinstance(metadata, list | tuple):
        return None
    return next((m for m in metadata if isinstance(m, AddressMark)), None)


def _nested_mark(annotation: object) -> AddressMark | None:
    """The mark inside `tuple[MediaAddress, ...]` or `MediaAddress | None`."""
    found = _mark(getattr(annotation, "__metadata__", ()))
    if found is not None:
        return found
    for part in getattr(annotation, "__args__", ()):
        found = _nested_mark(part)
        if found is not None:
            return found
    return None
