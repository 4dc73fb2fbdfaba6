"""`meltwater`: batches that Meltwater calls with, and searches that are asked for."""

from __future__ import annotations

import asyncio
import hmac
import logging
from hashlib import sha256

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.connecting.asking import Telling, utc
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import keep_asking
from wall.sources.connecting.shaping import number_at
from wall.sources.meltwater.reading import documents_in, read_document
from wall.sources.meltwater.settings import MeltwaterSettings
from wall.sources.post_stream import Hook, HookReply
from wall.sources.source import Delivery, Surroundings, Unreadable

log = logging.getLogger(__name__)

SIGNATURES = ("x-hook-signature", "x-hub-signature-256", "x-signature")
OVERLAP_S, FIRST_S, LONGEST_S = 3600.0, 6 * 3600.0, 7 * 86_400.0
PAGE, MOST_PAGES = 100, 5


class MeltwaterSource:
    """The searches of one account."""

    def __init__(
        self, settings: MeltwaterSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._gathering = Gathering(surroundings.name, delivery)
        self._telling = Telling(delivery)
        self._until = number_at(surroundings.bookmark, "until") or 0.0

    async def run(self) -> None:
        settings, surroundings = self._settings, self._surroundings
        if settings.hook_key:
            surroundings.hooks.handler = self.called
        try:
            if not settings.key:
                self._delivery.ok("nobody has called yet")
                await asyncio.Event().wait()
            caller = Caller(
                surroundings.policy,
                surroundings.now,
                headers={"apikey": settings.key},
                credential="key",
                secrets=(settings.key,),
            )
            await keep_asking(
                self._round,
                caller,
                settings.every,
                surroundings,
                self._delivery,
                longest_s=4 * 3600.0,
                limited_s=3600.0,
            )
        finally:
            if settings.hook_key:
                surroundings.hooks.handler = None
            self._gathering.close()

    async def called(self, hook: Hook) -> HookReply:
        settings = self._settings
        given = hook.query.get("key", "").encode()
        if not hmac.compare_digest(given, settings.hook_key.encode()) or not self._signed(hook):
            log.warning("source '%s' refuses a call: its key is wrong", self._surroundings.name)
            return HookReply(401, "the key or signature is wrong")
        if hook.method != "POST":
            return HookReply(200)
        try:
            said = read_json(hook.body)
            documents = documents_in(said)
        except (ValueError, Unreadable) as error:
            self._gathering.skip("a call", error)
            return HookReply(400, f"cannot be read: {str(error)[:120]}")
        for post in self._read(documents[:5000]):
            self._gathering.add(post)
        return HookReply(200)

    def _signed(self, hook: Hook) -> bool:
        """Meltwater's documents disagree on whether calls are signed: one that is must be right."""
        said = [hook.headers[name] for name in SIGNATURES if name in hook.headers]
        if not said or not self._settings.hook_secret:
            return True
        right = hmac.new(self._settings.hook_secret.encode(), hook.body, sha256).hexdigest()
        return hmac.compare_digest(said[0].removeprefix("sha256=").encode(), right.encode())

    async def _round(self, caller: Caller) -> str:
        settings, now = self._settings, self._surroundings.now()
        began = max(self._until - OVERLAP_S, now - LONGEST_S) if self._until else now - FIRST_S
        for search in settings.searches:
            for page in range(1, MOST_PAGES + 1):
                body: JsonValue = {
                    "start": utc(began).removesuffix("Z"),
                    "end": utc(now).removesuffix("Z"),
                    "tz": "UTC",
                    "sort_by": "date",
                    "sort_order": "desc",
                    "template": {"name": "api.json"},
                    "page": page,
                    "page_size": PAGE,
                }
                url = f"{settings.api.rstrip('/')}/v3/search/{search}"
                said = (await caller.ask(Call(url, "POST", json=body))).json()
                documents = documents_in(said)
                self._telling.tell(self._read(documents))
                if len(documents) < PAGE:
                    break
        self._until = now
        self._delivery.bookmark({"until": now})
        return self._gathering.note()

    def _read(self, documents: list[dict[str, JsonValue]]) -> list[Post]:
        found = []
        for document in documents:
            try:
                post = read_document(document, self._surroundings.now())
            except (Unreadable, ValueError) as error:
                self._gathering.skip("a document", error)
                continue
            found += [post] if post else []
        return found
