"""One child process: started, watched, restarted with growing pauses, ended in order."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from wall.supervisor.beating import BEAT_FD, SILENT_S, Listening

log = logging.getLogger(__name__)

SECRET_FD = "WALL_SECRET_FD"
"""Environment variable: the file descriptor from which a child reads the link's secret."""
AT_ONCE = 3
WITHIN_S = 60.0
"""So many restarts within this time come at once; from then on the pause doubles."""
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 10.0
STEADY_S = 20.0
"""A child that ran for so long has started well."""
END_WITHIN_S = 8.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class ChildSpec:
    """What to start. `user`: run as this user id and group id, without other groups."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    user: tuple[int, int] | None = None
    silent_s: float = SILENT_S
    """A child that has not beaten for so long is started again."""


@dataclass(frozen=True)
class Death:
    """A child ended without being asked to."""

    name: str
    code: int
    """Exit code, or minus the signal."""
    lasted_s: float
    starts: int
    """How often it was started, this time included."""

    @property
    def is_a_bad_start(self) -> bool:
        """It never ran: an error that it told at once, at its very first start."""
        return self.starts == 1 and self.code > 0 and self.lasted_s < STEADY_S


class Child:
    """Keeps one process running until it is stopped."""

    def __init__(self, spec: ChildSpec, secret: str, died: Callable[[Death], None]) -> None:
        self.spec = spec
        self._secret = secret
        self._died = died
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._stopping = False
        self._starts = 0

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_running())

    def no_more(self) -> None:
        """Once it ends, it is not started again."""
        self._stopping = True

    async def stop(self) -> None:
        """1. ask it to end, 2. wait, 3. end it."""
        self._stopping = True
        process = self._process
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(END_WITHIN_S):
                    await process.wait()
            except TimeoutError:
                log.warning("%s did not end in %.0f s; it is killed", self.spec.name, END_WITHIN_S)
                process.kill()
                await process.wait()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _keep_running(self) -> None:
        deaths: list[float] = []
        while not self._stopping:
            began = time.monotonic()
            self._starts += 1
            if self._starts > 1:
                log.info("%s starts again", self.spec.name)
            code = await self._run_once()
            if self._stopping:
                return
            now = time.monotonic()
            log.error("%s ended (%s) after %.0f s", self.spec.name, cause(code), now - began)
            self._died(Death(self.spec.name, code, now - began, self._starts))
            deaths = [at for at in deaths if now - at < WITHIN_S] + [now]
            await asyncio.sleep(pause_s(len(deaths)))

    async def _run_once(self) -> int:
        reading, writing = os.pipe()
        hearing, beating = os.pipe()
        listening = Listening(hearing, self.spec.silent_s)
        try:
            os.write(writing, self._secret.encode())
            os.close(writing)
            user, group = self.spec.user or (None, None)
            passed = {SECRET_FD: str(reading), BEAT_FD: str(beating)}
            self._process = await asyncio.create_subprocess_exec(
                *self.spec.command,
                env={**os.environ, **self.spec.environment, **passed},
                pass_fds=(reading, beating),
                user=user,
                group=group,
                extra_groups=[] if user is not None else None,
                preexec_fn=die_with_parent,
                start_new_session=True,
            )
        except BaseException:
            listening.close()
            raise
        finally:
            os.close(reading)
            os.close(beating)
        return await self._until_the_end(self._process, listening)

    async def _until_the_end(
        self, process: asyncio.subprocess.Process, listening: Listening
    ) -> int:
        ending = asyncio.ensure_future(process.wait())
        try:
            await asyncio.wait((ending, listening.silent), return_when=asyncio.FIRST_COMPLETED)
            if not ending.done():
                log.error(
                    "%s has not answered for %.0f s; it is ended and started again",
                    self.spec.name,
                    self.spec.silent_s,
                )
                # Not asked to end: one that hangs, or is stopped, would not hear it.
                process.kill()
            return await ending
        finally:
            ending.cancel()
            listening.close()


_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """In a child, before it runs: no process of a wall survives its parent, however that ended."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def pause_s(deaths: int) -> float:
    """Before the next start, after so many deaths lately."""
    if deaths <= AT_ONCE:
        return 0.0
    return min(FIRST_PAUSE_S * 2.0 ** (deaths - AT_ONCE - 1), LONGEST_PAUSE_S)


def cause(code: int) -> str:
    """An exit status in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def read_secret() -> str:
    """In a child: the secret from the inherited file descriptor."""
    with os.fdopen(int(os.environ.pop(SECRET_FD)), "r") as pipe:
        return pipe.read()
