"""Films of several displays made one: each fills its part, at the controller's time. No Qt.

The first film's clock is that of the whole. What no film fills keeps the last picture that was
there; what none ever filled is black.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import merge

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.video.frame import VideoFrame

from wall.display.filming import Film
from wall.display.sound.inputs import RATE, Samples
from wall.link.recording import FilmToJoin, JoinFilms, RecordPlaced
from wall.model.geometry import Rect, Size
from wall.model.recordings import fitted

NEAR_S = 60.0
"""What a display said of its clock counts for so long before and after."""
STEADY_S = 0.04
"""Sound that belongs this close to the end of the sound before follows it directly."""
WRITTEN_EVERY_S = 0.5
"""Of sound."""
STILL_S = 1.0
"""A picture that does not change is written so often."""
AHEAD_S = 30.0
"""Sound that claims to be later than this after the picture is left out."""


@dataclass(frozen=True)
class _Event:
    """Something that happens at a second of the whole film."""

    at_s: float
    film: int
    place: RecordPlaced | None = None
    picture: VideoFrame | None = None
    sound: Samples | None = None


class _Clock:
    """A film's own seconds and the controller's time."""

    def __init__(self, placed: Sequence[RecordPlaced]) -> None:
        known = sorted(placed, key=lambda place: place.at_s)
        self._at = [place.at_s for place in known]
        self._ahead = [place.now - place.at_s for place in known]
        self._last: tuple[int, float] | None = None

    def ahead(self, at_s: float) -> float:
        """The controller's time, less the film's seconds. What is late to say the time says too
        little; so the most that was said counts."""
        slot = int(at_s // 5)
        if self._last is None or self._last[0] != slot:
            begin = bisect_right(self._at, at_s - NEAR_S)
            end = max(begin, bisect_right(self._at, at_s + NEAR_S))
            near = self._ahead[begin:end] or self._ahead[max(0, begin - 1) :][:1]
            self._last = (slot, max(near))
        return self._last[1]


class _Source:
    """One display's film."""

    def __init__(self, index: int, film: FilmToJoin, whole: _Clock, size: Size) -> None:
        self._index = index
        self._descriptor = film.descriptor
        self._placed = sorted(film.placed, key=lambda place: place.at_s)
        self._clock = _Clock(film.placed)
        self._whole = whole
        self._size = size

    def events(self) -> Iterator[_Event]:
        return merge(self._places(), self._pictures(), self._sounds(), key=lambda one: one.at_s)

    def _at(self, seconds: float) -> float:
        """Seconds of this film as those of the whole."""
        there = seconds + self._clock.ahead(seconds)
        # The first film's own seconds are near to those of the whole.
        near = there - self._whole.ahead(0.0)
        return there - self._whole.ahead(near)

    def _places(self) -> Iterator[_Event]:
        for place in self._placed:
            yield _Event(self._at(place.at_s), self._index, place=place)

    def _pictures(self) -> Iterator[_Event]:
        last = -1.0
        with suppress(av.FFmpegError, EOFError), _opened(self._descriptor) as film:
            stream = film.streams.video[0]
            stream.codec_context.thread_count = 1
            for frame in film.decode(stream):
                if frame.time is not None and frame.time > last:
                    last = frame.time
                    yield _Event(self._at(last), self._index, picture=frame)

    def _sounds(self) -> Iterator[_Event]:
        with suppress(av.FFmpegError, EOFError), _opened(self._descriptor) as film:
            if not film.streams.audio:
                return
            resampler = AudioResampler("fltp", "stereo", RATE)
            for frame in film.decode(film.streams.audio[0]):
                at_s = frame.time
                if at_s is None:
                    continue
                samples = _samples(resampler.resample(frame))
                if len(samples):
                    yield _Event(self._at(at_s), self._index, sound=samples)


class _Sound:
    """All sound, mixed, from the last that was written on."""

    def __init__(self, film: Film) -> None:
        self._film = film
        self._waiting = np.zeros((0, 2), np.float32)
        self._ends: dict[int, int] = {}
        """Film → the sample after its last one."""

    def add(self, index: int, at_s: float, samples: Samples) -> None:
        begin = round(at_s * RATE)
        expected = self._ends.get(index)
        if expected is not None and abs(begin - expected) < STEADY_S * RATE:
            begin = expected
        self._ends[index] = begin + len(samples)
        begin -= self._film.heard
        if begin < 0:
            samples, begin = samples[-begin:], 0
        end = begin + len(samples)
        if not len(samples) or end > AHEAD_S * RATE:
            return
        if end > len(self._waiting):
            more = np.zeros((end - len(self._waiting), 2), np.float32)
            self._waiting = np.concatenate((self._waiting, more))
        self._waiting[begin:end] += samples

    def write(self, until_s: float) -> None:
        while (count := min(RATE, round(until_s * RATE) - self._film.heard)) > 0:
            now, self._waiting = self._waiting[:count], self._waiting[count:]
            whole = np.zeros((count, 2), np.float32)
            whole[: len(now)] = np.clip(now, -1.0, 1.0)
            self._film.hear(whole)


class _Canvas:
    """The picture of the whole film."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self.pixels = np.zeros((size.height, size.width, 4), np.uint8)
        self.changed = False
        self._region: Rect | None = None
        self._places: dict[int, RecordPlaced] = {}

    def place(self, film: int, place: RecordPlaced) -> None:
        self._places[film] = place
        if place.region != self._region:
            self._region = place.region
            self._blacken_margins(fitted(place.region, place.region, self._size))

    def show(self, film: int, frame: VideoFrame) -> None:
        place = self._places.get(film)
        if place is None or place.region != self._region or not place.into:
            return  # another display has gone on already
        if (frame.width, frame.height) != self._size:
            raise ValueError(f"a film is {frame.width} × {frame.height}")
        pixels = frame.to_ndarray(format="bgra")
        for rect in place.into:
            rows, columns = slice(rect.y, rect.bottom), slice(rect.x, rect.right)
            self.pixels[rows, columns] = pixels[rows, columns]
        self.changed = True

    def _blacken_margins(self, inside: Rect) -> None:
        self.pixels[: inside.y] = 0
        self.pixels[inside.bottom :] = 0
        self.pixels[:, : inside.x] = 0
        self.pixels[:, inside.right :] = 0


def join(order: JoinFilms, write: Callable[[bytes], None]) -> float:
    """Returns the seconds of the whole. Raises FFmpegError and ValueError."""
    size = Size(order.width, order.height)
    whole = _Clock(order.films[0].placed)
    sources = [_Source(i, film, whole, size) for i, film in enumerate(order.films)]
    film = Film(size.width, size.height, order.fps, write)
    canvas, sound = _Canvas(size), _Sound(film)
    at_s, written_s = 0.0, -STILL_S
    for event in merge(*(source.events() for source in sources), key=lambda one: one.at_s):
        now = max(at_s, event.at_s)
        if int(now * order.fps) > int(at_s * order.fps):
            if canvas.changed or at_s - written_s >= STILL_S:
                film.add(canvas.pixels, at_s)
                canvas.changed, written_s = False, at_s
            if now - film.heard / RATE > WRITTEN_EVERY_S:
                sound.write(now)
        at_s = now
        if event.place is not None:
            canvas.place(event.film, event.place)
        elif event.picture is not None:
            canvas.show(event.film, event.picture)
        elif event.sound is not None:
            sound.add(event.film, event.at_s, event.sound)
    sound.write(at_s)
    film.add(canvas.pixels, at_s)
    film.close()
    return at_s


class _At:
    """An open file, read from a place of one's own: a descriptor has only one."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._position = 0

    def read(self, count: int) -> bytes:
        data = os.pread(self._descriptor, count, self._position)
        self._position += len(data)
        return data

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        begin = {os.SEEK_SET: 0, os.SEEK_CUR: self._position}
        self._position = offset + begin.get(whence, os.fstat(self._descriptor).st_size)
        return self._position

    def tell(self) -> int:
        return self._position


def _opened(descriptor: int) -> av.container.InputContainer:
    options = {"format_whitelist": "mov", "protocol_whitelist": "file"}
    return av.open(_At(descriptor), "r", container_options=options, metadata_errors="replace")


def _samples(frames: list[AudioFrame]) -> Samples:
    if not frames:
        return np.zeros((0, 2), np.float32)
    return np.concatenate([frame.to_ndarray().T for frame in frames]).astype(np.float32)
