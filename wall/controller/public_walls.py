"""Public walls: whatever would put something there that nobody approves is refused, by whichever
way it comes."""

from __future__ import annotations

from collections.abc import Sequence

from wall.controller.sites import OpenSite
from wall.errors import CommandRefused, WallError, Why
from wall.kinds.audience import why_not_public
from wall.kinds.registry import KindRegistry
from wall.model.applying import apply_all
from wall.model.commands import Command, SuspendTile
from wall.model.scene import Scene
from wall.model.screens import Wall
from wall.model.tiles import Tile


class PublicWalls:
    """On the loop."""

    def __init__(self, site: OpenSite, kinds: KindRegistry) -> None:
        self._site = site
        self._kinds = kinds

    def check(self, wall: Wall, before: Scene, commands: Sequence[Command]) -> None:
        """Raises CommandRefused for what this wall may not show. The rules of change judge the
        rest."""
        if wall.audience != "public":
            return
        try:
            after, _ = apply_all(before, commands, wall.canvas)
        except WallError:
            return  # they are asked again, and say why
        for tile in after.tiles:
            known = before.tile(tile.id)
            if known is None or _content(known) != _content(tile):
                self.check_tile(wall, tile)

    def check_tile(self, wall: Wall, tile: Tile) -> None:
        """Raises CommandRefused."""
        if (why := self._why_not(wall, tile)) is not None:
            raise CommandRefused(why, Why.NOT_PUBLIC)

    def unfit(self, wall: Wall, scene: Scene) -> list[SuspendTile]:
        """The wall may have become public, or allow less: what it may not show is suspended."""
        found = [(tile.id, self._why_not(wall, tile)) for tile in scene.tiles]
        return [SuspendTile(id=tile, why=why[:500]) for tile, why in found if why is not None]

    def _why_not(self, wall: Wall, tile: Tile) -> str | None:
        if tile.suspended is not None:
            return None  # it is a sentence
        facts = self._site.site.source_facts
        kind = self._kinds.find(tile.kind)
        return why_not_public(wall, kind, tile.settings, tile.source, facts)


def _content(tile: Tile) -> tuple[object, ...]:
    """What it shows. A tile that is suspended shows a sentence."""
    return tile.kind, tile.source, tile.settings, tile.suspended
