"""Mouse and keyboard at the wall: edit mode, layouts on function keys, driving a web tile.

`off` takes nothing. `view` lets pages be worked. `operator` lets everything be done, after the
PIN if there is one. Outside edit mode, a click into a web tile drives it: from then on it gets
mouse and keyboard, until Escape or a click elsewhere.
"""

from __future__ import annotations

import hmac
import logging
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent

from wall.display.edit_mode import EditMode
from wall.display.edit_overlay import EditOverlay, Picture
from wall.display.pointing import Pointed, point, tile_at
from wall.display.wall_show import WallShow
from wall.display.wall_views import WallView
from wall.link.messages import (
    DisplaySettings,
    LocalCommand,
    LocalDrive,
    LocalInput,
    LocalRefused,
    LocalTake,
    LocalUndo,
    ShowDrives,
    ToController,
)
from wall.model.commands import Command
from wall.views.services import ClockService, Subscription
from wall.views.theme import Theme, load_theme

log = logging.getLogger(__name__)

IDLE_S = 60.0
"""Who works a tile at the wall and does nothing for so long has let go of it."""
WORDS_STAY_S = 4.0


class LocalInputs:
    """Sees every event of the wall's windows before they do. One per display; end with `stop`."""

    def __init__(self, send: Callable[[ToController], None], clock: ClockService) -> None:
        self._tell = send
        self._clock = clock
        self._settings = LocalInput()
        self._shows: dict[str, WallShow] = {}
        self._theme: Theme | None = None
        self._edit: EditMode | None = None
        self._driven: tuple[str, str] | None = None
        self._driven_frame: EditOverlay | None = None
        self._touched = 0.0
        """When something was last done on the driven tile; monotonic."""
        self._resting: Subscription | None = None
        self._desks: dict[str, dict[str, str]] = {}
        """Wall → tile → who works it from a desk."""
        self._words: tuple[EditOverlay, Subscription] | None = None
        self._typed: str | None = None
        """What was typed of the PIN; None while nobody is asked."""
        self._last_wall: str | None = None

    def follow(self, shows: dict[str, WallShow], settings: DisplaySettings) -> None:
        self._leave()
        self._shows = shows
        for show in shows.values():
            show.canvas.gate = self._gate
        self._settings = settings.local_input
        self._theme = load_theme(settings.theme)

    def refused(self, message: LocalRefused) -> None:
        """Say it at the wall, where it was asked."""
        if message.tile is not None and self._driven == (message.wall, message.tile):
            self._release_driven()
        self._say(message.wall, message.why)

    def driven_from_desks(self, message: ShowDrives) -> None:
        """All of a wall. Whoever came first drives: the controller has decided."""
        self._desks[message.wall] = {drive.tile: drive.driver for drive in message.drives}
        if self._driven is not None:
            wall, tile = self._driven
            driver = self._desks.get(wall, {}).get(tile)
            if driver is not None:
                self._release_driven()
                self._say(wall, _driven_by(driver))

    def stop(self) -> None:
        self._leave()
        for show in self._shows.values():
            show.canvas.gate = None

    # -- events ---------------------------------------------------------------------------------

    def _gate(self, view: WallView, event: QEvent) -> bool:
        """Whether the event is dealt with and the view must not see it."""
        self._touched = time.monotonic()
        if isinstance(event, QMouseEvent):
            return self._mouse(view, event)
        if isinstance(event, QKeyEvent):
            return self._key(event)
        return self._driven is None

    def _mouse(self, view: WallView, event: QMouseEvent) -> bool:
        at = point(view, event.globalPosition(), self._shows)
        if at is None or self._settings.mode == "off":
            return True
        self._last_wall = at.wall
        if self._edit is not None and self._edit.wall == at.wall:
            self._edit_mouse(self._edit, at, event)
            return event.type() is not QEvent.Type.MouseMove
        if event.type() is QEvent.Type.MouseButtonPress:
            self._drive(at)
        return self._driven is None and event.type() is not QEvent.Type.MouseMove

    def _edit_mouse(self, edit: EditMode, at: Pointed, event: QMouseEvent) -> None:
        match event.type():
            case QEvent.Type.MouseButtonPress:
                edit.press(at)
            case QEvent.Type.MouseMove:
                free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
                edit.move(at, free=free)
            case QEvent.Type.MouseButtonRelease:
                edit.release()
            case _:
                edit.raise_selected()

    def _key(self, event: QKeyEvent) -> bool:
        if self._settings.mode == "off" or not self._shows:
            return True
        name = QKeySequence(event.key()).toString()
        if self._typed is not None:
            self._type_pin(event)
            return True
        if event.key() == Qt.Key.Key_Escape:
            return self._escape()
        if self._settings.mode == "operator":
            if name == self._settings.edit_key:
                self._toggle_edit()
                return True
            if name in self._settings.layout_keys and self._unlocked():
                layout = self._settings.layout_keys[name]
                self._tell(LocalTake(wall=self._wall(), layout=layout))
                return True
            if self._edit is not None:
                if event.matches(QKeySequence.StandardKey.Undo):
                    self._tell(LocalUndo(wall=self._edit.wall))
                else:
                    self._edit.key(event.key(), event.modifiers())
                return True
        return self._driven is None

    # -- edit mode --------------------------------------------------------------------------------

    def _toggle_edit(self) -> None:
        if self._edit is not None:
            self._leave()
        elif self._settings.pin:
            self._typed = ""
            self._say(self._wall(), "PIN:", stays=True)
        else:
            self._enter()

    def _enter(self) -> None:
        self._release_driven()
        show = self._shows.get(self._wall())
        if show is not None and self._theme is not None:
            self._edit = EditMode(show, self._theme, self._command)

    def _unlocked(self) -> bool:
        """Layout keys need the PIN as well: they work in edit mode then."""
        return not self._settings.pin or self._edit is not None

    def _type_pin(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._typed = None
            self._unsay()
            return
        self._typed = (self._typed or "") + event.text()
        if hmac.compare_digest(self._typed.encode(), self._settings.pin.encode()):
            self._typed = None
            self._unsay()
            self._enter()
        elif len(self._typed) >= len(self._settings.pin):
            self._typed = None
            self._say(self._wall(), "That is not the PIN")
        else:
            self._say(self._wall(), "PIN: " + "•" * len(self._typed), stays=True)

    def _command(self, wall: str, commands: Sequence[Command]) -> None:
        self._tell(LocalCommand(wall=wall, commands=tuple(commands)))

    def scene_changed(self) -> None:
        if self._edit is not None:
            self._edit.follow()
        if self._driven is not None:
            wall, tile = self._driven
            show = self._shows.get(wall)
            item = show.stage.shown.get(tile) if show is not None else None
            if item is None:
                self._release_driven()
            elif self._driven_frame is not None:
                item.set_driven(True)
                self._driven_frame.show_picture(Picture(driven=item.tile.rect))

    # -- driving a web tile -----------------------------------------------------------------------

    def _drive(self, at: Pointed) -> None:
        show = self._shows[at.wall]
        item = tile_at(show, at.x, at.y)
        wanted = None
        if item is not None and item.view is not None and item.view.interactive:
            wanted = (at.wall, item.tile.id)
        if wanted == self._driven:
            return
        self._release_driven()
        driver = self._desks.get(at.wall, {}).get(wanted[1]) if wanted is not None else None
        if driver is not None:
            self._say(at.wall, _driven_by(driver))
            return
        if wanted is not None and item is not None and self._theme is not None:
            self._driven = wanted
            item.set_driven(True)
            self._tell(LocalDrive(wall=at.wall, tile=item.tile.id))
            self._rest_later(IDLE_S)
            self._driven_frame = EditOverlay(show.wall, self._theme)
            show.canvas.scene.addItem(self._driven_frame)
            self._driven_frame.show_picture(Picture(driven=item.tile.rect))

    def _rest_later(self, seconds: float) -> None:
        self._resting = self._clock.after(seconds, self._rest)

    def _rest(self) -> None:
        """Who walks away lets go."""
        left_s = self._touched + IDLE_S - time.monotonic()
        if left_s > 0:
            self._rest_later(left_s)
        else:
            self._resting = None
            self._release_driven()

    def _release_driven(self) -> None:
        if self._resting is not None:
            self._resting.end()
            self._resting = None
        if self._driven is not None:
            self._tell(LocalDrive(wall=self._driven[0]))
            show = self._shows.get(self._driven[0])
            if show is not None:
                show.canvas.scene.clearFocus()
                item = show.stage.shown.get(self._driven[1])
                if item is not None and item.view is not None:
                    item.view.let_go()
                    item.set_driven(False)
        self._driven = None
        frame, self._driven_frame = self._driven_frame, None
        _remove(frame)

    def _escape(self) -> bool:
        """Step out, one step at a time."""
        if self._edit is not None:
            if not self._edit.cancel():
                self._leave()
            return True
        if self._driven is not None:
            self._release_driven()
        return True

    def _leave(self) -> None:
        if self._edit is not None:
            self._edit.end()
            self._edit = None
        self._typed = None
        self._release_driven()
        self._unsay()

    # -- words ------------------------------------------------------------------------------------

    def _wall(self) -> str:
        """The wall that the mouse was last on; else the first."""
        if self._last_wall in self._shows:
            return str(self._last_wall)
        return next(iter(self._shows))

    def _say(self, wall: str, words: str, *, stays: bool = False) -> None:
        self._unsay()
        show = self._shows.get(wall)
        if show is None or self._theme is None:
            return
        overlay = EditOverlay(show.wall, self._theme)
        show.canvas.scene.addItem(overlay)
        overlay.show_picture(Picture(words=words))
        after = 3600.0 if stays else WORDS_STAY_S
        self._words = (overlay, self._clock.after(after, self._unsay))

    def _unsay(self) -> None:
        if self._words is not None:
            overlay, waiting = self._words
            self._words = None
            waiting.end()
            _remove(overlay)


def _driven_by(driver: str) -> str:
    return f"{driver} works this tile from a desk"


def _remove(overlay: EditOverlay | None) -> None:
    if overlay is not None and overlay.scene() is not None:
        overlay.scene().removeItem(overlay)
