"""Pictures from shared memory straight into windows of the X server (MIT-SHM).

Requests go over Qt's own connection, so that they keep their order with what Qt paints. No
pixels cross it: the server reads them from the memory that a decoder wrote. libxcb and
libxcb-shm are there wherever Qt's xcb platform is.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import weakref
from collections import deque
from typing import Protocol

from PySide6.QtGui import QGuiApplication, QNativeInterface

from wall.display.xcb import Cookie, Screen, Screens
from wall.model.geometry import Rect

log = logging.getLogger(__name__)

# From X11/X.h and X11/Xproto.h.
_GC_GRAPHICS_EXPOSURES = 1 << 16
_Z_PIXMAP = 2
_AF_UNIX = 1
_BITS_OF_COLOUR = 24
"""B, G, R and an unused byte: what decoders write, and what every current server speaks."""


class SharedPixels(Protocol):
    """Pixels in memory that other processes can map. Hashed by identity."""

    @property
    def descriptor(self) -> int: ...
    @property
    def stride(self) -> int: ...
    @property
    def height(self) -> int: ...


class _Extension(ctypes.Structure):
    """xcb_query_extension_reply_t."""

    _fields_ = [
        ("response_type", ctypes.c_uint8),
        ("pad0", ctypes.c_uint8),
        ("sequence", ctypes.c_uint16),
        ("length", ctypes.c_uint32),
        ("present", ctypes.c_uint8),
    ]


class XFrames:
    """Puts shared pixels into windows. Qt thread; ends with the application's connection."""

    def __init__(self, libraries: _Libraries, connection: int, root: int) -> None:
        self._xcb = libraries
        self._connection = ctypes.c_void_p(connection)
        self._context = libraries.generate_id(self._connection)
        exposures = (ctypes.c_uint32 * 1)(0)
        libraries.create_gc(
            self._connection, self._context, root, _GC_GRAPHICS_EXPOSURES, exposures
        )
        self._segments: dict[int, int] = {}
        self._gone: deque[int] = deque()
        """Pixels that nobody holds any more; told by whatever thread dropped them."""
        self._fence: int | None = None

    @classmethod
    def open(cls, application: QGuiApplication) -> XFrames | None:
        """None where the server is not X, not this machine's, or shares no memory."""
        if application.platformName() != "xcb":
            return None  # the offscreen platform says it were X, and has no connection
        native = application.nativeInterface()
        if not isinstance(native, QNativeInterface.QX11Application):
            return None
        try:
            libraries = _Libraries()
        except OSError as error:
            log.info("videos are painted by Qt: %s", error)
            return None
        connection = native.connection()
        pointer = ctypes.c_void_p(connection)
        screen = libraries.screen(pointer)
        if screen.root_depth != _BITS_OF_COLOUR or not libraries.shares_memory(pointer):
            log.info("videos are painted by Qt: this X server takes no pictures in shared memory")
            return None
        return cls(libraries, connection, screen.root)

    @property
    def is_busy(self) -> bool:
        """Whether the server may still be reading what was put before the last `flush`."""
        if self._fence is None:
            return False
        if not self._xcb.has_answered(self._connection, self._fence):
            return True
        self._fence = None
        return False

    def finish(self) -> None:
        """Wait until the server has read everything. Some milliseconds at most."""
        if self._fence is not None:
            self._xcb.wait_for_answer(self._connection, self._fence)
            self._fence = None

    def put(self, window: int, pixels: SharedPixels, part: Rect, x: int, y: int) -> None:
        """A part of the pixels to a place in a window. They must hold still until not busy."""
        self._xcb.put_image(
            self._connection,
            window,
            self._context,
            *(pixels.stride // 4, pixels.height, part.x, part.y, part.width, part.height, x, y),
            *(_BITS_OF_COLOUR, _Z_PIXMAP, 0, self._segment(pixels), 0),
        )

    def flush(self) -> None:
        """Send what was put. `is_busy` from now on until the server has read it."""
        self._fence = self._xcb.get_input_focus(self._connection).sequence
        self._xcb.flush(self._connection)
        while self._gone:
            segment = self._segments.pop(self._gone.popleft(), None)
            if segment is not None:
                self._xcb.detach(self._connection, segment)

    def _segment(self, pixels: SharedPixels) -> int:
        known = self._segments.get(id(pixels))
        if known is not None and id(pixels) not in self._gone:
            return known
        if known is not None:
            # Another object at the address of one that is gone.
            self._gone.remove(id(pixels))
            self._xcb.detach(self._connection, known)
        segment: int = self._xcb.generate_id(self._connection)
        # libxcb closes what it sends.
        self._xcb.attach_fd(self._connection, segment, os.dup(pixels.descriptor), 1)
        self._segments[id(pixels)] = segment
        weakref.finalize(pixels, self._gone.append, id(pixels)).atexit = False
        return segment


class _Libraries:
    """The few functions of libxcb and libxcb-shm that this needs."""

    def __init__(self) -> None:
        """Raises OSError where they are missing."""
        # PyDLL keeps Python's lock: these never wait, and giving it away costs more than they do.
        xcb, shm = ctypes.PyDLL("libxcb.so.1"), ctypes.PyDLL("libxcb-shm.so.0")
        waiting = ctypes.CDLL("libxcb.so.1")
        pointer, u32, u16, u8, i16 = (
            ctypes.c_void_p,
            ctypes.c_uint32,
            ctypes.c_uint16,
            ctypes.c_uint8,
            ctypes.c_int16,
        )
        self._shm_id = ctypes.c_int.in_dll(shm, "xcb_shm_id")
        self.generate_id = xcb.xcb_generate_id
        self.generate_id.argtypes, self.generate_id.restype = [pointer], u32
        self.create_gc = xcb.xcb_create_gc
        self.create_gc.argtypes, self.create_gc.restype = [pointer, u32, u32, u32, pointer], Cookie
        self.get_input_focus = xcb.xcb_get_input_focus
        self.get_input_focus.argtypes, self.get_input_focus.restype = [pointer], Cookie
        self.flush = waiting.xcb_flush
        self.flush.argtypes = [pointer]
        self.attach_fd = shm.xcb_shm_attach_fd
        self.attach_fd.argtypes, self.attach_fd.restype = (
            [pointer, u32, ctypes.c_int32, u8],
            Cookie,
        )
        self.detach = shm.xcb_shm_detach
        self.detach.argtypes, self.detach.restype = [pointer, u32], Cookie
        self.put_image = shm.xcb_shm_put_image
        self.put_image.argtypes = [
            *(pointer, u32, u32),
            *(u16, u16, u16, u16, u16, u16, i16, i16),
            *(u8, u8, u8, u32, u32),
        ]
        self.put_image.restype = Cookie
        self._poll = xcb.xcb_poll_for_reply
        self._poll.argtypes = [pointer, ctypes.c_uint, pointer, pointer]
        self._wait = waiting.xcb_wait_for_reply
        self._wait.argtypes, self._wait.restype = [pointer, ctypes.c_uint, pointer], pointer
        self._extension = waiting.xcb_get_extension_data
        self._extension.argtypes = [pointer, pointer]
        self._extension.restype = ctypes.POINTER(_Extension)
        self._setup = xcb.xcb_get_setup
        self._setup.argtypes, self._setup.restype = [pointer], pointer
        self._screens = xcb.xcb_setup_roots_iterator
        self._screens.argtypes, self._screens.restype = [pointer], Screens
        self._descriptor = xcb.xcb_get_file_descriptor
        self._descriptor.argtypes = [pointer]
        process = ctypes.PyDLL(None)
        self._own_address = process.getsockname
        self._own_address.argtypes = [ctypes.c_int, pointer, pointer]
        self._free = process.free
        self._free.argtypes, self._free.restype = [pointer], None

    def screen(self, connection: ctypes.c_void_p) -> Screen:
        """The server's first screen."""
        found = self._screens(self._setup(connection)).data.contents
        assert isinstance(found, Screen)
        return found

    def shares_memory(self, connection: ctypes.c_void_p) -> bool:
        """Whether the server is on this machine and has the extension."""
        address = (ctypes.c_uint8 * 128)()
        length = ctypes.c_uint32(len(address))
        self._own_address(self._descriptor(connection), address, ctypes.byref(length))
        if int.from_bytes(bytes(address[:2]), sys.byteorder) != _AF_UNIX:
            return False
        extension = self._extension(connection, ctypes.byref(self._shm_id))
        return bool(extension) and bool(extension.contents.present)

    def has_answered(self, connection: ctypes.c_void_p, sequence: int) -> bool:
        """Whether a request was carried out; asked with True once only."""
        reply, error = ctypes.c_void_p(), ctypes.c_void_p()
        done: int = self._poll(connection, sequence, ctypes.byref(reply), ctypes.byref(error))
        self._free(reply)
        self._free(error)
        return done != 0

    def wait_for_answer(self, connection: ctypes.c_void_p, sequence: int) -> None:
        self._free(self._wait(connection, sequence, None))
