"""From a tile to its item: kind, settings, view class, services; each failure with its reason."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Callable
from importlib import import_module

from wall.display.guarding import guarded
from wall.display.tile_items import TileItem
from wall.errors import WallError
from wall.kinds.addresses import addresses_in
from wall.kinds.kind import TileKind, TileSettings
from wall.kinds.registry import KindRegistry
from wall.model.screens import Screen, Wall
from wall.model.tiles import Tile
from wall.views.base import TileView
from wall.views.services import Services

log = logging.getLogger(__name__)

UNITS_PER_SCREEN = 40
"""The type unit is this fraction of a screen's shorter side (assets/themes/README.md)."""


class TileBuilder:
    """Builds items for one wall. Building imports a kind's Qt code at its first tile."""

    def __init__(self, registry: KindRegistry, services: Services, wall: Wall) -> None:
        self._registry = registry
        self._services = services
        self._classes: dict[str, type[TileView]] = {}
        self._wall = wall

    def follow(self, services: Services, wall: Wall) -> None:
        """Another theme or geometry; for what is built from now on."""
        self._services = services
        self._wall = wall

    def build(
        self,
        tile: Tile,
        settled: Callable[[TileItem], None],
        changed: Callable[[TileItem], None],
        enter: Callable[[TileItem], None],
    ) -> TileItem:
        """A hidden item whose view prepares. `enter` puts it on the scene before that."""
        services = self._services_for(tile)
        item = TileItem(tile, services, settled, changed)
        enter(item)
        if tile.suspended is not None:
            item.fail(tile.suspended)
            return item
        try:
            kind = self._kind(tile)
            view = self._class(kind)(tile, kind.read(tile.settings), guarded(services, item.guard))
        except WallError as error:
            item.fail(str(error))
        except Exception as error:
            # Importing and constructing run the kind's own code, which may raise anything.
            log.exception("tile %s of kind '%s' cannot be built", tile.id, tile.kind)
            item.fail(f"{type(error).__name__}: {error}")
        else:
            item.hold(view)
        return item

    def settings(self, tile: Tile) -> TileSettings:
        """Raises CommandRefused."""
        return self._kind(tile).read(tile.settings)

    def keeps(self, before: Tile, after: Tile) -> bool:
        """Whether one view can show both: same kind, source and addresses."""
        if (before.kind, before.source, before.trusted, before.suspended) != (
            after.kind,
            after.source,
            after.trusted,
            after.suspended,
        ):
            return False
        if before.settings == after.settings:
            return True
        try:
            addresses = [list(addresses_in(self.settings(tile))) for tile in (before, after)]
        except WallError:
            return False
        return addresses[0] == addresses[1]

    def _kind(self, tile: Tile) -> TileKind:
        return self._registry.get(tile.kind)

    def _class(self, kind: TileKind) -> type[TileView]:
        found = self._classes.get(kind.name)
        if found is None:
            module, _, name = kind.view.partition(":")
            loaded = getattr(import_module(module), name)
            if not (isinstance(loaded, type) and issubclass(loaded, TileView)):
                raise WallError(f"the view of kind '{kind.name}', {kind.view}, is no TileView")
            found = self._classes[kind.name] = loaded
        return found

    def _services_for(self, tile: Tile) -> Services:
        screen = _screen_of(self._wall, tile)
        unit = min(screen.rect.width, screen.rect.height) / UNITS_PER_SCREEN
        density = screen.rect.width / screen.rect_mm.width if screen.rect_mm.width else 4.0
        theme = dataclasses.replace(self._services.theme, unit_px=unit)
        screens = tuple(screen.rect for screen in self._wall.screens)
        return dataclasses.replace(
            self._services, theme=theme, pixels_per_mm=density, screens=screens
        )


def _screen_of(wall: Wall, tile: Tile) -> Screen:
    """The screen that shows most of a tile."""

    def share(screen: Screen) -> int:
        common = screen.rect.intersection(tile.rect)
        return common.width * common.height if common else 0

    return max(wall.screens, key=share)
