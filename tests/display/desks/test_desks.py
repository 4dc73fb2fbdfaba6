"""A shared desk on a display: decoded once, in every tile's own pixels, and heard."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QApplication

from wall.client.desk.encoding import Encoder
from wall.display.desks.feed import SharedDesk
from wall.display.desks.service import Desks, DeskShowing
from wall.display.desks.sounding import AHEAD_S, RATE, STEP_S, SoundLine
from wall.protocol.share_wire import ChunkHeader, ChunkKind, Codec
from wall.protocol.share_words import ShareState, ShareTold
from wall.views.services import DeskPhase, DeskState

GREEN = (40, 160, 60)
SIZE = (128, 72)


class Feed:
    """What a link would bring. Speaks on a thread of its own, as a real one does."""

    def __init__(self, share: str, size: tuple[int, int], sink: SharedDesk) -> None:
        self.share = share
        self.sizes = [size]
        self.sink = sink
        self.stopped = False
        self.encoder = Encoder(SIZE, 4_000_000, 30)
        self.seq = 0
        self.epoch = 1

    def resize(self, size: tuple[int, int]) -> None:
        self.sizes.append(size)

    def stop(self, *, wait: bool = True) -> None:
        self.stopped = True

    def told(self, state: ShareState) -> None:
        self._say(lambda: self.sink.told(ShareTold(state=state, who="Anna")))

    def picture(self, color: tuple[int, int, int]) -> bool:
        good: list[bool] = []
        self._say(lambda: good.append(self.sink.picture(*self._chunk(color))))
        self._say(self.sink.show)
        return good[0]

    def _chunk(self, color: tuple[int, int, int]) -> tuple[ChunkHeader, memoryview]:
        pixels = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
        pixels[:] = color
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(format="bgr0")
        (data, is_key), *_ = self.encoder.encode(frame, self.seq * 33_000, key=self.seq == 0)
        chunk = ChunkHeader(
            ChunkKind.VIDEO, Codec.H264, self.epoch, self.seq, 0, *SIZE, is_key=is_key, matrix=1
        )
        self.seq += 1
        return chunk, memoryview(data)

    def _say(self, call: object) -> None:
        thread = threading.Thread(target=call)  # type: ignore[arg-type]
        thread.start()
        thread.join()


class Tile:
    """One view of a share."""

    def __init__(self, desks: Desks, size: tuple[int, int]) -> None:
        self.frames = 0
        self.states: list[DeskState] = []
        self.picture: DeskShowing = desks.open("desk-1", QSize(*size), self._framed, self._told)

    def _framed(self) -> None:
        self.frames += 1

    def _told(self, state: DeskState) -> None:
        self.states.append(state)

    @property
    def pixels(self) -> NDArray[np.uint8]:
        """RGB of the newest picture."""
        slot = self.picture.frame()
        assert slot is not None
        return slot.buffer[:, :, 2::-1]


class Bench:
    def __init__(self) -> None:
        self.feeds: list[Feed] = []
        self.desks = Desks(self._open)

    def _open(self, share: str, size: tuple[int, int], sink: SharedDesk) -> Feed:
        feed = Feed(share, size, sink)
        self.feeds.append(feed)
        return feed

    def tile(self, size: tuple[int, int]) -> Tile:
        return Tile(self.desks, size)

    @property
    def feed(self) -> Feed:
        return self.feeds[-1]


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.desks.stop()
    assert all(feed.stopped for feed in bench.feeds)


def deliver() -> None:
    QCoreApplication.sendPostedEvents()


def is_near(pixel: NDArray[np.uint8], color: tuple[int, int, int]) -> bool:
    return all(abs(int(a) - b) <= 6 for a, b in zip(pixel, color, strict=True))


def test_one_feed_serves_all_tiles_each_in_its_own_pixels(bench: Bench) -> None:
    same, wide = bench.tile(SIZE), bench.tile((300, 90))
    assert len(bench.feeds) == 1
    assert bench.feed.sizes[-1] == (300, 90), "the largest tile is what is worth sending"
    bench.feed.told(ShareState.LIVE)
    assert bench.feed.picture(GREEN)
    deliver()
    assert same.frames == wide.frames == 1
    assert same.states[-1].phase is DeskPhase.LIVE
    assert same.states[-1].who == "Anna"
    assert same.pixels.shape[:2] == (72, 128)
    assert is_near(same.pixels[36, 64], GREEN)
    assert wide.pixels.shape[:2] == (90, 300)
    # 160 x 90 in the middle, black bars beside it.
    assert is_near(wide.pixels[45, 72], GREEN)
    assert is_near(wide.pixels[45, 228], GREEN)
    assert is_near(wide.pixels[45, 60], (0, 0, 0))
    assert is_near(wide.pixels[45, 240], (0, 0, 0))


def test_a_tile_that_comes_later_has_the_picture_at_once(bench: Bench) -> None:
    bench.tile(SIZE)
    bench.feed.told(ShareState.LIVE)
    bench.feed.picture(GREEN)
    late = bench.tile((64, 36))
    deliver()
    assert late.frames == 1
    assert is_near(late.pixels[18, 32], GREEN)


def test_a_picture_that_cannot_be_decoded_is_told_and_the_one_before_stays(bench: Bench) -> None:
    tile = bench.tile(SIZE)
    bench.feed.told(ShareState.LIVE)
    bench.feed.picture(GREEN)
    broken = ChunkHeader(ChunkKind.VIDEO, Codec.VP8, 2, 0, 0, *SIZE, is_key=True)
    assert not bench.feed.sink.picture(broken, memoryview(b"\x00\x01garbage" * 9))
    deliver()
    assert is_near(tile.pixels[36, 64], GREEN)


@pytest.mark.parametrize("state", [ShareState.HIDDEN, ShareState.WAITING, ShareState.ENDED])
def test_what_is_not_to_be_seen_is_forgotten(bench: Bench, state: ShareState) -> None:
    tile = bench.tile(SIZE)
    bench.feed.told(ShareState.LIVE)
    bench.feed.picture(GREEN)
    deliver()
    assert tile.picture.image() is not None
    bench.feed.told(state)
    late = bench.tile((64, 36))
    bench.feed.told(ShareState.LIVE)
    deliver()
    for one in (tile, late):
        assert one.picture.frame() is None
        assert one.picture.image() is None


def test_silence_makes_it_stale_and_a_word_makes_it_live_again(bench: Bench) -> None:
    tile = bench.tile(SIZE)
    bench.feed.told(ShareState.LIVE)
    bench.feed.picture(GREEN)
    bench.feed.sink.silent()
    deliver()
    assert tile.states[-1].phase is DeskPhase.STALE
    assert tile.states[-1].picture_at is not None
    bench.feed.sink.heard()
    deliver()
    assert tile.states[-1].phase is DeskPhase.LIVE


def test_the_last_tile_that_closes_ends_the_feed(bench: Bench) -> None:
    one, other = bench.tile(SIZE), bench.tile((64, 36))
    one.picture.close()
    assert not bench.feed.stopped
    assert bench.feed.sizes[-1] == (64, 36)
    other.picture.close()
    other.picture.close()
    assert bench.feed.stopped


# -- sound -----------------------------------------------------------------------------------


class Ear:
    """Keeps what it is brought."""

    def __init__(self) -> None:
        self.samples: list[NDArray[np.float32]] = []
        self.origins: list[float | None] = []

    def push(self, samples: NDArray[np.float32], at_s: float) -> None:
        self.samples.append(samples.copy())

    def anchor(self, origin_s: float | None, *, leads: bool = False) -> None:
        self.origins.append(origin_s)

    def line_s(self) -> float | None:
        return None

    def take_lead_s(self) -> float:
        return 0.0


def tone(seconds: float) -> list[bytes]:
    """440 Hz in Opus, packets of 20 ms."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = RATE, "stereo", "flt"
    encoder.time_base = Fraction(1, RATE)
    packets = []
    for number in range(round(seconds / 0.02)):
        at = np.arange(number * 960, (number + 1) * 960) / RATE
        wave = (0.5 * np.sin(2 * np.pi * 440 * at)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.repeat(wave, 2).reshape(1, -1), "flt", "stereo")
        frame.sample_rate, frame.pts = RATE, number * 960
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


def test_its_sound_is_decoded_only_while_somebody_hears_it(bench: Bench) -> None:
    tile = bench.tile(SIZE)
    bench.feed.told(ShareState.LIVE)
    ear, voice = Ear(), tile.picture.voice
    assert voice is not None
    packets = tone(0.4)

    def play() -> None:
        for number, packet in enumerate(packets):
            head = ChunkHeader(ChunkKind.AUDIO, Codec.OPUS, 1, number, number * 20_000, 0, 0)
            bench.feed.sink.sound(head, memoryview(packet))

    play()
    assert ear.samples == []
    voice.listen(ear)
    play()
    heard = np.concatenate(ear.samples)
    assert heard.shape[1] == 2
    spectrum = np.abs(np.fft.rfft(heard[RATE // 10 :, 0]))
    peak_hz = np.argmax(spectrum) * RATE / len(heard[RATE // 10 :])
    assert abs(peak_hz - 440) < 10
    assert 0.4 < np.abs(heard[RATE // 10 :]).max() < 0.6
    voice.listen(None)
    before = len(ear.samples)
    play()
    assert len(ear.samples) == before


@given(st.floats(-1e-4, 1e-4), st.floats(0, 0.03), st.floats(0, 5e4))
def test_sound_is_due_a_little_after_it_comes_whatever_the_clocks(
    drift: float, jitter: float, offset: float
) -> None:
    line = SoundLine()
    margins = []
    for number in range(2000):
        at_s = offset + number * 0.02
        now = number * 0.02 * (1 + drift) + jitter * (number * 7 % 3) / 2
        before = line.origin_s
        origin = line.place(at_s, now)
        if before is not None and number > 10:
            assert abs(origin - before) <= STEP_S + 1e-6
        margins.append(origin + at_s - now)
    assert min(margins[50:]) > 0
    assert max(margins[50:]) < AHEAD_S + 0.08


def test_a_clock_that_leaps_begins_anew() -> None:
    line = SoundLine()
    line.place(0.0, 100.0)
    assert line.place(500.0, 100.02) == pytest.approx(100.02 - 500.0 + AHEAD_S)
