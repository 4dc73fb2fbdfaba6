#!/usr/bin/env python3
"""Paint the picture of each tile kind's README from its real view and the recorded material.

    .venv/bin/python script/picture_kinds.py [KIND ...]

Writes docs/pictures/KIND.png. Needs no display.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from contest_specimens import contest_specimens  # noqa: E402
from measured_specimens import measured_specimens  # noqa: E402
from pydantic import JsonValue  # noqa: E402
from PySide6.QtCore import QEventLoop, QSize, Qt, QTimer  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtWebEngineCore import QWebEngineProfile  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402
from room_specimens import room_specimens  # noqa: E402
from specimens import Specimen  # noqa: E402

from tests.widgets.services import START, Bench  # noqa: E402
from tests.widgets.shared_desks import OneDesk, share_one  # noqa: E402
from tests.widgets.staging import Stage  # noqa: E402
from tests.widgets.web.browser import OpenNetwork  # noqa: E402
from tests.widgets.web.pages_served import prepare_browser  # noqa: E402
from wall.display.files import SiteFiles  # noqa: E402
from wall.display.video_service import Videos  # noqa: E402
from wall.display.web_service import Browsing  # noqa: E402
from wall.link.messages import DisplaySettings  # noqa: E402
from wall.model.datasets import (  # noqa: E402
    Channels,
    Column,
    Figure,
    Line,
    Posts,
    Programme,
    Series,
    Table,
    TvChannel,
    ValuePoint,
)
from wall.model.posts import Post  # noqa: E402
from wall.model.tiles import Tile  # noqa: E402
from wall.views.desktops import Entrance  # noqa: E402
from wall.views.services import DeskPhase, DeskState  # noqa: E402
from wall.views.theme import load_fonts  # noqa: E402

SITE = ROOT / "layouts" / "social-hub"
PICTURES = ROOT / "docs" / "pictures"


def specimens() -> list[Specimen]:
    zones: list[JsonValue] = [
        {"zone": "Europe/Warsaw"},
        {"zone": "Africa/Casablanca"},
        {"zone": "Asia/Dubai"},
        {"zone": "America/New_York"},
    ]
    rules: list[JsonValue] = [
        {"column": "State", "equals": "Working", "color": "alarm"},
        {"column": "State", "equals": "Watching", "color": "warning"},
    ]
    return [
        Specimen("image", "Evening on the coast", settings={"url": "media/coast.jpg"}),
        Specimen(
            "text",
            "Today",
            settings={
                "text": "# Open house at four\n\nThe **newsroom** opens its doors.\n\n"
                "- Tour of the studio at 16:30\n- *Panel*: trust in media\n- Music 🎉"
            },
        ),
        Specimen("clock", settings={"zones": zones}),
        Specimen("feed", "Conversation", data=_posts(40, 90)),
        Specimen(
            "chart",
            "Solvane leads the day since its launch",
            settings={"zone": "Europe/Warsaw"},
            data=_series("mentions.csv", 120),
        ),
        Specimen("value", "Mentions today", data=_mentions_today()),
        Specimen(
            "table",
            "Incidents",
            settings={
                "columns": ["Place", "Service", "Since", "Minutes", "State"],
                "highlight": rules,
            },
            data=_table("incidents.csv"),
        ),
        Specimen("web", settings={"url": "pages/dashboard/index.html"}, is_live=True, after_s=6.0),
        Specimen(
            "tv",
            settings={"channel": "24", "strip": "always"},
            data=_line_up(),
            is_live=True,
            after_s=3.0,
        ),
        Specimen("vnc", settings={"url": "vnc://workstation-7"}, is_live=True, after_s=2.0),
        Specimen("video", settings={"url": "media/globe.mp4"}, is_live=True, after_s=3.0),
        Specimen("desk", settings={"share": "desk-1"}),
        Specimen("ticker", "News", (1880, 96), data=_posts(60, 90), after_s=2.0),
        Specimen(
            "alert",
            None,
            (1880, 270),
            {"text": "Mobile data is disturbed in Iași and Rabat", "level": "warning"},
        ),
        *measured_specimens(_posts(20, 150), START),
        *room_specimens(_table, _posts(75, 92), START),
        *contest_specimens(_posts(20, 150)),
    ]


def paint(specimen: Specimen) -> Path:
    bench = Bench(SITE)
    with ExitStack() as ends:
        if specimen.is_live:
            _enliven(bench, ends)
        desk = OneDesk()
        share_one(bench, desk)
        stage = Stage(bench)
        ends.callback(stage.clear)
        settings = dict(specimen.settings)
        view = stage.put(
            specimen.kind, specimen.size, specimen.data, specimen.title, None, **settings
        )
        if specimen.kind == "desk":
            desk.tell(DeskState(DeskPhase.LIVE, "Anna"))
            desk.show(QImage(str(PICTURES / "console-wall.png")))
        stage.look(view)
        bench.files.deliver()
        bench.clock.advance(specimen.after_s)
        if specimen.is_live:
            _wait(specimen.after_s)
            if not view.is_ready:
                raise SystemExit(f"{specimen.kind}: {view.health.why or 'it is not ready'}")
        PICTURES.mkdir(parents=True, exist_ok=True)
        path = PICTURES / f"{specimen.kind}.png"
        if not stage.look(view).save(str(path)):
            raise SystemExit(f"{path} cannot be written")
    return path


def _enliven(bench: Bench, ends: ExitStack) -> None:
    """The display's own browser and decoders."""
    files = SiteFiles(lambda tile, address: Path(address))
    ends.callback(files.stop)
    videos = Videos(files, lambda address: None)
    ends.callback(videos.stop)
    web = _Trusting(Path(ends.enter_context(TemporaryDirectory())), files, OpenNetwork())
    ends.callback(_wait, 0.1)
    ends.callback(web.stop)
    ends.callback(_wait, 0.1)
    settings = DisplaySettings(site="social-hub", site_folder=str(SITE))
    files.configure(settings)
    web.configure(settings)
    bench.services = replace(bench.services, video=videos, web=web, desktops=_Workstations())


class _Trusting(Browsing):
    """Every page is one of the site's own."""

    def profile(self, tile: Tile, name: str | None) -> QWebEngineProfile:
        return super().profile(tile.model_copy(update={"trusted": True}), name)


def _wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def _line_up() -> Channels:
    on = Programme(title="World news", start=START - 1500, stop=START + 900)
    following = Programme(title="Debate: the next ten years", start=START + 900, stop=START + 4500)
    channel = TvChannel(
        id="wall",
        number=24,
        name="Wall News",
        address="media/globe.mp4",
        trusted=True,
        now=on,
        next=following,
    )
    return Channels(channels=(channel,))


class _Workstation:
    """What a workstation would show: the console of somebody who decides about posts."""

    def __init__(self, size: QSize, pictured: Callable[[], None]) -> None:
        self._image = QImage(str(PICTURES / "console-posts.png")).scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        QTimer.singleShot(0, pictured)

    def image(self) -> QImage:
        return self._image

    def screen_size(self) -> QSize:
        return self._image.size()

    def resize(self, size_px: QSize) -> None: ...
    def rest(self) -> None: ...
    def resume(self) -> None: ...
    def pointer(self, x: int, y: int, buttons: int) -> None: ...
    def key(self, keysym: int, *, down: bool) -> None: ...
    def type(self, keysyms: Sequence[int]) -> None: ...
    def close(self) -> None: ...


class _Workstations:
    def open(
        self,
        tile: Tile,
        entrance: Entrance,
        size_px: QSize,
        *,
        keep_shape: bool,
        on_picture: Callable[[], None],
        on_trouble: Callable[[str], None],
    ) -> _Workstation:
        return _Workstation(size_px, on_picture)


def _posts(first: int, last: int) -> Posts:
    lines = (SITE / "data" / "posts.jsonl").read_text("utf-8").splitlines()
    posts = sorted(map(Post.model_validate_json, lines[first:last]), key=lambda p: p.at)[::-1]
    ahead = timedelta(seconds=START - 40 - posts[0].at.timestamp())
    return Posts(posts=tuple(p.model_copy(update={"at": p.at + ahead}) for p in posts))


def _rows(name: str) -> tuple[list[str], list[list[str]]]:
    with (SITE / "data" / name).open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    return head, rows


def _series(name: str, rows_shown: int) -> Series:
    head, rows = _rows(name)
    rows = rows[:rows_shown]
    return Series(
        times=tuple(datetime.fromisoformat(row[0]).timestamp() for row in rows),
        lines=tuple(
            Line(name=line, values=tuple(float(row[at]) for row in rows))
            for at, line in enumerate(head[1:], start=1)
        ),
    )


def _table(name: str) -> Table:
    head, rows = _rows(name)
    numeric = [
        all(row[at].replace(".", "", 1).isdigit() for row in rows) for at in range(len(head))
    ]
    return Table(
        columns=tuple(Column(name=n, numeric=is_n) for n, is_n in zip(head, numeric, strict=True)),
        rows=tuple(
            tuple(float(c) if is_n else c for c, is_n in zip(row, numeric, strict=True))
            for row in rows
        ),
    )


def _mentions_today() -> Figure:
    """The running sum of the recorded day, beside what the day before and the house had in mind."""
    _, rows = _rows("mentions.csv")
    counted = accumulate(float(row[1]) for row in rows)
    history = tuple(
        ValuePoint(at=datetime.fromisoformat(row[0]).timestamp(), value=value)
        for row, value in zip(rows, counted, strict=True)
    )
    return Figure(value=history[-1].value, previous=31_400.0, target=45_000.0, history=history[::3])


def main() -> None:
    prepare_browser()
    # Kept in a name: without one the application would end at once.
    app = QApplication(sys.argv[:1])
    load_fonts()
    wanted = sys.argv[1:]
    for specimen in specimens():
        if not wanted or specimen.kind in wanted:
            print(paint(specimen).relative_to(ROOT))
    app.quit()


if __name__ == "__main__":
    main()
