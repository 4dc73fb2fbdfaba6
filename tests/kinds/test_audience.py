"""Public walls show what somebody approves, or what the site allows by name."""

from __future__ import annotations

import pytest

import widgets.chart
import widgets.desk
import widgets.feed
import widgets.image
import widgets.text
import widgets.tv
import widgets.vnc
import widgets.web
from tests.controller.fakes import grid_wall
from wall.kinds.audience import SourceFacts, why_not_public
from wall.kinds.kind import TileKind
from wall.model.tiles import Settings

SOURCES = {
    "voices": SourceFacts(kind="mastodon", moderated=True),
    "volume": SourceFacts(kind="insight", moderated=True),
    "sales": SourceFacts(kind="csv"),
    "television": SourceFacts(kind="channels"),
}
PAGE: Settings = {"url": "https://www.example.org/today"}


def judged(
    kind: TileKind, source: str | None = None, settings: Settings | None = None, *allow: str
) -> str | None:
    lobby = grid_wall("lobby").model_copy(update={"audience": "public", "allow": allow})
    return why_not_public(lobby, kind, settings or {}, source, SOURCES)


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        (widgets.feed.KIND, "voices"),
        (widgets.chart.KIND, "volume"),
        (widgets.image.KIND, None),
        (widgets.text.KIND, None),
    ],
)
def test_what_is_approved_and_what_is_one_s_own_may_stand_there(
    kind: TileKind, source: str | None
) -> None:
    assert judged(kind, source) is None


@pytest.mark.parametrize(
    ("kind", "source", "settings", "allow"),
    [
        (widgets.web.KIND, None, PAGE, ["www.example.org"]),
        (widgets.web.KIND, None, PAGE, ["*.example.org"]),
        (widgets.web.KIND, None, PAGE, ["web"]),
        (widgets.vnc.KIND, None, {"url": "vnc://desk.example.org"}, ["desk.example.org"]),
        (widgets.desk.KIND, None, {}, ["desk"]),
        (widgets.chart.KIND, "sales", {}, ["sales"]),
        (widgets.chart.KIND, "sales", {}, ["csv"]),
        (widgets.chart.KIND, "sales", {}, ["chart"]),
        (widgets.tv.KIND, "television", {}, ["television"]),
        (widgets.feed.KIND, "nobody-knows", {}, ["nobody-knows"]),
    ],
)
def test_what_nobody_approves_is_refused_until_it_is_allowed(
    kind: TileKind, source: str | None, settings: Settings, allow: list[str]
) -> None:
    why = judged(kind, source, settings)
    assert why is not None
    assert "'lobby' is public" in why
    assert "allow: [" in why
    assert judged(kind, source, settings, "other.example.net", "nothing") is not None
    assert judged(kind, source, settings, *allow) is None


def test_a_host_that_only_looks_like_an_allowed_one_is_refused() -> None:
    for url in ("https://www.example.org.evil.test/", "https://evil.test/www.example.org"):
        assert judged(widgets.web.KIND, None, {"url": url}, "www.example.org") is not None
    assert judged(widgets.web.KIND, None, {}, "www.example.org") is not None


def test_internal_walls_show_everything() -> None:
    assert why_not_public(grid_wall("hub"), widgets.web.KIND, PAGE, None, {}) is None
