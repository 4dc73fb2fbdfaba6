"""Addresses in settings: which of them name something to fetch, and of what sort.

A settings model marks such a field: `url: MediaAddress`. Three forms are understood:
`https://…` (and other schemes), `media/match.mp4` (a file of the site, relative to its
folder) and `upload:SHA256` (content that an operator sent).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, StringConstraints

UPLOAD = "upload:"


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
    return len(urlsplit(address).scheme) > 1 and not address.startswith(UPLOAD)


def is_upload(address: str) -> bool:
    return address.startswith(UPLOAD)


def is_site_path(address: str) -> bool:
    return not is_url(address) and not is_upload(address)


def addresses_in(settings: BaseModel) -> Iterator[tuple[str, str, AddressMark]]:
    """Field name, address and mark of every address that the settings hold."""
    for name, field in type(settings).model_fields.items():
        mark = _mark(field.metadata) or _nested_mark(field.annotation)
        if mark is None:
            continue
        value = getattr(settings, name)
        for address in value if isinstance(value, tuple | list) else (value,):
            if isinstance(address, str):
                yield name, address, mark


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
