"""Small sites on disk, and the kinds that they use."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from wall.kinds.addresses import FolderAddress, MediaAddress
from wall.kinds.kind import TileKind, TileSettings
from wall.kinds.registry import KindRegistry
from wall.kinds.secrets import NamedSecret
from wall.sitefile.reading import ReadSite, SourceKinds, read_site

WALL = """\
version: 1
name: Hub
screens: {grid: 3x2, pixels: 1920x1080, panel_mm: 1018x573, bezel_mm: 1.8}
sources:
  news: {kind: rss, url: "https://example.org/news.xml"}
  load: {kind: push, dataset: series}
start: main
"""

MAIN = """\
version: 1
title: Main
tiles:
  - {id: news, kind: feed, area: A1:B2, source: news}
  - {id: film, kind: video, area: C1, url: media/film.mp4}
  - {id: time, kind: clock, area: {screens: C2, box: [0%, 0%, 50%, 100%]}}
"""


class VideoSettings(TileSettings):
    url: MediaAddress
    loop: bool = True
    fit: Literal["cover", "contain"] = "cover"


class AlbumSettings(TileSettings):
    folder: FolderAddress
    pictures: tuple[MediaAddress, ...] = ()


class DoorSettings(TileSettings):
    password: NamedSecret


class NoSettings(TileSettings):
    pass


class TitledSettings(TileSettings):
    title: str = ""
    size: int = Field(default=1, ge=1, le=9)


class RssSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    delivers: ClassVar[str] = "posts"
    url: str | None = Field(default=None, pattern="^https?://")
    path: str | None = None
    every: str = "60s"
    headers: dict[str, str] = {}


class PushSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")
    dataset: Literal["posts", "series", "table", "value"]


KINDS = KindRegistry(
    [
        TileKind("video", "Video", VideoSettings, "nowhere:View"),
        TileKind("album", "Album", AlbumSettings, "nowhere:View"),
        TileKind("door", "Door", DoorSettings, "nowhere:View"),
        TileKind("clock", "Clock", NoSettings, "nowhere:View"),
        TileKind("titled", "Titled", TitledSettings, "nowhere:View"),
        TileKind(
            "feed",
            "Feed",
            NoSettings,
            "nowhere:View",
            dataset=frozenset({"posts"}),
            source_required=True,
        ),
    ]
)
SOURCE_KINDS: SourceKinds = {"rss": RssSettings, "push": PushSettings}


def write_site(folder: Path, **files: str) -> Path:
    """wall.yaml and main.yaml, others or in their place by name, and one film."""
    (folder / "media").mkdir(exist_ok=True)
    (folder / "media" / "film.mp4").write_bytes(b"film")
    for name, text in {"wall": WALL, "main": MAIN, **files}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def read(folder: Path) -> ReadSite:
    return read_site(folder, KINDS, SOURCE_KINDS)


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in read(folder).problems]


def told_of_tile(folder: Path, tile: str) -> list[str]:
    """What is said of one tile, without the place that is the same for all."""
    write_site(folder, main=f"version: 1\ntitle: Main\ntiles:\n  - {tile}\n")
    return [line.partition("tiles")[2] for line in told(folder)]
