"""From a decoded frame to pixels in a slot: crop, scale, colours, rotation.

A `Scaler` belongs to one output and is used by one worker at a time. It keeps its libswscale
context for as long as frames keep their form; a change of size, format or colours within a
stream just makes a new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from av import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from wall.display.media import libav
from wall.display.media.slots import Slot
from wall.display.media.states import Fit

# AVColorSpace -> SWS_CS_*; 2 is "not told".
_SWS_COLOURS = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}
_BT709, _BT601 = 1, 5
_FULL_RANGE = 2
_ONE = 1 << 16


@dataclass(frozen=True, slots=True)
class FrameForm:
    """What about a frame decides how it is scaled."""

    width: int
    height: int
    pixel_format: str
    colours: int
    full_range: bool
    quarter_turns: int
    pixel_aspect: float

    @property
    def shown_px(self) -> tuple[int, int]:
        """Size of the picture upright and with square pixels."""
        width, height = max(1, round(self.width * self.pixel_aspect)), self.height
        return (height, width) if self.quarter_turns % 2 else (width, height)


def frame_form(frame: VideoFrame, pixel_aspect: float) -> FrameForm:
    """The form of a frame; `pixel_aspect` is width over height of one pixel."""
    colours = _SWS_COLOURS.get(frame.colorspace)
    if colours is None:
        # Untagged material follows the custom of its size.
        colours = _BT709 if frame.height >= 720 else _BT601
    name = frame.format.name
    return FrameForm(
        width=frame.width,
        height=frame.height,
        pixel_format=name,
        colours=colours,
        full_range=frame.color_range == _FULL_RANGE or name.startswith("yuvj"),
        # libav tells degrees counter-clockwise, as numpy.rot90 turns.
        quarter_turns=round(frame.rotation / 90) % 4,
        pixel_aspect=pixel_aspect,
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """Which part of the source goes to which size; sizes are before turning."""

    crop: tuple[int, int, int, int]
    scaled_px: tuple[int, int]
    slot_px: tuple[int, int]


def plan(form: FrameForm, wanted_px: tuple[int, int], fit: Fit) -> Plan:
    """How a frame of this form fills `wanted_px`.

    With `contain` the slot is smaller than wanted on one side: who paints it centres it, and the
    ground around it is theirs.
    """
    wanted_w, wanted_h = max(1, wanted_px[0]), max(1, wanted_px[1])
    shown_w, shown_h = form.shown_px
    slot_w, slot_h = wanted_w, wanted_h
    part_w = part_h = 1.0
    if fit is Fit.CONTAIN:
        scale = min(wanted_w / shown_w, wanted_h / shown_h)
        slot_w = min(wanted_w, max(1, round(shown_w * scale)))
        slot_h = min(wanted_h, max(1, round(shown_h * scale)))
    elif fit is Fit.COVER:
        scale = max(wanted_w / shown_w, wanted_h / shown_h)
        part_w, part_h = wanted_w / scale / shown_w, wanted_h / scale / shown_h
    if form.quarter_turns % 2:
        part_w, part_h = part_h, part_w
        scaled = (slot_h, slot_w)
    else:
        scaled = (slot_w, slot_h)
    crop_w = min(form.width, max(2, round(form.width * part_w)))
    crop_h = min(form.height, max(2, round(form.height * part_h)))
    # Offsets by 4 lie on whole samples in every chroma layout.
    left = (form.width - crop_w) // 2 & ~3
    top = (form.height - crop_h) // 2 & ~3
    return Plan((left, top, crop_w, crop_h), scaled, (slot_w, slot_h))


class Scaler:
    """Scales frames of one stream for one output."""

    def __init__(self) -> None:
        self._key: tuple[FrameForm, tuple[int, int], Fit] | None = None
        self._plan: Plan | None = None
        self._direct: _DirectScaling | None = None
        self._reformatter: VideoReformatter | None = None
        self._upright: NDArray[np.uint8] | None = None

    def plan_for(self, form: FrameForm, wanted_px: tuple[int, int], fit: Fit) -> Plan:
        """The plan for frames of this form, made when the form or the wish is new."""
        key = (form, wanted_px, fit)
        if self._plan is None or key != self._key:
            self.close()
            self._key = key
            self._plan = plan(form, wanted_px, fit)
            libraries = libav.bundled()
            if libraries is not None:
                self._direct = _DirectScaling.make(libraries, form, self._plan)
        return self._plan

    def scale(self, frame: VideoFrame, slot: Slot) -> None:
        """Fill a slot of the size that `plan_for` named last."""
        assert self._key is not None
        assert self._plan is not None
        form, chosen = self._key[0], self._plan
        if form.quarter_turns == 0 and self._direct is not None:
            self._direct.into(frame, slot.address, slot.stride)
            return
        if self._direct is not None:
            width, height = chosen.scaled_px
            if self._upright is None:
                self._upright = np.zeros((height + 1, -(-width // 16) * 16, 4), np.uint8)
            scratch = self._upright
            self._direct.into(frame, int(scratch.ctypes.data), scratch.strides[0])
            picture = scratch[:height, :width]
        else:
            picture = self._reformatted(frame, chosen)
        np.copyto(slot.buffer, np.rot90(picture, form.quarter_turns))

    def _reformatted(self, frame: VideoFrame, chosen: Plan) -> NDArray[np.uint8]:
        # The slow way, where PyAV's libraries are unknown: whole frame, then the cropped part.
        if self._reformatter is None:
            self._reformatter = VideoReformatter()
        left, top, crop_w, crop_h = chosen.crop
        width, height = chosen.scaled_px
        whole_w = max(width, round(width * frame.width / crop_w))
        whole_h = max(height, round(height * frame.height / crop_h))
        scaled = self._reformatter.reformat(
            frame, whole_w, whole_h, "bgra", interpolation="BILINEAR", threads=1
        )
        x = min(whole_w - width, round(left * whole_w / frame.width))
        y = min(whole_h - height, round(top * whole_h / frame.height))
        pixels = cast("NDArray[np.uint8]", scaled.to_ndarray())
        return pixels[y : y + height, x : x + width]

    def close(self) -> None:
        """Give the libswscale context back. Idempotent."""
        if self._direct is not None:
            self._direct.close()
        self._direct = None
        self._reformatter = None
        self._upright = None
        self._plan = None
        self._key = None


class _DirectScaling:
    """One libswscale context that writes into memory we name."""

    def __init__(self, libraries: libav.Libraries, context: int, form: FrameForm, to: Plan) -> None:
        self._libraries = libraries
        self._context: int | None = context
        number = libraries.pixel_format(form.pixel_format)
        _, down = libraries.chroma_shift(number)
        left, top, _, self._rows = to.crop
        self._offsets: list[tuple[int, int]] = []
        for plane in range(4):
            chroma = plane in (1, 2)
            self._offsets.append(
                (libraries.row_bytes(number, left, plane), top >> down if chroma else top)
            )
        self._palette = form.pixel_format == "pal8"
        self._sources, self._source_strides = libav.FourPointers(), libav.FourInts()
        self._targets, self._target_strides = libav.FourPointers(), libav.FourInts()

    @classmethod
    def make(cls, libraries: libav.Libraries, form: FrameForm, to: Plan) -> _DirectScaling | None:
        """A context for this form and plan; None where libswscale does not know the format."""
        source = libraries.pixel_format(form.pixel_format)
        target = libraries.pixel_format("bgra")
        _, _, crop_w, crop_h = to.crop
        # Bilinear skips source pixels when a picture shrinks by more than two: it shimmers.
        shrinks = to.scaled_px[0] * 2 < crop_w or to.scaled_px[1] * 2 < crop_h
        flags = libav.SWS_AREA if shrinks else libav.SWS_BILINEAR
        scale = libraries.swscale
        context = scale.sws_getContext(
            crop_w, crop_h, source, *to.scaled_px, target, flags, None, None, None
        )
        if not context:
            return None
        table = scale.sws_getCoefficients(form.colours)
        rgb_table = scale.sws_getCoefficients(_BT709)
        scale.sws_setColorspaceDetails(
            context, table, int(form.full_range), rgb_table, 1, 0, _ONE, _ONE
        )
        return cls(libraries, int(context), form, to)

    def into(self, frame: VideoFrame, address: int, stride: int) -> None:
        """Scale a frame to `address`; the interpreter lock is free meanwhile."""
        for index, plane in enumerate(frame.planes):
            offset_x, offset_y = self._offsets[index]
            if self._palette and index:
                offset_x = offset_y = 0
            self._sources[index] = plane.buffer_ptr + offset_x + offset_y * plane.line_size
            self._source_strides[index] = plane.line_size
        self._targets[0] = address
        self._target_strides[0] = stride
        self._libraries.swscale.sws_scale(
            self._context,
            self._sources,
            self._source_strides,
            0,
            self._rows,
            self._targets,
            self._target_strides,
        )

    def close(self) -> None:
        if self._context is not None:
            self._libraries.swscale.sws_freeContext(self._context)
        self._context = None
