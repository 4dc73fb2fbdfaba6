"""`x`: one connection to the filtered stream; what a break missed by recent search."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from contextlib import aclosing, suppress

from pydantic import JsonValue

from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.documents import read_json
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import Pauses, keep_on
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import objects_at, part, text_at, texts_at
from wall.sources.source import Delivery, Surroundings, Unreadable
from wall.sources.x.budget import Budget
from wall.sources.x.reading import FIELDS, SNOWFLAKE_MS, read_post, withdrawn_in
from wall.sources.x.rechecking import DAY_S, Rechecking
from wall.sources.x.settings import XSettings

log = logging.getLogger(__name__)

SEARCH_BACK_S = 6.9 * 86_400.0
"""Recent search refuses ids of more than seven days ago."""
PAGE, MOST_PAGES = 100, 10
RULES_A_CALL = 100
REMEMBERED = 20_000


class XPauses(Pauses):
    """Broken connections from 0.25 to 16 s, refusals from 5 to 320 s, limits from a minute."""

    def after(self, error: CallFailed | Unreadable) -> float:
        status = error.status if isinstance(error, CallFailed) else 0
        self.first_s, self.longest_s = (5.0, 320.0) if status else (0.25, 16.0)
        return super().after(error)


class XSource:
    """The rules of one source; those of others in the same account are left alone."""

    def __init__(self, settings: XSettings, surroundings: Surroundings, delivery: Delivery) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._api = settings.api.rstrip("/")
        self._mark = f"wall:{surroundings.name}:"
        self._budget = Budget(settings, surroundings.bookmark, surroundings.now)
        said = text_at(surroundings.bookmark, "since")
        self._since = int(said) if said.isdecimal() else 0
        self._gathering = Gathering(surroundings.name, delivery, self._budget.note)
        self._pauses = XPauses()
        self._charged: OrderedDict[str, None] = OrderedDict()
        self._charged_day = 0
        self._rechecking = Rechecking(self._api, self._gathering, surroundings.now)

    async def run(self) -> None:
        rechecking = asyncio.create_task(self._keep_rechecking())
        try:
            await keep_on(self._converse, 1.0, self._surroundings, self._delivery, self._pauses)
        finally:
            rechecking.cancel()
            with suppress(asyncio.CancelledError):
                await rechecking
            self._gathering.close()

    def _caller(self) -> Caller:
        token, surroundings = self._settings.token, self._surroundings
        headers = {"Authorization": f"Bearer {token}"}
        return Caller(surroundings.policy, surroundings.now, headers=headers, secrets=(token,))

    async def _keep_rechecking(self) -> None:
        """Beside the stream: what it cannot ask now it asks later."""
        surroundings, every = self._surroundings, self._settings.recheck
        if every is None:
            return
        pauses = Pauses(first_s=every)
        async with self._caller() as caller:
            pause = every
            while True:
                await surroundings.sleep(pause)
                try:
                    await self._rechecking.ask(caller)
                    pauses.good()
                    pause = every
                except (CallFailed, Unreadable) as error:
                    if not pauses.failures:
                        log.info("source '%s': posts not rechecked: %s", surroundings.name, error)
                    pause = pauses.after(error)

    async def _converse(self) -> str:
        settings = self._settings
        self._check_budget()
        async with self._caller() as caller:
            await self._tell_rules(caller)
            if settings.catch_up and self._since:
                await self._catch_up(caller)
            stream = Call(f"{self._api}/2/tweets/search/stream", params=FIELDS)
            try:
                async with aclosing(caller.lines(stream, settings.silence)) as lines:
                    async for line in lines:
                        self._hear(line)
            finally:
                self._gathering.close()
        return ""

    def _check_budget(self) -> None:
        if self._budget.left() <= 0:
            why, wait_s = self._budget.why()
            raise CallFailed(self._api, f"is not asked: {why}", status=402, retry_after_s=wait_s)

    # -- rules ------------------------------------------------------------------------------

    async def _tell_rules(self, caller: Caller) -> None:
        """Ours as the site has them, by tag."""
        url = f"{self._api}/2/tweets/search/stream/rules"
        there = (await caller.ask(Call(url))).document()
        wanted = {f"{self._mark}{tag}": rule for tag, rule in self._settings.rules.items()}
        old: list[JsonValue] = []
        for known in objects_at(there, "data"):
            tag = text_at(known, "tag")
            if wanted.get(tag) == text_at(known, "value"):
                del wanted[tag]
            elif tag.startswith(self._mark):
                old.append(text_at(known, "id"))
        for i in range(0, len(old), RULES_A_CALL):
            ids: JsonValue = {"ids": old[i : i + RULES_A_CALL]}
            await caller.ask(Call(url, "POST", json={"delete": ids}))
        new: list[JsonValue] = [{"value": rule, "tag": tag} for tag, rule in wanted.items()]
        for i in range(0, len(new), RULES_A_CALL):
            asked: JsonValue = {"add": new[i : i + RULES_A_CALL]}
            said = (await caller.ask(Call(url, "POST", json=asked))).document()
            for error in objects_at(said, "errors"):
                if text_at(error, "title") != "DuplicateRule":
                    value = text_at(error, "value")[:80]
                    details = "; ".join(texts_at(error, "details"))
                    why = details[:160] or text_at(error, "title")
                    raise CallFailed(self._api, f"refuses the rule '{value}': {why}", status=400)

    # -- what comes -------------------------------------------------------------------------

    def _hear(self, line: bytes) -> None:
        self._pauses.good()
        if not line.strip():
            self._delivery.ok(self._gathering.note())
            return
        try:
            said = read_json(line)
        except Unreadable as error:
            self._gathering.skip("a line", error)
            return
        withdrawn = withdrawn_in(said)
        if withdrawn is not None:
            for item in withdrawn.posts:
                self._rechecking.forget(item)
                self._gathering.remove(f"x:{item}")
            self._gathering.flush()
            for author in withdrawn.authors:
                self._delivery.author_gone("x", author)
            return
        data = part(said, "data")
        if data is None:
            errors = objects_at(said, "errors")
            fault = errors[0] if errors else said
            why = text_at(fault, "detail") or text_at(fault, "title")
            if why:
                raise CallFailed(self._api, f"ends the stream: {why[:160]}")
            self._gathering.strange("a line without data")
            return
        rules = [text_at(rule, "tag") for rule in objects_at(said, "matching_rules")]
        self._take(data, part(said, "includes"), rules)
        self._gathering.bookmark(self._bookmark())
        self._check_budget()

    def _take(self, data: JsonValue, includes: JsonValue, rules: list[str]) -> None:
        self._charge(text_at(data, "id"))
        ours = [tag.removeprefix(self._mark) for tag in rules if tag.startswith(self._mark)]
        if any(tag.startswith("wall:") for tag in rules) and not ours:
            return
        try:
            tags = ours or [tag for tag in rules if tag]
            read = read_post(data, includes, tags, self._surroundings.now())
        except (Unreadable, ValueError) as error:
            self._gathering.skip("a post", error)
            return
        for name in read.strange:
            self._gathering.strange(name[:40])
        for earlier in read.earlier:
            self._rechecking.forget(earlier)
            self._gathering.remove(f"x:{earlier}")
        if read.post is None:
            self._gathering.remove(f"x:{read.native_id}")
        else:
            self._gathering.add(read.post)
            self._rechecking.remember(read.native_id, read.post)
        self._since = max(self._since, int(read.native_id))

    def _charge(self, native: str) -> None:
        """X charges a post once a day, however often it hands it out."""
        today = int(self._surroundings.now() // DAY_S)
        if today != self._charged_day:
            self._charged_day = today
            self._charged.clear()
        if native not in self._charged:
            self._budget.count()
            self._charged[native] = None
            while len(self._charged) > REMEMBERED:
                self._charged.popitem(last=False)

    def _bookmark(self) -> JsonValue:
        return {"since": str(self._since), **self._budget.bookmark()}

    # -- what was missed --------------------------------------------------------------------

    async def _catch_up(self, caller: Caller) -> None:
        """By the rules as searches; one that search does not know is left out and counted."""
        oldest_ms = int((self._surroundings.now() - SEARCH_BACK_S) * 1000) - SNOWFLAKE_MS
        since = max(self._since, oldest_ms << 22)
        url = f"{self._api}/2/tweets/search/recent"
        for tag, rule in self._settings.rules.items():
            token = ""
            for _ in range(MOST_PAGES):
                most = min(PAGE, self._budget.left())
                if most < 10:
                    self._check_budget()
                    break
                params: dict[str, str | int] = {
                    **FIELDS,
                    "query": rule,
                    "since_id": str(since),
                    "max_results": most,
                }
                if token:
                    params["next_token"] = token
                try:
                    found = (await caller.ask(Call(url, params=params))).document()
                except CallFailed as error:
                    if error.status != 400:
                        raise
                    self._gathering.skip(f"the rule '{tag}' as a search", error)
                    break
                for data in objects_at(found, "data"):
                    self._take(data, found.get("includes"), [f"{self._mark}{tag}"])
                self._gathering.bookmark(self._bookmark())
                token = text_at(found, "meta", "next_token")
                if not token:
                    break
        self._gathering.flush()
