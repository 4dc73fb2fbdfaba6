"""When frames are due: positions in a file, laid end to end on the monotonic clock."""

from __future__ import annotations

from wall.display.media.tracks import TimedFrame

# A jump within a run by more than this is a break in the stream, not a pause in the film.
JUMP_S = 5.0
# So late a source stops to catch up.
SLIP_S = 1.0
# What a stream that ran dry waits longer than needed, so that it does not run dry again.
REFILL_S = 0.1


class Timeline:
    """Lays runs of frames end to end. Times are seconds; `now_s` is the monotonic clock."""

    def __init__(self) -> None:
        self.running = False
        self.slipped_s = 0.0
        self._origin_s = 0.0
        self._base_s = 0.0
        self._line_s = 0.0
        self._duration_s = 0.0
        self._paced: TimedFrame | None = None

    def place(self, frame: TimedFrame) -> None:
        """Put the next frame on the line: behind the last one when it begins a new run.

        A frame of a live stream is due by that stream's own clock, and stands on no line.
        """
        before, self._paced = self._paced, frame if frame.pace is not None else None
        if self._paced is not None:
            self._duration_s = frame.duration_s
            return
        if before is not None:
            self.running = False
        line_s = self._base_s + frame.position_s
        ahead_s = line_s - self._line_s
        if frame.seam or not -frame.duration_s <= ahead_s <= JUMP_S:
            line_s = self._line_s + self._duration_s
            self._base_s = line_s - frame.position_s
        self._line_s = max(line_s, self._line_s)
        self._duration_s = frame.duration_s

    @property
    def origin_s(self) -> float | None:
        """When second 0 of the line is due; None while it stands still."""
        if not self.running:
            return None
        if self._paced is not None and self._paced.pace is not None:
            return self._paced.pace.due_s(0.0)
        return self._origin_s

    @property
    def is_paced(self) -> bool:
        """Whether a live stream's own clock says when frames are due."""
        return self._paced is not None

    @property
    def base_s(self) -> float:
        """Where on the line the run of the frame placed last begins."""
        return 0.0 if self._paced is not None else self._base_s

    @property
    def due_s(self) -> float:
        """When the frame placed last is due."""
        if self._paced is not None and self._paced.pace is not None:
            return self._paced.pace.due_s(self._paced.position_s)
        return self._origin_s + self._line_s

    @property
    def end_s(self) -> float:
        """When the frame placed last is over."""
        return self.due_s + self._duration_s

    def start(self, now_s: float) -> None:
        """Run, so that the frame placed last is due now."""
        self._origin_s = now_s - self._line_s
        self.running = True

    def stop(self) -> None:
        """Stand still until the next start."""
        self.running = False

    def shift(self, seconds: float) -> None:
        """Lay the run of the frame placed last that much later on the line."""
        if self._paced is None:
            self._base_s += seconds
            self._line_s += seconds

    def delay(self, seconds: float) -> None:
        """Make everything due that much later."""
        self._origin_s += seconds

    def resume(self, now_s: float) -> None:
        """Go on after a dry spell: what should have been shown meanwhile is not skipped."""
        if self._paced is None and self.due_s < now_s:
            self._origin_s += now_s + REFILL_S - self.due_s

    def slip(self, now_s: float) -> None:
        """Give up catching up when the frame placed last is a second late or more."""
        if self._paced is not None:
            return
        late_s = now_s - self.due_s
        if late_s > SLIP_S:
            self._origin_s += late_s
            self.slipped_s += late_s
