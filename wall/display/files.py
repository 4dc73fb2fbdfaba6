"""Addresses made into local files: the site's own, uploads, and what a fetcher brings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QTimer

from wall.display.background import Background
from wall.display.subscriptions import Ending
from wall.errors import WallError
from wall.kinds.addresses import UPLOAD, is_upload, is_url
from wall.link.messages import DisplaySettings
from wall.model.tiles import Tile
from wall.sitefile.folders import folder_files
from wall.views.services import Subscription

Fetcher = Callable[[Tile, str], Path]
"""Brings an address that is not on this machine. Blocks; runs off the Qt thread.

Obeys the site's address policy; raises WallError or OSError.
"""
FolderLister = Callable[[str], Sequence[str]]
"""Lists a folder of a site that is not on this machine, as addresses. Blocks; raises WallError."""

LIST_EVERY_S = 60.0
"""Between two looks at a folder of another machine."""
_THREADS = 3


class FileMissing(WallError):
    """A file that a tile names is not there."""

    code = "file_missing"

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address}: {why}")


class SiteFiles:
    """The FileService. Owns its threads and watchers until `stop`."""

    def __init__(
        self,
        fetcher: Fetcher,
        lister: FolderLister | None = None,
        *,
        list_every_s: float = LIST_EVERY_S,
    ) -> None:
        self._fetcher = fetcher
        self._lister = lister
        self._list_every_s = list_every_s
        self._site: Path | None = None
        self._uploads: Path | None = None
        self._background = Background("files", _THREADS)
        self._strangers = Background("files of others", _THREADS)
        """Servers that answer slowly, or never, hold up nobody else."""
        self._watched: list[_FolderWatch] = []

    def configure(self, settings: DisplaySettings) -> None:
        self._site = Path(settings.site_folder) if settings.site_folder else None
        self._uploads = Path(settings.upload_folder) if settings.upload_folder else None

    def fetch(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Path], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        is_others = is_url(address) and not tile.trusted
        background = self._strangers if is_others else self._background
        return background.run(lambda: self.local(tile, address), done, failed)

    def list_folder(
        self,
        tile: Tile,
        address: str,
        done: Callable[[Sequence[str]], None],
        failed: Callable[[str], None],
    ) -> Subscription:
        watch = _FolderWatch(
            self._background, lambda: self._folder(address), done, failed, self._list_every_s
        )
        self._watched.append(watch)

        def end() -> None:
            watch.end()
            if watch in self._watched:
                self._watched.remove(watch)

        return Ending(end)

    def local(self, tile: Tile, address: str) -> Path:
        """The file of an address. Blocks for remote ones: not on the Qt thread.

        Raises WallError or OSError.
        """
        if is_upload(address) and self._uploads is not None:
            return self._existing(address, self._uploads / _digest(address))
        if is_url(address) or is_upload(address) or self._site is None:
            return self._fetcher(tile, address)
        return self._existing(address, site_path(self._site, address))

    def stop(self) -> None:
        for watch in self._watched:
            watch.end()
        self._watched.clear()
        self._background.stop()
        self._strangers.stop()

    def _existing(self, address: str, path: Path) -> Path:
        if not path.is_file():
            raise FileMissing(address, "there is no such file; check its name in the site's folder")
        return path

    def _folder(self, address: str) -> _Listed:
        if self._site is not None:
            folder = site_path(self._site, address)
            if not folder.is_dir():
                raise FileMissing(address, "there is no such folder in the site")
            return _Listed(folder_files(self._site, address), folder)
        if self._lister is None:
            raise FileMissing(address, "folders are read on the controller's machine alone")
        return _Listed(self._lister(address))


@dataclass(frozen=True)
class _Listed:
    names: Sequence[str]
    folder: Path | None = None
    """Where it is on this machine, and can be watched."""


class _FolderWatch:
    """Lists a folder, and again whenever it changes; one of another machine again and again."""

    def __init__(
        self,
        background: Background,
        read: Callable[[], _Listed],
        done: Callable[[Sequence[str]], None],
        failed: Callable[[str], None],
        every_s: float,
    ) -> None:
        self._background = background
        self._read = read
        self._done = done
        self._failed = failed
        self._told: Sequence[str] | None = None
        self._watcher = QFileSystemWatcher()
        self._watcher.directoryChanged.connect(self._look)
        self._later = QTimer(singleShot=True, interval=round(every_s * 1000))
        self._later.timeout.connect(self._look)
        self._running: Subscription | None = None
        self._look()

    def end(self) -> None:
        self._watcher.directoryChanged.disconnect(self._look)
        self._watcher.deleteLater()
        self._later.stop()
        if self._running is not None:
            self._running.end()

    def _look(self, changed: str = "") -> None:
        if self._running is not None:
            self._running.end()
        self._running = self._background.run(self._read, self._heard, self._missed)

    def _heard(self, found: _Listed) -> None:
        if found.folder is None:
            self._later.start()
        elif str(found.folder) not in self._watcher.directories():
            self._watcher.addPath(str(found.folder))
        if found.names != self._told:
            self._told = found.names
            self._done(found.names)

    def _missed(self, why: str) -> None:
        self._later.start()
        if self._told is None:
            self._failed(why)


def site_path(site: Path, address: str) -> Path:
    """A path inside the site's folder; raises FileMissing for one that leads out of it."""
    root = site.resolve()
    path = (root / address).resolve()
    if not path.is_relative_to(root):
        raise FileMissing(address, "it lies outside the site's folder")
    return path


def _digest(address: str) -> str:
    digest = address.removeprefix(UPLOAD)
    if not digest or not all(c in "0123456789abcdef" for c in digest):
        raise FileMissing(address, "it names no upload; an upload's name is its SHA-256")
    return digest
