"""A tile that kills the display is suspended; everything else goes on."""

from __future__ import annotations

import os
from pathlib import Path

from simulated_monitors import SimulatedMonitors

from tests.live.poison import install_poison
from tests.live.running_wall import RunningWall, until
from tests.live.sites import color_of, copy_site
from wall.model.commands import ConfigureTile


def test_a_tile_that_kills_the_display_is_quarantined_after_two_deaths(
    wall_x: SimulatedMonitors, site: Path, tmp_path: Path
) -> None:
    own = copy_site(site, tmp_path / "site")
    paths = [install_poison(tmp_path / "packages"), os.environ.get("PYTHONPATH", "")]
    poisoned = {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    with RunningWall(own, wall_x.environment(), tmp_path / "data", environment=poisoned) as wall:
        wall.client.push("poison", {}, at="B2", id="poison")
        status = wall.wait(
            lambda s: (
                s.ready
                and bool(s.displays)
                and any(t.id == "poison" and t.health.state == "failed" for t in s.tiles)
            ),
            60,
            "the tile is suspended and the wall is complete",
        )
        tile = wall.client.scene().tile("poison")
        assert tile is not None
        assert tile.suspended is not None
        assert "2 times" in tile.suspended
        assert all(screen.present for screen in status.screens)
        assert wall.tail().count("supervisor ERROR   display ended") == 2, wall.tail()
        assert wall.client.history(limit=1)[0].actor == "guard"
        rect = wall.screen("C2").monitor_rect
        assert rect is not None
        wall.eyes.wait_color(rect.x + 960, rect.y + 540, color_of("C2"))
        placeholder = wall.look("B2")
        assert not (placeholder == color_of("B2")).all(axis=2).all()
        assert placeholder.std() > 1, "the placeholder says why"

        pid = wall.pid("display")
        wall.client.submit(ConfigureTile(id="poison", settings={"deadly": False}))
        until(lambda: _health(wall) == "ok", what="other settings release it")
        assert wall.pid("display") == pid


def _health(wall: RunningWall) -> str:
    tile = wall.tile("poison")
    return tile.health.state if tile else ""
