"""Painting and encoding for recorded films and pictures.

A picture is an array (height, width, 3) of floats in sRGB, 0 to 1. Qt paints lines and type into
sheets; numpy adds light. Everything is seeded, so that a second run makes the same files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import Colorspace, VideoReformatter
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage, QPainter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

Picture = npt.NDArray[np.floating]
FPS = 30
FONTS = Path(__file__).parents[2] / "assets" / "fonts"

# Dawn over the network: the brand's own scale, from night to first light, and its aqua.
INK, INDIGO, PLUM, ROSE, APRICOT, CREAM = (
    "#060913",
    "#161B45",
    "#54296B",
    "#D9567B",
    "#FFB47E",
    "#FFE9D2",
)
AQUA = "#3ED4E8"
DAWN = (INK, INDIGO, PLUM, ROSE, APRICOT, CREAM)


@cache
def application() -> QGuiApplication:
    """Qt's application, with the fonts of the wall loaded."""
    app = QGuiApplication([])
    for file in [*FONTS.glob("*.otf"), *FONTS.glob("*.ttf")]:
        QFontDatabase.addApplicationFont(str(file))
    return app


def rgb(colour: str) -> Picture:
    return np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)


def ramp(values: npt.NDArray[np.floating], colours: tuple[str, ...] = DAWN) -> Picture:
    """Colours for values 0 to 1, spaced evenly and blended smoothly."""
    stops = np.stack([rgb(c) for c in colours])
    place = np.clip(values, 0, 1) * (len(colours) - 1)
    low = np.minimum(place.astype(np.int32), len(colours) - 2)
    part = (place - low)[..., None]
    part = part * part * (3 - 2 * part)
    out: Picture = (stops[low] * (1 - part) + stops[low + 1] * part).astype(np.float32)
    return out


def tint(colour: str, alpha: float = 1.0) -> QColor:
    shade = QColor(colour)
    shade.setAlphaF(max(0.0, min(1.0, alpha)))
    return shade


def blend(one: str, other: str, part: float) -> str:
    mixed = rgb(one) * (1 - part) + rgb(other) * part
    return "#" + "".join(f"{round(float(v) * 255):02X}" for v in mixed)


def type_face(size_px: float, weight: int = 600, spacing: float = 0.0) -> QFont:
    font = QFont()
    font.setFamilies(["Inter", "Noto Sans Arabic", "Noto Color Emoji"])
    font.setPixelSize(max(1, round(size_px)))
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if spacing:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100 + spacing)
    return font


class Sheet:
    """Something transparent to paint on with Qt."""

    def __init__(self, width: int, height: int) -> None:
        application()
        self.image = QImage(width, height, QImage.Format.Format_RGBA8888_Premultiplied)
        self.image.fill(Qt.GlobalColor.transparent)

    @contextmanager
    def painter(self, *, adding: bool = False) -> Iterator[QPainter]:
        """Light adds up when `adding`."""
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if adding:
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Plus)
        try:
            yield painter
        finally:
            painter.end()

    def layer(self) -> Picture:
        """Premultiplied RGBA, 0 to 1."""
        image = self.image
        raw = np.frombuffer(image.constBits(), np.uint8).reshape(
            image.height(), image.bytesPerLine()
        )
        wide = raw[:, : image.width() * 4].reshape(image.height(), image.width(), 4)
        return wide.astype(np.float32) / 255

    def over(self, ground: Picture) -> Picture:
        layer = self.layer()
        return ground * (1 - layer[..., 3:]) + layer[..., :3]

    def light(self) -> Picture:
        return self.layer()[..., :3].copy()


def resized(picture: Picture, width: int, height: int) -> Picture:
    planes = [
        np.asarray(
            Image.fromarray(np.ascontiguousarray(picture[..., k])).resize(
                (width, height), Image.Resampling.BICUBIC
            )
        )
        for k in range(picture.shape[2])
    ]
    return np.stack(planes, axis=-1).astype(np.float32)


def blurred(picture: Picture, radius_px: float, coarse: int = 4) -> Picture:
    """Gaussian blur, computed on a picture `coarse` times smaller."""
    height, width = picture.shape[:2]
    small = picture[: height // coarse * coarse, : width // coarse * coarse]
    small = small.reshape(height // coarse, coarse, width // coarse, coarse, -1).mean((1, 3))
    sigma = max(0.4, radius_px / coarse)
    reach = int(3 * sigma) + 1
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2).astype(np.float32)
    kernel /= kernel.sum()
    for axis in (0, 1):
        pad = [(reach, reach) if a == axis else (0, 0) for a in range(3)]
        edged = np.pad(small, pad, mode="edge")
        length = small.shape[axis]
        small = sum(
            weight * np.take(edged, range(i, i + length), axis=axis)
            for i, weight in enumerate(kernel)
        )
    return resized(small.astype(np.float32), width, height)


def screened(ground: Picture, light: Picture, gain: float = 1.0) -> Picture:
    out: Picture = 1 - (1 - np.clip(ground, 0, 1)) * (1 - np.clip(light * gain, 0, 1))
    return out


def mesh(width: int, height: int) -> tuple[Picture, Picture]:
    """x from −aspect to aspect and y from −1 (top) to 1, as columns and rows."""
    aspect = width / height
    x = np.linspace(-aspect, aspect, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    return x, y


@cache
def grain(width: int, height: int, seed: int = 7) -> Picture:
    """Noise of one step, which keeps dark gradients from banding."""
    rng = np.random.default_rng(seed)
    noise = rng.random((height, width, 1)) + rng.random((height, width, 1)) - 1
    return (noise * (1.4 / 255)).astype(np.float32)


def bytes_of(picture: Picture) -> npt.NDArray[np.uint8]:
    height, width = picture.shape[:2]
    steady = np.clip(picture + grain(width, height), 0, 1) * 255 + 0.5
    return np.ascontiguousarray(steady.astype(np.uint8))


def save_jpeg(picture: Picture, path: Path, quality: int = 91) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(bytes_of(picture)).save(
        path, quality=quality, optimize=True, progressive=True, subsampling="4:2:0"
    )


def save_film(
    path: Path,
    paint: Callable[[float], Picture],
    *,
    seconds: int = 12,
    crf: int = 22,
) -> None:
    """H.264 of one loop; `paint` is asked for phases 0 ≤ t < 1, and phase 1 is phase 0."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frames = seconds * FPS
    first = paint(0.0)
    height, width = first.shape[:2]
    to_yuv = VideoReformatter()
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        container.metadata["comment"] = "Recorded, fictional material made for Wall"
        stream = container.add_stream(
            "libx264",
            rate=FPS,
            options={"crf": str(crf), "preset": "slow", "aq-mode": "3", "g": "60", "threads": "2"},
        )
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, FPS)
        context.color_primaries = context.color_trc = context.colorspace = 1
        context.color_range = 1
        for number in range(frames):
            picture = first if number == 0 else paint(number / frames)
            frame = av.VideoFrame.from_ndarray(bytes_of(picture), format="rgb24")
            frame = to_yuv.reformat(
                frame, format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=1
            )
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
