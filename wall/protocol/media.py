"""What content is, told by the content itself."""

from __future__ import annotations

from typing import Literal

from wall.model.values import Value


class Media(Value):
    """An image or a video, as it was probed."""

    kind: Literal["image", "video"]
    format: str
    """`jpeg`, `png`, `mp4` …, as the decoder calls it."""
    width: int
    height: int
    bytes: int
    duration_s: float | None = None
    """None for still images, and for videos that do not tell."""
    fps: float | None = None
    codec: str = ""
    audio: bool = False
