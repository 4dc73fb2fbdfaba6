"""Structures of libxcb that several modules read."""

from __future__ import annotations

import ctypes


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
