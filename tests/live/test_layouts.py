"""Layouts: staged and taken in one frame, edited while they are on, broken without harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.running_wall import RunningWall, until
from tests.live.sites import ADDRESSES, color_of, inverse_of
from tests.live.watching import Watching
from wall.model.commands import MoveTile
from wall.model.geometry import Rect


def near(seen: tuple[int, int, int], color: tuple[int, int, int]) -> bool:
    return all(abs(a - b) <= 2 for a, b in zip(seen, color, strict=True))


def test_a_take_shows_the_old_or_the_new_and_nothing_else(wall: RunningWall) -> None:
    staged = wall.client.stage("inverse")
    assert staged.complete
    assert not staged.failed
    assert {info.name for info in wall.client.layouts() if info.staged} == {"inverse"}
    with Watching(wall.eyes.display) as watching:
        until(lambda: watching.samples > 20)
        wall.client.take()
        wall.settle()
        for layout in ("colours", "inverse", "colours"):
            wall.client.take(layout)
            wall.settle()
        end = watching.samples + 20
        until(lambda: watching.samples > end)
    for address, colors in watching.seen.items():
        wanted = (color_of(address), inverse_of(address))
        odd = {c for c in colors if not near(c, wanted[0]) and not near(c, wanted[1])}
        assert not odd, f"{address} showed {odd}"
        assert any(near(c, wanted[1]) for c in colors), f"{address} was never seen new"


def test_a_fade_is_never_black(wall: RunningWall) -> None:
    with Watching(wall.eyes.display) as watching:
        until(lambda: watching.samples > 20)
        wall.client.take("inverse", fade_ms=500)
        until(
            lambda: all(any(near(c, inverse_of(a)) for c in watching.of(a)) for a in ADDRESSES),
            what="the new layout on all screens",
        )
    for address, colors in watching.seen.items():
        pairs = list(zip(color_of(address), inverse_of(address), strict=True))
        for color in colors:
            for value, (old, new) in zip(color, pairs, strict=True):
                assert min(old, new) - 6 <= value <= max(old, new) + 6, f"{address} showed {color}"


@pytest.fixture
def edited(wall: RunningWall) -> Iterator[RunningWall]:
    """The files are put back afterwards."""
    kept = {path: path.read_text() for path in wall.site.glob("*.yaml")}
    kept_digest = digest(wall)
    yield wall
    for path, text in kept.items():
        path.write_text(text)
    until(lambda: digest(wall) == kept_digest and not wall.status().problems, what="as it was")


def digest(wall: RunningWall) -> str:
    """Of the layout that is on, as the wall knows its file."""
    layout = wall.client.scene().layout
    return layout.digest if layout else ""


def top(wall: RunningWall, address: str) -> tuple[int, int]:
    rect = wall.screen(address).monitor_rect
    assert rect is not None
    return rect.x + 960, rect.y + 300


def test_the_wall_follows_an_edited_file_in_one_take(edited: RunningWall) -> None:
    wall, file = edited, edited.site / "colours.yaml"
    before = wall.status().revision
    text = file.read_text()
    file.write_text(text.replace("media/A1.png", "media/A1-inverse.png"))
    wall.eyes.wait_color(*top(wall, "A1"), inverse_of("A1"))
    assert wall.status().revision == before + 1
    newest = wall.client.history(limit=1)[0]
    assert newest.actor == "file"
    assert "colours.yaml" in newest.reason
    assert near(wall.eyes.color(*top(wall, "B1")), color_of("B1"))


def test_what_an_operator_touched_stays_when_the_file_is_edited(edited: RunningWall) -> None:
    wall, file = edited, edited.site / "colours.yaml"
    rect = wall.screen("A1").rect
    moved = Rect(rect.x + 100, rect.y + 100, 900, 500)
    wall.client.submit(MoveTile(id="s-A1", rect=moved))
    file.write_text(
        file.read_text()
        .replace("media/A1.png", "media/A1-inverse.png")
        .replace("media/B1.png", "media/B1-inverse.png")
    )
    wall.eyes.wait_color(*top(wall, "B1"), inverse_of("B1"))
    tile = wall.client.scene().tile("s-A1")
    assert tile is not None
    assert tile.rect == moved
    assert tile.settings["url"] == "media/A1-inverse.png"


def test_a_broken_file_is_told_with_its_place_and_the_wall_stays(edited: RunningWall) -> None:
    wall, file = edited, edited.site / "colours.yaml"
    revision = wall.status().revision
    text = file.read_text()
    broken = text.replace("kind: image, area: A1", "kind: imgae, area: A1").replace(
        "area: B1,", "area: Q7,"
    )
    file.write_text(broken)
    status = wall.wait(lambda s: len(s.problems) >= 2, what="both problems are told")
    lines = broken.splitlines()
    for words in ("imgae", "Q7"):
        number = next(n for n, line in enumerate(lines, 1) if words in line)
        told = next(problem for problem in status.problems if words in problem)
        assert f"colours.yaml:{number}:" in told
    assert "image" in next(p for p in status.problems if "imgae" in p)
    assert status.revision == revision
    for address in ("A1", "B1"):
        assert near(wall.eyes.color(*top(wall, address)), color_of(address))
    checked = wall.cli("check", str(wall.site))
    assert checked.returncode == 1
    for problem in status.problems:
        assert problem.partition(": ")[2] in checked.stdout + checked.stderr
    file.write_text(text)
    wall.wait(lambda s: not s.problems, what="nothing is wrong any more")


def test_a_taken_layout_keeps_what_colleagues_pushed(wall: RunningWall) -> None:
    wall.client.push("image", {"url": "media/F3.png"}, at="A1", id="pushed")
    wall.client.take("inverse")
    wall.settle()
    wall.eyes.wait_color(*top(wall, "A1"), color_of("F3"))
    wall.eyes.wait_color(*top(wall, "B1"), inverse_of("B1"))
    wall.client.take("inverse", clear=True)
    wall.settle()
    wall.eyes.wait_color(*top(wall, "A1"), inverse_of("A1"))
