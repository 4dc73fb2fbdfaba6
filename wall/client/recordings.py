"""Recordings, as a client asks for them. AsyncWall and Wall have this."""

from __future__ import annotations

import asyncio
import http.client
import json
import shutil
from abc import ABC, abstractmethod
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from wall.client.finding import WallAddress
from wall.client.trusting import check_digest, tls_context
from wall.errors import RequestFailed
from wall.protocol.record_requests import (
    RecordDelete,
    RecordingInfo,
    RecordList,
    RecordStart,
    RecordStop,
)
from wall.protocol.requests import Request

T = TypeVar("T")
TIMEOUT_S = 30.0


class AsyncRecordings(ABC):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    _address: WallAddress

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    async def record(
        self,
        at: str | None = None,
        *,
        tile: str | None = None,
        for_s: float | None = None,
        wall: str | None = None,
    ) -> RecordingInfo:
        """Record what an area or a tile shows, until its time or `stop_recording`."""
        request = RecordStart(wall=wall, at=at, tile=tile, for_s=for_s)
        return await self._result(RecordingInfo, request)

    async def stop_recording(self, recording: str) -> RecordingInfo:
        """Answered when the film is complete."""
        return await self._result(RecordingInfo, RecordStop(recording=recording))

    async def recordings(self, wall: str | None = None) -> list[RecordingInfo]:
        """Newest first; those that run too."""
        return await self._result(list[RecordingInfo], RecordList(wall=wall))

    async def delete_recording(self, recording: str) -> None:
        await self._result(type(None), RecordDelete(recording=recording))

    async def fetch_recording(self, recording: str, file: Path) -> None:
        """Save its film. Raises OSError too."""
        await asyncio.to_thread(fetch_film, self._address, recording, file)


class Recordings(ABC):
    """The same as AsyncRecordings, without asyncio."""

    @property
    @abstractmethod
    def _together(self) -> AsyncRecordings:
        """Whom to ask."""

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    def record(
        self,
        at: str | None = None,
        *,
        tile: str | None = None,
        for_s: float | None = None,
        wall: str | None = None,
    ) -> RecordingInfo:
        """Record what an area or a tile shows, until its time or `stop_recording`."""
        return self._run(self._together.record(at, tile=tile, for_s=for_s, wall=wall))

    def stop_recording(self, recording: str) -> RecordingInfo:
        """Answered when the film is complete."""
        return self._run(self._together.stop_recording(recording))

    def recordings(self, wall: str | None = None) -> list[RecordingInfo]:
        """Newest first; those that run too."""
        return self._run(self._together.recordings(wall))

    def delete_recording(self, recording: str) -> None:
        self._run(self._together.delete_recording(recording))

    def fetch_recording(self, recording: str, file: Path) -> None:
        """Save its film. Raises OSError too."""
        fetch_film(self._together._address, recording, file)


def fetch_film(address: WallAddress, recording: str, file: Path) -> None:
    """Blocks. The token is sent only to the controller whose certificate is known."""
    parts = urlsplit(address.url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme in ("wss", "https"):
        context = tls_context(address.fingerprint)
        secure = http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT_S, context=context)
        secure.connect()
        if address.fingerprint is not None:
            check_digest(secure.sock.getpeercert(binary_form=True) or b"", address.fingerprint)
        connection = secure
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT_S)
    try:
        path = f"/api/v1/recordings/{quote(recording, safe='')}/film.mp4"
        connection.request("GET", path, headers={"Authorization": f"Bearer {address.token}"})
        response = connection.getresponse()
        if response.status != 200:
            raise _refusal(response.read(65536))
        part = file.with_name(f"{file.name}.part")
        with part.open("wb") as target:
            shutil.copyfileobj(response, target, 1 << 20)
        part.replace(file)
    finally:
        connection.close()


def _refusal(body: bytes) -> RequestFailed:
    try:
        told = json.loads(body)
        return RequestFailed(str(told["code"]), str(told["message"]))
    except (ValueError, KeyError, TypeError):
        return RequestFailed("error", "the controller does not give the film")
