"""Edit mode: tiles are dragged, resized, raised, locked and closed at the wall itself.

Nothing here changes a scene: every gesture ends as commands for the controller, like everybody's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt

from wall.display.edit_overlay import HANDLE, EditOverlay, Picture, button_rects, edges_at
from wall.display.pointing import Pointed, tile_at
from wall.display.wall_show import WallShow
from wall.model.applying import SMALLEST
from wall.model.commands import CloseTile, Command, LockTile, MoveTile, StackTile
from wall.model.geometry import Rect
from wall.model.snapping import Edge, Guides, Snapped, drag, guides_of, snap
from wall.model.tiles import Tile
from wall.views.theme import Theme

REACH = 28
"""Canvas pixels within which an edge snaps."""
CLICK = 6
"""A press that moves less than this, in canvas pixels, is a click."""
STEP, SMALL_STEP = 20, 1
WORDS = (
    "Edit mode   ·   drag to move, edges to resize   ·   Del closes   ·   Ctrl+Z undoes   ·   "
    "Esc leaves"
)

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True)
class _Drag:
    tile: Tile
    edges: Edge
    from_x: float
    from_y: float
    guides: Guides
    now: Snapped


class EditMode:
    """On one wall, from its begin to its `end`. Qt thread."""

    def __init__(
        self, show: WallShow, theme: Theme, send: Callable[[str, Sequence[Command]], None]
    ) -> None:
        self._show = show
        self._send = send
        self._overlay = EditOverlay(show.wall, theme)
        show.canvas.scene.addItem(self._overlay)
        self._selected: str | None = None
        self._drag: _Drag | None = None
        self._picture = Picture(words=WORDS)
        self._draw()

    @property
    def wall(self) -> str:
        return self._show.wall.name

    def end(self) -> None:
        scene = self._overlay.scene()
        if scene is not None:
            scene.removeItem(self._overlay)

    def say(self, words: str) -> None:
        self._picture = replace(self._picture, words=words)
        self._draw()

    # -- mouse ----------------------------------------------------------------------------

    def press(self, at: Pointed) -> None:
        selected = self._tile(self._selected)
        if selected is not None and self._press_button(selected, at):
            return
        item = tile_at(self._show, at.x, at.y)
        tile = selected if selected is not None and _near(selected.rect, at) else None
        if tile is None and item is not None:
            tile = item.tile
        self._selected = tile.id if tile is not None else None
        if tile is not None and not tile.locked:
            others = [i.tile.rect for i in self._show.stage.shown.values() if i.tile.id != tile.id]
            self._drag = _Drag(
                tile,
                edges_at(tile.rect, at.x, at.y),
                at.x,
                at.y,
                guides_of(self._show.wall, others),
                Snapped(tile.rect),
            )
        self._draw()

    def move(self, at: Pointed, *, free: bool) -> None:
        """`free`: without snapping."""
        if self._drag is None:
            item = tile_at(self._show, at.x, at.y)
            hovered = item.tile.rect if item is not None else None
            self._picture = replace(self._picture, hovered=hovered)
            self._draw()
            return
        held = self._drag
        dx, dy = round(at.x - held.from_x), round(at.y - held.from_y)
        if max(abs(dx), abs(dy)) < CLICK:
            return
        rect = drag(held.tile.rect, held.edges, dx, dy, SMALLEST)
        reach = 0 if free else REACH
        snapped = snap(rect, held.edges, held.guides, reach, SMALLEST)
        self._drag = replace(held, now=Snapped(snapped.rect) if free else snapped)
        self._draw()

    def release(self) -> None:
        held, self._drag = self._drag, None
        if held is not None and held.now.rect != held.tile.rect:
            self._send(self.wall, [MoveTile(id=held.tile.id, rect=held.now.rect)])
        self._draw()

    def raise_selected(self) -> None:
        if self._selected is not None:
            self._send(self.wall, [StackTile(id=self._selected, to="front")])

    # -- keyboard ---------------------------------------------------------------------------

    def key(self, key: int, modifiers: Qt.KeyboardModifier) -> bool:
        """Whether the key meant something here."""
        tile = self._tile(self._selected)
        if key == Qt.Key.Key_Tab:
            self._select_next(-1 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1)
            return True
        if tile is None:
            return False
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._selected = None
            self._send(self.wall, [CloseTile(id=tile.id)])
        elif key == Qt.Key.Key_PageUp:
            self._send(self.wall, [StackTile(id=tile.id, to="front")])
        elif key == Qt.Key.Key_PageDown:
            self._send(self.wall, [StackTile(id=tile.id, to="back")])
        elif key == Qt.Key.Key_L:
            self._send(self.wall, [LockTile(id=tile.id, locked=not tile.locked)])
        elif key in _ARROWS:
            self._nudge(tile, _ARROWS[Qt.Key(key)], modifiers)
        else:
            return False
        self._draw()
        return True

    def cancel(self) -> bool:
        """Give up a drag; whether there was one."""
        held, self._drag = self._drag, None
        self._draw()
        return held is not None

    def follow(self) -> None:
        """The scene has changed under us."""
        self._draw()

    # -- inside -------------------------------------------------------------------------------

    def _nudge(self, tile: Tile, by: tuple[int, int], modifiers: Qt.KeyboardModifier) -> None:
        """Arrows move, with Shift they resize, with Ctrl by single pixels."""
        step = SMALL_STEP if modifiers & Qt.KeyboardModifier.ControlModifier else STEP
        resize = modifiers & Qt.KeyboardModifier.ShiftModifier
        edges = Edge.RIGHT | Edge.BOTTOM if resize else Edge.ALL
        rect = drag(tile.rect, edges, by[0] * step, by[1] * step, SMALLEST)
        self._send(self.wall, [MoveTile(id=tile.id, rect=rect)])

    def _press_button(self, tile: Tile, at: Pointed) -> bool:
        for name, place in button_rects(tile.rect).items():
            if place.contains(at.x, at.y):
                commands: dict[str, Command] = {
                    "front": StackTile(id=tile.id, to="front"),
                    "back": StackTile(id=tile.id, to="back"),
                    "lock": LockTile(id=tile.id, locked=not tile.locked),
                    "close": CloseTile(id=tile.id),
                }
                self._send(self.wall, [commands[name]])
                return True
        return False

    def _select_next(self, step: int) -> None:
        ids = [tile.id for tile in sorted(self._tiles(), key=lambda t: (t.rect.y, t.rect.x))]
        if ids:
            at = ids.index(self._selected) + step if self._selected in ids else 0
            self._selected = ids[at % len(ids)]
            self._draw()

    def _tiles(self) -> list[Tile]:
        return [item.tile for item in self._show.stage.shown.values()]

    def _tile(self, tile_id: str | None) -> Tile | None:
        return next((tile for tile in self._tiles() if tile.id == tile_id), None)

    def _draw(self) -> None:
        tile = self._tile(self._selected)
        held = self._drag
        dragged = held is not None and held.now.rect != held.tile.rect
        self._picture = replace(
            self._picture,
            selected=tile.rect if tile is not None else None,
            locked=tile is not None and tile.locked,
            ghost=held.now.rect if held is not None and dragged else None,
            guide_xs=held.now.xs if held is not None and dragged else (),
            guide_ys=held.now.ys if held is not None and dragged else (),
        )
        self._overlay.show_picture(self._picture)


def _near(rect: Rect, at: Pointed) -> bool:
    """Whether a press there means this tile, its handles included."""
    return (
        rect.x - HANDLE <= at.x < rect.right + HANDLE
        and rect.y - HANDLE <= at.y < rect.bottom + HANDLE
    )
