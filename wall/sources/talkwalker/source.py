"""`talkwalker`: the stream of a collector, resumed where it was left."""

from __future__ import annotations

from contextlib import aclosing

from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import Pauses, keep_on
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import text_at
from wall.sources.source import Delivery, Surroundings, Unreadable
from wall.sources.talkwalker.reading import read_result
from wall.sources.talkwalker.settings import TalkwalkerSettings


class TalkwalkerSource:
    """One collector."""

    def __init__(
        self, settings: TalkwalkerSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._offset = text_at(surroundings.bookmark, "offset")
        self._gathering = Gathering(surroundings.name, delivery)
        self._pauses = Pauses()

    async def run(self) -> None:
        try:
            await keep_on(self._converse, 1.0, self._surroundings, self._delivery, self._pauses)
        finally:
            self._gathering.close()

    async def _converse(self) -> str:
        settings, surroundings = self._settings, self._surroundings
        url = f"{settings.api.rstrip('/')}/api/v3/stream/c/{settings.collector}/results"
        params = {"access_token": settings.token, "end_behaviour": "wait"}
        if self._offset:
            params["resume_offset"] = self._offset
        async with Caller(
            surroundings.policy, surroundings.now, secrets=(settings.token,)
        ) as caller:
            try:
                call = Call(url, params=params)
                async with aclosing(caller.lines(call, settings.silence)) as lines:
                    async for line in lines:
                        if line.strip():
                            self._hear(line)
            finally:
                self._gathering.close()
        return ""

    def _hear(self, line: bytes) -> None:
        try:
            chunk = read_json(line)
            match text_at(chunk, "chunk_type"):
                case "CT_RESULT":
                    post = read_result(chunk, self._surroundings.now())
                    if post is not None:
                        self._gathering.add(post)
                case "CT_CONTROL":
                    self._resume_from(text_at(chunk, "chunk_control", "resume_offset"))
                case "CT_ERROR":
                    why = text_at(chunk, "chunk_error", "message")[:160]
                    raise CallFailed(self._settings.api, f"ends the stream: {why}")
                case other:
                    self._gathering.strange(other[:40] or "a chunk without a type")
        except (Unreadable, ValueError) as error:
            self._gathering.skip("a line", error)
        self._pauses.good()

    def _resume_from(self, offset: str) -> None:
        """It follows the results that it stands for: they are delivered first."""
        if offset and offset not in ("earliest", "latest"):
            self._offset = offset
            self._gathering.bookmark({"offset": offset})
