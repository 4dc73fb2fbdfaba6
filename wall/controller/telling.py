"""Telling how everything is: the status of a running wall, from what each part knows."""

from __future__ import annotations

import time
from collections.abc import Iterator

from wall import __version__
from wall.control.leases import lease_infos
from wall.control.store import Store
from wall.controller.approvals import DisplayApprovals
from wall.controller.displays import Displays
from wall.controller.feeds import Feeds
from wall.controller.sites import OpenSite
from wall.journal.journal import Journal
from wall.model.scene import Scene
from wall.protocol.status import DisplayStatus, SourceStatus, Status, TileStatus, WallStatus


def status_of(
    site: OpenSite,
    store: Store,
    displays: Displays,
    approvals: DisplayApprovals,
    feeds: Feeds,
    journal: Journal,
) -> Status:
    """The first wall stands at the top, for short scripts."""
    scenes = [(wall, store.confirmed(wall.name)) for wall in store.walls()]
    walls = [
        WallStatus(
            name=wall.name,
            title=wall.title,
            revision=scene.revision,
            layout=scene.layout.name if scene.layout else None,
            ready=displays.shows(wall.name, scene.revision),
        )
        for wall, scene in scenes
    ]
    first = walls[0]
    return Status(
        site=site.name,
        version=__version__,
        revision=first.revision,
        layout=first.layout,
        ready=first.ready,
        walls=tuple(walls),
        screens=tuple(screen for wall, _ in scenes for screen in displays.screens(wall)),
        tiles=tuple(tile for _, scene in scenes for tile in _tiles(scene, displays)),
        sources=tuple(
            SourceStatus(name=spec.name, kind=spec.kind, health=feeds.health(spec.name))
            for spec in site.run_sources().sources
        ),
        displays=(*displays.statuses(), *_away(displays, approvals)),
        leases=tuple(lease for wall, scene in scenes for lease in lease_infos(scene, wall)),
        focus=site.focus,
        problems=(*site.problems(), *journal.problems),
    )


def _away(displays: Displays, approvals: DisplayApprovals) -> Iterator[DisplayStatus]:
    """Displays of other machines that wait for approval, or that are not there now."""
    connected = {display.name for display in displays.statuses()}
    for known in approvals.displays():
        if known.name not in connected:
            yield DisplayStatus(
                name=known.name,
                machine=known.machine,
                connected=False,
                approved=known.approved,
                fingerprint=known.fingerprint,
            )


def _tiles(scene: Scene, displays: Displays) -> Iterator[TileStatus]:
    now = time.time()
    for tile in scene.tiles:
        health = displays.tile_health(scene.wall, tile.id)
        yield TileStatus(
            wall=scene.wall,
            id=tile.id,
            kind=tile.kind,
            layer=tile.layer,
            rect=tile.rect,
            title=tile.title,
            owner=tile.owner,
            source=tile.source,
            health=health,
            age_s=None if health.since is None else max(0.0, now - health.since),
        )
