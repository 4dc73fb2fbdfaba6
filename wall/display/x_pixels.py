"""Small pictures of what is on the X server's screens: true pixels, whoever put them there.

The server scales (XRender), so that only small pictures cross the connection, and nobody but the
server and the thread that asks has anything to do with it. Scaling happens in two steps where
much is left out: each step averages two by two pixels, so that letters keep their shape.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass

from wall.display.xcb import Cookie, connect, first_screen, free, open_library
from wall.errors import WallError
from wall.model.geometry import Rect

# From X11/X.h, X11/extensions/render.h and xcb/xproto.h.
_SOURCE = 1
_SUBWINDOW_MODE = 1 << 8
_INCLUDE_INFERIORS = 1
_Z_PIXMAP = 2
_RGB_24 = 1
_ALL_PLANES = 0xFFFFFFFF
_DEPTH = 24

MUCH_SMALLER = 3.0
"""From this on in two steps: one alone would look at fewer than every other pixel."""


class _Transform(ctypes.Structure):
    """xcb_render_transform_t: a matrix of 16.16 numbers, from the target to the source."""

    _fields_ = [(f"m{row}{column}", ctypes.c_int32) for row in (1, 2, 3) for column in (1, 2, 3)]


class _VisualFormat(ctypes.Structure):
    """xcb_render_pictvisual_t."""

    _fields_ = [("visual", ctypes.c_uint32), ("format", ctypes.c_uint32)]


class _Format(ctypes.Structure):
    """xcb_render_pictforminfo_t, as far as it is read."""

    _fields_ = [("id", ctypes.c_uint32)]


class NoXPixels(WallError):
    """There is no X server, it does not scale, or it has gone."""

    code = "no_x_pixels"


@dataclass(frozen=True)
class _Target:
    """A small picture in the server."""

    pixmap: int
    picture: int
    width: int
    height: int


class XPixels:
    """Owns a connection to the X server until `close`. One thread at a time.

    Python's lock is free while a call waits for the server.
    """

    def __init__(self) -> None:
        """To the server that DISPLAY names. Raises NoXPixels."""
        try:
            self._xcb = xcb = open_library()
            self._render = ctypes.CDLL("libxcb-render.so.0")
            self._formats = ctypes.CDLL("libxcb-render-util.so.0")
        except OSError as error:
            raise NoXPixels(str(error)) from error
        _declare(xcb)
        _declare_render(self._render, self._formats)
        connection = connect(xcb)
        if connection is None:
            raise NoXPixels("no connection to the X server")
        self._connection = connection
        self._targets: dict[tuple[int, int], _Target] = {}
        try:
            screen = first_screen(xcb, connection)
            self._root: int = screen.root
            on_screen, self._format = self._find_formats(screen.root_visual)
            self._screen = self._new_picture(self._root, on_screen, whole=True)
        except NoXPixels:
            self.close()
            raise

    def read(self, area: Rect, width: int, height: int) -> bytes:
        """What is on this area of the desktop now, scaled: rows of blue, green, red, unused.

        Raises NoXPixels when the server has gone.
        """
        target = self._target(width, height)
        if area.width / width >= MUCH_SMALLER and area.height / height >= MUCH_SMALLER:
            between = self._target(width * 2, height * 2)
            self._scale(self._screen, area, between)
            whole = Rect(0, 0, between.width, between.height)
            self._scale(between.picture, whole, target)
        else:
            self._scale(self._screen, area, target)
        return self._fetch(target)

    def close(self) -> None:
        """The server frees what is ours with the connection."""
        self._formats.xcb_render_util_disconnect(self._connection)
        self._xcb.xcb_disconnect(self._connection)

    def _find_formats(self, root_visual: int) -> tuple[int, int]:
        """Of the root window, and of plain pictures."""
        formats = self._formats.xcb_render_util_query_formats(self._connection)
        if not formats:
            raise NoXPixels("the X server does not scale pictures (no RENDER extension)")
        visual = self._formats.xcb_render_util_find_visual_format(formats, root_visual)
        plain = self._formats.xcb_render_util_find_standard_format(formats, _RGB_24)
        if not visual or not plain:
            raise NoXPixels("the X server has no pictures of red, green and blue")
        return visual.contents.format, plain.contents.id

    def _new_picture(self, drawable: int, form: int, *, whole: bool = False) -> int:
        """`whole`: with the windows that lie in a window."""
        picture: int = self._xcb.xcb_generate_id(self._connection)
        modes = (ctypes.c_uint32 * 1)(_INCLUDE_INFERIORS)
        self._render.xcb_render_create_picture(
            self._connection, picture, drawable, form, _SUBWINDOW_MODE if whole else 0, modes
        )
        name = b"bilinear"
        self._render.xcb_render_set_picture_filter(
            self._connection, picture, len(name), name, 0, None
        )
        return picture

    def _target(self, width: int, height: int) -> _Target:
        target = self._targets.get((width, height))
        if target is None:
            pixmap = self._xcb.xcb_generate_id(self._connection)
            self._xcb.xcb_create_pixmap(self._connection, _DEPTH, pixmap, self._root, width, height)
            picture = self._new_picture(pixmap, self._format)
            target = self._targets[width, height] = _Target(pixmap, picture, width, height)
        return target

    def _scale(self, source: int, area: Rect, target: _Target) -> None:
        across, down = area.width / target.width, area.height / target.height
        matrix = _Transform(
            *(_fixed(across), 0, _fixed(area.x + _shift(across))),
            *(0, _fixed(down), _fixed(area.y + _shift(down))),
            *(0, 0, _fixed(1)),
        )
        self._render.xcb_render_set_picture_transform(self._connection, source, matrix)
        self._render.xcb_render_composite(
            *(self._connection, _SOURCE, source, 0, target.picture),
            *(0, 0, 0, 0, 0, 0, target.width, target.height),
        )

    def _fetch(self, target: _Target) -> bytes:
        xcb = self._xcb
        cookie = xcb.xcb_get_image(
            *(self._connection, _Z_PIXMAP, target.pixmap, 0, 0),
            *(target.width, target.height, _ALL_PLANES),
        )
        reply = xcb.xcb_get_image_reply(self._connection, cookie, None)
        if not reply:
            raise NoXPixels("the X server gave no picture")
        try:
            size = xcb.xcb_get_image_data_length(reply)
            return ctypes.string_at(xcb.xcb_get_image_data(reply), size)
        finally:
            free(ctypes.c_void_p(reply))


def _fixed(value: float) -> int:
    """16.16."""
    return round(value * 65536)


def _shift(ratio: float) -> float:
    """So that a sample lies between two pixels and averages them; an odd ratio meets one alone."""
    return 0.5 if round(ratio) % 2 and ratio > 1 else 0.0


def _declare_render(render: ctypes.CDLL, formats: ctypes.CDLL) -> None:
    pointer, u32, u16, u8, i16 = (
        ctypes.c_void_p,
        ctypes.c_uint32,
        ctypes.c_uint16,
        ctypes.c_uint8,
        ctypes.c_int16,
    )
    render.xcb_render_create_picture.argtypes = [pointer, u32, u32, u32, u32, pointer]
    render.xcb_render_set_picture_filter.argtypes = [
        *(pointer, u32, u16, ctypes.c_char_p, u32, pointer),
    ]
    render.xcb_render_set_picture_transform.argtypes = [pointer, u32, _Transform]
    render.xcb_render_composite.argtypes = [
        *(pointer, u8, u32, u32, u32),
        *(i16, i16, i16, i16, i16, i16, u16, u16),
    ]
    for name in ("create_picture", "set_picture_filter", "set_picture_transform", "composite"):
        getattr(render, f"xcb_render_{name}").restype = Cookie
    formats.xcb_render_util_query_formats.argtypes = [pointer]
    formats.xcb_render_util_query_formats.restype = pointer
    formats.xcb_render_util_find_visual_format.argtypes = [pointer, u32]
    formats.xcb_render_util_find_visual_format.restype = ctypes.POINTER(_VisualFormat)
    formats.xcb_render_util_find_standard_format.argtypes = [pointer, ctypes.c_int]
    formats.xcb_render_util_find_standard_format.restype = ctypes.POINTER(_Format)
    formats.xcb_render_util_disconnect.argtypes = [pointer]


def _declare(xcb: ctypes.CDLL) -> None:
    pointer, u32, u8 = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint8
    u16, i16 = ctypes.c_uint16, ctypes.c_int16
    xcb.xcb_get_image.argtypes = [pointer, u8, u32, i16, i16, u16, u16, u32]
    xcb.xcb_get_image.restype = Cookie
    xcb.xcb_get_image_reply.argtypes = [pointer, Cookie, pointer]
    xcb.xcb_get_image_reply.restype = pointer
    xcb.xcb_get_image_data.argtypes = [pointer]
    xcb.xcb_get_image_data.restype = pointer
    xcb.xcb_get_image_data_length.argtypes = [pointer]
    xcb.xcb_get_image_data_length.restype = ctypes.c_int
