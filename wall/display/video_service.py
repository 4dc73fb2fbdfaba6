"""Playbacks of the video pool as tile views use them: on the Qt thread, as images, with the site's
addresses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from wall.display import media
from wall.display.files import SiteFiles
from wall.display.foreign_films import ForeignFilms
from wall.display.subscriptions import Ending
from wall.display.waking import Waking
from wall.kinds.addresses import is_url
from wall.link.messages import DisplaySettings
from wall.model.streams import DecodingStatus, StreamStatus
from wall.model.tiles import Tile
from wall.proxy.passages import Passage
from wall.views.services import Subscription, VideoState
from wall.views.sound import Ear
from wall.views.streams import StreamWishes

REST_S = 0.08
"""As long as a take of all screens: two or three frames of a video."""

AddressCheck = Callable[[str], Passage | None]
"""How content from people reaches an address; raises AddressRefused. Any thread."""


Finding = Callable[[Tile, str, Callable[[Path], None], Callable[[str], None]], Subscription]


class Videos:
    """The VideoService. Owns the pool until `stop`."""

    def __init__(
        self, files: SiteFiles, check: AddressCheck, films: ForeignFilms | None = None
    ) -> None:
        self._files = files
        self._films = films
        self._check = check
        self._secrets: Mapping[str, str] = {}
        self._pool = media.VideoPool()
        self._open: set[TilePlayback] = set()
        self._lock = threading.Lock()
        self._new_frames: set[TilePlayback] = set()
        self._new_states: list[tuple[TilePlayback, media.PlaybackState]] = []
        self._waking = Waking(self._deliver)
        self.before_painting: Callable[[], None] = _nothing
        """Called before a frame is given back to its decoder for another one."""

    @property
    def playing(self) -> int:
        """How many playbacks are open."""
        return len(self._open)

    def open(
        self,
        tile: Tile,
        addresses: Sequence[str],
        size_px: QSize,
        *,
        loop: bool,
        fit: str,
        on_frame: Callable[[], None],
        on_state: Callable[[VideoState], None],
        wishes: StreamWishes | None = None,
    ) -> TilePlayback:
        how = self._wishes(tile, wishes or StreamWishes())
        playback = TilePlayback(self, size_px, on_frame, on_state, how)
        self._open.add(playback)
        fetch = self._files.fetch
        if how.foreign:
            fetch = self._films.playable if self._films is not None else _no_films
        playback.find(fetch, tile, addresses, loop=loop, fit=fit, foreign=how.foreign)
        return playback

    def _wishes(self, tile: Tile, wanted: StreamWishes) -> media.Wishes:
        credentials = media.Credentials()
        if tile.trusted and (wanted.user or wanted.secret):
            # A secret that nobody gave: the server says that it does not know us.
            credentials = media.Credentials(wanted.user, self._secrets.get(wanted.secret, ""))
        return media.Wishes(
            latency_ms=wanted.latency_ms,
            transport=media.Transport(wanted.transport),
            # The child that has looked into a foreign one has no graphics card.
            hardware=wanted.hardware and not wanted.foreign,
            captions=wanted.captions,
            stands_still=wanted.stands_still,
            group=wanted.group,
            lasts_s=wanted.lasts_s,
            credentials=credentials,
            foreign=wanted.foreign,
        )

    def configure(self, settings: DisplaySettings) -> None:
        """The site's secrets by name, and what decoders may take."""
        self._secrets = settings.secrets
        self._pool.limit(settings.decoding.cores)

    def statuses(self) -> tuple[int, tuple[StreamStatus, ...], DecodingStatus | None]:
        """For the display's report, see there."""
        budget = self._pool.budget()
        names: dict[str, str] = {}
        for playback in self._open:
            names.update(playback.names)
        streams = tuple(_status(stream, names) for stream in budget.streams)
        return budget.workers, streams, _decoding(budget.limit)

    def start(
        self, playback: TilePlayback, places: Sequence[str], *, loop: bool, fit: str, trusted: bool
    ) -> media.Playback:
        """Called by a playback when its files are found."""
        return self._pool.open(
            places,
            size_px=playback.size,
            loop=loop,
            fit=fit,
            opener=None if trusted else _Gate(frozenset(places), self._check),
            wishes=playback.wishes,
            on_frame=lambda: self._post_frame(playback),
            on_state=lambda state: self._post_state(playback, state),
        )

    def rest(self) -> None:
        """Leave the cores to what must appear now."""
        self._pool.rest(REST_S)

    def forget(self, playback: TilePlayback) -> None:
        self._open.discard(playback)

    def stop(self) -> None:
        for playback in list(self._open):
            playback.close()
        self._pool.close()

    def _post_frame(self, playback: TilePlayback) -> None:
        """From a worker."""
        with self._lock:
            self._new_frames.add(playback)
        self._waking.ask()

    def _post_state(self, playback: TilePlayback, state: media.PlaybackState) -> None:
        with self._lock:
            self._new_states.append((playback, state))
        self._waking.ask()

    def _deliver(self) -> None:
        with self._lock:
            frames, self._new_frames = self._new_frames, set()
            states, self._new_states = self._new_states, []
        for playback, state in states:
            playback.tell_state(state)
        for playback in frames:
            playback.tell_frame()


@dataclass(frozen=True)
class _Gate:
    """The policy for what content from people leads to; equal ones share a decoder."""

    own: frozenset[str]
    """Files that were looked up for the tile, which the policy for addresses does not know."""
    check: AddressCheck

    def __call__(self, address: str) -> Passage | None:
        if is_url(address) or address not in self.own:
            return self.check(address)
        return None


class TilePlayback:
    """One tile's Playback. Qt thread."""

    def __init__(
        self,
        videos: Videos,
        size_px: QSize,
        on_frame: Callable[[], None],
        on_state: Callable[[VideoState], None],
        wishes: media.Wishes,
    ) -> None:
        self.wishes = wishes
        self.size = (max(1, size_px.width()), max(1, size_px.height()))
        self._videos = videos
        self._on_frame = on_frame
        self._on_state = on_state
        self._playback: media.Playback | None = None
        self._finding: list[Subscription] = []
        self.names: dict[str, str] = {}
        """Place on this machine → address of the site."""
        self._ear: Ear | None = None
        self._closed = False
        self._paused = False
        self._seek_to: float | None = None
        self._images: dict[tuple[int, int], tuple[media.Slot, QImage]] = {}
        self._generation = -1
        self._held: media.Slot | None = None
        self._is_news = False
        """Whether there is a newer frame than the held one."""

    def find(
        self,
        fetch: Finding,
        tile: Tile,
        addresses: Sequence[str],
        *,
        loop: bool,
        fit: str,
        foreign: bool = False,
    ) -> None:
        """Look up the files of an address list, then play. A foreign one is played from a file
        alone: what its server sends later nobody has looked into."""
        places: dict[int, str] = {}

        def found(index: int, place: str) -> None:
            places[index] = place
            if len(places) == len(addresses) and not self._closed:
                ordered = [places[i] for i in range(len(addresses))]
                self.names = dict(zip(ordered, addresses, strict=True))
                self._start(ordered, loop=loop, fit=fit, trusted=tile.trusted)

        for index, address in enumerate(addresses):
            if is_url(address) and not foreign:
                found(index, address)
                continue
            self._finding.append(
                fetch(
                    tile,
                    address,
                    partial(_found_path, found, index),
                    lambda why: self._on_state(VideoState(phase="failed", why=why)),
                )
            )

    def frame(self) -> media.Slot | None:
        self._held = self._playback.front() if self._playback is not None else None
        self._is_news = False
        return self._held

    def image(self) -> QImage | None:
        if self._is_news:
            self._videos.before_painting()
            self.frame()
        slot = self._held
        if slot is None:
            return None
        if slot.generation != self._generation:
            self._images.clear()
            self._generation = slot.generation
        key = (slot.generation, slot.index)
        wrapped = self._images.get(key)
        if wrapped is None:
            # Wrapped once for life: the slot's memory stays, its pixels change.
            memory: memoryview[int] = slot.memory.data
            image = QImage(memory, slot.width, slot.height, slot.stride, QImage.Format.Format_RGB32)
            self._images[key] = (slot, image)
            return image
        return wrapped[1]

    def levels(self) -> tuple[float, ...]:
        return self._playback.levels() if self._playback is not None else ()

    @property
    def source(self) -> object:
        return self._playback.source if self._playback is not None else self

    def listen(self, ear: Ear | None) -> None:
        self._ear = ear
        if self._playback is not None:
            self._playback.listen(ear)

    def resize(self, size_px: QSize) -> None:
        self.size = (max(1, size_px.width()), max(1, size_px.height()))
        if self._playback is not None:
            self._playback.resize(self.size)

    def pause(self) -> None:
        self._paused = True
        if self._playback is not None:
            self._playback.pause()

    def resume(self) -> None:
        self._paused = False
        if self._playback is not None:
            self._playback.resume()

    def seek(self, position_s: float) -> None:
        if self._playback is not None:
            self._playback.seek(position_s)
        else:
            self._seek_to = position_s

    @property
    def is_closed(self) -> bool:
        return self._closed

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        for finding in self._finding:
            finding.end()
        if self._playback is not None:
            self._playback.close()
        # Whoever still holds this object holds no memory of frames.
        self._images.clear()
        self._held = None
        self._on_frame, self._on_state = _nothing, _no_state
        self._videos.forget(self)

    def tell_frame(self) -> None:
        self._is_news = True
        if not self._closed:
            self._on_frame()

    def tell_state(self, state: media.PlaybackState) -> None:
        if self._closed:
            return
        self._on_state(
            VideoState(
                phase=state.phase.value,
                why=self._named(state.why),
                position_s=state.position_s,
                duration_s=state.duration_s,
                caption=state.caption,
                sound_only=state.sound_only,
            )
        )

    def _named(self, why: str) -> str:
        """What a wall may show: the addresses of the site, not where they lie on this machine."""
        for place, address in self.names.items():
            why = why.replace(place, address)
        return why

    def _start(self, places: Sequence[str], *, loop: bool, fit: str, trusted: bool) -> None:
        self._playback = self._videos.start(self, places, loop=loop, fit=fit, trusted=trusted)
        self._playback.listen(self._ear)
        if self._seek_to is not None:
            self._playback.seek(self._seek_to)
        if self._paused:
            self._playback.pause()


def _decoding(limit: media.BudgetFacts | None) -> DecodingStatus | None:
    if limit is None:
        return None
    used = round(limit.used, 2)
    return DecodingStatus(cores=limit.cores, used=used, fewer_frames=limit.is_sparing)


def _status(stream: media.StreamStats, names: Mapping[str, str]) -> StreamStatus:
    latency_s = stream.live.latency_s
    return StreamStatus(
        address=media.without_credentials(names.get(stream.address, stream.address)),
        phase=stream.phase.value,
        tiles=stream.outputs,
        fps_wanted=round(stream.fps_wanted, 1),
        fps=round(stream.fps_got, 1),
        dropped=stream.dropped,
        skipped=stream.live.skipped,
        reconnects=stream.live.reconnects,
        latency_ms=None if latency_s is None else round(latency_s * 1000),
        longest_gap_ms=round(stream.longest_gap_s * 1000),
        core_percent=round((stream.decode_ms + stream.scale_ms) * stream.fps_wanted / 10, 1),
        hardware=stream.hardware,
    )


def _found_path(found: Callable[[int, str], None], index: int, path: Path) -> None:
    found(index, str(path))


def _no_films(
    tile: Tile, address: str, done: Callable[[Path], None], failed: Callable[[str], None]
) -> Subscription:
    failed(f"{address}: films of posts cannot be looked into here")
    return Ending(_nothing)


def _nothing() -> None:
    """After the end there is nobody to tell."""


def _no_state(state: VideoState) -> None:
    """After the end there is nobody to tell."""
