"""`brandwatch`: mentions in the order in which they were added, page by page."""

from __future__ import annotations

from urllib.parse import urlencode

from wall.model.posts import Post
from wall.sources.brandwatch.reading import added_at, read_mention
from wall.sources.brandwatch.settings import BrandwatchSettings
from wall.sources.connecting.asking import Telling, utc
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.keeping_on import keep_asking
from wall.sources.connecting.shaping import number_at, objects_at, text_at
from wall.sources.source import Delivery, Surroundings, Unreadable

PAGE, MOST_PAGES = 500, 10
OVERLAP_S, FIRST_S, LONGEST_S = 600.0, 6 * 3600.0, 7 * 86_400.0
PUBLISHED_S = 30 * 86_400.0


class BrandwatchSource:
    """One project."""

    def __init__(
        self, settings: BrandwatchSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._gathering = Gathering(surroundings.name, delivery)
        self._telling = Telling(delivery)
        self._until = number_at(surroundings.bookmark, "until") or 0.0

    async def run(self) -> None:
        settings, surroundings = self._settings, self._surroundings
        caller = Caller(
            surroundings.policy,
            surroundings.now,
            headers={"Authorization": f"Bearer {settings.token}"},
            secrets=(settings.token,),
        )
        await keep_asking(self._round, caller, settings.every, surroundings, self._delivery)

    async def _round(self, caller: Caller) -> str:
        """From the newest that was added back to where the last round was."""
        settings, now = self._settings, self._surroundings.now()
        began = max(self._until - OVERLAP_S, now - LONGEST_S) if self._until else now - FIRST_S
        asked = [("queryId", str(query)) for query in settings.queries]
        asked += [("startDate", utc(began - PUBLISHED_S)), ("endDate", utc(now + 3600.0))]
        asked += [("pageSize", str(PAGE)), ("orderBy", "added"), ("orderDirection", "desc")]
        url = f"{settings.api.rstrip('/')}/projects/{settings.project}/data/mentions/fulltext"
        cursor, newest, whole = "", self._until, False
        for _ in range(MOST_PAGES):
            params = [*asked, *([("cursor", cursor)] if cursor else [])]
            page = (await caller.ask(Call(f"{url}?{urlencode(params)}"))).document()
            found: list[Post] = []
            added: list[float] = []
            for mention in objects_at(page, "results"):
                added.append(added_at(mention))
                if added[-1] and added[-1] < began:
                    continue
                try:
                    post = read_mention(mention, now)
                except (Unreadable, ValueError) as error:
                    self._gathering.skip("a mention", error)
                    continue
                found += [post] if post else []
            self._telling.tell(found)
            newest = max([newest, *added])
            cursor = text_at(page, "nextCursor")
            if not cursor or not added or (min(added) and min(added) < began):
                whole = True
                break
        if newest > self._until:
            self._until = newest
            self._delivery.bookmark({"until": newest})
        told = "" if whole else "more mentions than one round reads: narrow the queries"
        return "; ".join(part for part in (told, self._gathering.note()) if part)
