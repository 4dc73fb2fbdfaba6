"""Eyes that cost little: many small rectangles of an X server's screen, read in one go.

All requests are sent before the first answer is awaited, so that one look takes one round trip
and the server answers it without another program's drawing in between.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Sequence
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]

_Z_PIXMAP = 2
_ALL_PLANES = 0xFFFFFFFF
_BYTES_PER_PIXEL = 4


class Place(NamedTuple):
    """A rectangle of the desktop, in pixels."""

    x: int
    y: int
    width: int = 1
    height: int = 1


class EyesError(RuntimeError):
    """The X server cannot be looked at; the text says why."""


class _Cookie(Structure):
    _fields_ = (("sequence", c_uint32),)


class _Roots(Structure):
    _fields_ = (("data", POINTER(c_uint32)), ("rem", c_int), ("index", c_int))


def _library() -> ctypes.CDLL:
    name = ctypes.util.find_library("xcb")
    if name is None:
        raise EyesError("libxcb is not installed")
    xcb = ctypes.CDLL(name)
    xcb.xcb_connect.argtypes = [c_char_p, c_void_p]
    xcb.xcb_connect.restype = c_void_p
    xcb.xcb_connection_has_error.argtypes = [c_void_p]
    xcb.xcb_disconnect.argtypes = [c_void_p]
    xcb.xcb_disconnect.restype = None
    xcb.xcb_get_setup.argtypes = [c_void_p]
    xcb.xcb_get_setup.restype = c_void_p
    xcb.xcb_setup_roots_iterator.argtypes = [c_void_p]
    xcb.xcb_setup_roots_iterator.restype = _Roots
    xcb.xcb_get_image.argtypes = [
        *(c_void_p, c_uint8, c_uint32, ctypes.c_int16, ctypes.c_int16),
        *(c_uint16, c_uint16, c_uint32),
    ]
    xcb.xcb_get_image.restype = _Cookie
    xcb.xcb_get_image_reply.argtypes = [c_void_p, _Cookie, c_void_p]
    xcb.xcb_get_image_reply.restype = c_void_p
    xcb.xcb_get_image_data.argtypes = [c_void_p]
    xcb.xcb_get_image_data.restype = c_void_p
    return xcb


class Eyes:
    """One connection to an X server. One thread at a time; close it."""

    def __init__(self, display: str) -> None:
        """Raises EyesError where the server cannot be reached."""
        self._xcb = _library()
        self._free = ctypes.CDLL(None).free
        self._free.argtypes = [c_void_p]
        self._connection = self._xcb.xcb_connect(display.encode(), None)
        if self._xcb.xcb_connection_has_error(self._connection):
            raise EyesError(f"the X server {display} cannot be reached")
        setup = self._xcb.xcb_get_setup(self._connection)
        # The root window's id is the first field of a screen.
        self._root: int = self._xcb.xcb_setup_roots_iterator(setup).data[0]

    def close(self) -> None:
        """Idempotent."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._xcb.xcb_disconnect(connection)

    def look(self, places: Sequence[Place]) -> list[Pixels]:
        """Rows, columns, RGB of each place. Raises EyesError for one outside the screen."""
        cookies = [
            self._xcb.xcb_get_image(self._connection, _Z_PIXMAP, self._root, *place, _ALL_PLANES)
            for place in places
        ]
        return [self._answer(*pair) for pair in zip(cookies, places, strict=True)]

    def _answer(self, cookie: _Cookie, place: Place) -> Pixels:
        error = c_void_p()
        reply = self._xcb.xcb_get_image_reply(self._connection, cookie, byref(error))
        if not reply:
            self._free(error)
            raise EyesError(f"the X server cannot show {place}")
        data = self._xcb.xcb_get_image_data(reply)
        size = place.width * place.height * _BYTES_PER_PIXEL
        raw = np.frombuffer(ctypes.string_at(data, size), np.uint8)
        self._free(reply)
        return raw.reshape(place.height, place.width, _BYTES_PER_PIXEL)[:, :, 2::-1]
