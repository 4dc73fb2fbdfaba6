"""What waits to be sent to one client: bounded, with a written policy.

Policy
- Responses are never dropped. More than RESPONSES of them, or of RESPONSE_BYTES, and the client
  is disconnected.
- Changes of a scene are never dropped silently. When more than CHANGES or CHANGE_BYTES of a wall
  wait, all that wait give way to one snapshot of the scene as it is when its turn comes.
- Notices (layouts, stages, status) coalesce: at most one of each kind and wall waits.
- Of what tells a whole (leases, pointers, marks) only the newest of each sort waits; of more than
  LATEST sorts the last ones are dropped.
- Pictures wait behind everything else. More than PICTURE_BYTES of them are refused.
- Previews wait behind pictures. They are made when their turn comes, of what is new then: a slow
  client misses those that came in between. They alone never get a client disconnected.
- A client that takes nothing for STALLED_S while something else waits is disconnected.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from wall.errors import ProtocolError, RequestFailed
from wall.protocol.codes import CloseCode, Status
from wall.protocol.following import Following, Verdict
from wall.protocol.messages import SceneTold

RESPONSES = 2_000
RESPONSE_BYTES = 32 * 1024 * 1024
CHANGES = 500
CHANGE_BYTES = 4 * 1024 * 1024
PICTURE_BYTES = 128 * 1024 * 1024
LATEST = 64
STALLED_S = 20.0


class TooSlow(ProtocolError):
    """The client does not read."""

    def __init__(self, why: str) -> None:
        super().__init__(CloseCode.TOO_SLOW, f"{why}; connect again to get the whole scene")


@dataclass(frozen=True)
class _Response:
    text: str


@dataclass(frozen=True)
class _Change:
    wall: str
    text: str


@dataclass(frozen=True)
class _Notice:
    text: str


@dataclass(frozen=True)
class _Snapshot:
    """Made when its turn comes."""

    wall: str


@dataclass(frozen=True)
class _Preview:
    data: bytes


@dataclass(frozen=True)
class _Latest:
    """Of its sort; the text is the newest when its turn comes."""

    sort: str


_Waiting = _Response | _Change | _Notice | _Snapshot | _Latest


class Outbox:
    """Filled from the loop without waiting, emptied by `run`."""

    def __init__(
        self,
        send: Callable[[str | bytes], Awaitable[None]],
        scene: Callable[[str], SceneTold],
        *,
        previews: Callable[[], Sequence[bytes]] = tuple,
        stalled_s: float | None = None,
    ) -> None:
        """`previews` gives the messages with all that is new, when their turn comes."""
        self._send = send
        self._scene = scene
        self._stalled_s = STALLED_S if stalled_s is None else stalled_s
        self._waiting: deque[_Waiting] = deque()
        self._pictures: deque[str | bytes] = deque()
        self._take_previews = previews
        self._previews: deque[bytes] = deque()
        self._previews_came = False
        self._previews_patience: asyncio.Timeout | None = None
        """Of the preview that is being sent: endless until something else waits."""
        self._latest: dict[str, str] = {}
        self._responses = 0
        self._response_bytes = 0
        self._picture_bytes = 0
        self._changes: dict[str, list[int]] = {}
        self._behind: set[str] = set()
        self._following = Following()
        self._filled = asyncio.Event()
        self._overrun = False

    def respond(self, text: str) -> None:
        self._responses += 1
        self._response_bytes += len(text)
        if self._responses > RESPONSES or self._response_bytes > RESPONSE_BYTES:
            self._overrun = True
        else:
            self._waiting.append(_Response(text))
        self._wake()

    def catch_up(self, wall: str) -> None:
        """Give the client the whole scene of a wall, instead of the changes that wait."""
        if wall in self._behind:
            return
        self._drop_changes(wall)
        self._behind.add(wall)
        self._waiting.append(_Snapshot(wall))
        self._wake()

    def change(self, wall: str, revision: int, text: str) -> None:
        """The changes of one revision, as a message."""
        if wall in self._behind:
            return
        match self._following.judge(wall, revision):
            case Verdict.KNOWN:
                return
            case Verdict.GAP:
                self.catch_up(wall)
                return
            case Verdict.NEXT:
                pass
        sizes = self._changes.setdefault(wall, [])
        sizes.append(len(text))
        if len(sizes) > CHANGES or sum(sizes) > CHANGE_BYTES:
            self.catch_up(wall)
            return
        self._waiting.append(_Change(wall, text))
        self._wake()

    def notice(self, text: str) -> None:
        """Equal notices that wait already are one."""
        waiting = _Notice(text)
        if waiting not in self._waiting:
            self._waiting.append(waiting)
            self._wake()

    def latest(self, sort: str, text: str) -> None:
        """Instead of the one of the same sort, if that waits still."""
        if sort not in self._latest:
            if len(self._latest) >= LATEST:
                return
            self._waiting.append(_Latest(sort))
        self._latest[sort] = text
        self._wake()

    def picture(self, parts: list[bytes], response: str) -> None:
        """The parts of a picture and the response after them; raises RequestFailed if full."""
        size = sum(map(len, parts))
        if self._picture_bytes + size > PICTURE_BYTES:
            raise RequestFailed(
                Status.BUSY, "too many pictures wait for this client; read them first"
            )
        self._picture_bytes += size
        self._pictures.extend((*parts, response))
        self._wake()

    def previews_came(self) -> None:
        """There are new ones to take."""
        self._previews_came = True
        self._filled.set()

    def drop_previews(self) -> None:
        """The client wants others, or none."""
        self._previews.clear()
        self._previews_came = False

    def forget(self, wall: str) -> None:
        """The client does not follow this wall any more."""
        self._drop_changes(wall)
        self._behind.discard(wall)
        self._following.forget(wall)
        self._waiting = deque(w for w in self._waiting if w != _Snapshot(wall))

    async def run(self) -> None:
        """Send until cancelled; raises TooSlow."""
        while True:
            if self._overrun:
                raise TooSlow("too many responses wait for this client")
            message = self._next()
            if message is None:
                self._filled.clear()
                await self._filled.wait()
                continue
            try:
                await self._pass_on(message)
            except TimeoutError:
                raise TooSlow(f"the client took nothing for {self._stalled_s:g} s") from None

    async def _pass_on(self, message: str | bytes | _Preview) -> None:
        if not isinstance(message, _Preview):
            async with asyncio.timeout(self._stalled_s):
                await self._send(message)
            return
        async with asyncio.timeout(None) as self._previews_patience:
            try:
                await self._send(message.data)
            finally:
                self._previews_patience = None

    def _wake(self) -> None:
        """Something other than previews waits."""
        self._filled.set()
        patience = self._previews_patience
        if patience is not None and patience.when() is None:
            patience.reschedule(asyncio.get_running_loop().time() + self._stalled_s)

    def _next(self) -> str | bytes | _Preview | None:
        if not self._waiting:
            return self._next_picture()
        waiting = self._waiting.popleft()
        match waiting:
            case _Response(text):
                self._responses -= 1
                self._response_bytes -= len(text)
                return text
            case _Change(wall, text):
                self._changes[wall].pop(0)
                return text
            case _Notice(text):
                return text
            case _Latest(sort):
                return self._latest.pop(sort)
            case _Snapshot(wall):
                self._behind.discard(wall)
                told = self._scene(wall)
                self._following.given(wall, told.revision)
                return told.model_dump_json()

    def _next_picture(self) -> str | bytes | _Preview | None:
        if not self._pictures:
            return self._next_preview()
        message = self._pictures.popleft()
        if isinstance(message, bytes):
            self._picture_bytes -= len(message)
        return message

    def _next_preview(self) -> _Preview | None:
        if not self._previews and self._previews_came:
            self._previews_came = False
            self._previews.extend(self._take_previews())
        return _Preview(self._previews.popleft()) if self._previews else None

    def _drop_changes(self, wall: str) -> None:
        if self._changes.pop(wall, None):
            self._waiting = deque(
                w for w in self._waiting if not (isinstance(w, _Change) and w.wall == wall)
            )
