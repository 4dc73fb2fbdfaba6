"""The services of a display, made once and shared by all its tiles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wall.display.desks.service import Desks, OpenFeed
from wall.display.desktops import Desktops
from wall.display.files import Fetcher, FolderLister, SiteFiles
from wall.display.foreign_films import ForeignFilms
from wall.display.images import Images
from wall.display.sound.service import Sound
from wall.display.video_service import AddressCheck, Videos
from wall.link.foreign_fetching import ForeignFetcher, NoForeignFetching
from wall.link.messages import DisplaySettings
from wall.views.services import WebService


class DisplayWeb(WebService, Protocol):
    """The web service, as its owner sees it."""

    def configure(self, settings: DisplaySettings) -> None: ...
    def stop(self) -> None: ...


@dataclass(frozen=True)
class Equipment:
    """Owned by the program; `stop` after the display's own."""

    files: SiteFiles
    images: Images
    videos: Videos
    web: DisplayWeb
    desks: Desks
    desktops: Desktops
    sound: Sound
    films: ForeignFilms

    @classmethod
    def new(
        cls,
        fetcher: Fetcher,
        check: AddressCheck,
        web: Callable[[SiteFiles], DisplayWeb],
        lister: FolderLister | None = None,
        shares: OpenFeed | None = None,
        strangers: ForeignFetcher | None = None,
        cache: Path | None = None,
    ) -> Equipment:
        files = SiteFiles(fetcher, lister)
        films = ForeignFilms(files, strangers or NoForeignFetching(), cache)
        return cls(
            files,
            Images(),
            Videos(files, check, films),
            web(files),
            Desks(shares),
            Desktops(check),
            Sound(),
            films,
        )

    def configure(self, settings: DisplaySettings) -> None:
        self.files.configure(settings)
        self.videos.configure(settings)
        self.web.configure(settings)
        self.desktops.configure(settings)
        self.sound.configure(settings.sound)

    def stop(self) -> None:
        """1. sound, 2. desks, workstations and videos, 3. pictures, 4. files, 5. profiles."""
        self.sound.stop()
        self.desks.stop()
        self.desktops.stop()
        self.videos.stop()
        self.films.stop()
        self.images.stop()
        self.files.stop()
        self.web.stop()
