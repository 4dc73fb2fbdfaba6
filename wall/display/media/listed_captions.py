"""Subtitles that an HLS list names beside the picture: read on a thread of their own.

libav would read them together with the picture, which then waits for them, and leaves out how
their times belong to the picture's.
"""

from __future__ import annotations

import logging
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import av

from wall.display.media.inputs import InputGate
from wall.display.media.states import MediaError
from wall.display.media.timed_texts import MOST_LINES, Texts, texts_of
from wall.display.media.webvtt import WRAP_S, Line
from wall.errors import AddressRefused
from wall.link.playlists import (
    MOST_LIST_BYTES,
    ListedSegment,
    MediaList,
    media_list_of,
)

log = logging.getLogger(__name__)

# Of a film so much is read before it is said, and so much of what was.
AHEAD_S, BEHIND_S = 60.0, 30.0
# Of a live stream so many segments are read at first.
FIRST_SEGMENTS = 4
PAUSE_S, LONGEST_PAUSE_S = 1.0, 6.0
# What was said live is forgotten after so long.
KEPT_S = 120.0
# Some say no end.
LONGEST_S = 3600.0
MOST_TRIES = 3
# How long a film's last texts may take once all its pictures are read.
FINISHING_S = 2.0


class ListedCaptions:
    """The texts of one list. A thread of its own reads it, another asks `at`."""

    def __init__(self, gate: InputGate, url: str, start_s: float) -> None:
        """`gate` is its alone; `start_s` is where the picture's clock stands at position 0."""
        self.shift_s = 0.0
        """What live stamps were shifted by."""
        self._gate = gate
        self._url = url
        self._start_s = start_s
        self._clock_s = 0.0
        """Where the picture is, by its own stamps less `start_s`."""
        self._lock = threading.Lock()
        self._lines: dict[Line, None] = {}
        self._said, self._from_s, self._until_s = "", 0.0, 0.0
        """The newest answer, and how long it stays the same."""
        self._list: MediaList | None = None
        self._head = "", b""
        """Address and bytes of what segments begin with."""
        self._tries: dict[int, int] = {}
        self._changed = threading.Condition()
        self._finishing = False

    def at(self, position_s: float) -> str:
        """What is said then."""
        self._clock_s = clock_s = position_s - self.shift_s
        with self._lock:
            if not self._from_s <= clock_s < self._until_s:
                self._answer(clock_s)
            return self._said

    def _answer(self, clock_s: float) -> None:
        said: list[Line] = []
        self._from_s, self._until_s = -math.inf, math.inf
        for line in self._lines:
            if line.begin_s <= clock_s < line.end_s:
                said.append(line)
            for change_s in (line.begin_s, line.end_s):
                if change_s <= clock_s:
                    self._from_s = max(self._from_s, change_s)
                else:
                    self._until_s = min(self._until_s, change_s)
        said.sort(key=lambda line: line.begin_s)
        self._said = "\n".join(dict.fromkeys(line.text for line in said))

    @contextmanager
    def listening(self, from_s: float, *, is_live: bool) -> Iterator[None]:
        """Read meanwhile. The end waits, at most a moment, for what is said at a film's end."""
        self._clock_s = from_s
        thread = threading.Thread(target=self._run, name="media-captions", daemon=True)
        thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._finishing = True
                self._changed.notify()
            if not is_live:
                thread.join(FINISHING_S)
            self._gate.interrupt()
            thread.join()

    def _run(self) -> None:
        told = ""
        while True:
            pause_s = PAUSE_S
            try:
                pause_s = self._look()
                told = ""
            except AddressRefused as refused:
                log.warning("subtitles are left out: %s", refused)
                return
            except (OSError, ValueError, av.FFmpegError, MediaError) as problem:
                if isinstance(problem, ValueError):
                    # A list that is none is not another one in a second.
                    pause_s = LONGEST_PAUSE_S
                if str(problem) != told:
                    told = str(problem)
                    log.info("subtitles of %s: %s", self._url, problem)
            with self._changed:
                if self._finishing:
                    return
                self._changed.wait_for(lambda: self._finishing, pause_s)

    def _look(self) -> float:
        """Read what is due. When to look again, in seconds."""
        listed = self._list
        if listed is None or listed.is_live:
            listed = self._list = self._listed()
            first = listed.segments[0].number if listed.segments else 0
            last = listed.segments[-1].number if listed.segments else 0
            if max(self._tries, default=0) > last:
                # The server has begun again.
                self._tries.clear()
            self._tries = {number: n for number, n in self._tries.items() if number >= first}
        for segment in self._due(listed):
            if self._finishing and listed.is_live:
                break
            self._tries[segment.number] = self._tries.get(segment.number, 0) + 1
            self._take(self._read(segment), is_live=listed.is_live)
            self._tries[segment.number] = MOST_TRIES
        if not listed.is_live:
            return PAUSE_S
        return min(LONGEST_PAUSE_S, max(PAUSE_S, listed.target_s / 2))

    def _listed(self) -> MediaList:
        text = self._gate.read(self._url, MOST_LIST_BYTES).decode(errors="replace")
        return media_list_of(text, self._gate.at)

    def _read(self, segment: ListedSegment) -> Texts:
        if segment.head != self._head[0]:
            self._head = segment.head, self._gate.read(segment.head) if segment.head else b""
        return texts_of(self._gate.read(segment.url), self._head[1])

    def _due(self, listed: MediaList) -> list[ListedSegment]:
        segments = listed.segments
        if listed.is_live:
            # Hours of the past may be listed, too.
            begun = min(self._tries, default=0)
            known = tuple(one for one in segments if one.number >= begun)
            segments = known if self._tries else segments[-FIRST_SEGMENTS:]
        else:
            clock_s = self._clock_s
            segments = tuple(
                one
                for one in segments
                if -BEHIND_S - one.duration_s < one.begin_s - clock_s < AHEAD_S
            )
        return [one for one in segments if self._tries.get(one.number, 0) < MOST_TRIES]

    def _take(self, texts: Texts, *, is_live: bool) -> None:
        clock_s = self._clock_s
        # Times of a film that say nothing of its clock count from its begin.
        start_s = self._start_s if texts.is_of_clock or is_live else 0.0
        found = []
        for line in texts.lines:
            begin_s = line.begin_s - start_s
            begin_s -= round((begin_s - clock_s) / WRAP_S) * WRAP_S
            length_s = min(LONGEST_S, line.end_s - line.begin_s)
            found.append(replace(line, begin_s=begin_s, end_s=begin_s + length_s))
        with self._lock:
            if is_live:
                old = [line for line in self._lines if line.end_s < clock_s - KEPT_S]
                for line in old:
                    del self._lines[line]
            # What is said across two segments is in both.
            self._lines.update(dict.fromkeys(found[: max(0, MOST_LINES - len(self._lines))]))
            self._from_s = self._until_s = 0.0
