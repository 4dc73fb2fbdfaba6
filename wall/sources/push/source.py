"""`push`: datasets that programs send, kept and bounded."""

from __future__ import annotations

import asyncio
import logging

from wall.model.datasets import (
    MAX_POINTS,
    MAX_POSTS,
    Dataset,
    Figure,
    Line,
    Posts,
    Series,
    ValuePoint,
    merged,
)
from wall.sources.delivering import deliver
from wall.sources.polling import clock_time
from wall.sources.push.settings import PushSettings
from wall.sources.source import Delivery, Surroundings

log = logging.getLogger(__name__)


class PushSource:
    """What was pushed last, or all of it together."""

    def __init__(
        self, settings: PushSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._dataset = surroundings.kept

    async def run(self) -> None:
        """Data that was there before a restart is as good as it was: nobody will send it again."""
        if self._dataset is not None:
            self._delivery.whole(self._dataset)
            if self._settings.stale_after is None:
                self._delivery.ok()
        while True:
            try:
                async with asyncio.timeout(self._settings.stale_after):
                    pushed = await self._surroundings.pushed.get()
            except TimeoutError:
                self._delivery.stale("no program has sent anything for too long (`stale_after`)")
                pushed = await self._surroundings.pushed.get()
            self._take(pushed)

    def _take(self, pushed: Dataset) -> None:
        settings = self._settings
        if pushed.type != settings.dataset:
            log.warning(
                "source '%s' takes %s; %s were pushed at %s and are refused",
                self._surroundings.name,
                settings.dataset,
                pushed.type,
                clock_time(self._surroundings.now()),
            )
            return
        before = self._dataset
        self._dataset = self._joined(before, pushed)
        deliver(self._delivery, before, self._dataset)
        self._delivery.ok()

    def _joined(self, before: Dataset | None, pushed: Dataset) -> Dataset:
        keep = self._settings.keep
        add = self._settings.on_push == "add"
        match pushed:
            case Posts():
                old = before if add and isinstance(before, Posts) else Posts()
                return Posts(posts=merged(old, pushed.posts, ()).posts[: min(keep, MAX_POSTS)])
            case Series():
                return _followed(before, pushed, keep) if add else pushed
            case Figure():
                return self._with_history(before, pushed) if add else pushed
            case _:
                return pushed

    def _with_history(self, before: Dataset | None, pushed: Figure) -> Figure:
        if pushed.history:
            return pushed.model_copy(update={"history": pushed.history[-self._settings.keep :]})
        old = before.history if isinstance(before, Figure) else ()
        point = ValuePoint(at=self._surroundings.now(), value=pushed.value)
        return pushed.model_copy(update={"history": (*old, point)[-self._settings.keep :]})


def _followed(before: Dataset | None, pushed: Series, keep: int) -> Series:
    """The points before the pushed ones, and those; names that are missing leave gaps."""
    old = before if isinstance(before, Series) else Series()
    first = pushed.times[0] if pushed.times else float("inf")
    kept = [i for i, at in enumerate(old.times) if at < first]
    names = list(dict.fromkeys(line.name for line in (*old.lines, *pushed.lines)))[:50]
    held = {line.name: line.values for line in old.lines}
    new = {line.name: line.values for line in pushed.lines}
    most = min(keep, MAX_POINTS)
    times = (*(old.times[i] for i in kept), *pushed.times)[-most:]
    lines = []
    for name in names:
        earlier = [_at(held.get(name, ()), i) for i in kept]
        later = [_at(new.get(name, ()), i) for i in range(len(pushed.times))]
        lines.append(Line(name=name, values=tuple((*earlier, *later)[-most:])))
    return Series(unit=pushed.unit or old.unit, times=times, lines=tuple(lines))


def _at(values: tuple[float | None, ...], i: int) -> float | None:
    return values[i] if i < len(values) else None
