"""Feeds: what ingest delivers, kept and passed on to the displays that subscribe.

Keeps the newest dataset of each source, bounded by the dataset models, so that a display that
connects is served at once and data survives a restart of ingest.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence

from wall.controller.followers import Follower, Followers
from wall.errors import CommandRefused, RequestFailed, did_you_mean
from wall.insight.seen_pictures import only_seen, only_seen_of
from wall.link.messages import (
    PostsDelta,
    PushDataset,
    RunSources,
    SourceData,
    SourceHealth,
    Subscribe,
)
from wall.link.posting import PUBLIC
from wall.model.datasets import Dataset, Posts, Table, merged
from wall.model.drafts import SOURCE_KIND as DRAFTS
from wall.model.moderation import Moderation
from wall.model.screens import Wall
from wall.model.tiles import Health, HealthState

log = logging.getLogger(__name__)

LINE_UP = "channels"
"""The kind of source that is always heard."""


class Feeds:
    """Subscriptions of displays, the newest data, and the way to ingest. On the loop."""

    def __init__(
        self,
        followers: Followers,
        walls: Callable[[], Sequence[Wall]] = tuple,
        shown: Callable[[Iterable[str]], None] = lambda _posts: None,
    ) -> None:
        """`shown` hears of posts that are handed to public walls."""
        self._followers = followers
        self._walls = walls
        self._shown = shown
        self._wanted: dict[str, tuple[str, ...]] = {}
        self._data: dict[str, SourceData] = {}
        self._health: dict[str, SourceHealth] = {}
        self._run: RunSources | None = None
        self._pictures = Moderation().pictures
        self._drafts: Table | None = None

    def run(self, sources: RunSources) -> None:
        """The sources to run, as the site says now."""
        self._run = sources
        names = {spec.name for spec in sources.sources}
        before, self._pictures = self._pictures, sources.moderation.pictures
        self._data = {n: data for n, data in self._data.items() if _source(n) in names}
        self._health = {n: health for n, health in self._health.items() if _source(n) in names}
        ingest = self._followers.ingest()
        if ingest is not None:
            ingest.send(sources)
            ingest.send(self._union())
            self._tell_drafts(ingest)
        if self._pictures != before:
            self._show_other_pictures()

    def health(self, source: str) -> Health:
        said = self._health.get(source)
        return said.health if said else Health(state=HealthState.LOADING, why="not heard of yet")

    def ingest_joined(self, ingest: Follower) -> None:
        if self._run is not None:
            ingest.send(self._run)
        ingest.send(self._union())
        self._tell_drafts(ingest)

    def ingest_left(self, now: float) -> None:
        """Everything is stale from now on, until ingest is back."""
        for name, said in list(self._health.items()):
            if said.health.state is HealthState.OK:
                health = Health(
                    state=HealthState.STALE, why="the ingest process is being restarted", since=now
                )
                self.heard_health(SourceHealth(source=name, health=health))

    def subscribe(self, display: Follower, wanted: Subscribe) -> None:
        before = set(self._wanted.get(display.name, ()))
        sources = self._allowed(display, wanted.sources)
        self._wanted[display.name] = sources
        for source in sources:
            if source in before:
                continue
            if source in self._data:
                display.send(self._data[source])
                self._note_shown(source, self._data[source].dataset)
            if source in self._health:
                display.send(self._health[source])
        self._tell_ingest()

    def display_joined(self, display: Follower) -> None:
        """A new process knows nothing yet: the next subscription is answered in full."""
        self._wanted.pop(display.name, None)

    def display_left(self, display: Follower) -> None:
        self._wanted.pop(display.name, None)
        self._tell_ingest()

    def push(self, source: str, dataset: Dataset) -> None:
        """Hand a program's dataset to ingest. Raises CommandRefused, and RequestFailed while
        ingest is away."""
        specs = {spec.name: spec for spec in self._run.sources} if self._run else {}
        pushable = [name for name, spec in specs.items() if spec.kind == "push"]
        if source not in pushable:
            raise CommandRefused(
                f"'{source}' is no source of kind push; allowed: {', '.join(pushable) or 'none'}"
                f"{did_you_mean(source, pushable)}"
            )
        declared = specs[source].settings.get("dataset")
        if declared is not None and declared != dataset.type:
            raise CommandRefused(f"source '{source}' takes {declared}, not {dataset.type}")
        ingest = self._followers.ingest()
        if ingest is None:
            raise RequestFailed("ingest_away", "the ingest process is being restarted; try again")
        ingest.send(PushDataset(source=source, dataset=dataset))

    def show_drafts(self, drafts: Table) -> None:
        """What is planned and pending, for the sources that show it."""
        self._drafts = drafts
        ingest = self._followers.ingest()
        if ingest is not None:
            self._tell_drafts(ingest)

    def _tell_drafts(self, ingest: Follower) -> None:
        specs = self._run.sources if self._run is not None else ()
        for spec in specs if self._drafts is not None else ():
            if spec.kind == DRAFTS:
                ingest.send(PushDataset(source=spec.name, dataset=self._drafts))

    def heard_data(self, data: SourceData) -> None:
        if self._only_seen(data.source):
            data = data.model_copy(update={"dataset": only_seen(data.dataset)})
        self._data[data.source] = data
        self._pass_on(data.source, data)

    def heard_delta(self, delta: PostsDelta) -> None:
        """Apply it to what is kept; after a gap ask ingest for the whole."""
        kept = self._data.get(delta.source)
        if kept is None or kept.watermark + 1 != delta.watermark:
            self._data.pop(delta.source, None)
            self._ask_again(delta.source)
            return
        if not isinstance(kept.dataset, Posts):
            return
        if self._only_seen(delta.source):
            upserts = tuple(map(only_seen_of, delta.upserts))
            delta = delta.model_copy(update={"upserts": upserts})
        posts = merged(kept.dataset, delta.upserts, delta.removals)
        self._data[delta.source] = kept.model_copy(
            update={"dataset": posts, "watermark": delta.watermark}
        )
        self._pass_on(delta.source, delta)

    def _only_seen(self, source: str) -> bool:
        """Whether the site wants no picture there that nobody has seen."""
        return self._pictures == "seen" and source.startswith(PUBLIC)

    def _show_other_pictures(self) -> None:
        """The site says otherwise than before: what goes goes at once, what comes is asked for."""
        public = [name for name in self._data if name.startswith(PUBLIC)]
        for name in public:
            if self._pictures == "seen":
                self.heard_data(self._data[name])
            else:
                self._ask_again(name)

    def heard_health(self, said: SourceHealth) -> None:
        self._health[said.source] = said
        self._pass_on(said.source, said)

    def _allowed(self, display: Follower, sources: tuple[str, ...]) -> tuple[str, ...]:
        """A display that shows public walls alone is given nothing but what these may show. One of
        this machine may show every wall, in a preview."""
        here = [w for w in self._walls() if display.local or _is_on(w, display.identity.machine)]
        if not here or any(wall.audience != "public" for wall in here):
            return sources
        refused = [source for source in sources if not source.startswith(PUBLIC)]
        if refused:
            log.warning(
                "display '%s' shows public walls alone and asked for %s; it gets nothing of these",
                display.name,
                ", ".join(refused),
            )
        return tuple(source for source in sources if source.startswith(PUBLIC))

    def _note_shown(self, source: str, dataset: Dataset) -> None:
        if source.startswith(PUBLIC) and isinstance(dataset, Posts):
            self._shown(post.id for post in dataset.posts)

    def _pass_on(self, source: str, message: SourceData | PostsDelta | SourceHealth) -> None:
        text = None
        wanted = False
        for display in self._followers.displays():
            if source in self._wanted.get(display.name, ()):
                text = text or message.model_dump_json()
                display.send_text(text)
                wanted = True
        if wanted and not isinstance(message, SourceHealth):
            self._note_shown(source, self._data[source].dataset)

    def line_ups(self) -> list[str]:
        """Sources of television channels, which people choose from."""
        specs = self._run.sources if self._run is not None else ()
        return [spec.name for spec in specs if spec.kind == LINE_UP]

    def newest(self, source: str) -> Dataset | None:
        data = self._data.get(source)
        return data.dataset if data is not None else None

    def _union(self) -> Subscribe:
        wanted = {source for sources in self._wanted.values() for source in sources}
        return Subscribe(sources=tuple(sorted(wanted.union(self.line_ups()))))

    def _ask_again(self, source: str) -> None:
        """Leave and join: ingest answers a new subscription with the whole."""
        ingest = self._followers.ingest()
        if ingest is not None:
            union = self._union()
            others = tuple(name for name in union.sources if name != source)
            ingest.send(Subscribe(sources=others))
            ingest.send(union)

    def _tell_ingest(self) -> None:
        ingest = self._followers.ingest()
        if ingest is not None:
            ingest.send(self._union())


def _source(name: str) -> str:
    """The declared source of a name on the link."""
    return name.removeprefix(PUBLIC)


def _is_on(wall: Wall, machine: str) -> bool:
    """Whether a machine may show some screen of it."""
    return any(screen.binding.machine in (None, machine) for screen in wall.screens)
