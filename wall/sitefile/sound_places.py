"""Which device a tile is heard on: its own, that of its area, or the site's default one. Pure."""

from __future__ import annotations

from wall.errors import AddressError
from wall.model.geometry import Rect
from wall.model.screens import Wall
from wall.model.tiles import Tile
from wall.sitefile.declared import SiteSound


def device_of(tile: Tile, wall: Wall, site: SiteSound) -> str | None:
    """The name of a device of the site; None for the machine's default one."""
    if tile.sound.device is not None and tile.sound.device in site.devices:
        return tile.sound.device
    return device_at(tile.rect.center, wall, site)


def devices_under(rect: Rect, wall: Wall, site: SiteSound) -> tuple[str | None, ...]:
    """Those of all screens that a rectangle touches."""
    screens = wall.screens_under(rect)
    return tuple(dict.fromkeys(device_at(screen.rect.center, wall, site) for screen in screens))


def device_at(point: tuple[float, float], wall: Wall, site: SiteSound) -> str | None:
    """The device of the area in which a point of the canvas lies."""
    x, y = point
    for name, device in site.devices.items():
        for area in device.areas:
            of_wall, slash, screens = area.rpartition("/")
            if slash and of_wall != wall.name:
                continue
            try:
                found = wall.screens_of(screens)
            except AddressError:
                continue  # an area of another wall
            for screen in found:
                r = screen.rect
                if r.x <= x < r.right and r.y <= y < r.bottom:
                    return name
    return site.default
