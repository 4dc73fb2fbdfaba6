"""Both themes are legible: contrast and colour-blind distance are computed, not judged."""

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

THEMES = Path(__file__).parents[2] / "assets" / "themes"
Theme = dict[str, dict[str, str]]
Triple = npt.NDArray[np.float64]

GROUNDS = ("ground", "surface", "surface_raised")
SIGNALS = ("accent", "positive", "negative", "warning", "alarm", "info")
NOT_READ = {*GROUNDS, "line", "on_signal"}

# Machado, Oliveira, Fernandes 2009, severity 1.0, on linear sRGB.
EYES = {
    "full": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.9505, 1.0, 1.089])


def linear(colour: str) -> Triple:
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio, 1 to 21."""
    dark, light = sorted(float(linear(c) @ TO_XYZ[1]) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(light: Triple) -> Triple:
    xyz = TO_XYZ @ np.clip(light, 0, 1) / WHITE
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.fixture(params=["night", "day"])
def theme(request: pytest.FixtureRequest) -> Theme:
    loaded: Theme = json.loads((THEMES / f"{request.param}.json").read_text("utf-8"))
    return loaded


def test_whatever_is_read_keeps_4_5_to_1_on_every_ground(theme: Theme) -> None:
    read = {k: v for k, v in theme["colors"].items() if k not in NOT_READ}
    read |= {f"network {k}": v for k, v in theme["networks"].items()}
    poor = {
        (name, ground): round(contrast(colour, theme["colors"][ground]), 2)
        for name, colour in read.items()
        for ground in GROUNDS
        if contrast(colour, theme["colors"][ground]) < 4.5
    }
    assert poor == {}


def test_text_on_a_signal_plate_keeps_4_5_to_1(theme: Theme) -> None:
    colours = theme["colors"]
    assert min(contrast(colours["on_signal"], colours[name]) for name in SIGNALS) >= 4.5


def test_series_keep_3_to_1_on_the_plate(theme: Theme) -> None:
    assert min(contrast(c, theme["colors"]["surface"]) for c in theme["series"]) >= 3


@pytest.mark.parametrize("eye", EYES)
def test_any_two_series_differ_to_every_eye(theme: Theme, eye: str) -> None:
    seen = [lab(EYES[eye] @ linear(colour)) for colour in theme["series"]]
    assert len(seen) == 6
    assert min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2)) >= 20


def test_both_themes_have_the_same_tokens() -> None:
    night, day = (json.loads((THEMES / f"{n}.json").read_text("utf-8")) for n in ("night", "day"))
    for part in ("colors", "networks", "type", "space"):
        assert night[part].keys() == day[part].keys()
    assert night["type"] == day["type"]
    assert night["space"] == day["space"]
