"""Drafting: a layout that has no file yet gets one, as a person would write it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pydantic import JsonValue

from wall.errors import AddressError
from wall.model.geometry import Rect
from wall.model.screens import Wall
from wall.model.tiles import Tile
from wall.sitefile.rewriting import in_one_line
from wall.sitefile.saving import LayoutNotSaved, layout_entry


def draft_layout(
    title: str, tiles: Sequence[Tile], wall: Wall, *, only_wall: bool, note: str
) -> str:
    """The text of a layout file. `note` is its first comment, one line."""
    lines = [
        f"# {' '.join(note.split())}",
        "# An area is screens (B2, A1:C2, all) or {px: [x, y, width, height]} on the canvas.",
        "version: 1",
        f"title: {in_one_line(title)}",
    ]
    if not only_wall:
        lines.append(f"for: {in_one_line(wall.name)}")
    if not tiles:
        lines.append("tiles: []")
    else:
        lines.append("tiles:")
    for order, tile in enumerate(tiles):
        entry = layout_entry(tile) | {"area": _area(tile.rect, wall)}
        entry.pop("gap", None)
        if tile.z != order:
            entry["z"] = tile.z
        lines.append(f"  - {in_one_line(entry)}")
    return "\n".join(lines) + "\n"


def write_new(path: Path, text: str) -> None:
    """Whole or not at all; raises LayoutNotSaved, also where there is such a file already."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        os.link(beside, path)
    except FileExistsError as error:
        raise LayoutNotSaved(path.name, "there is such a file already") from error
    except OSError as error:
        raise LayoutNotSaved(path.name, f"it cannot be written: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)


def _area(rect: Rect, wall: Wall) -> JsonValue:
    """The screens, where the tile fills a block of them exactly."""
    screens = wall.screens_under(rect)
    if screens:
        first, last = screens[0].address, screens[-1].address
        for area in ("all", first if first == last else f"{first}:{last}"):
            try:
                if wall.area(area) == rect and wall.screens_of(area) == screens:
                    return area
            except AddressError:
                continue
    return {"px": [rect.x, rect.y, rect.width, rect.height]}
