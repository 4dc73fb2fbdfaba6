"""From `screens:` to a wall: where each screen stands on the canvas.

The reference is the screen of the most common pixel pitch (of equally common ones the densest);
its pixels per millimetre, across and down, are the canvas's. placing.py has the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from wall.errors import did_you_mean
from wall.model.geometry import Size
from wall.model.screens import OutputBinding, RectMm, Rotation, Screen, Wall, column_name
from wall.sitefile.forms import SizeMm
from wall.sitefile.models import Audience, FreeScreen, Screens
from wall.sitefile.placing import Scale, gaps, place
from wall.sitefile.problems import Path

UNKNOWN_PITCH_MM = 0.53
"""Millimetres a pixel where no panel_mm is given: a full-HD panel of 46 inches."""
SLOPPY_MM = 0.5
"""Panels that overlap by less were measured roughly, not hung over each other."""


@dataclass(frozen=True)
class BuiltWall:
    wall: Wall
    scale: Scale


@dataclass(frozen=True)
class Fault:
    """What is wrong, at a path inside the definition of the screens."""

    path: Path
    text: str


@dataclass(frozen=True)
class _Panel:
    """A panel as it hangs: rotation is applied to its size and its pixels."""

    address: str
    output_pixels: Size
    rotation: Rotation
    rect_mm: RectMm
    pixels: Size
    binding: OutputBinding
    path: Path

    @property
    def density(self) -> float:
        return (self.pixels.width / self.rect_mm.width) * (self.pixels.height / self.rect_mm.height)


def build_wall(
    name: str,
    title: str,
    screens: Screens,
    audience: Audience = "internal",
    allow: tuple[str, ...] = (),
    safe: str = "",
) -> tuple[BuiltWall | None, list[Fault]]:
    """The wall, unless its screens cannot be placed, and all that is wrong."""
    faults: list[Fault] = []
    panels = _grid(screens) if screens.grid else _free(screens, faults)
    faults += _overlaps(panels)
    bindings = _binding_faults(panels, screens)
    if faults or not panels:
        return None, faults + bindings
    reference = _reference(panels)
    scale = Scale(
        reference.pixels.width / reference.rect_mm.width,
        reference.pixels.height / reference.rect_mm.height,
    )
    rects = place(
        [panel.rect_mm for panel in panels],
        [panel.pixels for panel in panels],
        scale,
        compensate=screens.compensate,
    )
    wall = Wall(
        name=name,
        title=title,
        audience=audience,
        allow=allow,
        safe=safe,
        screens=tuple(
            Screen(
                address=panel.address,
                rect=rect,
                pixels=panel.output_pixels,
                rotation=panel.rotation,
                rect_mm=panel.rect_mm,
                binding=panel.binding,
            )
            for panel, rect in zip(panels, rects, strict=True)
        ),
    )
    return BuiltWall(wall, scale), bindings


def _grid(screens: Screens) -> list[_Panel]:
    grid, pixels = screens.grid, screens.pixels
    if grid is None or pixels is None:  # the model has refused this
        return []
    panel = screens.panel_mm or _usual_panel(pixels)
    hung, hung_pixels = _turned(panel, pixels, screens.rotation)
    bezel, gap = screens.bezel_mm, screens.gap_mm
    pitch_x = hung.width + bezel.left + bezel.right + gap.x
    pitch_y = hung.height + bezel.top + bezel.bottom + gap.y
    panels = []
    for row in range(grid.rows):
        for column in range(grid.columns):
            address = f"{column_name(column)}{row + 1}"
            panels.append(
                _Panel(
                    address=address,
                    output_pixels=pixels,
                    rotation=screens.rotation,
                    rect_mm=RectMm(column * pitch_x, row * pitch_y, *hung),
                    pixels=hung_pixels,
                    binding=screens.outputs.get(address, OutputBinding()),
                    path=("outputs", address),
                )
            )
    return panels


def _free(screens: Screens, faults: list[Fault]) -> list[_Panel]:
    panels: list[_Panel] = []
    for index, screen in enumerate(screens.free or ()):
        path: Path = ("free", index)
        panel, pixels = screen.panel_mm or screens.panel_mm, screen.pixels or screens.pixels
        for key, found in (("panel_mm", panel), ("pixels", pixels)):
            if found is None:
                faults.append(Fault(path, f"'{key}' is missing; a screen by position needs it"))
        panels.append(_free_panel(screen, screens, panel, pixels, path))
    panels = _with_addresses(panels)
    counted = Counter(panel.address for panel in panels)
    faults += [
        Fault((*p.path, "address"), f"another screen is called {p.address} too")
        for p in panels
        if counted[p.address] > 1
    ]
    left, top = min(p.rect_mm.x for p in panels), min(p.rect_mm.y for p in panels)
    return [
        replace(
            panel,
            rect_mm=panel.rect_mm._replace(x=panel.rect_mm.x - left, y=panel.rect_mm.y - top),
            binding=screens.outputs.get(panel.address, panel.binding),
        )
        for panel in panels
    ]


def _free_panel(
    screen: FreeScreen, screens: Screens, panel: SizeMm | None, pixels: Size | None, path: Path
) -> _Panel:
    size = pixels or Size(1920, 1080)
    rotation = screens.rotation if screen.rotation is None else screen.rotation
    hung, hung_pixels = _turned(panel or _usual_panel(size), size, rotation)
    return _Panel(
        address=screen.address or "",
        output_pixels=size,
        rotation=rotation,
        rect_mm=RectMm(*screen.at_mm, *hung),
        pixels=hung_pixels,
        binding=screen.output,
        path=path,
    )


def _usual_panel(pixels: Size) -> SizeMm:
    return SizeMm(pixels.width * UNKNOWN_PITCH_MM, pixels.height * UNKNOWN_PITCH_MM)


def _turned(panel: SizeMm, pixels: Size, rotation: Rotation) -> tuple[SizeMm, Size]:
    if rotation in (90, 270):
        return SizeMm(panel.height, panel.width), Size(pixels.height, pixels.width)
    return panel, pixels


def _with_addresses(panels: list[_Panel]) -> list[_Panel]:
    """Nameless screens get column and row by position: rows are screens whose middles lie
    within the height of the row's first screen."""
    names: dict[int, str] = {}
    waiting = sorted(range(len(panels)), key=lambda i: _middle(panels[i])[::-1])
    row = 0
    while waiting:
        row += 1
        first = panels[waiting[0]].rect_mm
        members = [i for i in waiting if _middle(panels[i])[1] < first.y + first.height]
        waiting = [i for i in waiting if i not in members]
        for column, index in enumerate(sorted(members, key=lambda i: _middle(panels[i]))):
            names[index] = panels[index].address or f"{column_name(column)}{row}"
    return [replace(panel, address=names[i]) for i, panel in enumerate(panels)]


def _middle(panel: _Panel) -> tuple[float, float]:
    rect = panel.rect_mm
    return rect.x + rect.width / 2, rect.y + rect.height / 2


def _binding_faults(panels: list[_Panel], screens: Screens) -> list[Fault]:
    addresses = [panel.address for panel in panels]
    faults = [
        Fault(
            ("outputs", address),
            f"there is no screen {address}; this wall has {_some(addresses)}"
            f"{did_you_mean(address, addresses)}",
        )
        for address in screens.outputs
        if address not in addresses
    ]
    seen: dict[OutputBinding, str] = {}
    for panel in panels:
        if panel.binding == OutputBinding():
            continue
        other = seen.setdefault(panel.binding, panel.address)
        if other != panel.address:
            text = f"{panel.address} and {other} have the same output; give each a `part`"
            faults.append(Fault(panel.path, text))
    return faults


def _some(addresses: list[str]) -> str:
    return ", ".join(addresses) if len(addresses) <= 6 else f"{addresses[0]} … {addresses[-1]}"


def _overlaps(panels: list[_Panel]) -> list[Fault]:
    faults = []
    for index, panel in enumerate(panels):
        for other in panels[:index]:
            if max(gaps(other.rect_mm, panel.rect_mm)) < -SLOPPY_MM:
                text = f"{panel.address} hangs over {other.address}; check at_mm and panel_mm"
                faults.append(Fault(panel.path, text))
    return faults


def _reference(panels: list[_Panel]) -> _Panel:
    counted = Counter(round(panel.density, 2) for panel in panels)
    return max(panels, key=lambda p: (counted[round(p.density, 2)], p.density))
