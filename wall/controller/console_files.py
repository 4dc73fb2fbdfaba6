"""Files for browsers over HTTP: `/` is the console, `/console/…` what that page asks for, and
`/report` the form of contributors.

They hold no secrets, so that they need no sign-in. Only plain names below the folder, of types
that a page needs, are served. A page names its files with their version, `/console/@VERSION/…`: a
browser keeps those and asks for none of them again until one has changed.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from contextlib import suppress
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
FOR_GOOD = "public, max-age=31536000, immutable"
_NAME = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class _Loaded:
    stamp: tuple[int, int]
    content: bytes
    etag: str


class ConsoleFiles:
    """The files of one folder, read when somebody asks and kept until they change."""

    def __init__(self, folder: Path, path: str) -> None:
        """`path`: where a page finds them, such as `/console/`."""
        self._root = folder.resolve()
        self._prefix = path.encode()
        self._loaded: dict[str, _Loaded] = {}
        self._version = ""
        """Of all files, as the page was told last."""

    async def answer(self, name: str, request: Request) -> Response:
        """Raises HTTPException 404."""
        version, name = _parted(name)
        found = await asyncio.to_thread(self._load, name)
        if found is None:
            raise HTTPException(404, "the console has no such file")
        is_kept = version is not None and version == self._version
        return _answer(request, name, found, FOR_GOOD if is_kept else "no-cache")

    async def page(self, request: Request) -> Response:
        """The page itself is asked for each time, and has the version in all that it names."""
        found, self._version = await asyncio.to_thread(self._page)
        return _answer(request, PAGE, found, "no-cache")

    def _page(self) -> tuple[_Loaded, str]:
        version = self._newest()
        found = self._load(PAGE)
        if found is None:
            raise HTTPException(404, "the console has no page")
        named = found.content.replace(
            b'="' + self._prefix, b'="' + self._prefix + f"@{version}/".encode()
        )
        return _Loaded(found.stamp, named, _etag(named)), version

    def _newest(self) -> str:
        """From names, times and sizes of all files."""
        told = hashlib.sha256()
        for path in sorted(self._root.rglob("*")):
            with suppress(FileNotFoundError):  # an editor is writing it
                stat = path.stat()
                told.update(f"{path}\0{stat.st_mtime_ns}\0{stat.st_size}\0".encode())
        return told.hexdigest()[:16]

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
                loaded = self._loaded[name] = _Loaded(stamp, content, _etag(content))
        except FileNotFoundError:
            return None
        return loaded

    def _path(self, name: str) -> Path | None:
        """Where the file is; None for a name that is no plain path below the folder."""
        if not _NAME.fullmatch(name) or Path(name).suffix not in TYPES:
            return None
        path = (self._root / name).resolve()
        return path if path.is_relative_to(self._root) and path.is_file() else None


def _parted(name: str) -> tuple[str | None, str]:
    """`@VERSION/main.js`: the version, if one is named, and the file's name."""
    if not name.startswith("@"):
        return None, name
    version, _, rest = name[1:].partition("/")
    return version, rest


def _answer(request: Request, name: str, found: _Loaded, caching: str) -> Response:
    headers = {"ETag": found.etag, "Cache-Control": caching}
    known = {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}
    if found.etag in known:
        return Response(status_code=304, headers=headers)
    return Response(found.content, media_type=TYPES[Path(name).suffix], headers=headers)


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def add_console(app: FastAPI, folder: Path) -> None:
    """Serve the folder. To be added last: everything else has its own path."""
    files = ConsoleFiles(folder, "/console/")

    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def page(request: Request) -> Response:
        return await files.page(request)

    @app.api_route("/console/{name:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def file(name: str, request: Request) -> Response:
        return await (files.answer(name, request) if name else files.page(request))


def add_form(app: FastAPI, folder: Path) -> None:
    """Serve the form of contributors: `/report` is its page, `/report/…` what it asks for."""
    files = ConsoleFiles(folder, "/report/")

    @app.api_route("/report", methods=["GET", "HEAD"], include_in_schema=False)
    async def form(request: Request) -> Response:
        return await files.page(request)

    @app.api_route("/report/{name:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def part(name: str, request: Request) -> Response:
        return await (files.answer(name, request) if name else files.page(request))
