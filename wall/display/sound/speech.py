"""Speech: a sentence spoken by espeak-ng, where the machine has it. Blocks; on its own thread."""

from __future__ import annotations

import io
import shutil
import subprocess
import wave

import numpy as np

from wall.display.sound.inputs import RATE, Samples

PROGRAM = "espeak-ng"
WITHIN_S = 10.0
PEAK = 0.6
WORDS_A_MINUTE = 150
LONGEST_S = 60.0


class CannotSpeak(Exception):
    """Why nothing is spoken."""


def speak(text: str, voice: str) -> Samples:
    """The samples of a sentence. Raises CannotSpeak."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise CannotSpeak(f"{PROGRAM} is not installed")
    command = [program, "--stdin", "--stdout", "-v", voice, "-s", str(WORDS_A_MINUTE)]
    try:
        said = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=WITHIN_S, check=True
        ).stdout
    except (subprocess.SubprocessError, OSError) as error:
        raise CannotSpeak(f"{PROGRAM} does not speak: {error}") from error
    return _samples(said)


def _samples(said: bytes) -> Samples:
    try:
        with wave.open(io.BytesIO(said)) as file:
            rate = file.getframerate()
            if file.getsampwidth() != 2 or file.getnchannels() != 1 or rate <= 0:
                raise CannotSpeak(f"{PROGRAM} speaks in another form than known")
            # What it streams says that it is endless.
            data = file.readframes(round(LONGEST_S * rate))
    except (wave.Error, EOFError) as error:
        raise CannotSpeak(f"{PROGRAM} said nothing: {error}") from error
    spoken = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32)
    loudest = float(np.abs(spoken).max(initial=0.0))
    if loudest == 0:
        raise CannotSpeak(f"{PROGRAM} said nothing")
    places = np.arange(round(len(spoken) * RATE / rate)) * (rate / RATE)
    played = np.interp(places, np.arange(len(spoken)), spoken) * (PEAK / loudest)
    return np.repeat(played.astype(np.float32)[:, None], 2, axis=1)
