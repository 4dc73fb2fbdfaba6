"""The heartbeat of a child: a byte over a pipe, again and again, from the loop that does its work.

A process that lives may have stopped all the same: a thread that waits for ever, a driver that
does not come back. Its supervisor sees that no beat comes, and starts it again.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Mapping

BEAT_FD = "WALL_BEAT_FD"
"""Environment variable: the file descriptor to which a child writes its beats."""
BEAT_S = 4.0
"""Between two beats. Rare: each wakes two processes, also those of a still wall."""
SILENT_S = 20.0
"""A child that has not beaten for so long is hung."""
START_S = 120.0
"""So long it may take to its first beat."""


class Heart:
    """In a child: writes the beats. Its owner calls `beat` from its main loop every BEAT_S."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        if descriptor is not None:
            os.set_blocking(descriptor, False)
            # What a child starts itself must not keep the pipe open.
            os.set_inheritable(descriptor, False)

    def beat(self) -> None:
        """Never waits. Does nothing in a process that nobody supervises."""
        if self._descriptor is None:
            return
        try:
            os.write(self._descriptor, b".")
        except BlockingIOError:
            return  # the supervisor reads late, and finds more than enough
        except BrokenPipeError:
            self._descriptor = None  # it is gone, and this process ends with it

    async def beat_during(self, work: Coroutine[object, object, None]) -> None:
        """Run the work of a process in its event loop, and beat until it ends."""
        beating = asyncio.create_task(self._keep_beating())
        try:
            await work
        finally:
            beating.cancel()

    async def _keep_beating(self) -> None:
        while True:
            self.beat()
            await asyncio.sleep(BEAT_S)


def own_heart(environment: Mapping[str, str] = os.environ) -> Heart:
    """The heart of this process."""
    given = environment.get(BEAT_FD, "")
    return Heart(int(given) if given.isdigit() else None)


class Listening:
    """In the supervisor: hears one child's beats, and tells once when none has come for long.

    A start may take longer than a pause. A supervisor that was stopped itself (a laptop that
    slept, a debugger) gives its child the time anew.
    """

    def __init__(self, reading: int, silent_s: float) -> None:
        self._reading = reading
        self._silent_s = silent_s
        self._loop = asyncio.get_running_loop()
        self._heard_at = self._loop.time() + START_S - silent_s
        self.silent: asyncio.Future[None] = self._loop.create_future()
        os.set_blocking(reading, False)
        self._loop.add_reader(reading, self._read)
        self._check = self._look_at(self._heard_at + silent_s)

    def close(self) -> None:
        self._stop_hearing()
        self.silent.cancel()
        os.close(self._reading)

    def _read(self) -> None:
        if os.read(self._reading, 4096):
            self._heard_at = self._loop.time()
            if self._check.when() > self._heard_at + self._silent_s:
                self._check.cancel()
                self._check = self._look_at(self._heard_at + self._silent_s)
        else:
            self._stop_hearing()  # it has ended, which its owner sees by other means

    def _stop_hearing(self) -> None:
        self._loop.remove_reader(self._reading)
        self._check.cancel()

    def _look_at(self, due: float) -> asyncio.TimerHandle:
        return self._loop.call_at(due, self._look, due)

    def _look(self, due: float) -> None:
        now = self._loop.time()
        if now - due > self._silent_s / 2:
            self._heard_at = now
        if self._heard_at + self._silent_s > now:
            self._check = self._look_at(self._heard_at + self._silent_s)
        elif not self.silent.done():
            self.silent.set_result(None)
