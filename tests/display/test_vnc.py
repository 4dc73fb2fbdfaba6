"""A workstation on the wall: a real server's pixels, hands that reach it, and its absence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import JsonValue
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from tests.display.harness import DisplayHarness, grid_wall
from tests.display.workstation import COLOUR, HEIGHT, PASSWORD, WIDTH, Workstation
from wall.kinds.registry import KindRegistry
from wall.link.messages import DrivenTile, DriveTile, ShowDrives
from wall.model.geometry import Rect
from wall.model.tiles import HealthState, Tile
from wall.views.theme import load_fonts
from widgets.vnc import KIND

W, H = 480, 270
PATIENCE_S = 30.0


@pytest.fixture
def workstation(tmp_path: Path) -> Iterator[Workstation]:
    with Workstation(tmp_path / "workstation", 521) as station:
        yield station


@pytest.fixture
def harness(qapp: QApplication) -> Iterator[DisplayHarness]:
    load_fonts()
    harness = DisplayHarness(qapp, kinds=KindRegistry([KIND]))
    harness.identify(grid_wall(1, 1, (W, H)), secrets={"DESK": PASSWORD})
    yield harness
    harness.stop()


def put(harness: DisplayHarness, station: Workstation, **settings: JsonValue) -> None:
    told: dict[str, JsonValue] = {"url": station.url, "password": {"secret": "DESK"}, **settings}
    rect = Rect(0, 0, W, H)
    harness.show(Tile(id="desk", kind="vnc", rect=rect, settings=told, trusted=True))


def health(harness: DisplayHarness) -> HealthState:
    return harness.stage.shown["desk"].health.state


def seen(harness: DisplayHarness, x: int, y: int) -> QColor:
    view = harness.stage.shown["desk"].view
    assert view is not None
    image = QImage(W, H, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    view.paint_content(painter, view.rect)
    painter.end()
    return image.pixelColor(QPoint(x, y))


def is_showing(harness: DisplayHarness, colour: str) -> Callable[[], bool]:
    return lambda: health(harness) is HealthState.OK and seen(harness, W // 2, H // 2) == colour


def drive(harness: DisplayHarness, *inputs: dict[str, JsonValue]) -> None:
    told = {"wall": "hub", "tile": "desk", "inputs": inputs}
    harness.display.handle(DriveTile.model_validate(told))


def test_its_screen_is_shown_whole_and_followed_and_comes_back_by_itself(
    harness: DisplayHarness, workstation: Workstation
) -> None:
    put(harness, workstation)
    harness.wait(is_showing(harness, COLOUR), PATIENCE_S)
    ground = harness.stage.shown["desk"].view.theme.color("ground")  # type: ignore[union-attr]
    assert seen(harness, 2, H // 2) == ground, "4:3 in a wider tile, not stretched"
    workstation.paint("#cc3311")
    harness.wait(is_showing(harness, "#cc3311"), PATIENCE_S)

    workstation.kill()
    harness.wait(lambda: health(harness) is HealthState.STALE, PATIENCE_S)
    assert seen(harness, W // 2, H // 2) == "#cc3311", "the last picture stays"
    workstation.start()
    harness.wait(is_showing(harness, COLOUR), PATIENCE_S)

    workstation.resize(640, 480)
    workstation.paint("#11cc33")
    harness.wait(is_showing(harness, "#11cc33"), PATIENCE_S)


def test_hands_reach_it_at_the_right_place_and_nothing_stays_pressed(
    harness: DisplayHarness, workstation: Workstation
) -> None:
    put(harness, workstation)
    workstation.open_window()
    harness.wait(lambda: any(one["type"] == "Paint" for one in workstation.heard()), PATIENCE_S)
    drives = (DrivenTile(tile="desk", driver="Anne"),)
    harness.display.handle(ShowDrives(wall="hub", drives=drives))

    scale = H / HEIGHT
    left = (W - WIDTH * scale) / 2
    at: list[JsonValue] = [left + 200 * scale, 300 * scale]
    drive(
        harness,
        {"type": "pointer", "action": "move", "at": at},
        {"type": "pointer", "action": "press", "at": at},
        {"type": "pointer", "action": "release", "at": at},
        {"type": "wheel", "at": at, "by": [0, 120]},
        {"type": "text", "text": "Grüß"},
        {"type": "key", "action": "press", "key": "c", "modifiers": ["control"]},
        {"type": "key", "action": "release", "key": "c", "modifiers": ["control"]},
        {"type": "key", "action": "press", "key": "Shift"},
    )

    def heard(kind: str) -> list[dict[str, object]]:
        return [one for one in workstation.heard() if one["type"] == kind]

    harness.wait(lambda: len(heard("KeyPress")) >= 7, PATIENCE_S)
    (click,) = heard("MouseButtonPress")
    x, y = click["at"]  # type: ignore[misc]
    assert abs(x - 200) <= 2
    assert abs(y - 300) <= 2
    assert click["button"] == "LeftButton"
    assert len(heard("MouseButtonRelease")) == 1
    assert [one["by"] for one in heard("Wheel")] == [-120, -120]
    typed = [one["text"] for one in heard("KeyPress") if one["text"]]
    assert typed[:4] == ["G", "r", "ü", "ß"]
    assert any(one["control"] and one["key"] == ord("C") for one in heard("KeyPress"))

    harness.display.handle(ShowDrives(wall="hub", drives=()))
    shift = 0x01000020
    harness.wait(lambda: any(one["key"] == shift for one in heard("KeyRelease")), PATIENCE_S)


def test_who_may_not_work_it_or_has_a_wrong_password_is_told(
    harness: DisplayHarness, workstation: Workstation
) -> None:
    put(harness, workstation, password=None)
    item = harness.stage.shown["desk"]
    harness.wait(lambda: "asks for a password" in item.health.why, PATIENCE_S)
    assert PASSWORD not in item.health.why
