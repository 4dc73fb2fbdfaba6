"""`linkedin`: an organisation's page, asked again and again: LinkedIn has no stream."""

from __future__ import annotations

from urllib.parse import quote

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.connecting.asking import Telling
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import keep_asking
from wall.sources.connecting.measuring import figure_after, series_of
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import number_at, objects_at, part, text_at
from wall.sources.linkedin.reading import lines_of, read_post
from wall.sources.linkedin.settings import LinkedinSettings
from wall.sources.source import Delivery, Surroundings, Unreadable

PAGE = 50
DAY_MS = 86_400_000


class LinkedinSource:
    """One page."""

    def __init__(
        self, settings: LinkedinSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._gathering = Gathering(surroundings.name, delivery)
        self._telling = Telling(delivery)
        self._figure = surroundings.kept
        self._there: dict[str, float] = {}
        """What the last answer had, and when it was published."""
        self._urn = f"urn:li:organization:{settings.organization}"
        self._rest = f"{settings.api.rstrip('/')}/rest"

    async def run(self) -> None:
        settings, surroundings = self._settings, self._surroundings
        headers = {
            "Authorization": f"Bearer {settings.token}",
            "LinkedIn-Version": settings.version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        caller = Caller(
            surroundings.policy, surroundings.now, headers=headers, secrets=(settings.token,)
        )
        await keep_asking(
            self._round, caller, settings.every, surroundings, self._delivery, longest_s=4 * 3600.0
        )

    async def _round(self, caller: Caller) -> str:
        match self._settings.dataset:
            case "posts":
                await self._ask_posts(caller)
            case "series":
                await self._ask_statistics(caller)
            case "value":
                await self._ask_followers(caller)
        return self._gathering.note()

    async def _asked(self, caller: Caller, path: str, **headers: str) -> JsonValue:
        try:
            return (await caller.ask(Call(f"{self._rest}/{path}", headers=headers))).json()
        except CallFailed as error:
            if error.status == 426:
                why = f"has switched off version {self._settings.version}; set a newer `version`"
                raise CallFailed(self._rest, why, status=403) from error
            raise

    async def _ask_posts(self, caller: Caller) -> None:
        """The newest; one that was among them and is not, though older ones are, was deleted."""
        path = f"posts?author={_coded(self._urn)}&q=author&count={PAGE}&sortBy=CREATED"
        document = await self._asked(caller, path, **{"X-RestLi-Method": "FINDER"})
        elements = objects_at(document, "elements")
        counts = await self._ask_counts(caller, [text_at(one, "id") for one in elements])
        now, found = self._surroundings.now(), list[Post]()
        there: dict[str, float] = {}
        for element in elements:
            urn = text_at(element, "id")
            try:
                post = read_post(element, self._settings.name, part(counts, urn), now)
            except (Unreadable, ValueError) as error:
                self._gathering.skip("a post", error)
                there[f"linkedin:{urn}"] = now
                continue
            if post is not None:
                found.append(post)
                there[post.id] = post.at.timestamp()
        if elements:
            self._telling.tell(found, self._gone(there, len(elements) < PAGE))

    def _gone(self, there: dict[str, float], all_of_them: bool) -> list[str]:
        oldest = 0.0 if all_of_them else min(there.values(), default=float("inf"))
        gone = [item for item, at in self._there.items() if item not in there and at > oldest]
        self._there = there
        return gone

    async def _ask_counts(self, caller: Caller, urns: list[str]) -> JsonValue:
        """A courtesy: without the right to them the posts are there all the same."""
        known = [urn for urn in urns if urn.startswith("urn:li:")]
        if not known:
            return None
        path = f"socialMetadata?ids=List({','.join(map(_coded, known))})"
        try:
            return part(await self._asked(caller, path), "results")
        except (CallFailed, Unreadable) as error:
            if isinstance(error, CallFailed) and error.status in (401, 429):
                raise
            return None

    async def _ask_statistics(self, caller: Caller) -> None:
        end = int(self._surroundings.now() * 1000) // DAY_MS * DAY_MS
        start = end - self._settings.days * DAY_MS
        path = (
            "organizationalEntityShareStatistics?q=organizationalEntity"
            f"&organizationalEntity={_coded(self._urn)}"
            f"&timeIntervals=(timeRange:(start:{start},end:{end}),timeGranularityType:DAY)"
        )
        lines = lines_of(await self._asked(caller, path), self._settings.metrics)
        if not lines:
            raise Unreadable(f"LinkedIn has no {', '.join(self._settings.metrics)}")
        self._delivery.whole(series_of(lines))

    async def _ask_followers(self, caller: Caller) -> None:
        path = f"networkSizes/{_coded(self._urn)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
        value = number_at(await self._asked(caller, path), "firstDegreeSize")
        if value is None:
            raise Unreadable("the answer has no `firstDegreeSize`")
        self._figure = figure_after(self._figure, value, self._surroundings.now())
        self._delivery.whole(self._figure)


def _coded(urn: str) -> str:
    return quote(urn, safe="")
