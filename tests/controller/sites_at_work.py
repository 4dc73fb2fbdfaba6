"""A whole controller in this process: a real site, journal and store; no sockets but the link's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

import widgets.alert
import widgets.desk
import widgets.feed
import widgets.image
import widgets.text
import widgets.video
import widgets.web
from tests.controller.wires import SECRET
from wall.control.store import Store
from wall.controller.approvals import DisplayApprovals
from wall.controller.controller import Controller
from wall.controller.sites import OpenSite
from wall.controller.uploads import Uploads
from wall.journal.sqlite import SqliteJournal
from wall.kinds.registry import KindRegistry
from wall.link.messages import DisplayReport, ScreenReport
from wall.model.actors import Actor, Role
from wall.protocol.content import Event
from wall.sources.registry import source_settings

ANNE = Actor(name="anne", role=Role.OPERATOR)
BOB = Actor(name="bob", role=Role.OPERATOR)
VERA = Actor(name="vera", role=Role.VIEWER)
ADMIN = Actor(name="ada", role=Role.ADMIN)

WALL = """\
version: 1
name: Test
screens: {grid: 2x1, pixels: 100x50}
sources:
  news: {kind: push, dataset: posts}
  file: {kind: jsonl, path: posts.jsonl}
start: first
"""
FIRST = """\
version: 1
title: First
tiles:
  - {id: one, kind: text, area: A1, text: one}
  - {id: two, kind: text, area: B1, text: two}
"""
SECOND = """\
version: 1
title: Second
tiles:
  - {id: two, kind: text, area: B1, text: two}
  - {id: three, kind: text, area: A1, text: three}
"""


def kinds() -> KindRegistry:
    return KindRegistry(
        [
            widgets.alert.KIND,
            widgets.text.KIND,
            widgets.image.KIND,
            widgets.video.KIND,
            widgets.web.KIND,
            widgets.feed.KIND,
            widgets.desk.KIND,
        ]
    )


def write_site(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """The site above, with other or further files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "posts.jsonl").touch()
    (folder / "media").mkdir(exist_ok=True)
    Image.new("RGB", (4, 4), "red").save(folder / "media" / "red.png")
    texts = {"wall.yaml": WALL, "first.yaml": FIRST, "second.yaml": SECOND, **(files or {})}
    for name, text in texts.items():
        (folder / name).write_text(text)
    return folder


@dataclass
class AtWork:
    """A controller and what it is made of."""

    controller: Controller
    site: OpenSite
    journal: SqliteJournal
    approvals: DisplayApprovals
    events: list[Event]


@asynccontextmanager
async def at_work(folder: Path, *, fresh: bool = False) -> AsyncIterator[AtWork]:
    """Opens FOLDER/site with its data in FOLDER/data; may be opened again afterwards."""
    data = folder / "data"
    data.mkdir(exist_ok=True)
    registry = kinds()
    site = OpenSite.open(folder / "site", registry, source_settings(), data)
    journal = SqliteJournal(data / "journal.sqlite")
    uploads = Uploads(data / "uploads")
    approvals = DisplayApprovals(data / "displays.json")
    controller = Controller(site, Store(registry), journal, uploads, approvals, SECRET, registry)
    events: list[Event] = []
    controller.listen(events.append)
    await controller.start(folder / "link.sock", fresh=fresh)
    try:
        yield AtWork(controller, site, journal, approvals, events)
    finally:
        await controller.close()
        await asyncio.to_thread(journal.close)


def report(wall: str = "wall", revision: int = 0, *addresses: str, pid: int = 7) -> DisplayReport:
    """What a display says that shows these screens."""
    screens = tuple(
        ScreenReport(wall=wall, address=address, monitor=f"M-{address}", present=True)
        for address in addresses
    )
    return DisplayReport(screens=screens, shown={wall: revision}, pid=pid)
