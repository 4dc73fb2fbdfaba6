"""Pictures of the wall as it is painted now: docs/link.md, "Pictures"."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter

from wall.display.background import Background
from wall.display.bezels import paint_bezels
from wall.display.canvas import Canvas
from wall.errors import WallError
from wall.link.messages import SnapshotFailed, TakeSnapshot
from wall.link.pictures import MAGIC, PICTURE, PNG, VERSION
from wall.model.geometry import Rect
from wall.model.scene import Scene
from wall.model.screens import Screen

MOST_PIXELS = 60_000_000


class NoPicture(WallError):
    """A picture of something that is not here."""

    code = "no_picture"


class Snapshots:
    """Renders on the Qt thread, encodes off it."""

    def __init__(self, send: Callable[[SnapshotFailed | bytes], None]) -> None:
        self._send = send
        self._background = Background("snapshots", 1)

    def take(
        self,
        message: TakeSnapshot,
        canvas: Canvas | None,
        scene: Scene | None,
        finish: Callable[[QImage], QImage] = lambda image: image,
    ) -> None:
        """`finish` makes what is sent of the picture."""

        def failed(why: str) -> None:
            self._send(SnapshotFailed(request=message.request, why=why))

        try:
            image = finish(picture(message, canvas, scene))
        except WallError as error:
            failed(str(error))
            return
        self._background.run(lambda: binary_message(message.request, image), self._send, failed)

    def stop(self) -> None:
        self._background.stop()


def picture(message: TakeSnapshot, canvas: Canvas | None, scene: Scene | None) -> QImage:
    """What the message asks for; raises WallError."""
    if canvas is None or scene is None:
        raise NoPicture(f"this display does not show wall '{message.wall}'")
    wall = canvas.wall
    if message.tile is not None:
        tile = scene.tile(message.tile)
        if tile is None:
            raise NoPicture(f"there is no tile '{message.tile}' on wall '{wall.name}'")
        area = tile.rect.intersection(wall.canvas)
        if area is None:
            raise NoPicture(f"tile '{message.tile}' lies outside wall '{wall.name}'")
        return _render(canvas, area, area.width, message.max_width)
    if message.screen is not None:
        return screen_picture(canvas, wall.screen(message.screen), message.max_width)
    return _render(canvas, wall.canvas, wall.canvas.width, message.max_width, bezels=True)


def screen_picture(canvas: Canvas, screen: Screen, max_width: int | None) -> QImage:
    """One screen, upright, as wide as it is or as `max_width` says."""
    upright = screen.pixels if screen.rotation in (0, 180) else screen.pixels[::-1]
    return _render(canvas, screen.rect, upright[0], max_width)


def _render(
    canvas: Canvas, area: Rect, full_width: int, max_width: int | None, *, bezels: bool = False
) -> QImage:
    width = max(1, min(full_width, max_width or full_width))
    scale = width / area.width
    if area.width * area.height * scale * scale > MOST_PIXELS:
        scale = (MOST_PIXELS / (area.width * area.height)) ** 0.5
        width = max(1, int(area.width * scale))
    height = max(1, round(area.height * scale))
    image = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale != 1)
    source = QRectF(*area)
    target = QRectF(0, 0, width, height)
    canvas.scene.render(painter, target, source, Qt.AspectRatioMode.IgnoreAspectRatio)
    if bezels:
        painter.scale(width / area.width, height / area.height)
        painter.translate(-area.x, -area.y)
        paint_bezels(painter, canvas.wall, line_px=max(1.0, 1.0 / scale))
    painter.end()
    return image


def binary_message(request: int, image: QImage) -> bytes:
    """The answer of docs/link.md."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    # Quick rather than small: it goes over a local socket and is looked at once.
    writer.setQuality(80)
    if not writer.write(image):
        raise NoPicture(f"the picture could not be encoded: {writer.errorString()}")
    buffer.close()
    return PICTURE.pack(MAGIC, VERSION, PNG, request) + bytes(data.data())
