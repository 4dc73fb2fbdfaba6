"""The channel: all conversations with clients over websockets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine

from starlette.websockets import WebSocket

from wall.control.seeing import visible_walls
from wall.controller.answering import Answering
from wall.controller.conversation import Conversation, stop_all
from wall.controller.driving import Driving
from wall.controller.operations import Event, Operations
from wall.controller.people import People
from wall.controller.presence import Gathering
from wall.controller.told_events import text_of
from wall.model.actors import Actor
from wall.model.screens import Wall
from wall.protocol.codes import CloseCode
from wall.protocol.session import Closing

log = logging.getLogger(__name__)

MAX_CLIENTS = 500
FINISH_WITHIN_S = 5.0


class Channel:
    """All conversations. Owns their tasks; `close` ends them."""

    def __init__(self, operations: Operations, people: People, answering: Answering) -> None:
        self.operations = operations
        self.people = people
        self.answering = answering
        self._conversations: set[Conversation] = set()
        self._stop_listening = operations.listen(self._tell)
        people.tokens.on_revoked(self._token_revoked)
        people.sessions.on_ended(self._sessions_ended)
        people.accounts.on_changed(self._rights_changed)
        self.gathering = Gathering(operations, self._tell, lambda: self.clients, people.called)
        people.accounts.on_called(self.gathering.called_otherwise)
        self.driving = Driving(operations, self._tell)
        self._requests: set[asyncio.Task[None]] = set()
        self._closing = False

    @property
    def clients(self) -> int:
        return len(self._conversations)

    async def serve(self, socket: WebSocket) -> None:
        """One conversation, until its end."""
        await socket.accept()
        if self._closing or len(self._conversations) >= MAX_CLIENTS:
            await socket.close(CloseCode.TRY_LATER, "too many clients; try again in a minute")
            return
        conversation = Conversation(socket, self)
        self._conversations.add(conversation)
        try:
            await conversation.run()
        finally:
            self._conversations.discard(conversation)

    async def close(self) -> None:
        """Say good-bye to all. Idempotent."""
        if not self._closing:
            self._stop_listening()
        self._closing = True
        await self.gathering.close()
        self.driving.close()
        conversations = list(self._conversations)
        for conversation in conversations:
            conversation.end(Closing(CloseCode.GOING_AWAY, "the controller stops"))
        await asyncio.gather(*(conversation.ended.wait() for conversation in conversations))
        if self._requests:
            await asyncio.wait(self._requests, timeout=FINISH_WITHIN_S)
        await stop_all(list(self._requests))

    def start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        """Run a request to its end, even if its client leaves: it may be half done."""
        task = asyncio.create_task(work, name="channel request")
        self._requests.add(task)
        task.add_done_callback(self._requests.discard)
        return task

    def walls(self, actor: Actor) -> tuple[Wall, ...]:
        return visible_walls(actor, self.operations.walls())

    # -- what happens elsewhere ------------------------------------------------------------

    def _tell(self, event: Event) -> bool:
        """Whether anybody hears of it."""
        if not self._conversations:
            return False
        text = text_of(event)
        heard = [conversation.tell(event, text) for conversation in self._conversations]
        return any(heard)

    def _token_revoked(self, name: str) -> None:
        closing = Closing(CloseCode.BAD_TOKEN, "this token was revoked")
        self._end(lambda found: found.entrance.by_token and found.name == name, closing)

    def _sessions_ended(self, keys: frozenset[str]) -> None:
        closing = Closing(CloseCode.BAD_TOKEN, "signed out; sign in again")
        self._end(lambda found: found.entrance.session_key in keys, closing)

    def _rights_changed(self, account: str) -> None:
        closing = Closing(CloseCode.GOING_AWAY, "your rights have changed; connect again")
        self._end(lambda found: found.name == account, closing)

    def _end(self, which: Callable[[Conversation], bool], closing: Closing) -> None:
        for conversation in self._conversations:
            if which(conversation):
                conversation.expel(closing)
