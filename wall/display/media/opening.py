"""Opening a file or stream: find the picture in it, or say why there is none.

`open_media` blocks for as long as the disk or the network takes; it never runs on a worker or on
the Qt thread.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import cast

import av
from av.codec.context import ThreadType
from av.container import InputContainer
from av.stream import Discard, Disposition

from wall.display.media import hardware
from wall.display.media.captioning import captions_of, packed_captions_of
from wall.display.media.closed_captions import ClosedCaptions, tracks_of
from wall.display.media.inputs import InputGate
from wall.display.media.languages import same_language
from wall.display.media.listed_captions import ListedCaptions
from wall.display.media.medium import Media
from wall.display.media.options import FILM_CODECS, opening_of
from wall.display.media.other_content import other_content
from wall.display.media.reasons import check_address, no_picture, no_picture_in, told
from wall.display.media.schemes import LIVE_SCHEMES, UNGATED_SCHEMES, local_path, scheme_of
from wall.display.media.states import MediaError, MediaFacts
from wall.display.media.wishes import Wishes
from wall.link.playlists import Subtitles

# From this many pixels a frame, slices may be decoded on several cores.
SLICED_FROM_PX = 1920 * 1080
USUAL_FPS = 25.0
# Of what is only heard.
LEVELS_PER_S = 15.0
SEGMENTED = frozenset({"hls", "dash"})
# Untrusted files: no more pixels than 8K, or one small file could take all memory.
MAX_PIXELS = 8192 * 4608


def open_media(address: str, gate: InputGate, wishes: Wishes) -> Media:
    """Open an address through its gate.

    Raises MediaError (with a sentence for people) or AddressRefused; blocks.
    """
    container: InputContainer | None = None
    try:
        check_address(address)
        judged = address
        if scheme_of(address) in UNGATED_SCHEMES:
            judged = gate.allow(address).address
        container = _open(judged, gate, wishes)
        media = _media(address, container, gate)
        if wishes.foreign:
            _check_film(address, media)
        _caption(media, wishes.captions)
    except BaseException as problem:
        if container is not None:
            container.close()
        gate.close()
        if gate.refused is not None:
            raise gate.refused from problem
        if isinstance(problem, av.FFmpegError | OSError | UnicodeError):
            raise told(address, problem, gate) from problem
        raise
    return media


def _caption(media: Media, wanted: str) -> None:
    media.captions = captions_of(media.container, wanted, media.start_s)
    if media.captions is None and local_path(media.facts.address) is not None:
        media.captions = packed_captions_of(media.container, media.stream, wanted, media.start_s)
    if media.captions is not None:
        media.captions.stream.discard = Discard.default
        return
    url = _listed(media.gate.subtitles, wanted)
    if url is not None:
        media.listed_captions = ListedCaptions(media.gate.beside(), url, media.start_s)
        return
    spoken = media.voice.language if media.voice is not None else None
    tracks = tracks_of(wanted, media.gate.closed_captions, spoken or "")
    if tracks:
        media.closed_captions = ClosedCaptions(*tracks, codec=media.facts.codec)


def _listed(told: Sequence[Subtitles], wanted: str) -> str | None:
    if wanted == "on":
        return next((one.url for one in sorted(told, key=lambda one: not one.is_default)), None)
    return next((one.url for one in told if same_language(wanted, one.language)), None)


def _open(address: str, gate: InputGate, wishes: Wishes) -> InputContainer:
    how = opening_of(address, gate.protocols, wishes, is_patient=gate.is_patient)
    known = gate.look() if how.gated and local_path(address) is None else None
    return av.open(
        # The gate adds the credentials itself, to this server alone.
        address if how.gated and local_path(address) is None else how.url,
        "r",
        format=known or how.format,
        options=how.options,
        metadata_errors="replace",
        timeout=how.timeouts_s,
        io_open=gate if how.gated else None,
        hwaccel=hardware.accelerator() if wishes.hardware else None,
    )


def _check_film(address: str, media: Media) -> None:
    """Before anything is decoded."""
    codec = media.stream.codec_context.codec.canonical_name
    if codec not in FILM_CODECS:
        raise MediaError(address, f"{codec} is no codec of films in posts", final=True)


def _media(address: str, container: InputContainer, gate: InputGate) -> Media:
    pictures = [
        stream
        for stream in container.streams.video
        if not stream.disposition & Disposition.attached_pic
    ]
    voices = [one for one in container.streams.audio if one.codec_context is not None]
    if not pictures and voices:
        return _heard(address, container, voices[0], gate)
    # What is sent live may have lost the packet that says it, and says it again.
    is_file = local_path(address) is not None
    instead = other_content(gate.head)
    if not pictures:
        why = instead or no_picture_in({stream.type for stream in container.streams}, gate.head)
        raise MediaError(address, why, final=is_file)
    stream = max(pictures, key=_pixels)
    # PyAV has none where libav knows no decoder, though its types do not say so.
    context: av.VideoCodecContext | None = stream.codec_context
    if context is None:
        raise MediaError(
            address,
            "uses a codec that cannot be decoded here; convert it, for example to H.264 in MP4",
            final=True,
        )
    width, height = context.width, context.height
    if width <= 0 or height <= 0:
        why = instead or (
            "the picture has no size; the file is damaged, copy it again"
            if is_file
            else no_picture(address)
        )
        is_live = scheme_of(address) in LIVE_SCHEMES
        raise MediaError(address, why, final=is_file, awaits_key=is_live)
    if width * height > MAX_PIXELS:
        raise MediaError(
            address,
            f"{width} × {height} pixels are more than can be played; make it smaller",
            final=True,
        )
    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all
    if width * height >= SLICED_FROM_PX:
        context.thread_type = "SLICE"
        context.thread_count = max(1, os.cpu_count() or 1)
    else:
        context.thread_type = "NONE"
        context.thread_count = 1
    context.open()
    return _described(address, container, stream, gate)


def _heard(
    address: str, container: InputContainer, voice: av.AudioStream, gate: InputGate
) -> Media:
    """A medium without a picture: its frames are levels."""
    duration_s = container.duration / 1_000_000 if container.duration else None
    time_base = float(voice.time_base or 0)
    facts = MediaFacts(
        address=address,
        picture_px=(16, 9),
        codec=voice.codec_context.name,
        fps=LEVELS_PER_S,
        duration_s=duration_s,
        sound_only=True,
    )
    start_s = (voice.start_time or 0) * time_base
    live = _is_live(address, duration_s, gate)
    segmented = container.format.name in SEGMENTED
    # Only its packets and its clock are used as those of a picture.
    stream = cast("av.VideoStream", voice)
    return Media(container, stream, gate, facts, start_s, 1.0, live, segmented, voice)


def _described(
    address: str, container: InputContainer, stream: av.VideoStream, gate: InputGate
) -> Media:
    context = stream.codec_context
    aspect = stream.sample_aspect_ratio or context.sample_aspect_ratio
    pixel_aspect = float(aspect) if aspect else 1.0
    if not 0.1 < pixel_aspect < 10:
        pixel_aspect = 1.0
    rate = float(stream.average_rate or stream.guessed_rate or 0)
    fps = rate if 0.1 <= rate <= 480 else USUAL_FPS
    time_base = float(stream.time_base or 0)
    start_s = (stream.start_time or 0) * time_base
    duration_s: float | None = None
    if stream.duration:
        duration_s = stream.duration * time_base
    elif container.duration:
        duration_s = container.duration / 1_000_000
    facts = MediaFacts(
        address=address,
        picture_px=(max(1, round(context.width * pixel_aspect)), context.height),
        codec=context.name,
        fps=fps,
        duration_s=duration_s,
        hardware=hardware.device_of(context),
        threads=context.thread_count if context.thread_type == ThreadType.SLICE else 1,
    )
    segmented = container.format.name in SEGMENTED
    live = _is_live(address, duration_s, gate)
    voices = (one for one in container.streams.audio if one.codec_context is not None)
    voice = next(voices, None)
    return Media(container, stream, gate, facts, start_s, pixel_aspect, live, segmented, voice)


def _is_live(address: str, duration_s: float | None, gate: InputGate) -> bool:
    """Whether it comes at the pace of a clock elsewhere; what has a length can wait for us."""
    if local_path(address) is not None:
        return False
    return scheme_of(address) in LIVE_SCHEMES or (duration_s is None and not gate.has_end)


def _pixels(stream: av.VideoStream) -> int:
    context: av.VideoCodecContext | None = stream.codec_context
    return context.width * context.height if context is not None else 0
