"""Entering the channel: by a token in `identify`, or by the session of the browser's cookie."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.websockets import WebSocket

from wall.control.rights import has_everywhere, rights_on
from wall.control.seeing import visible_walls
from wall.controller.gate import is_own_page, session_cookie
from wall.controller.operations import Operations
from wall.controller.people import People
from wall.model.actors import Actor, Right
from wall.model.screens import Wall


class Entrance:
    """The doorkeeper of one connection: what its session must know to let the client in.

    Browsers send cookies with a websocket whatever page opens it: a session counts for pages of
    this address alone.
    """

    def __init__(self, operations: Operations, people: People, socket: WebSocket) -> None:
        self._operations = operations
        self._people = people
        name = session_cookie(people, socket.url.scheme)
        self._secret = socket.cookies.get(name) if is_own_page(socket.headers) else None
        self.session_key: str | None = None
        """Of the session that let the client in."""
        self.by_token = False

    def identify(self, token: str | None) -> Actor | None:
        if token:
            self.by_token = True
            return self._people.tokens.identify(token)
        found = self._people.signing_in.resume(self._secret) if self._secret else None
        if found is None:
            return None
        self.session_key = found.session.key
        return found.account.actor

    def walls(self, actor: Actor) -> tuple[Wall, ...]:
        return visible_walls(actor, self._operations.walls())

    def rights(self, actor: Actor) -> dict[str, tuple[Right, ...]]:
        return told_rights(actor, self._operations.walls())

    def everywhere(self, actor: Actor) -> tuple[Right, ...]:
        return told_everywhere(actor)

    def revisions(self) -> dict[str, int]:
        walls = self._operations.walls()
        return {wall.name: self._operations.scene(wall.name).revision for wall in walls}


def told_rights(actor: Actor, walls: Sequence[Wall]) -> dict[str, tuple[Right, ...]]:
    """For each wall that the actor may see, in the order of the rights."""
    return {
        wall.name: tuple(right for right in Right if right in rights_on(actor, wall))
        for wall in visible_walls(actor, walls)
    }


def told_everywhere(actor: Actor) -> tuple[Right, ...]:
    """What a role on all walls allows, in the order of the rights."""
    return tuple(right for right in Right if has_everywhere(actor, right))
