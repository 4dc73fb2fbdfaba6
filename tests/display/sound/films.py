"""Small films with sound: a tone through and through, or a beep with a flash each second."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

FPS = 25
RATE = 48000
FLASH_FRAMES = 3


def make_film(
    path: Path,
    seconds: float,
    hz: float,
    *,
    level: float = 0.25,
    beeps: bool = False,
    codec: str = "aac",
    sound_s: float | None = None,
) -> Path:
    """A film whose sound is a tone of `level`. With `beeps`, tone and white picture come together
    for the first moment of each second. `sound_s`: how long the sound is, if not as the picture."""
    times = np.arange(round((sound_s or seconds) * RATE)) / RATE
    sound = level * np.sin(2 * np.pi * hz * times)
    if beeps:
        sound *= times % 1.0 < FLASH_FRAMES / FPS
    stereo = np.repeat(sound.astype(np.float32)[:, None], 2, axis=1)
    with av.open(str(path), "w") as film:
        picture = film.add_stream("mpeg4", rate=FPS)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        picture.gop_size = FPS
        voice = film.add_stream(codec, rate=RATE)
        voice.layout = "stereo"
        for number in range(round(seconds * FPS)):
            bright = 235 if beeps and number % FPS < FLASH_FRAMES else 16
            frame = av.VideoFrame.from_ndarray(
                np.full((64, 64, 3), bright, np.uint8), format="rgb24"
            )
            frame.pts = number
            film.mux(picture.encode(frame))
            begin, end = (round(n * RATE / FPS) for n in (number, number + 1))
            if number == round(seconds * FPS) - 1:
                end = len(stereo)
            _encode(film, voice, stereo[begin:end], begin)
        film.mux(picture.encode(None))
        film.mux(voice.encode(None))
    return path


def _encode(
    film: av.container.OutputContainer, voice: av.AudioStream, samples: np.ndarray, at: int
) -> None:
    if not len(samples):
        return
    form = voice.codec_context.format.name
    if form == "s16":
        data = (samples * 32767).astype(np.int16).reshape(1, -1)
    else:
        data = np.ascontiguousarray(samples.T)
    block = av.AudioFrame.from_ndarray(data, format=form, layout="stereo")
    block.sample_rate, block.pts, block.time_base = RATE, at, Fraction(1, RATE)
    film.mux(voice.encode(block))
