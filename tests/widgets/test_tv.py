"""A channel of the line-up: found, shown, changed without black, and told when it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from bench.clips import ClipForm, make_clip
from tests.widgets.services import Bench
from tests.widgets.staging import Stage, ink
from tests.widgets.video.projector import Projector
from wall.model.datasets import Channels, Programme, TvChannel
from wall.model.line_ups import find_channel
from wall.model.tiles import HealthState
from widgets.tv.view import BRIEF_S, TvView

SIZE = (640, 360)


def channel(number: int, name: str, address: str, **more: object) -> TvChannel:
    told = {"id": name.lower(), "number": number, "name": name, "address": address}
    return TvChannel.model_validate({**told, "trusted": True, **more})


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("channels")
    form = ClipForm(width_px=320, height_px=180, seconds=2.0, preset="ultrafast", gop=10)
    make_clip(folder / "one.mp4", form)
    make_clip(folder / "two.mp4", replace(form, first_number=1000))
    return folder


@pytest.fixture
def projector(bench: Bench, stage: Stage, films: Path, qapp: QApplication) -> Iterator[Projector]:
    projector = Projector(bench, stage, films)
    yield projector
    stage.clear()
    projector.stop()


LINE_UP = Channels(
    channels=(
        channel(1, "One", "one.mp4"),
        channel(2, "Two", "two.mp4"),
        channel(3, "Gone", "gone.mp4"),
    )
)


def test_a_channel_is_found_by_number_id_and_name() -> None:
    known = (*LINE_UP.channels, channel(4, "24", "x.mp4"))
    assert [find_channel(known, w).name for w in ("2", "one", " GONE ", "24")] == [  # type: ignore[union-attr]
        "Two",
        "One",
        "Gone",
        "24",
    ]
    assert find_channel(known, "5") is None


def test_the_last_picture_stays_until_the_next_channel_is_there(projector: Projector) -> None:
    view = cast(TvView, projector.stage.put("tv", SIZE, LINE_UP, channel=1, strip="off"))
    projector.wait_until(lambda: view.is_ready, lambda: str(view.health))
    assert (projector.number(view) or 0) < 1000  # type: ignore[arg-type]
    projector.stage.change(view, channel="Two", strip="off")
    seen: list[int] = []

    def is_two() -> bool:
        number = projector.number(view)  # type: ignore[arg-type]
        assert number is not None, "black between two channels"
        seen.append(number)
        return number >= 1000

    projector.wait_until(is_two, lambda: f"{seen[-9:]} {view.health}")
    projector.stage.change(view, channel="Gone", strip="off")
    projector.wait_health(view, HealthState.STALE, "Gone")  # type: ignore[arg-type]
    assert (projector.number(view) or 0) >= 1000, "the last picture stays"  # type: ignore[arg-type]
    assert "gone.mp4" not in view.health.why
    projector.stage.change(view, channel="Tvo", strip="off")
    projector.wait_health(view, HealthState.STALE, "did you mean 'Two'")  # type: ignore[arg-type]


def test_the_strip_comes_with_a_change_and_goes_again(projector: Projector) -> None:
    now = projector.bench.clock.now()
    news = Programme(title="News", start=now - 600, stop=now + 600)
    line_up = Channels(channels=(LINE_UP.channels[0].model_copy(update={"now": news}),))
    view = cast(TvView, projector.stage.put("tv", SIZE, line_up, channel=1))
    projector.wait_until(lambda: view.is_ready, lambda: str(view.health))
    below = QRectF(0, SIZE[1] * 0.85, SIZE[0], SIZE[1] * 0.13)
    assert view.newest_frame() is None, "with a strip it is painted"
    with_strip = ink(projector.stage.look(view), projector.bench.theme.color("accent"), below)
    assert not with_strip.isEmpty()
    projector.bench.clock.advance(BRIEF_S + 1)
    projector.wait_until(lambda: view.newest_frame() is not None, lambda: "a frame")
