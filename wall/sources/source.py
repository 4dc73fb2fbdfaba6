"""What a kind of source is, and what a running source may say. Everything on one asyncio loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import ClassVar, Protocol, cast

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from wall.errors import WallError, did_you_mean
from wall.model.datasets import Dataset, DatasetType
from wall.model.posts import Post
from wall.sitefile.declared import AddressPolicy
from wall.sources.post_stream import HookDoor, PostStream


class SourceSettings(BaseModel):
    """Base of every kind's settings: frozen, unknown names are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    computes: ClassVar[bool] = False
    """As its SourceKind says, for those who validate sites."""
    delivers: ClassVar[DatasetType | None] = None
    """The dataset that sources of this kind deliver; None: the setting `dataset` decides."""


class SourceInvalid(WallError):
    """A source's settings that cannot work."""

    code = "source_invalid"

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(f"a source of kind '{kind}': {why}")
        self.why = why


class SourceFailed(WallError):
    """A source that cannot go on; the sentence is shown. It is started again with pauses."""

    code = "source_failed"


class Unreadable(WallError):
    """A document or file that is not what it should be; a later one may be."""

    code = "unreadable"


class Delivery(Protocol):
    """What a running source tells. On the loop; never waits, never raises."""

    def whole(self, dataset: Dataset) -> None:
        """A dataset that replaces what was delivered before."""

    def changed(self, upserts: Iterable[Post], removals: Iterable[str] = ()) -> None:
        """Posts that are new or different, and ids of posts that are gone."""

    def author_gone(self, network: str, author: str) -> None:
        """An account is no more: all its posts go, for good. By its id in the network."""

    def bookmark(self, value: JsonValue) -> None:
        """Where to go on after a restart. Kept once everything delivered before is stored."""

    def ok(self, note: str = "") -> None:
        """The data is as fresh as it gets; the note says what is peculiar about it."""

    def stale(self, why: str) -> None:
        """Nothing fresh can be had; why, and when it is tried again. A source that has
        nothing to show at all counts as failed."""


class FileWatch(Protocol):
    """Tells when files of the site change."""

    def changes(self, path: Path) -> asyncio.Event:
        """An event that is set at each change of that file; the caller clears it."""


@dataclass(frozen=True)
class Surroundings:
    """All that a source may use of the world."""

    name: str
    site_folder: Path
    files: FileWatch
    policy: AddressPolicy = field(default_factory=AddressPolicy)
    kept: Dataset | None = None
    """What this source delivered before the last restart."""
    pushed: asyncio.Queue[Dataset] = field(default_factory=lambda: asyncio.Queue(100))
    """Datasets that programs sent for it."""
    bookmark: JsonValue = None
    """What it last gave `Delivery.bookmark`."""
    hooks: HookDoor = field(default_factory=HookDoor)
    """Calls of `/api/v1/hooks/NAME`."""
    posts: PostStream | None = None
    """All posts of the site; for kinds that compute from them."""
    public: bool = False
    """Whether what it delivers is for walls that show approved posts only."""
    series: int = 1
    """How many series of the site are watched for spikes: they share one budget of false alarms."""
    now: Callable[[], float] = time.time
    """Seconds since the epoch."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Source(Protocol):
    """A running source."""

    async def run(self) -> None:
        """Deliver until cancelled. Raises SourceFailed when it cannot go on."""


@dataclass(frozen=True)
class SourceKind:
    """What the rest of Wall knows about a kind of source."""

    name: str
    title: str
    settings: type[SourceSettings]
    source: str
    """Import path of its Source, `package.module:Class`, called with settings, surroundings
    and delivery; loaded by ingest alone."""
    computes: bool = False
    """Whether it computes from the site's posts: then it runs once more for public walls."""
    own_files: bool = False
    """Whether its posts may show uploads and files of the site: what they name is Wall's own word,
    never that of whoever wrote them."""
    windowed: bool = False
    """Whether its posts are those of a document or a window: the removal of one that is older than
    all others says that it fell off the end, not that it was deleted."""

    def __post_init__(self) -> None:
        self.settings.computes = self.computes

    def read(self, settings: dict[str, JsonValue]) -> SourceSettings:
        """The validated settings; raises SourceInvalid with every problem in one sentence."""
        try:
            return self.settings.model_validate(settings)
        except ValidationError as error:
            problems = "; ".join(self._sentence(e["loc"], e["msg"]) for e in error.errors())
            raise SourceInvalid(self.name, problems) from error

    def _sentence(self, where: tuple[int | str, ...], message: str) -> str:
        path = ".".join(str(part) for part in where)
        names = list(self.settings.model_fields)
        if message.startswith("Extra inputs") and len(where) == 1:
            wrong = str(where[0])
            return f"no setting '{wrong}'; allowed: {', '.join(names)}{did_you_mean(wrong, names)}"
        return f"{path}: {message}" if path else message

    def delivers(self, settings: SourceSettings) -> DatasetType:
        """The type of its datasets under these settings."""
        if settings.delivers is not None:
            return settings.delivers
        return cast(DatasetType, getattr(settings, "dataset"))  # noqa: B009 - no field of the base

    def make(
        self, settings: SourceSettings, surroundings: Surroundings, delivery: Delivery
    ) -> Source:
        """A source, ready to run. Imports its module: ImportError is a broken installation."""
        module, _, name = self.source.partition(":")
        maker = cast(
            Callable[[SourceSettings, Surroundings, Delivery], Source],
            getattr(import_module(module), name),
        )
        return maker(settings, surroundings, delivery)
