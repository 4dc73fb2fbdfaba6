"""Addresses in a site's own files: files must be there, and inside the site's folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from pydantic import BaseModel

from wall.errors import did_you_mean
from wall.kinds.addresses import AddressMark, addresses_in, is_site_path, is_upload

MAX_LISTED = 500


def address_faults(settings: BaseModel, folder: Path) -> Iterator[tuple[str, str]]:
    """Setting and what is wrong with the address that it holds."""
    for name, address, mark in addresses_in(settings):
        fault = _fault(address, mark, folder)
        if fault:
            yield name, fault


def _fault(address: str, mark: AddressMark, folder: Path) -> str:
    if is_upload(address):
        return ""
    if not is_site_path(address):
        if urlsplit(address).scheme.lower() == "file":
            return f"'{address}' leaves the site's folder; put the file into it: media/NAME"
        return ""
    if leaves(address):
        return f"'{address}' leaves the site's folder; put the file into it: media/NAME"
    path = folder / address
    try:
        if not path.exists():
            path = folder / urlsplit(address).path  # a page with ?query or #place
        if not path.exists():
            return f"there is no '{address}' in the site's folder{_near(address, folder)}"
        if path.is_dir() and not mark.folder:
            return f"'{address}' is a folder; name a file"
        if mark.folder and not path.is_dir():
            return f"'{address}' is a file; name a folder"
    except (OSError, ValueError) as error:
        return f"'{address}' cannot be looked at: {error}"
    return ""


def leaves(address: str) -> bool:
    """Whether a path names something outside the folder that it starts from."""
    path = PurePosixPath(address.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or address.startswith("~")


def _near(address: str, folder: Path) -> str:
    """The nearest file of the same folder."""
    parent = (folder / address).parent
    if not parent.is_dir():
        return ""
    names = [path.relative_to(folder).as_posix() for path in sorted(parent.iterdir())[:MAX_LISTED]]
    return did_you_mean(address, names)
