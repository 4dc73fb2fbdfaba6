"""`meta`: webhooks are verified and delivered; posts and insights are asked for."""

from __future__ import annotations

import asyncio
import logging
from hmac import compare_digest

from pydantic import JsonValue
from pydantic_core import from_json

from wall.model.posts import Post
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import keep_asking
from wall.sources.connecting.knocking import signed_hub
from wall.sources.connecting.measuring import series_of
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import number_at, text_at
from wall.sources.meta.reading import (
    MEDIA_FIELDS,
    PAGE_FIELDS,
    ids_in,
    read_insight,
    read_posts,
    read_webhook,
)
from wall.sources.meta.settings import MetaSettings
from wall.sources.post_stream import Hook, HookReply
from wall.sources.source import Delivery, Surroundings, Unreadable

log = logging.getLogger(__name__)

MOST_PAGES = 5
PROBE_AGAIN_S = 86_400.0


class MetaSource:
    """One page or account."""

    def __init__(
        self, settings: MetaSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._gathering = Gathering(surroundings.name, delivery)
        self._graph = f"{settings.api.rstrip('/')}/{settings.version}"
        self._told: dict[str, Post] = {}
        self._dropped: dict[str, float] = {}
        """Metrics that Meta does not know, and when that was found."""
        self._busy_until = 0.0

    async def run(self) -> None:
        settings, surroundings = self._settings, self._surroundings
        if settings.app_secret:
            surroundings.hooks.handler = self.called
        try:
            if not settings.token:
                self._delivery.ok("nobody has called yet")
                await asyncio.Event().wait()
            headers = {"Authorization": f"Bearer {settings.token}"}
            caller = Caller(
                surroundings.policy, surroundings.now, headers=headers, secrets=(settings.token,)
            )
            await keep_asking(
                self._round, caller, settings.every, surroundings, self._delivery, longest_s=7200.0
            )
        finally:
            if settings.app_secret:
                surroundings.hooks.handler = None
            self._gathering.close()

    # -- webhooks ---------------------------------------------------------------------------

    async def called(self, hook: Hook) -> HookReply:
        settings = self._settings
        if hook.method == "GET":
            given = hook.query.get("hub.verify_token", "").encode()
            right = compare_digest(given, settings.verify_token.encode())
            if right and hook.query.get("hub.mode") == "subscribe":
                return HookReply(200, hook.query.get("hub.challenge", "")[:200])
            log.warning("source '%s': a wrong verify token", self._surroundings.name)
            return HookReply(403, "the verify token is wrong")
        why = signed_hub(hook, settings.app_secret)
        if why:
            log.warning("source '%s' refuses a call: %s", self._surroundings.name, why)
            return HookReply(401, why)
        try:
            told = await asyncio.to_thread(read_webhook, hook.body, self._surroundings.now())
        except Unreadable as error:
            self._gathering.skip("a call", error)
            return HookReply(200, str(error))
        for post in told.posts:
            self._gathering.add(post)
        for item in told.removals:
            self._gathering.remove(item)
        for name in told.strange:
            self._gathering.strange(name)
        self._gathering.skipped += told.skipped
        return HookReply(200)

    # -- asking -----------------------------------------------------------------------------

    async def _round(self, caller: Caller) -> str:
        left = self._busy_until - self._surroundings.now()
        if left > 0:
            why = "says that its quota is used up; it tells when it is free again"
            raise CallFailed(self._graph, why, status=429, retry_after_s=left)
        if self._settings.dataset == "series":
            return await self._measure(caller)
        await self._ask_posts(caller)
        return self._gathering.note()

    async def _ask_posts(self, caller: Caller) -> None:
        settings = self._settings
        instagram = settings.network == "instagram"
        url = f"{self._graph}/{settings.page}/{'media' if instagram else 'posts'}"
        params: dict[str, str | int] = {
            "fields": MEDIA_FIELDS if instagram else PAGE_FIELDS,
            "limit": 50,
        }
        new: list[Post] = []
        there: dict[str, float] = {}
        whole = False
        for _ in range(1 if self._told else MOST_PAGES):
            document = await self._asked(caller, Call(url, params=params))
            there |= ids_in(document, settings.network)
            for post in read_posts(document, settings.network, self._surroundings.now()):
                known = self._told.get(post.id)
                update = {"observed_at": post.observed_at}
                if known is None or known.model_copy(update=update) != post:
                    self._told[post.id] = post
                    new.append(post)
            after = text_at(document.get("paging"), "cursors", "after")
            if not after or not text_at(document.get("paging"), "next"):
                whole = True
                break
            params["after"] = after
        while len(self._told) > 2000:
            del self._told[next(iter(self._told))]
        gone = self._gone(there, whole)
        if new or gone:
            self._delivery.changed(new, gone)

    def _gone(self, there: dict[str, float], whole: bool) -> list[str]:
        """Posts that were among the newest, and are not though older ones are."""
        if not there:
            return []
        oldest = 0.0 if whole else min(there.values())
        gone = [
            item
            for item, post in self._told.items()
            if item not in there and post.at.timestamp() > oldest
        ]
        for item in gone:
            del self._told[item]
        return gone

    async def _measure(self, caller: Caller) -> str:
        """Each metric alone: one that Meta has taken away would fail all of them."""
        settings, now = self._settings, self._surroundings.now()
        lines: dict[str, dict[float, float | None]] = {}
        for metric in settings.metrics:
            if now - self._dropped.get(metric, float("-inf")) < PROBE_AGAIN_S:
                continue
            params: dict[str, str | int] = {
                "metric": metric,
                "period": "day",
                "since": int(now - settings.days * 86_400),
                "until": int(now),
            }
            url = f"{self._graph}/{settings.page}/insights"
            try:
                lines[metric] = read_insight(await self._asked(caller, Call(url, params=params)))
                self._dropped.pop(metric, None)
            except CallFailed as error:
                if error.status != 400:
                    raise
                self._dropped[metric] = now
        if not lines:
            raise Unreadable(f"Meta knows none of the metrics {', '.join(self._dropped)}")
        self._delivery.whole(series_of(lines))
        gone = ", ".join(sorted(self._dropped))
        return f"Meta has no {gone} (any more)" if gone else ""

    async def _asked(self, caller: Caller, call: Call) -> dict[str, JsonValue]:
        reply = await caller.ask(call)
        for name in ("x-business-use-case-usage", "x-app-usage", "x-page-usage"):
            self._heed(reply.headers.get(name, ""))
        return reply.document()

    def _heed(self, usage: str) -> None:
        """What share of its quota is used, in percent, and minutes until it is free again."""
        if not usage:
            return
        try:
            said: JsonValue = from_json(usage)
        except ValueError:
            return
        held = said if isinstance(said, dict) else {}
        nested = [one for value in held.values() if isinstance(value, list) for one in value]
        for one in nested or [held]:
            shares = [number_at(one, name) or 0 for name in ("call_count", "total_time")]
            minutes = number_at(one, "estimated_time_to_regain_access") or 0
            if max(shares) >= 95 or minutes:
                wait_s = max(minutes * 60, 300.0)
                self._busy_until = max(self._busy_until, self._surroundings.now() + wait_s)
