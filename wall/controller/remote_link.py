"""The link for displays of other machines: a websocket and files, on the public port."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException
from fastapi.responses import FileResponse, Response
from starlette.websockets import WebSocket, WebSocketDisconnect

from wall.controller.approvals import DisplayApprovals
from wall.controller.followers import Followers
from wall.controller.sites import OpenSite
from wall.controller.uploads import Uploads
from wall.kinds.addresses import UPLOAD, is_upload, is_url
from wall.sitefile.folders import folder_files

log = logging.getLogger(__name__)

LINK = "/api/v1/link"
MAX_LISTED = 10_000
"""Files of a folder that a display of another machine is told."""


def add_link(
    app: FastAPI,
    followers: Followers,
    approvals: DisplayApprovals,
    site: OpenSite,
    uploads: Uploads,
) -> None:
    """Serve docs/link.md to approved displays of other machines."""

    async def serve_display(websocket: WebSocket) -> None:
        await websocket.accept()
        await followers.serve(_WebWire(websocket), local=False)

    async def file(
        address: str,
        name: str,
        authorization: Annotated[str, Header()] = "",
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        if not approvals.approved(name, authorization.removeprefix("Bearer ")):
            raise HTTPException(401, "this display is not approved")
        path = _servable(address, site.folder, uploads)
        if path is None:
            raise HTTPException(404, "no file of the site and no upload")
        state = path.stat()
        digest = await asyncio.to_thread(_digest, path, state.st_mtime_ns, state.st_size)
        headers = {"ETag": f'"{digest}"'}
        if headers["ETag"] in if_none_match:
            return Response(status_code=304, headers=headers)
        return FileResponse(path, headers=headers)

    async def folder(
        address: str, name: str, authorization: Annotated[str, Header()] = ""
    ) -> Sequence[str]:
        if not approvals.approved(name, authorization.removeprefix("Bearer ")):
            raise HTTPException(401, "this display is not approved")
        names = await asyncio.to_thread(_listed, address, site.folder)
        if names is None:
            raise HTTPException(404, "no folder of the site")
        if len(names) > MAX_LISTED:
            raise HTTPException(413, f"the folder holds more than {MAX_LISTED} files")
        return names

    app.add_api_websocket_route(LINK, serve_display)
    app.add_api_route(f"{LINK}/folders", folder, methods=["GET"], include_in_schema=False)
    app.add_api_route(f"{LINK}/files", file, methods=["GET"], include_in_schema=False)


def _servable(address: str, folder: Path, uploads: Uploads) -> Path | None:
    """A file inside the site's folder, or a known upload; nothing else, links included."""
    if is_upload(address):
        return uploads.path(address.removeprefix(UPLOAD))
    if is_url(address):
        return None
    root = folder.resolve()
    try:
        path = (root / address).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, ValueError):
        # A name too long for the disk, or with a zero in it.
        return None


def _listed(address: str, site: Path) -> Sequence[str] | None:
    """The files of a folder, as addresses; None for what is no folder of the site."""
    if is_url(address) or is_upload(address):
        return None
    try:
        return folder_files(site, address)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=1000)
def _digest(path: Path, changed_ns: int, size: int) -> str:
    """Of the file as it is now: films are read once, not at each question."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class _WebWire:
    """A websocket of the public port."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send(self, message: str) -> None:
        try:
            await self._websocket.send_text(message)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionError(str(error)) from error

    async def recv(self) -> str | bytes:
        try:
            message = await self._websocket.receive()
        except RuntimeError as error:
            raise ConnectionError(str(error)) from error
        if message["type"] == "websocket.disconnect":
            raise ConnectionError("the display has left")
        data: str | bytes = message.get("text") or message.get("bytes") or b""
        return data

    async def close(self, code: int, reason: str) -> None:
        try:
            await self._websocket.close(code, reason)
        except RuntimeError as error:
            raise ConnectionError(str(error)) from error
