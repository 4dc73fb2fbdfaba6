"""`webhook`: who calls is judged on the bytes as they came; what is brought is delivered."""

from __future__ import annotations

import asyncio
import logging

from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.knocking import Seen, has_secret, signed_hub, signed_standard
from wall.sources.polling import clock_time
from wall.sources.post_stream import Hook, HookReply
from wall.sources.source import Delivery, Surroundings, Unreadable
from wall.sources.webhook.reading import read_call
from wall.sources.webhook.settings import WebhookSettings

log = logging.getLogger(__name__)


class WebhookSource:
    """One address."""

    def __init__(
        self, settings: WebhookSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._gathering = Gathering(surroundings.name, delivery, self._note)
        self._seen = Seen()
        self._calls = 0
        self._refused = 0
        self._last = 0.0

    async def run(self) -> None:
        self._surroundings.hooks.handler = self.called
        self._delivery.ok("nobody has called yet")
        try:
            await asyncio.Event().wait()
        finally:
            self._surroundings.hooks.handler = None
            self._gathering.close()

    async def called(self, hook: Hook) -> HookReply:
        settings = self._settings
        if hook.method != "POST":
            return HookReply(405, "POST is what this address takes")
        if len(hook.body) > settings.max_kb * 1000:
            return HookReply(413, f"more than {settings.max_kb} kB; `max_kb` is the limit")
        why = self._refusal(hook)
        if why:
            self._refused += 1
            if self._refused <= 5 or self._refused % 1000 == 0:
                log.warning("source '%s' refuses a call: %s", self._surroundings.name, why)
            self._delivery.ok(self._gathering.note())
            return HookReply(401, why)
        if self._seen.before(hook):
            return HookReply(202, "taken before")
        now = self._surroundings.now()
        try:
            brought = await asyncio.to_thread(read_call, hook.body, settings, now)
        except Unreadable as error:
            self._gathering.skip("a call", error)
            return HookReply(400, str(error))
        self._seen.note(hook)
        self._calls, self._last = self._calls + 1, now
        self._gathering.skipped += brought.skipped
        for post in brought.posts:
            self._gathering.add(post)
        for item in brought.removals:
            self._gathering.remove(item)
        return HookReply(202, f"{len(brought.posts)} posts, {len(brought.removals)} removals")

    def _refusal(self, hook: Hook) -> str:
        settings = self._settings
        match settings.verify:
            case "standard":
                return signed_standard(hook, settings.secret, self._surroundings.now())
            case "hub":
                return signed_hub(hook, settings.secret)
            case "header":
                return has_secret(hook, settings.header, settings.secret)
            case "bearer":
                return has_secret(hook, "authorization", f"Bearer {settings.secret}")

    def _note(self) -> str:
        told = [f"last call at {clock_time(self._last)}"] if self._calls else []
        return "; ".join([*told, *([f"{self._refused} calls refused"] if self._refused else [])])
