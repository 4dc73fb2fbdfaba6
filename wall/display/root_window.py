"""The last picture as the background of the X root window: what is seen while a display restarts.

The server copies it itself (no pixels cross the connection), monitor by monitor: all 18 at once
would hold up painting for an eighth of a second. Only after changes, and seldom. libxcb is there
wherever Qt's xcb platform is.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Callable, Sequence

from wall.display.frame_clock import FrameClock
from wall.display.xcb import Cookie, Screen, connect, first_screen, free, open_library
from wall.model.geometry import Rect
from wall.views.services import Subscription

log = logging.getLogger(__name__)

AFTER_TAKE_S = 0.7
"""Long enough for what was taken to be painted."""
LOOK_EVERY_S = 30.0
"""So often it follows what changes without a take: videos, feeds."""
BETWEEN_MONITORS_S = 0.1

# From X11/X.h and xcb/xproto.h.
_CW_BACK_PIXMAP = 1
_GC_SUBWINDOW_MODE = 1 << 15
_INCLUDE_INFERIORS = 1
_REPLACE = 0
_CARDINAL = 6

_PICTURES = b"_VIDEOWALL_PICTURES"
"""The property of the root window that counts the pictures behind the windows."""


class RootWindow:
    """Owns one connection to the X server until `stop`. Qt thread."""

    def __init__(self, clock: FrameClock, monitors: Callable[[], Sequence[Rect]]) -> None:
        self._clock = clock
        self._monitors = monitors
        self._server: RootServer | None = RootServer.connect()
        self.found = self._server is not None and self._server.published > 0
        """Whether an earlier display has left a picture behind the windows."""
        self._waiting: Subscription | None = None
        self._left: list[Rect] = []
        self._ticks = clock.ticks
        self._looking = clock.every(LOOK_EVERY_S, self._look)

    def changed(self) -> None:
        """The wall shows something else: copy it soon."""
        self._left = []
        self._wait(AFTER_TAKE_S)

    def stop(self) -> None:
        """Copies a last time, before the windows go."""
        self._looking.end()
        if self._waiting is not None:
            self._waiting.end()
        if self._server is not None:
            self._server.copy(self._monitors())
            self._server.publish()
            self._server.close()
            self._server = None

    def _look(self) -> None:
        if self._waiting is None and self._clock.ticks != self._ticks:
            self._wait(0)

    def _wait(self, seconds: float) -> None:
        if self._waiting is not None:
            self._waiting.end()
        self._waiting = self._clock.after(seconds, self._copy_next)

    def _copy_next(self) -> None:
        self._waiting = None
        if not self._left:
            self._left = list(self._monitors())
            self._ticks = self._clock.ticks
        if self._left and self._server is not None:
            self._server.copy([self._left.pop(0)])
            if self._left:
                self._wait(BETWEEN_MONITORS_S)
            else:
                self._server.publish()


class _Geometry(ctypes.Structure):
    """xcb_get_geometry_reply_t."""

    _fields_ = [
        ("response_type", ctypes.c_uint8),
        ("depth", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("root", ctypes.c_uint32),
        ("x", ctypes.c_int16),
        ("y", ctypes.c_int16),
        ("width", ctypes.c_uint16),
        ("height", ctypes.c_uint16),
        ("border_width", ctypes.c_uint16),
    ]


class _Atom(ctypes.Structure):
    """xcb_intern_atom_reply_t."""

    _fields_ = [
        ("response_type", ctypes.c_uint8),
        ("pad0", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("atom", ctypes.c_uint32),
    ]


class _Property(ctypes.Structure):
    """xcb_get_property_reply_t, of one number."""

    _fields_ = [
        ("response_type", ctypes.c_uint8),
        ("format", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("type", ctypes.c_uint32),
        ("bytes_after", ctypes.c_uint32),
        ("value_len", ctypes.c_uint32),
        ("pad0", ctypes.c_uint8 * 12),
        ("number", ctypes.c_uint32),
    ]


class RootServer:
    """The few requests of the X protocol that this needs."""

    def __init__(self, xcb: ctypes.CDLL, connection: ctypes.c_void_p, screen: Screen) -> None:
        self._xcb = xcb
        self._connection = connection
        self._root: int = screen.root
        self._depth: int = screen.root_depth
        self._pixmap = 0
        self._context = 0
        self._pixmap_size = (0, 0)
        self._shown = 0
        self._property = self._intern(_PICTURES)
        self.published = self._number()
        """So many pictures this server was given; it counts on."""

    @classmethod
    def connect(cls, display: str | None = None) -> RootServer | None:
        """To the server of this name, or of DISPLAY.

        None where there is none, or no libxcb; the wall only lacks its background.
        """
        try:
            xcb = open_library()
        except OSError as error:
            log.info("no background for restarts: %s", error)
            return None
        _declare(xcb)
        connection = connect(xcb, display)
        if connection is None:
            log.info("no background for restarts: no connection to the X server")
            return None
        return cls(xcb, connection, first_screen(xcb, connection))

    def copy(self, areas: Sequence[Rect]) -> None:
        """What is on these areas of the screen goes into the next background."""
        xcb, connection = self._xcb, self._connection
        if not self._fits(areas):
            self._start_pixmap()
        for area in areas:
            xcb.xcb_copy_area(
                connection,
                self._root,
                self._pixmap,
                self._context,
                *(area.x, area.y, area.x, area.y, area.width, area.height),
            )
        xcb.xcb_flush(connection)

    def publish(self) -> None:
        """The next background is complete. The server keeps it after our connection ends."""
        values = (ctypes.c_uint32 * 1)(self._pixmap)
        self._xcb.xcb_change_window_attributes(
            self._connection, self._root, _CW_BACK_PIXMAP, values
        )
        self.published += 1
        number = ctypes.c_uint32(self.published)
        self._xcb.xcb_change_property(
            *(self._connection, _REPLACE, self._root, self._property, _CARDINAL),
            *(32, 1, ctypes.byref(number)),
        )
        self._xcb.xcb_flush(self._connection)
        if self._shown != self._pixmap:
            self._shown = self._pixmap
            log.info("the last picture stands behind the windows")

    def _fits(self, areas: Sequence[Rect]) -> bool:
        width, height = self._pixmap_size
        return all(area.right <= width and area.bottom <= height for area in areas)

    def _start_pixmap(self) -> None:
        """A pixmap over the whole root window; again when monitors made it larger."""
        size = self._size()
        xcb, connection = self._xcb, self._connection
        if self._pixmap:
            xcb.xcb_free_gc(connection, self._context)
            xcb.xcb_free_pixmap(connection, self._pixmap)
        self._pixmap = xcb.xcb_generate_id(connection)
        self._context = xcb.xcb_generate_id(connection)
        xcb.xcb_create_pixmap(connection, self._depth, self._pixmap, self._root, *size)
        # Without this mode the copy of a root window leaves out the windows on it.
        modes = (ctypes.c_uint32 * 1)(_INCLUDE_INFERIORS)
        xcb.xcb_create_gc(connection, self._context, self._root, _GC_SUBWINDOW_MODE, modes)
        self._pixmap_size = size

    def close(self) -> None:
        # A round trip, so that all is done before the windows go.
        self._size()
        self._xcb.xcb_disconnect(self._connection)

    def _size(self) -> tuple[int, int]:
        """Of the root window. A round trip."""
        cookie = self._xcb.xcb_get_geometry(self._connection, self._root)
        reply = self._xcb.xcb_get_geometry_reply(self._connection, cookie, None)
        if not reply:
            return (1, 1)  # the server is gone, and we will be soon
        size = (reply.contents.width, reply.contents.height)
        free(ctypes.cast(reply, ctypes.c_void_p))
        return size

    def _intern(self, name: bytes) -> int:
        """A round trip; 0 when the server is gone."""
        cookie = self._xcb.xcb_intern_atom(self._connection, 0, len(name), name)
        reply = self._xcb.xcb_intern_atom_reply(self._connection, cookie, None)
        if not reply:
            return 0
        atom: int = reply.contents.atom
        free(ctypes.cast(reply, ctypes.c_void_p))
        return atom

    def _number(self) -> int:
        """What the property of the root window says. A round trip."""
        cookie = self._xcb.xcb_get_property(
            self._connection, 0, self._root, self._property, _CARDINAL, 0, 1
        )
        reply = self._xcb.xcb_get_property_reply(self._connection, cookie, None)
        if not reply:
            return 0
        number: int = reply.contents.number if reply.contents.value_len else 0
        free(ctypes.cast(reply, ctypes.c_void_p))
        return number


def _declare(xcb: ctypes.CDLL) -> None:
    pointer, u32, u16, i16 = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint16, ctypes.c_int16
    u8 = ctypes.c_uint8
    xcb.xcb_intern_atom.argtypes = [pointer, u8, u16, ctypes.c_char_p]
    xcb.xcb_intern_atom.restype = Cookie
    xcb.xcb_intern_atom_reply.argtypes = [pointer, Cookie, pointer]
    xcb.xcb_intern_atom_reply.restype = ctypes.POINTER(_Atom)
    xcb.xcb_get_property.argtypes = [pointer, u8, u32, u32, u32, u32, u32]
    xcb.xcb_get_property.restype = Cookie
    xcb.xcb_get_property_reply.argtypes = [pointer, Cookie, pointer]
    xcb.xcb_get_property_reply.restype = ctypes.POINTER(_Property)
    xcb.xcb_change_property.argtypes = [pointer, u8, u32, u32, u32, u8, u32, pointer]
    xcb.xcb_change_property.restype = Cookie
    xcb.xcb_create_gc.argtypes = [pointer, u32, u32, u32, pointer]
    xcb.xcb_copy_area.argtypes = [pointer, u32, u32, u32, i16, i16, i16, i16, u16, u16]
    xcb.xcb_change_window_attributes.argtypes = [pointer, u32, u32, pointer]
    xcb.xcb_free_gc.argtypes = [pointer, u32]
    xcb.xcb_free_pixmap.argtypes = [pointer, u32]
    for name in ("create_gc", "copy_area", "change_window_attributes"):
        getattr(xcb, f"xcb_{name}").restype = Cookie
    xcb.xcb_free_gc.restype = Cookie
    xcb.xcb_free_pixmap.restype = Cookie
    xcb.xcb_flush.argtypes = [pointer]
    xcb.xcb_get_geometry.argtypes = [pointer, u32]
    xcb.xcb_get_geometry.restype = Cookie
    xcb.xcb_get_geometry_reply.argtypes = [pointer, Cookie, pointer]
    xcb.xcb_get_geometry_reply.restype = ctypes.POINTER(_Geometry)
