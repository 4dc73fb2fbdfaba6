"""`insight`: reads what the store holds once, then follows the stream of posts."""

from __future__ import annotations

from wall.insight.measuring import Counted, feed
from wall.insight.measuring_series import VolumeMeasure
from wall.insight.measuring_topic import TopicMeasure
from wall.model.datasets import Dataset
from wall.sources.insight.making import LEARNED_S, looks_back_s, measure_of, query_of
from wall.sources.insight.reading import Reading, heard_since, read_from
from wall.sources.insight.settings import InsightSettings
from wall.sources.post_stream import PostChanges, PostStream, Slice
from wall.sources.source import Delivery, SourceFailed, Surroundings

EVERY_S = 1.0


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
        self._back_s = looks_back_s(settings)
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
        """The past, in slices; then what happened meanwhile."""
        reading = self._reading
        assert reading is not None
        now = self._now()
        begin = now - self._back_s
        measure = self._measure
        if isinstance(measure, VolumeMeasure | TopicMeasure):
            # Of what is older than a day only the numbers are learned from.
            newest = read_from(now, self._settings.window)
            learned = await self._posts.quarters(self._query, begin, newest)
            if learned is not None:
                measure.watch.learn(learned)
                begin = newest
        if self._query.since is not None:
            begin = max(begin, self._query.since.timestamp())

        def take(told: Slice) -> None:
            reading.read_slice(told, now)
            counted = self._counted
            measure.add_all([kept for kept in told.posts if counted(kept)])

        await self._posts.past(self._query, begin, take)
        self._reading = None
        for changes in reading.meanwhile():
            self._feed(changes)
        if isinstance(measure, VolumeMeasure | TopicMeasure):
            listened = await heard_since(self._posts, now - LEARNED_S)
            measure.taught(self._now(), listened)

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
