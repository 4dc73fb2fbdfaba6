"""Checks the areas of sound devices against the walls of the site. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from wall.errors import AddressError
from wall.model.screens import Wall
from wall.sitefile.declared import SiteSound
from wall.sitefile.documents import Document


def check_sound(document: Document, sound: SiteSound, walls: Sequence[Wall]) -> None:
    """An area that no wall has is a problem where it stands."""
    for name, device in sound.devices.items():
        for index, area in enumerate(device.areas):
            why = area_fault(area, walls)
            if why:
                listed = ("sound", "devices", name, "areas", index)
                path = listed if listed in document.values else listed[:-1]
                document.problems.append(document.problem(path, why))


def area_fault(area: str, walls: Sequence[Wall]) -> str:
    """What is wrong with `A1:C2`, `lobby/all`; without a wall it is of the first one."""
    name, slash, screens = area.rpartition("/")
    named = [wall for wall in walls if wall.name == name] if slash else list(walls[:1])
    if not named:
        return f"there is no wall '{name}'; allowed: {', '.join(wall.name for wall in walls)}"
    try:
        named[0].screens_of(screens)
    except AddressError as error:
        return str(error)
    return ""
