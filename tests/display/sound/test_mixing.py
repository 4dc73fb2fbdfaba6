"""Mixing, exactly: what comes out for what was pushed. No device, no server."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.display.sound.films import make_film
from tests.display.sound.sound_server import tone_level
from wall.display.media.sound import SourceSound
from wall.display.media.sound_files import FileSound
from wall.display.sound.chime import chime
from wall.display.sound.device_clock import DeviceClock
from wall.display.sound.inputs import RATE, Samples, SoundInput
from wall.display.sound.mixer import Mixer
from wall.display.sound.speech import CannotSpeak, speak

CHUNK = RATE // 50
HZ = 440.0


def tone(seconds: float, level: float = 0.25, begin_s: float = 0.0) -> Samples:
    times = begin_s + np.arange(round(seconds * RATE)) / RATE
    sound = level * np.sin(2 * np.pi * HZ * times)
    return np.repeat(sound.astype(np.float32)[:, None], 2, axis=1)


def played(mixer: Mixer, from_s: float, seconds: float) -> NDArray[np.float32]:
    """The left channel of what is heard from a monotonic time on."""
    count = round(seconds * RATE / CHUNK)
    parts = [mixer.mix(CHUNK, from_s + n * CHUNK / RATE)[:, 0] for n in range(count)]
    return np.concatenate(parts)


def has_clicks(samples: NDArray[np.float32], level: float = 0.25) -> bool:
    """Whether it jumps further than such a tone ever moves from one sample to the next."""
    steepest = level * 2 * np.pi * HZ / RATE
    return bool(np.abs(np.diff(samples)).max() > steepest * 1.5)


def test_what_is_pushed_is_heard_at_its_time_and_sample_for_sample() -> None:
    mixer, sound = Mixer(), SoundInput()
    sound.anchor(100.0)
    for n in range(10):
        sound.push(tone(0.1, begin_s=n * 0.1), n * 0.1)
    mixer.set_gain(sound, 1.0)
    heard = played(mixer, 99.9, 1.0)
    assert np.abs(heard[: RATE // 10]).max() < 1e-9
    steady = heard[RATE // 10 + RATE // 5 :]
    expected = tone(0.9)[RATE // 5 :, 0]
    assert np.abs(steady - expected[: len(steady)]).max() < 1e-6
    assert not has_clicks(heard)


def test_volume_changes_and_ends_without_a_click() -> None:
    mixer, sound = Mixer(), SoundInput()
    sound.anchor(0.0)
    sound.push(tone(3.0), 0.0)
    mixer.set_gain(sound, 1.0)
    whole = [played(mixer, 0.0, 0.5)]
    mixer.set_gain(sound, 0.5)
    whole.append(played(mixer, 0.5, 0.5))
    mixer.duck = 0.125
    whole.append(played(mixer, 1.0, 0.6))
    mixer.set_gain(sound, 0.0)
    whole.append(played(mixer, 1.6, 0.2))
    levels = [tone_level(part[-RATE // 5 :], HZ) for part in whole]
    assert levels == pytest.approx([0.25, 0.125, 0.015625, 0.0], abs=0.002)
    assert not has_clicks(np.concatenate(whole))
    assert mixer.is_silent


def test_several_tiles_add_up_and_never_leave_full_scale() -> None:
    mixer = Mixer()
    for _ in range(6):
        sound = SoundInput()
        sound.anchor(0.0)
        sound.push(tone(1.0, level=0.5), 0.0)
        mixer.set_gain(sound, 1.0)
    heard = played(mixer, 0.0, 0.5)
    assert 0.9 < np.abs(heard).max() <= 1.0


def test_what_does_not_lead_follows_a_line_that_drifts_without_gap_or_click() -> None:
    """A source whose clock runs 300 millionths fast: the sound stays in time."""
    mixer, sound = Mixer(), SoundInput()
    mixer.set_gain(sound, 1.0)
    heard, late_s, drift = [], 0.0, 3e-4
    for second in range(30):
        sound.anchor(-second * drift)
        sound.push(tone(1.0, begin_s=second), second)
        if second:
            heard.append(played(mixer, second - 1.0, 1.0))
        late_s = second * drift
    sound_then = np.concatenate(heard)
    assert not has_clicks(sound_then[RATE:])
    # What the line says is due now is what is heard now.
    now_s = 29.0 - 0.2
    wanted = tone(0.05, begin_s=now_s + late_s)[:, 0]
    found = sound_then[round(now_s * RATE) :][: len(wanted)]
    shifts = range(-200, 201)
    best = max(shifts, key=lambda s: float(np.dot(np.roll(wanted, s)[300:-300], found[300:-300])))
    assert abs(best) / RATE < 0.004


def test_what_leads_says_how_far_its_picture_is_off() -> None:
    mixer, sound = Mixer(), SoundInput()
    sound.anchor(0.0, leads=True)
    sound.push(tone(4.0), 0.0)
    mixer.set_gain(sound, 1.0)
    played(mixer, 0.0, 0.5)
    sound.take_lead_s()
    # The device takes 20 ms longer than was thought: the sound is late, and so be its picture.
    heard = played(mixer, 0.52, 1.0)
    assert not has_clicks(heard)
    threading.Event().wait(0.02)
    assert 0 < sound.take_lead_s() <= 0.003


def test_a_device_that_stood_still_is_noticed_and_jitter_is_not() -> None:
    clock = DeviceClock(0.01)
    told = []
    for n in range(200):
        jitter_s = 0.004 if n % 2 else 0.0
        told.append(clock.heard_at_s(n * 0.02 + jitter_s, 4800) - n * 0.02)
        clock.wrote(CHUNK)
    assert max(told[100:]) - min(told[100:]) < 0.001
    later_s = clock.heard_at_s(200 * 0.02 + 0.5, 4800)
    assert later_s == pytest.approx(200 * 0.02 + 0.5 + 0.11, abs=0.01)


class Listener:
    """An ear that keeps all it hears."""

    def __init__(self) -> None:
        self.parts: list[tuple[float, Samples]] = []

    def push(self, samples: Samples, at_s: float) -> None:
        self.parts.append((at_s, samples.copy()))

    def anchor(self, origin_s: float | None, *, leads: bool = False) -> None:
        pass

    def line_s(self) -> float | None:
        return None

    def take_lead_s(self) -> float:
        return 0.0


@pytest.mark.parametrize("sound_s", [1.0, 1.03, 0.98])
def test_a_loop_has_neither_gap_nor_click(tmp_path: Path, sound_s: float) -> None:
    """The sound of a film is rarely exactly as long as its picture; the picture gives way."""
    # A whole number of periods: the end of the tone goes over into its beginning.
    hz = round(HZ * sound_s) / sound_s
    path = make_film(tmp_path / "loop.mov", 1.0, hz, codec="pcm_s16le", sound_s=sound_s)
    ear, threads = Listener(), []

    def make(sound: SourceSound) -> FileSound:
        threads.append(FileSound(sound, [str(path)], None, loop=True))
        return threads[-1]

    source = SourceSound(make)
    source.place(0, None, 0.0)
    source.follow(time.monotonic() + 0.2, leads=True)
    source.listen(ear)
    deadline = time.monotonic() + 20
    while not ear.parts or ear.parts[-1][0] < 3.2:
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
    shift_s = source.place(0, None, 1.0)
    source.close()
    threads[0].join(5)
    assert shift_s == pytest.approx(sound_s - 1.0, abs=0.002)
    end_s = ear.parts[0][0]
    for at_s, samples in ear.parts:
        assert at_s == pytest.approx(end_s, abs=1 / RATE)
        end_s = at_s + len(samples) / RATE
    whole = np.concatenate([samples for _, samples in ear.parts])[:, 0]
    assert not has_clicks(whole)
    assert tone_level(whole[: 3 * RATE], hz) == pytest.approx(0.25, rel=0.02)


def test_chimes_differ_by_level_and_words_are_spoken_where_the_machine_can() -> None:
    lengths = [len(chime(level)) for level in ("info", "warning", "alarm")]
    assert lengths == sorted(lengths)
    assert all(np.abs(chime(level)).max() == pytest.approx(0.5) for level in ("info", "alarm"))
    try:
        spoken = speak("The doors close.", "en")
    except CannotSpeak as reason:
        pytest.skip(str(reason))
    assert 0.5 < len(spoken) / RATE < 5
    assert np.abs(spoken).max() == pytest.approx(0.6, abs=0.01)


def test_a_voice_that_cannot_be_started_is_no_failure_of_the_alert(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "espeak-ng").write_bytes(b"\x7fELF, but of no machine")
    (tmp_path / "espeak-ng").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotSpeak, match="does not speak"):
        speak("The doors close.", "en")
