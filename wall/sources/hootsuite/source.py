"""`hootsuite`: what was published and what is planned, asked for again and again."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from urllib.parse import urlencode

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.connecting.asking import Telling, utc
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import keep_asking
from wall.sources.connecting.measuring import table_of
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import number_at, objects_at, text_at
from wall.sources.hootsuite.reading import NETWORKS, Plan, next_of, plans_in, read_post
from wall.sources.hootsuite.settings import HootsuiteSettings
from wall.sources.source import Delivery, Surroundings, Unreadable

PAGE, MOST_PAGES = 100, 10
DAY_S = 86_400.0
MARGIN_S = 60.0


class HootsuiteSource:
    """The profiles of one source."""

    def __init__(
        self, settings: HootsuiteSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._gathering = Gathering(surroundings.name, delivery)
        self._telling = Telling(delivery)
        self._token_ends = 0.0
        self._api = settings.api.rstrip("/")

    async def run(self) -> None:
        settings, surroundings = self._settings, self._surroundings
        caller = Caller(
            surroundings.policy,
            surroundings.now,
            credential="client_id` and `client_secret",
            secrets=(settings.client_id, settings.client_secret),
        )
        await keep_asking(self._round, caller, settings.every, surroundings, self._delivery)

    async def _round(self, caller: Caller) -> str:
        await self._log_in(caller)
        try:
            if self._settings.dataset == "table":
                return await self._plan(caller)
            return await self._ask_posts(caller)
        except CallFailed as error:
            if error.status == 401:
                self._token_ends = 0.0
            raise

    async def _log_in(self, caller: Caller) -> None:
        settings, now = self._settings, self._surroundings.now()
        if now < self._token_ends:
            return
        basic = base64.b64encode(f"{settings.client_id}:{settings.client_secret}".encode()).decode()
        caller.use(Authorization=f"Basic {basic}")
        form = (
            {"grant_type": "member_app", "member_id": settings.member}
            if settings.member
            else {"grant_type": "organization_app", "organization_id": settings.organization}
        )
        said = (await caller.ask(Call(f"{self._api}/oauth2/token", "POST", form=form))).document()
        token = text_at(said, "access_token")
        if not token:
            raise Unreadable("the log-in gave no token")
        caller.use(Authorization=f"Bearer {token}")
        self._token_ends = now + (number_at(said, "expires_in") or 3600.0) - MARGIN_S

    async def _ask_posts(self, caller: Caller) -> str:
        settings, now = self._settings, self._surroundings.now()
        since = f"{datetime.fromtimestamp(now - settings.days * DAY_S, UTC):%Y-%m-%d}"
        filters: JsonValue = {
            "profileId": {"in": list(settings.profiles)},
            "lastModified": {"timespan": {"since": since}},
        }
        params: dict[str, str | int] = {"networkId": settings.network, "limit": PAGE}
        whole = False
        for _ in range(MOST_PAGES):
            call = Call(
                f"{self._api}/v1/analytics/posts", "POST", params, json={"filters": filters}
            )
            document = (await caller.ask(call)).json()
            self._telling.tell(self._read(document, now))
            cursor = next_of(document)
            if not cursor:
                whole = True
                break
            params["cursor"] = cursor
        told = "" if whole else "more posts than one round reads: lower `days`"
        return "; ".join(part for part in (told, self._gathering.note()) if part)

    def _read(self, document: JsonValue, now: float) -> list[Post]:
        found: list[Post] = []
        network = NETWORKS[self._settings.network]
        for item in objects_at(document, "data"):
            try:
                post = read_post(item, network, self._settings.names, now)
            except (Unreadable, ValueError) as error:
                self._gathering.skip("a post", error)
                continue
            found += [post] if post else []
        return found

    async def _plan(self, caller: Caller) -> str:
        settings, now = self._settings, self._surroundings.now()
        found: list[Plan] = []
        for state in settings.states:
            asked = [
                ("startTime", utc(now)),
                ("endTime", utc(now + settings.days * DAY_S)),
                ("state", state),
                ("limit", str(PAGE)),
                *[("socialProfileIds", number) for number in settings.profiles],
            ]
            cursor = ""
            for _ in range(MOST_PAGES):
                pairs = [*asked, *([("cursor", cursor)] if cursor else [])]
                call = Call(f"{self._api}/v1/messages?{urlencode(pairs)}")
                document = (await caller.ask(call)).json()
                found += plans_in(document, settings.names)
                cursor = next_of(document)
                if not cursor:
                    break
        found.sort()
        self._delivery.whole(table_of(("When", "Profile", "State", "Text"), found))
        return ""
