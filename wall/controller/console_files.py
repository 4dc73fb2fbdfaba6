"""Files for browsers over HTTP: `/` is the console, `/console/…` what that page asks for, and
`/report` the form of contributors.

They hold no secrets, so that they need no sign-in. Only plain names below the folder, of types
that a page needs, are served.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException

PAGE = "index.html"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".txt": "text/plain; charset=utf-8",
    ".map": "application/json",
}
"""Other files of the folder are not served."""
_NAME = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class _Loaded:
    stamp: tuple[int, int]
    content: bytes
    etag: str


class ConsoleFiles:
    """The files of one folder, read when somebody asks and kept until they change."""

    def __init__(self, folder: Path) -> None:
        self._root = folder.resolve()
        self._loaded: dict[str, _Loaded] = {}

    async def answer(self, name: str, request: Request) -> Response:
        """Raises HTTPException 404."""
        found = await asyncio.to_thread(self._load, name)
        if found is None:
            raise HTTPException(404, "the console has no such file")
        headers = {"ETag": found.etag, "Cache-Control": "no-cache"}
        known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
        if found.etag in known:
            return Response(status_code=304, headers=headers)
        return Response(found.content, media_type=TYPES[Path(name).suffix], headers=headers)

    def _load(self, name: str) -> _Loaded | None:
        path = self._path(name)
        if path is None:
            return None
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
            loaded = self._loaded.get(name)
            if loaded is None or loaded.stamp != stamp:
                content = path.read_bytes()
                etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
                loaded = self._loaded[name] = _Loaded(stamp, content, etag)
        except FileNotFoundError:
            return None
        return loaded

    def _path(self, name: str) -> Path | None:
        """Where the file is; None for a name that is no plain path below the folder."""
        if not _NAME.fullmatch(name) or Path(name).suffix not in TYPES:
            return None
        path = (self._root / name).resolve()
        return path if path.is_relative_to(self._root) and path.is_file() else None


def add_console(app: FastAPI, folder: Path) -> None:
    """Serve the folder. To be added last: everything else has its own path."""
    files = ConsoleFiles(folder)

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        return await files.answer(PAGE, request)

    @app.api_route("/console/{name:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def file(name: str, request: Request) -> Response:
        return await files.answer(name or PAGE, request)


def add_form(app: FastAPI, folder: Path) -> None:
    """Serve the form of contributors: `/report` is its page, `/report/…` what it asks for."""
    files = ConsoleFiles(folder)

    @app.api_route("/report", methods=["GET", "HEAD"], include_in_schema=False)
    async def form(request: Request) -> Response:
        return await files.answer(PAGE, request)

    @app.api_route("/report/{name:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def part(name: str, request: Request) -> Response:
        return await files.answer(name or PAGE, request)
