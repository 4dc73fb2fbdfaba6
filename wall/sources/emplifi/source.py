"""`emplifi`: posts and metrics of profiles, asked for again and again."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.connecting.asking import Telling
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import keep_asking
from wall.sources.connecting.measuring import Leaders, series_of
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import moment_of
from wall.sources.emplifi.reading import (
    cells_of,
    is_withdrawn,
    posts_in,
    read_post,
    refused_in,
)
from wall.sources.emplifi.settings import EmplifiSettings, Profile
from wall.sources.source import Delivery, Surroundings, Unreadable

PATHS = {
    "facebook": "facebook/page/posts",
    "instagram": "instagram/profile/posts",
    "twitter": "twitter/profile/tweets",
    "youtube": "youtube/profile/videos",
    "linkedin": "linkedin/profile/posts",
    "pinterest": "pinterest/profile/posts",
    "tiktok": "tiktok/profile/posts",
}
PAGE, MOST_PAGES = 100, 10
DAY_S = 86_400.0
INVALID = 400


class EmplifiSource:
    """The profiles of one source."""

    def __init__(
        self, settings: EmplifiSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._gathering = Gathering(surroundings.name, delivery)
        self._telling = Telling(delivery)
        self._leaders = Leaders(surroundings.bookmark)
        self._fields = list(settings.fields)
        self._unknown: list[str] = []
        self._api = f"{settings.api.rstrip('/')}/3"

    async def run(self) -> None:
        settings, surroundings = self._settings, self._surroundings
        basic = base64.b64encode(f"{settings.token}:{settings.secret}".encode()).decode()
        caller = Caller(
            surroundings.policy,
            surroundings.now,
            headers={"Authorization": f"Basic {basic}"},
            credential="token` and `secret",
            secrets=(settings.token, settings.secret, basic),
        )
        await keep_asking(self._round, caller, settings.every, surroundings, self._delivery)

    async def _round(self, caller: Caller) -> str:
        match self._settings.dataset:
            case "posts":
                return await self._ask_posts(caller)
            case "series":
                await self._draw(caller)
            case "table":
                await self._rank(caller)
        return ""

    async def _asked(self, caller: Caller, path: str, body: JsonValue) -> JsonValue:
        said = (await caller.ask(Call(f"{self._api}/{path}", "POST", json=body))).json()
        refused = refused_in(said)
        if refused is not None:
            why = f"refuses the question: {refused.why}"
            raise CallFailed(self._api, why, status=INVALID)
        return said

    def _span(self, days: int) -> dict[str, JsonValue]:
        now = self._surroundings.now()
        return {"date_start": _day(now - days * DAY_S), "date_end": _day(now)}

    # -- posts ------------------------------------------------------------------------------

    async def _ask_posts(self, caller: Caller) -> str:
        """Each round looks back as far as it is told: counts settle late."""
        settings = self._settings
        path = PATHS[settings.network]
        body: dict[str, JsonValue] = {
            **self._span(settings.days),
            "profiles": list(settings.profiles),
            "fields": list(self._fields),
            "limit": PAGE,
        }
        if settings.network != "twitter":
            body["sort"] = [{"field": "created_time", "order": "desc"}]
        whole = False
        for _ in range(MOST_PAGES):
            try:
                document = await self._asked(caller, path, body)
            except CallFailed as error:
                if error.status != INVALID or not self._drop_field(str(error)):
                    raise
                body["fields"] = list(self._fields)
                continue
            items, after = posts_in(document)
            self._tell(items)
            if not after or not items:
                whole = True
                break
            body = {"after": after}
        told = [] if whole else ["more posts than one round reads: lower `days`"]
        told += [f"unknown to it: {', '.join(self._unknown)}"] if self._unknown else []
        told += [self._gathering.note()] if self._gathering.note() else []
        return "; ".join(told)

    def _drop_field(self, why: str) -> bool:
        """Whether a field that the refusal names was left out."""
        named = [field for field in self._fields if field in why and field != "id"]
        if not named or len(self._fields) <= 3:
            return False
        longest = max(named, key=len)
        self._fields.remove(longest)
        self._unknown.append(longest)
        return True

    def _tell(self, items: Sequence[JsonValue]) -> None:
        found: list[Post] = []
        gone: list[str] = []
        now = self._surroundings.now()
        network = "x" if self._settings.network == "twitter" else self._settings.network
        for item in items:
            try:
                post = read_post(item, network, self._settings.profiles, now)
            except (Unreadable, ValueError) as error:
                self._gathering.skip("a post", error)
                continue
            if post is not None and is_withdrawn(item):
                gone.append(post.id)
            elif post is not None:
                found.append(post)
        self._telling.tell(found, gone)

    # -- metrics ----------------------------------------------------------------------------

    async def _cube(self, caller: Caller, days: int) -> JsonValue:
        body: JsonValue = {
            **self._span(days),
            "profiles": list(self._settings.profiles),
            "metrics": [self._settings.metric],
            "dimensions": [{"type": "date.day"}, {"type": "profile"}],
        }
        return await self._asked(caller, f"{self._settings.network}/metrics", body)

    async def _draw(self, caller: Caller) -> None:
        lines: dict[str, dict[float, float | None]] = {}
        for cell in cells_of(await self._cube(caller, self._settings.days)):
            at = moment_of(cell.day)
            if at is not None:
                lines.setdefault(self._named(cell.profile).name, {})[at] = cell.value
        if not lines:
            raise Unreadable(f"Emplifi has no '{self._settings.metric}' of these profiles")
        self._delivery.whole(series_of(lines))

    async def _rank(self, caller: Caller) -> None:
        """By the newest day that has a value."""
        newest: dict[str, tuple[str, float]] = {}
        for cell in cells_of(await self._cube(caller, 3)):
            if cell.value is not None and cell.day >= newest.get(cell.profile, ("", 0.0))[0]:
                newest[cell.profile] = (cell.day, cell.value)
        rows: list[tuple[str, float | None, str]] = []
        for item in self._settings.profiles:
            profile = self._named(item)
            found = newest.get(item)
            rows.append((profile.name, found[1] if found else None, profile.country))
        self._delivery.whole(self._leaders.table(rows, self._surroundings.now()))
        self._delivery.bookmark(self._leaders.bookmark())

    def _named(self, item: str) -> Profile:
        profile = self._settings.profiles.get(item, Profile())
        return profile if profile.name else profile.model_copy(update={"name": item})


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"
