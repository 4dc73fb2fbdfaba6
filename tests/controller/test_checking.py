"""What people bring may come from where the site allows, and from nowhere else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.controller.sites_at_work import ANNE, WALL, at_work, write_site
from wall.errors import AddressRefused, CommandRefused
from wall.model.commands import AddTile, Command, ConfigureTile
from wall.model.geometry import Rect
from wall.model.tiles import Layer, Settings, Tile

RECT = Rect(0, 0, 50, 50)


def add(kind: str, settings: Settings, tile_id: str = "new") -> AddTile:
    return AddTile(
        tile=Tile(id=tile_id, kind=kind, rect=RECT, layer=Layer.PUSHED, settings=settings)
    )


REFUSED: list[tuple[str, Settings]] = [
    ("web", {"url": "file:///etc/passwd"}),
    ("web", {"url": "http://127.0.0.1:8600/"}),
    ("web", {"url": "http://localhost/"}),
    ("web", {"url": "http://169.254.169.254/latest/meta-data"}),
    ("web", {"url": "http://[::1]/"}),
    ("web", {"url": "javascript:alert(1)"}),
    ("image", {"url": "http://10.0.0.1/a.png"}),
    ("image", {"url": "../data/admin-token"}),
    ("image", {"url": "/etc/hostname"}),
    ("image", {"url": "upload:" + "0" * 64}),
    ("image", {"url": "media/none.png"}),
    ("image", {"url": "media/a\x00b.png"}),
    ("image", {"url": "media/" + "a" * 300 + ".png"}),
    ("image", {"url": "red.png/" * 200}),
    ("video", {"url": "rtsp://192.168.1.5/cam"}),
    ("video", {"playlist": ["media/red.png", "http://127.0.0.1/b.mp4"]}),
    ("video", {"url": "concat:/etc/passwd"}),
    (
        "web",
        {"url": "media/red.png", "login": {"user": "wall", "password": {"secret": "DOOR"}}},
    ),
]


@pytest.mark.parametrize(("kind", "settings"), REFUSED)
def test_what_the_site_does_not_allow_is_refused_pushed_or_configured(
    tmp_path: Path, kind: str, settings: Settings
) -> None:
    async def run() -> None:
        write_site(tmp_path / "site")
        async with at_work(tmp_path) as work:
            good: Settings = {"url": "media/red.png"}
            await work.controller.submit(ANNE, None, [add(kind, good, "known")])
            revision = work.controller.scene().revision
            changed: Settings = {**dict.fromkeys(good), **settings}
            batches: list[list[Command]] = [
                [add(kind, settings)],
                [ConfigureTile(id="known", settings=changed)],
                [add("text", {"text": "a harmless one first"}, "first"), add(kind, settings)],
            ]
            for commands in batches:
                with pytest.raises((AddressRefused, CommandRefused)):
                    await work.controller.submit(ANNE, None, commands)
            assert work.controller.scene().revision == revision

    asyncio.run(run())


def test_a_link_out_of_the_site_leads_nowhere(tmp_path: Path) -> None:
    async def run() -> None:
        site = write_site(tmp_path / "site")
        secret = tmp_path / "secret.png"
        secret.touch()
        (site / "media" / "link.png").symlink_to(secret)
        async with at_work(tmp_path) as work:
            with pytest.raises(CommandRefused):
                await work.controller.submit(ANNE, None, [add("image", {"url": "media/link.png"})])

    asyncio.run(run())


def test_files_of_the_site_and_what_it_allows_are_fine(tmp_path: Path) -> None:
    async def run() -> None:
        allowing = WALL + "addresses: {allow: [127.0.0.1], deny: ['*.example.org']}\n"
        write_site(tmp_path / "site", {"wall.yaml": allowing})
        async with at_work(tmp_path) as work:
            submit = work.controller.submit
            await submit(ANNE, None, [add("image", {"url": "media/red.png"}, "a")])
            await submit(ANNE, None, [add("web", {"url": "http://127.0.0.1:1/"}, "b")])
            # What stands is not asked again when something else about it changes.
            await submit(ANNE, None, [ConfigureTile(id="b", settings={"zoom": 2.0})])
            with pytest.raises(AddressRefused):
                await submit(ANNE, None, [add("web", {"url": "https://a.example.org"}, "c")])

    asyncio.run(run())
