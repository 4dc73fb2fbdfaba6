"""`radarly`: searched by when a document was found, not by when it was written: what Radarly
finds late is not lost."""

from __future__ import annotations

from pydantic import JsonValue

from wall.model.posts import Post
from wall.sources.connecting.asking import Telling, utc
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import keep_asking
from wall.sources.connecting.refusing import CallFailed
from wall.sources.connecting.shaping import number_at, text_at
from wall.sources.radarly.reading import hits_of, read_hit
from wall.sources.radarly.settings import RadarlySettings
from wall.sources.source import Delivery, Surroundings, Unreadable

PAGE, MOST_PAGES = 250, 40
OVERLAP_S = 600.0
FIRST_S = 3600.0
LONGEST_S = 86_400.0
PUBLISHED_S = 30 * 86_400.0
MARGIN_S = 60.0


class RadarlySource:
    """One project."""

    def __init__(
        self, settings: RadarlySettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._gathering = Gathering(surroundings.name, delivery)
        self._telling = Telling(delivery)
        self._until = number_at(surroundings.bookmark, "until") or 0.0
        self._token_ends = 0.0
        self._wordless = 0

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
        now = self._surroundings.now()
        await self._log_in(caller, now)
        began = max(self._until - OVERLAP_S, now - LONGEST_S) if self._until else now - FIRST_S
        try:
            whole = await self._search(caller, began, now)
        except CallFailed as error:
            if error.status == 401:
                self._token_ends = 0.0
            raise
        if whole:
            self._until = now
            self._delivery.bookmark({"until": now})
        told = [] if whole else ["more than 10 000 documents in one round: narrow the focuses"]
        if self._wordless:
            told.append(f"{self._wordless} of X without their words: Radarly may not hand them on")
        return "; ".join([*told, *([self._gathering.note()] if self._gathering.note() else [])])

    async def _log_in(self, caller: Caller, now: float) -> None:
        if now < self._token_ends:
            return
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret,
            "scope": "listening social-performance",
        }
        call = Call(f"{self._settings.login.rstrip('/')}/oauth2/token", "POST", form=form)
        said = (await caller.ask(call)).document()
        token = text_at(said, "access_token")
        if not token:
            raise Unreadable("the log-in gave no token")
        caller.use(Authorization=f"Bearer {token}")
        self._token_ends = now + (number_at(said, "expires_in") or 3600.0) - MARGIN_S

    async def _search(self, caller: Caller, began: float, now: float) -> bool:
        """Whether all of it was read."""
        settings = self._settings
        project = f"/1.1/projects/{settings.project}/inbox/search.json"
        query: dict[str, JsonValue] = {
            "query": "",
            "platforms": list(settings.platforms),
            "flag": {"rt": False, "trash": False},
            "date": {"createdAfter": utc(began), "createdBefore": utc(now)},
            "from": utc(began - PUBLISHED_S),
            "to": utc(now),
            "limit": PAGE,
        }
        if settings.focuses:
            query["focuses"] = list(settings.focuses)
        if settings.languages:
            query["languages"] = list(settings.languages)
        if settings.countries:
            query["geo"] = {"type": "country", "list": list(settings.countries)}
        for page in range(MOST_PAGES):
            body: JsonValue = {**query, "start": page * PAGE}
            call = Call(settings.api.rstrip("/") + project, "POST", json=body)
            hits = hits_of((await caller.ask(call)).json())
            self._telling.tell(self._read(hits, now))
            if len(hits) < PAGE:
                return True
        return False

    def _read(self, hits: list[dict[str, JsonValue]], now: float) -> list[Post]:
        found = []
        for hit in hits:
            try:
                post = read_hit(hit, now)
            except (Unreadable, ValueError) as error:
                self._gathering.skip("a document", error)
                continue
            if post is None:
                self._wordless += 1
            else:
                found.append(post)
        return found
