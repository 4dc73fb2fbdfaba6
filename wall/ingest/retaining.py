"""Retaining: how long posts of each source are kept. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from wall.ingest.running import DAY_S, RunningSource
from wall.model.moderation import Moderation


def replays_before(sources: Iterable[RunningSource], now: float) -> dict[str, float]:
    """Replay → before when its posts are forgotten: they come again with its next round."""
    return {
        source.spec.name: now - source.ready.replay_s
        for source in sources
        if source.ready is not None and source.ready.has_posts and source.ready.is_replay
    }


def kept_since(
    sources: Iterable[RunningSource], moderation: Moderation, now: float
) -> tuple[dict[str, float], float]:
    """Source → before when its posts are erased, and the same for all others.

    What a document or a feed says now stays: a newsroom that publishes twice a year has not gone.
    """
    others = now - moderation.keep_days * DAY_S
    since = {name: now - days * DAY_S for name, days in moderation.keep_days_of.items()}
    sources = tuple(sources)
    for source in sources:
        name, view, ready = source.spec.name, source.view, source.ready
        if name in since or view is None or ready is None or not ready.kind.windowed:
            continue
        since[name] = min(others, view.oldest if view.oldest is not None else others)
    return since | replays_before(sources, now), others
