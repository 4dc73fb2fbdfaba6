"""A publishing tool: a real web server that takes drafts, with the faults that such have."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal, Self

Fault = int | Literal["cut", "silent"]
SECRET = "shared with the tool"


@dataclass
class Call:
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def data(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.body)["data"]
        return told

    @property
    def is_signed(self) -> bool:
        told = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        digest = hmac.new(SECRET.encode(), told, hashlib.sha256).digest()
        return self.headers.get("webhook-signature") == f"v1,{base64.b64encode(digest).decode()}"


@dataclass
class PublishingTool:
    """Answers in turn, then always with 202. `published` is what it took, once for each id."""

    answers: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    published: dict[str, dict[str, Any]] = field(default_factory=dict)
    port: int = 0
    _server: asyncio.Server | None = None
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    @classmethod
    def with_faults(cls, faults: Sequence[Fault]) -> PublishingTool:
        return cls(answers=list(faults))

    @property
    def yaml(self) -> str:
        return (
            f'publishing: {{url: "http://127.0.0.1:{self.port}/in", sign: {{secret: tool}}, '
            "zone: Europe/Paris}\n"
        )

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._begin, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for talk in tuple(self._talks):
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.create_task(self._talk(reader, writer))
        self._talks.add(talk)
        talk.add_done_callback(self._talks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await self._answer(reader, writer)
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        pairs = (line.partition(": ") for line in head.split("\r\n")[1:] if line)
        headers = {name.lower(): value for name, _, value in pairs}
        body = await reader.readexactly(int(headers["content-length"]))
        call = Call(headers, body)
        self.calls.append(call)
        answer: Fault = self.answers.pop(0) if self.answers else 202
        if answer == "cut":
            return
        if answer == "silent":
            # It has published, and its answer never comes.
            self.published.setdefault(call.id, call.data)
            await asyncio.Event().wait()
        if isinstance(answer, int) and answer < 300:
            self.published.setdefault(call.id, call.data)
        writer.write(f"HTTP/1.1 {answer} X\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()
