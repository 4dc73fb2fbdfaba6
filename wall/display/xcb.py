"""What several modules know of libxcb: structures, a connection of one's own, and its types."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable


class Screen(ctypes.Structure):
    """xcb_screen_t, as far as it is read."""

    _fields_ = [
        ("root", ctypes.c_uint32),
        ("default_colormap", ctypes.c_uint32),
        ("white_pixel", ctypes.c_uint32),
        ("black_pixel", ctypes.c_uint32),
        ("current_input_masks", ctypes.c_uint32),
        ("width", ctypes.c_uint16),
        ("height", ctypes.c_uint16),
        ("width_mm", ctypes.c_uint16),
        ("height_mm", ctypes.c_uint16),
        ("min_installed_maps", ctypes.c_uint16),
        ("max_installed_maps", ctypes.c_uint16),
        ("root_visual", ctypes.c_uint32),
        ("backing_stores", ctypes.c_uint8),
        ("save_unders", ctypes.c_uint8),
        ("root_depth", ctypes.c_uint8),
        ("allowed_depths_len", ctypes.c_uint8),
    ]


class Screens(ctypes.Structure):
    """xcb_screen_iterator_t."""

    _fields_ = [
        ("data", ctypes.POINTER(Screen)),
        ("rem", ctypes.c_int),
        ("index", ctypes.c_int),
    ]


class Cookie(ctypes.Structure):
    """What a request is known by."""

    _fields_ = [("sequence", ctypes.c_uint)]


def open_library() -> ctypes.CDLL:
    """libxcb with the types of what every connection of one's own needs. Raises OSError."""
    xcb = ctypes.CDLL(ctypes.util.find_library("xcb") or "libxcb.so.1")
    pointer, u32, u16, u8 = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint16, ctypes.c_uint8
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, pointer]
    xcb.xcb_connect.restype = pointer
    xcb.xcb_connection_has_error.argtypes = [pointer]
    xcb.xcb_disconnect.argtypes = [pointer]
    xcb.xcb_disconnect.restype = None
    xcb.xcb_get_setup.argtypes = [pointer]
    xcb.xcb_get_setup.restype = pointer
    xcb.xcb_setup_roots_iterator.argtypes = [pointer]
    xcb.xcb_setup_roots_iterator.restype = Screens
    xcb.xcb_generate_id.argtypes = [pointer]
    xcb.xcb_generate_id.restype = u32
    xcb.xcb_create_pixmap.argtypes = [pointer, u8, u32, u32, u16, u16]
    xcb.xcb_create_pixmap.restype = Cookie
    return xcb


def connect(xcb: ctypes.CDLL, display: str | None = None) -> ctypes.c_void_p | None:
    """To the server of this name, or of DISPLAY; for its maker to disconnect. None without."""
    name = None if display is None else display.encode()
    connection = ctypes.c_void_p(xcb.xcb_connect(name, None))
    if xcb.xcb_connection_has_error(connection):
        xcb.xcb_disconnect(connection)
        return None
    return connection


def first_screen(xcb: ctypes.CDLL, connection: ctypes.c_void_p) -> Screen:
    screens = xcb.xcb_setup_roots_iterator(xcb.xcb_get_setup(connection))
    screen: Screen = screens.data.contents
    return screen


free: Callable[[ctypes.c_void_p], None] = ctypes.CDLL(None).free
"""For replies."""
