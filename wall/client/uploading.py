"""Uploading a file: in parts, from where an earlier attempt ended."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Protocol

from wall.errors import WallError
from wall.protocol.status import UploadInfo

Progress = Callable[[int, int], None]
"""Called with the bytes that have arrived and the size."""
_READ_BYTES = 1024 * 1024


class FileUnreadable(WallError):
    """A file that cannot be sent."""

    code = "file_unreadable"


class Uplink(Protocol):
    """What an upload needs of a client."""

    async def begin_upload(self, sha256: str, size: int, name: str) -> UploadInfo: ...
    async def add_to_upload(self, info: UploadInfo, offset: int, data: bytes) -> UploadInfo: ...
    async def chunk_bytes(self) -> int: ...


async def upload_file(uplink: Uplink, path: Path, progress: Progress | None = None) -> str:
    """Send a file unless it is there already; returns its SHA-256. Raises FileUnreadable."""
    size, digest = await asyncio.to_thread(_measure, path)
    tell = progress or _nothing
    info = await uplink.begin_upload(digest, size, path.name)
    tell(info.offset, size)
    with _open(path) as file:
        while not info.complete:
            file.seek(info.offset)
            data = await asyncio.to_thread(file.read, await uplink.chunk_bytes())
            if not data:
                raise FileUnreadable(f"{path} became shorter while it was sent; send it again")
            info = await uplink.add_to_upload(info, info.offset, data)
            tell(info.offset, size)
    return digest


def _nothing(_arrived: int, _size: int) -> None:
    return


def _measure(path: Path) -> tuple[int, str]:
    with _open(path) as file:
        digest, size = hashlib.sha256(), 0
        while block := file.read(_READ_BYTES):
            digest.update(block)
            size += len(block)
    if not size:
        raise FileUnreadable(f"{path} is empty")
    return size, digest.hexdigest()


def _open(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise FileUnreadable(f"cannot read {path}: {error.strerror}") from error
