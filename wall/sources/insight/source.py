"""`insight`: reads what the store holds once, then follows the stream of posts."""

from __future__ import annotations

import asyncio

from wall.insight.counting import DAY_S
from wall.insight.measuring import Counted, feed
from wall.model.datasets import Dataset
from wall.sources.insight.making import measure_of, query_of
from wall.sources.insight.planning import LEARNED_S, Countable, Plan, Watching, plan_of
from wall.sources.insight.reading import Reading, heard_since
from wall.sources.insight.settings import InsightSettings
from wall.sources.post_stream import PostChanges, PostStream, Slice
from wall.sources.source import Delivery, SourceFailed, Surroundings

EVERY_S = 1.0
LONGEST_COUNTED_S, SHORTEST_COUNTED_S = DAY_S, 600.0
"""Of the past, in one go; the shorter, the less happens to it meanwhile."""


class InsightSource:
    """One measure. At most one dataset a second, and none where nothing changed."""

    def __init__(
        self, settings: InsightSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery

    async def run(self) -> None:
        posts = self._surroundings.posts
        if posts is None:
            raise SourceFailed("there is no store of posts to compute from")
        while True:
            await self._follow(posts)

    async def _follow(self, posts: PostStream) -> None:
        """Until the site's topics are others: then everything is counted anew."""
        topics = dict(posts.topics)
        counting = _Counting(self._settings, self._surroundings, posts)
        end = posts.follow(counting.heard)
        delivered: Dataset | None = None
        try:
            await counting.read()
            while dict(posts.topics) == topics:
                dataset = counting.dataset()
                if dataset is not None and dataset != delivered:
                    self._delivery.whole(dataset)
                    delivered = dataset
                self._delivery.ok()
                await self._surroundings.sleep(EVERY_S)
        finally:
            end()


class _Counting:
    """A measure, and the stream it is kept up from."""

    def __init__(
        self, settings: InsightSettings, surroundings: Surroundings, posts: PostStream
    ) -> None:
        self._now = surroundings.now
        self._settings = settings
        self._query = query_of(settings)
        self._posts = posts
        self._counted = Counted(self._query, public=surroundings.public)
        self._measure = measure_of(settings, posts.topics, surroundings.series)
        self._measure.advance(self._now())
        self._reading: Reading | None = Reading()
        self._changed = True

    def heard(self, changes: PostChanges) -> None:
        if self._reading is not None:
            self._reading.heard(changes)
        else:
            self._feed(changes)

    async def read(self) -> None:
        """The past; then what happened meanwhile."""
        reading, measure, query = self._reading, self._measure, self._query
        assert reading is not None
        now = self._now()
        plan = plan_of(self._settings, measure, now)

        def take(told: Slice) -> None:
            reading.read_slice(told, now)
            counted = self._counted
            measure.add_all([kept for kept in told.posts if counted(kept)])

        try:
            async with asyncio.TaskGroup() as together:
                together.create_task(self._posts.past(query, plan.read_from, take))
                if plan.counted_from < plan.read_from:
                    together.create_task(self._count(plan, reading))
                if plan.learned_from < plan.read_from:
                    together.create_task(self._learn(plan))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        self._reading = None
        for changes in reading.meanwhile():
            self._feed(changes)
        if isinstance(measure, Watching):
            listened = await heard_since(self._posts, now - LEARNED_S)
            measure.taught(self._now(), listened)

    async def _learn(self, plan: Plan) -> None:
        """Of what is older than a day only the numbers are learned from."""
        learned = await self._posts.quarters(self._query, plan.learned_from, plan.read_from)
        if learned is not None and isinstance(self._measure, Watching):
            self._measure.watch.learn(learned)

    async def _count(self, plan: Plan, reading: Reading) -> None:
        """What nobody has to read, the newest first; anew where it changes under the count."""
        measure = self._measure
        assert isinstance(measure, Countable)
        by = measure.counted_by
        assert by is not None
        until, step_s = plan.read_from, LONGEST_COUNTED_S
        while until > plan.counted_from:
            since = max(plan.counted_from, until - step_s)
            number = reading.number
            found = await self._posts.tallies(self._query, since, until, measure.grain_s, by)
            assert found is not None
            if reading.counted(since, until, number):
                measure.add_counted(found)
                until, step_s = since, LONGEST_COUNTED_S
            else:
                step_s = max(step_s / 4, SHORTEST_COUNTED_S)

    def dataset(self) -> Dataset | None:
        """None where it says what it said before."""
        now = self._now()
        turned = self._measure.advance(now)
        if not (self._changed or turned):
            return None
        self._changed = False
        return self._measure.dataset(now)

    def _feed(self, changes: PostChanges) -> None:
        told = feed(
            (self._measure,),
            self._counted,
            arrived=changes.arrived,
            changed=changes.changed,
            gone=changes.gone,
        )
        self._changed = self._changed or told
