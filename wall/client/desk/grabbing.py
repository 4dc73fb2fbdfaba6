"""Grabbing an X display, or one window of it, through libav."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import av
from av.container import InputContainer
from av.error import FFmpegError

from wall.errors import WallError

_memcmp = ctypes.CDLL(None).memcmp
_memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)
_memcmp.restype = ctypes.c_int
LEAST_PX = 2


class CannotGrab(WallError):
    """There is no such display or window, or it cannot be read."""

    code = "cannot_grab"


class Grabber:
    """Pictures of a display at a steady rate. One thread; `close` gives everything back."""

    def __init__(self, display: str, fps: int, window: int | None = None) -> None:
        """Raises CannotGrab."""
        self._display = display
        self._fps = fps
        self._window = window
        self._container = self._opened()

    @property
    def size(self) -> tuple[int, int]:
        stream = self._container.streams.video[0]
        return stream.width, stream.height

    def frames(self) -> Iterator[av.VideoFrame]:
        """As they come, in BGR0; waits for the next. Raises CannotGrab when there are no more."""
        try:
            yield from self._container.decode(video=0)
        except FFmpegError as error:
            raise CannotGrab(self._gone()) from error
        raise CannotGrab(self._gone())

    def reopen(self) -> None:
        """Begin anew, at the size of now. Raises CannotGrab."""
        self._container.close()
        self._container = self._opened()

    def close(self) -> None:
        """Idempotent."""
        self._container.close()

    def _opened(self) -> InputContainer:
        opened = self._open({})
        stream = opened.streams.video[0]
        width, height = stream.width, stream.height
        if width % 2 == 0 and height % 2 == 0:
            return opened
        # H.264 takes even sizes; a row less is better than one that is blurred.
        opened.close()
        if min(width, height) < LEAST_PX:
            raise CannotGrab(f"{width} x {height} pixels are too few to share")
        return self._open({"video_size": f"{width & ~1}x{height & ~1}"})

    def _open(self, more: dict[str, str]) -> InputContainer:
        options = {"framerate": str(self._fps), **more}
        if self._window is not None:
            options["window_id"] = str(self._window)
        try:
            opened = av.open(self._display, format="x11grab", options=options)
        except FFmpegError as error:
            raise CannotGrab(self._why_not()) from error
        assert isinstance(opened, InputContainer)
        return opened

    def _why_not(self) -> str:
        if self._window is not None:
            try:
                av.open(self._display, format="x11grab", options={"framerate": "1"}).close()
            except FFmpegError:
                pass
            else:
                return (
                    f"there is no window {self._window:#x} on display {self._display}; "
                    "`xwininfo` tells the id of one that you click"
                )
        return (
            f"no X server answers on display '{self._display}'; name another with --display. "
            "Desktops of Wayland are shared from the console in a browser"
        )

    def _gone(self) -> str:
        if self._window is not None:
            return f"window {self._window:#x} was closed or has another size"
        return f"display {self._display} is gone"


def is_same(one: av.VideoFrame, other: av.VideoFrame) -> bool:
    """Whether two pictures of one grabber are equal; much cheaper than encoding one."""
    a, b = one.planes[0], other.planes[0]
    if a.buffer_size != b.buffer_size:
        return False
    return int(_memcmp(a.buffer_ptr, b.buffer_ptr, a.buffer_size)) == 0
