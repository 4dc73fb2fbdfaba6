"""A conversation with one client over a websocket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from typing import Protocol

from pydantic import BaseModel
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from wall.control.drafting import may_draft
from wall.control.refusals import problem_of
from wall.control.rights import has_everywhere
from wall.control.seeing import visible_told, visible_walls
from wall.controller.answering import Answering, Reply
from wall.controller.driving import Driving
from wall.controller.entering import Entrance
from wall.controller.operations import Event, Operations
from wall.controller.outbox import Outbox
from wall.controller.people import People
from wall.controller.presence import Gathering, Visitor
from wall.controller.previews import Viewer
from wall.controller.told_events import TOPICS, standing, text_of
from wall.errors import ProtocolError, RequestFailed, WallError
from wall.model.actors import Actor, Right
from wall.model.screens import Wall
from wall.protocol.binary import Part, picture_parts
from wall.protocol.codes import CloseCode, Status, close_reason
from wall.protocol.limits import IDENTIFY_WITHIN_S, MAX_IN_FLIGHT
from wall.protocol.messages import (
    Answer,
    Failure,
    Problem,
    SceneTold,
)
from wall.protocol.requests import CHANGING, Subscribe, Topic, is_drive, is_presence
from wall.protocol.session import Asked, Closing, Session, Step
from wall.protocol.together import Told

log = logging.getLogger(__name__)

CLOSE_WITHIN_S = 2.0


class Room(Protocol):
    """What the conversations of a channel share."""

    @property
    def operations(self) -> Operations: ...
    @property
    def people(self) -> People: ...
    @property
    def answering(self) -> Answering: ...
    @property
    def gathering(self) -> Gathering: ...
    @property
    def driving(self) -> Driving: ...

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]: ...
    def walls(self, actor: Actor) -> tuple[Wall, ...]: ...


class Conversation:
    """One client: a session, an outbox, and the requests that run."""

    def __init__(self, socket: WebSocket, channel: Room) -> None:
        self._socket = socket
        self._channel = channel
        self.entrance = Entrance(channel.operations, channel.people, socket)
        self._session = Session(self.entrance, monotonic())
        self._outbox = Outbox(self._send, self._scene, previews=self._previews)
        self._viewer: Viewer | None = None
        self._topics: frozenset[Topic] = frozenset()
        self._walls: frozenset[str] = frozenset()
        self._visitor: Visitor | None = None
        self._free = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._in_order = asyncio.Lock()
        self._closing: Closing | None = None
        self._close_asked = asyncio.Event()
        self._is_expelled = False
        self.ended = asyncio.Event()

    @property
    def name(self) -> str | None:
        return self._session.actor.name if self._session.actor else None

    def end(self, closing: Closing) -> None:
        """Ask the conversation to end; the first reason counts."""
        self._closing = self._closing or closing
        self._close_asked.set()

    def expel(self, closing: Closing) -> None:
        """The client may not be here any more, or not as before. Nothing more is told to it from
        this moment on, and nothing that it asked for is begun."""
        self._is_expelled = True
        self._topics = frozenset()
        self._look_away()
        if self._visitor is not None:
            self._channel.driving.leave(self._visitor)
        self.end(closing)

    def _check_stays(self) -> None:
        if self._is_expelled:
            raise RequestFailed(Status.NOT_ALLOWED, "your rights have changed; connect again")

    def tell(self, event: Event, text: str) -> bool:
        """Whether this client hears of it."""
        if event.to and event.to != self.name:
            return False
        if TOPICS[event.type] not in self._topics or not self._follows(event.wall):
            return False
        if event.type == "drafts.changed" and not may_draft(self._actor):
            return False
        if event.type == "scene.changed":
            self._outbox.change(event.wall, event.revision, text)
        elif event.told is not None:
            self._tell_told(event, event.told, text)
        else:
            self._outbox.notice(text)
        return True

    def _tell_told(self, event: Event, told: Told, text: str) -> None:
        walls = self._channel.operations.walls()
        if self._actor_sees_less(walls):
            text = visible_told(self._actor, walls, told).model_dump_json()
        sort = f"{event.type} {event.wall}"
        self._outbox.latest(f"{sort} {text}" if event.to else sort, text)

    def _actor_sees_less(self, walls: Sequence[Wall]) -> bool:
        if has_everywhere(self._actor, Right.SEE):
            return False  # nearly everybody: pointers come twenty times a second
        return len(visible_walls(self._actor, walls)) < len(walls)

    async def run(self) -> None:
        parts: list[asyncio.Task[None] | asyncio.Task[bool]] = [
            asyncio.create_task(self._hear(), name="channel hears"),
            asyncio.create_task(self._outbox.run(), name="channel sends"),
            asyncio.create_task(self._close_asked.wait(), name="channel is asked to close"),
        ]
        late = asyncio.get_running_loop().call_later(IDENTIFY_WITHIN_S, self._late)
        try:
            self._apply(self._session.begin())
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        finally:
            late.cancel()
            if self._visitor is not None:
                self._channel.driving.leave(self._visitor)
                self._channel.gathering.leave(self._visitor)
            self._look_away()
            await stop_all(parts)
            for part in parts:
                self._note_failure(part)
            await self._close()
            self.ended.set()

    async def _hear(self) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text, data = message.get("text"), message.get("bytes")
            if text is not None:
                step = self._session.hear_text(text, monotonic())
            else:
                step = self._session.hear_bytes(data or b"", monotonic())
            self._apply(step)
            if self._visitor is None and (actor := self._session.actor) is not None:
                self._visitor = self._channel.gathering.join(actor, self._session.client)
            for asked in step.run:
                await self._start(asked)
            if step.close is not None:
                return

    def _apply(self, step: Step) -> None:
        for message in step.send:
            self._outbox.respond(message.model_dump_json())
        if step.close is not None:
            self.end(step.close)

    def _late(self) -> None:
        self._apply(self._session.late())

    async def _start(self, asked: Asked | Part) -> None:
        """Run a request beside the others; waits while too many of this client's run."""
        await self._free.acquire()
        task = self._channel.start(self._run(asked))
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._free.release()
        self._note_failure(task)

    async def _run(self, asked: Asked | Part) -> None:
        request = asked.request if isinstance(asked, Part) else asked.id
        with self._answers_failures(request):
            self._check_stays()
            if isinstance(asked, Part):
                await self._add_to_upload(asked)
            elif isinstance(asked.request, Subscribe):
                self._subscribe(asked.request)
                self._answer(asked.id, None)
            elif is_presence(asked.request) and self._visitor is not None:
                told = self._channel.gathering.answer(self._visitor, asked.request)
                answer = Answer(id=asked.id, result=Reply(told).as_json())
                self._outbox.respond(answer.model_dump_json())
            elif is_drive(asked.request) and self._visitor is not None:
                pictured = self._outbox.previews_came
                drive = self._channel.driving.answer(self._visitor, asked.request, pictured)
                self._answer(asked.id, drive)
            else:
                await self._ask(asked)

    async def _ask(self, asked: Asked) -> None:
        answering = self._channel.answering
        if isinstance(asked.request, CHANGING):
            # A client may move what it has just pushed before it has heard of it.
            async with self._in_order:
                self._check_stays()
                reply = await answering.answer(self._actor, asked.request)
        else:
            reply = await answering.answer(self._actor, asked.request)
        answer = Answer(id=asked.id, revision=reply.revision, result=reply.as_json())
        if reply.picture is None:
            self._outbox.respond(answer.model_dump_json())
        else:
            parts = list(picture_parts(asked.id, reply.picture))
            self._outbox.picture(parts, answer.model_dump_json())

    async def _add_to_upload(self, part: Part) -> None:
        info = await self._channel.operations.add_to_upload(
            self._actor, part.upload, part.offset, part.data
        )
        self._answer(part.request, info)

    def _answer(self, request: int, result: BaseModel | None) -> None:
        dumped = result.model_dump(mode="json") if result is not None else None
        self._outbox.respond(Answer(id=request, result=dumped).model_dump_json())

    @contextmanager
    def _answers_failures(self, request: int) -> Iterator[None]:
        try:
            yield
        except WallError as error:
            self._fail(request, problem_of(error))
        except Exception:
            # The client gets an answer to every request; the log gets the reason.
            log.exception("a request of %s failed", self.name)
            why = "the controller failed; its log says how"
            self._fail(request, Problem(code=Status.INTERNAL, message=why))

    def _fail(self, request: int, problem: Problem) -> None:
        self._outbox.respond(Failure(id=request, error=problem).model_dump_json())

    def _subscribe(self, request: Subscribe) -> None:
        names = [wall.name for wall in self._channel.walls(self._actor)]
        for name in request.walls:
            if name not in names:
                raise RequestFailed(
                    Status.NOT_FOUND, f"there is no wall '{name}'; there are {', '.join(names)}"
                )
        for name in names:
            self._outbox.forget(name)
        self._topics = frozenset(request.topics)
        self._walls = frozenset(request.walls)
        if "scene" in self._topics:
            for name in request.walls or names:
                self._outbox.catch_up(name)
        if self._visitor is not None:
            self._channel.gathering.follows(self._visitor, request.walls or names)
        channel = self._channel
        for event in standing(channel.operations, channel.gathering, channel.driving, self._topics):
            self.tell(event, text_of(event))
        self._look(request)

    def _look(self, request: Subscribe) -> None:
        """Previews from now on, if they are wanted."""
        self._look_away()
        topics = request.topics
        if "levels" in topics:
            self._channel.operations.want_levels()
        if "previews" in topics or "stage_previews" in topics:
            self._viewer = Viewer(
                self._actor,
                self._outbox.previews_came,
                walls=self._walls,
                width=request.preview_width,
                screens="previews" in topics,
                stages="stage_previews" in topics,
                only_stage=request.preview_stage,
            )
            self._channel.operations.previews.join(self._viewer)

    def _look_away(self) -> None:
        viewer, self._viewer = self._viewer, None
        if viewer is not None:
            self._channel.operations.previews.leave(viewer)
            self._outbox.drop_previews()
            self._outbox.previews_came()  # one of a driven tile may have been among them

    def _previews(self) -> list[bytes]:
        driven = self._channel.driving.take_picture(self._visitor) if self._visitor else []
        taken = self._channel.operations.previews.take(self._viewer) if self._viewer else []
        return [*driven, *taken]

    def _follows(self, wall: str) -> bool:
        if wall and self._walls and wall not in self._walls:
            return False
        return not wall or any(w.name == wall for w in self._channel.walls(self._actor))

    def _scene(self, wall: str) -> SceneTold:
        scene = self._channel.operations.scene(wall)
        return SceneTold(wall=wall, revision=scene.revision, scene=scene)

    @property
    def _actor(self) -> Actor:
        actor = self._session.actor
        if actor is None:
            raise RuntimeError("a session runs requests of identified clients only")
        return actor

    async def _send(self, message: str | bytes) -> None:
        if isinstance(message, str):
            await self._socket.send_text(message)
        else:
            await self._socket.send_bytes(message)

    def _note_failure(self, task: asyncio.Task[None] | asyncio.Task[bool]) -> None:
        """A part that failed ends the conversation; a client that has gone is no failure."""
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, ProtocolError):
            self.end(Closing(CloseCode(error.close_code), str(error)))
        elif not isinstance(error, WebSocketDisconnect | ConnectionError):
            log.error("a conversation with %s failed", self.name, exc_info=error)
            self.end(Closing(CloseCode.INTERNAL, "the controller failed; its log says how"))

    async def _close(self) -> None:
        if self._closing is None or self._socket.application_state is WebSocketState.DISCONNECTED:
            return
        with suppress(WebSocketDisconnect, ConnectionError, RuntimeError, TimeoutError):
            async with asyncio.timeout(CLOSE_WITHIN_S):
                await self._socket.close(self._closing.code, close_reason(self._closing.reason))


async def stop_all(tasks: Sequence[asyncio.Task[None] | asyncio.Task[bool]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
