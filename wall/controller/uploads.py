"""Uploads: content that operators send, kept by its SHA-256, within a quota.

```
uploads/SHA256         complete, checked and probed content
uploads/SHA256.json    what it is (Media)
uploads/parts/ID       what has arrived of an upload
uploads/parts/ID.json  what it will be
```

An upload's id comes from its checksum: whoever begins the same content again resumes it.
"""

from __future__ import annotations

import asyncio
import errno
import hashlib
import logging
import os
import time
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from wall.controller.keeping import sync_folder, write_private
from wall.controller.probing import Probing
from wall.errors import RequestFailed
from wall.model.values import Value
from wall.protocol.codes import Status
from wall.protocol.limits import MAX_CHUNK_BYTES
from wall.protocol.media import Media
from wall.protocol.status import UploadInfo

log = logging.getLogger(__name__)

QUOTA_BYTES = 20 * 1024**3
SPARE_BYTES = 256 * 1024**2
"""Left free on the disk: the journal lives there too."""
KEPT_UNUSED_S = 24 * 3600.0
"""Content is pushed some time after it was sent, and parts are resumed some time later."""
_HASH_LENGTH = 64
_READ_BYTES = 1024 * 1024


class _Plan(Value):
    """What an upload will be."""

    sha256: str
    size: int
    name: str


@dataclass
class _Arriving:
    """An upload on its way, between two parts."""

    plan: _Plan
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Uploads:
    """The store. On the loop, apart from `has`, `path`, `media` and `clean`: any thread."""

    def __init__(
        self,
        folder: Path,
        *,
        quota_bytes: int = QUOTA_BYTES,
        spare_bytes: int = SPARE_BYTES,
        probing: Probing | None = None,
    ) -> None:
        self.folder = folder
        self._parts = folder / "parts"
        self._quota = quota_bytes
        self._spare = spare_bytes
        self._probing = probing or Probing()
        self._arriving: dict[str, _Arriving] = {}
        self._parts.mkdir(parents=True, exist_ok=True)

    def has(self, sha256: str) -> bool:
        return self.path(sha256) is not None

    def path(self, sha256: str) -> Path | None:
        """The file with this content, if it is here."""
        if not _is_hash(sha256):
            return None
        path = self.folder / sha256
        return path if path.is_file() else None

    def media(self, sha256: str) -> Media | None:
        """What the content is, if it is here."""
        if self.path(sha256) is None:
            return None
        try:
            return Media.model_validate_json((self.folder / f"{sha256}.json").read_bytes())
        except (OSError, ValidationError):
            return None

    def begin(self, sha256: str, size: int, name: str) -> UploadInfo:
        """Begin or resume. Raises RequestFailed when there is no room."""
        upload = sha256[:32]
        path = self.path(sha256)
        if path is not None and path.stat().st_size == size:
            return _info(upload, _Plan(sha256=sha256, size=size, name=name), size, complete=True)
        arriving = self._find(upload)
        if arriving is not None and (arriving.plan.sha256, arriving.plan.size) == (sha256, size):
            return _info(upload, arriving.plan, self._arrived(upload))
        self._check_room(upload, size)
        plan = _Plan(sha256=sha256, size=size, name=name)
        try:
            (self._parts / upload).unlink(missing_ok=True)
            write_private(self._plan_path(upload), plan.model_dump_json().encode())
            (self._parts / upload).touch(mode=0o600)
        except OSError as error:
            raise _failed(error) from error
        self._arriving[upload] = _Arriving(plan)
        return _info(upload, plan, 0)

    async def add(self, upload: str, offset: int, data: bytes) -> UploadInfo:
        """Append; the last part checks the checksum and probes the content.

        Raises RequestFailed: for a wrong offset, which changes nothing, and for content that is
        not what it was said to be or nothing that a wall shows, which is then forgotten.
        """
        arriving = self._find(upload)
        if arriving is None:
            raise RequestFailed(
                Status.NOT_FOUND, f"there is no upload {upload} (any more); begin it again"
            )
        async with arriving.lock:
            return await self._add(upload, arriving.plan, offset, data)

    def clean(
        self, needed: AbstractSet[str], *, unused_s: float = KEPT_UNUSED_S
    ) -> tuple[str, ...]:
        """Remove content that nobody needs and that is older than `unused_s`, and forgotten parts.

        Returns the hashes that went. Blocks: for a thread.
        """
        oldest = time.time() - unused_s
        gone = []
        for path in self.folder.iterdir():
            old = _is_hash(path.name) and path.stat().st_mtime < oldest
            if old and path.name not in needed:
                path.unlink(missing_ok=True)
                path.with_name(f"{path.name}.json").unlink(missing_ok=True)
                gone.append(path.name)
        for part in self._parts.iterdir():
            if part.exists() and part.stat().st_mtime < oldest:
                part.unlink(missing_ok=True)
        return tuple(gone)

    def remove(self, sha256: str) -> None:
        """Now: somebody's picture who was erased. Blocks."""
        if (path := self.path(sha256)) is not None:
            path.unlink(missing_ok=True)
            path.with_name(f"{path.name}.json").unlink(missing_ok=True)
            sync_folder(self.folder)

    def used_bytes(self) -> int:
        """By content that is complete and by uploads on their way, at their full size."""
        complete = sum(p.stat().st_size for p in self.folder.iterdir() if _is_hash(p.name))
        plans = (self._read_plan(path.stem) for path in self._parts.glob("*.json"))
        return complete + sum(plan.size for plan in plans if plan is not None)

    async def _add(self, upload: str, plan: _Plan, offset: int, data: bytes) -> UploadInfo:
        arrived = self._arrived(upload)
        if offset != arrived:
            raise RequestFailed(
                Status.UPLOAD_OFFSET, f"{arrived} bytes have arrived; go on from there"
            )
        if len(data) > MAX_CHUNK_BYTES:
            raise RequestFailed(Status.TOO_LARGE, f"a part is at most {MAX_CHUNK_BYTES} bytes")
        if arrived + len(data) > plan.size:
            self._forget(upload)
            raise RequestFailed(
                Status.UPLOAD_CHECKSUM, f"more than the {plan.size} bytes that were announced"
            )
        try:
            await asyncio.to_thread(_append, self._parts / upload, arrived, data)
        except OSError as error:
            raise _failed(error) from error
        arrived += len(data)
        if arrived < plan.size:
            return _info(upload, plan, arrived)
        await self._complete(upload, plan)
        return _info(upload, plan, arrived, complete=True)

    async def _complete(self, upload: str, plan: _Plan) -> None:
        path = self._parts / upload
        try:
            if await asyncio.to_thread(_checksum, path) != plan.sha256:
                raise RequestFailed(
                    Status.UPLOAD_CHECKSUM, "the checksum does not match; send the file again"
                )
            media = await self._probing.probe(path)
            await asyncio.to_thread(self._keep, path, plan, media)
        except OSError as error:
            raise _failed(error) from error
        finally:
            self._forget(upload)

    def _keep(self, path: Path, plan: _Plan, media: Media) -> None:
        write_private(self.folder / f"{plan.sha256}.json", media.model_dump_json().encode())
        # The display and its decoders may run as another user.
        path.chmod(0o644)
        path.replace(self.folder / plan.sha256)
        sync_folder(self.folder)

    def _find(self, upload: str) -> _Arriving | None:
        if upload not in self._arriving and (plan := self._read_plan(upload)) is not None:
            self._arriving[upload] = _Arriving(plan)
        return self._arriving.get(upload)

    def _read_plan(self, upload: str) -> _Plan | None:
        try:
            plan = _Plan.model_validate_json(self._plan_path(upload).read_bytes())
        except (OSError, ValidationError):
            return None
        return plan if (self._parts / upload).is_file() else None

    def _plan_path(self, upload: str) -> Path:
        return self._parts / f"{upload}.json"

    def _arrived(self, upload: str) -> int:
        try:
            return (self._parts / upload).stat().st_size
        except FileNotFoundError:
            return 0

    def _forget(self, upload: str) -> None:
        self._arriving.pop(upload, None)
        (self._parts / upload).unlink(missing_ok=True)
        self._plan_path(upload).unlink(missing_ok=True)

    def _check_room(self, upload: str, size: int) -> None:
        used = self.used_bytes()
        if used + size > self._quota:
            raise RequestFailed(
                Status.QUOTA_FULL,
                f"uploads may take {_amount(self._quota)} and take {_amount(used)}; this one of "
                f"{_amount(size)} finds no room: close tiles that are not needed, or raise the "
                "quota in wall.yaml",
            )
        disk = os.statvfs(self.folder)
        room = disk.f_bavail * disk.f_frsize - self._spare
        if size > room:
            left = f"has room for {_amount(room)} of uploads" if room > 0 else "is full"
            raise RequestFailed(
                Status.DISK_FULL,
                f"the controller's disk {left}, and this one has {_amount(size)} "
                f"({_amount(self._spare)} stay free for the journal); make room on it, or start "
                "the wall with --data on a larger disk",
            )


def _append(path: Path, offset: int, data: bytes) -> None:
    """What finds room stays, also when not all of it does: it need not be sent again."""
    descriptor = os.open(path, os.O_WRONLY)
    try:
        view = memoryview(data)
        while view:
            written = os.pwrite(descriptor, view, offset)
            view, offset = view[written:], offset + written
    finally:
        os.close(descriptor)


def _checksum(path: Path) -> str:
    """Of what is really on the disk: synchronised before it is read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        os.fsync(file.fileno())
        while block := file.read(_READ_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _failed(error: OSError) -> RequestFailed:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return RequestFailed(
            Status.DISK_FULL, "the controller's disk is full; make room on it and send again"
        )
    log.error("an upload could not be written: %s", error)
    return RequestFailed(Status.UNAVAILABLE, f"the upload could not be written: {error.strerror}")


def _info(upload: str, plan: _Plan, offset: int, *, complete: bool = False) -> UploadInfo:
    return UploadInfo(
        upload=upload, sha256=plan.sha256, size=plan.size, offset=offset, complete=complete
    )


def _is_hash(name: str) -> bool:
    return len(name) == _HASH_LENGTH and all(c in "0123456789abcdef" for c in name)


def _amount(size: int) -> str:
    """In the largest unit of which there is one or more."""
    for unit, name in ((1024**3, "GB"), (1024**2, "MB"), (1024, "kB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"
