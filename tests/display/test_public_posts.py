"""Public walls show approved posts while there is a permit; what is withdrawn is seen no more."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from tests.display.harness import DisplayHarness, grid_wall, plain
from tests.display.kinds import PlainView, registry
from wall.kinds.kind import TileKind, TileSettings
from wall.link.messages import (
    Permit,
    PostsDelta,
    SettingsChanged,
    SourceData,
    StageReady,
    StageTiles,
    Subscribe,
    WithdrawPosts,
)
from wall.model.changes import TileAdded
from wall.model.datasets import Figure, Posts, TopicCard, Voice
from wall.model.posts import Author, Post
from wall.model.tiles import HealthState, Tile
from wall.views.base import TileView
from wall.views.theme import load_fonts

FULL = (0, 0, 480, 270)
AT = datetime(2026, 11, 1, tzinfo=UTC)
RED, GREEN = QColor("#ff0000"), QColor("#00ff00")
LOBBY = grid_wall(1, 1, (480, 270)).model_copy(update={"audience": "public"})


class NewestView(TileView):
    """The newest post as a colour. It fades from what it showed to what it shows."""

    frameless = True

    def prepare(self) -> None:
        self._seen = False
        self._old: str | None = None
        self._shown: str | None = None
        self.set_health(HealthState.OK)
        self.set_ready()

    def received(self, before: object) -> None:
        posts = self.dataset.posts if isinstance(self.dataset, Posts) else ()
        self._old = self._shown if self._seen else None
        self._shown = posts[0].text if posts else None

    def show_view(self) -> None:
        self._seen = True

    def hide_view(self) -> None:
        self._seen = False
        self._old = None

    def paint_content(self, painter: QPainter, exposed: QRectF) -> None:
        painter.fillRect(exposed, QColor("#0000ff"))
        for half, color in enumerate((self._shown, self._old)):
            if color is not None:
                width = self.rect.width() / 2
                painter.fillRect(QRectF(half * width, 0, width, 270), QColor(color))


NEWEST = TileKind(
    "newest", "Newest", TileSettings, f"{__name__}:NewestView", frozenset({"posts"}), open=True
)


@pytest.fixture
def lobby(qapp):
    kinds = registry()
    kinds.add(NEWEST)
    load_fonts()
    made = DisplayHarness(qapp, kinds=kinds)
    yield made
    made.stop()


def newest(tile: str = "posts") -> Tile:
    shown = plain(tile, FULL, "#000000", kind="newest", source="news")
    return shown.model_copy(update={"settings": {}})


def post(name: str, color: str) -> Post:
    return Post(id=name, at=AT, author=Author(name="A"), text=color)


def colors(harness: DisplayHarness) -> set[str]:
    """Of the two halves, as the canvas is painted now."""
    harness.settle()
    image = QImage(480, 270, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    harness.display.shows["hub"].canvas.scene.render(
        painter, QRectF(0, 0, 480, 270), QRectF(0, 0, 480, 270)
    )
    painter.end()
    return {image.pixelColor(QPoint(x, 30)).name() for x in (20, 460)}


def deliver(harness: DisplayHarness, source: str, *posts: Post, watermark: int = 1) -> None:
    data = SourceData(source=source, watermark=watermark, dataset=Posts(posts=posts))
    harness.display.handle(data)


def test_a_public_wall_asks_for_approved_posts_alone(lobby):
    lobby.identify(LOBBY)
    lobby.show(newest())
    lobby.settle()
    assert [said.sources for said in lobby.heard(Subscribe)][-1] == ("public:news",)
    # What is not asked for by that name reaches no tile, whoever sends it.
    lobby.display.handle(Permit())
    deliver(lobby, "news", post("p", RED.name()))
    assert RED.name() not in colors(lobby)


def test_posts_are_shown_with_a_permit_and_data_and_never_without(lobby):
    lobby.identify(LOBBY)
    lobby.show(newest())
    safe = colors(lobby)
    assert "#0000ff" not in safe, "the view is behind its cover"
    deliver(lobby, "public:news", post("p", GREEN.name()))
    assert colors(lobby) == safe, "no permit yet"
    lobby.display.handle(Permit(for_s=2))
    assert GREEN.name() in colors(lobby)
    lobby.wait(lambda: colors(lobby) == safe)
    lobby.settle()
    # Back, and only after the data was delivered once more.
    lobby.display.handle(Permit(for_s=30))
    assert colors(lobby) == safe
    assert [said.sources for said in lobby.heard(Subscribe)][-2:] == [(), ("public:news",)]
    deliver(lobby, "public:news", post("q", "#ffff00"), watermark=2)
    assert colors(lobby) == {"#ffff00", "#0000ff"}, "it does not move on from what was there before"


def test_a_permit_that_is_renewed_goes_on(lobby):
    lobby.identify(LOBBY)
    lobby.show(newest())
    deliver(lobby, "public:news", post("p", GREEN.name()))
    lobby.display.handle(Permit(for_s=0.2))
    lobby.display.handle(Permit(for_s=30))
    passed = []
    lobby.clock.after(0.4, lambda: passed.append(True))
    lobby.wait(lambda: bool(passed))
    assert GREEN.name() in colors(lobby)


def test_other_data_that_the_site_allows_needs_no_permit(lobby):
    lobby.identify(LOBBY, plain_sources=("news",))
    lobby.show(newest())
    lobby.display.handle(SourceData(source="public:news", watermark=1, dataset=Figure(value=1)))
    assert "#0000ff" in colors(lobby)


def test_a_wall_that_becomes_public_hides_what_it_shows_in_the_same_turn(lobby):
    wall = LOBBY.model_copy(update={"audience": "internal"})
    lobby.identify(wall)
    lobby.show(newest())
    deliver(lobby, "news", post("p", RED.name()))
    assert RED.name() in colors(lobby)
    told = SettingsChanged(settings=lobby.display.settings, walls=(LOBBY,))
    lobby.display.handle(told)
    assert RED.name() not in colors(lobby)
    lobby.display.handle(Permit())
    assert RED.name() not in colors(lobby)
    deliver(lobby, "public:news", post("q", GREEN.name()))
    assert colors(lobby) == {GREEN.name(), "#0000ff"}, "not even as what it fades from"


def test_a_fade_ends_when_its_wall_becomes_public(lobby):
    wall = LOBBY.model_copy(update={"audience": "internal"})
    lobby.identify(wall)
    lobby.show(newest())
    deliver(lobby, "news", post("p", RED.name()))
    lobby.settle()
    blue = plain("other", (0, 0, 10, 10), "#0000ff", z=5)
    lobby.change(TileAdded(tile=blue), fade_ms=5000)
    views = lobby.display.shows["hub"].canvas.views
    lobby.wait(lambda: any(view.crossfade is not None for view in views))
    lobby.display.handle(SettingsChanged(settings=lobby.display.settings, walls=(LOBBY,)))
    assert all(view.crossfade is None for view in views)


def test_what_is_staged_while_there_is_a_permit_is_not_shown_without(lobby):
    lobby.identify(LOBBY)
    lobby.show(plain("first", FULL, "#123456"))
    lobby.display.handle(Permit(for_s=2))
    lobby.display.handle(
        StageTiles(wall="hub", stage="s", version=1, tiles=(newest(),), deadline_s=5)
    )
    lobby.wait(lambda: "public:news" in lobby.heard(Subscribe)[-1].sources)
    deliver(lobby, "public:news", post("p", GREEN.name()))
    lobby.wait(lambda: bool(lobby.heard(StageReady)))
    lobby.wait(lambda: not lobby.display._feeding.moderating.is_permitted)
    lobby.show(newest())
    assert GREEN.name() not in colors(lobby)


def test_the_safe_picture_of_a_wall_is_loaded_before_it_is_needed(lobby, tmp_path):
    picture = QImage(40, 20, QImage.Format.Format_RGB32)
    picture.fill(QColor("#aa00aa"))
    assert picture.save(str(tmp_path / "safe.png"))
    lobby.identify(LOBBY.model_copy(update={"safe": "safe.png"}), site_folder=str(tmp_path))
    lobby.show(newest())
    lobby.wait(lambda: colors(lobby) == {"#aa00aa"})


def test_a_withdrawn_post_is_gone_in_the_next_frame_and_stays_away(harness_of_newest):
    harness = harness_of_newest
    deliver(harness, "news", post("bad", RED.name()), post("good", GREEN.name()))
    assert RED.name() in colors(harness)
    harness.display.handle(WithdrawPosts(posts=("bad",)))
    seen = colors(harness)
    assert RED.name() not in seen, "not even as what fades out"
    assert GREEN.name() in seen
    # Whatever the data says, late or anew.
    harness.display.handle(
        PostsDelta(source="news", watermark=2, upserts=(post("bad", RED.name()),))
    )
    assert RED.name() not in colors(harness)
    deliver(harness, "news", post("bad", RED.name()), watermark=3)
    assert RED.name() not in colors(harness)
    harness.show(newest(), newest("second"))
    assert RED.name() not in colors(harness)
    harness.display.handle(WithdrawPosts(posts=("bad",), restore=True))
    assert RED.name() in colors(harness)


def test_a_withdrawn_post_is_no_statement_either(harness_of_newest):
    feeding = harness_of_newest.display._feeding
    card = TopicCard(
        title="T",
        statement=post("bad", "x"),
        newest=(
            post("bad", "x"),
            post("good", "y").model_copy(update={"author": Author(name="B")}),
        ),
        voices=(Voice(author=Author(name="A"), posts=1), Voice(author=Author(name="B"), posts=1)),
    )
    feeding.withdraw(("bad",), restore=False)
    cleaned = feeding.moderating.cleaned(card)
    assert isinstance(cleaned, TopicCard)
    assert cleaned.statement is None
    assert [p.id for p in cleaned.newest] == ["good"]
    assert [voice.author.name for voice in cleaned.voices] == ["B"]


def test_a_fade_does_not_show_a_withdrawn_post_to_its_end(harness_of_newest):
    harness = harness_of_newest
    deliver(harness, "news", post("bad", RED.name()))
    harness.settle()
    blue = plain("other", (0, 0, 10, 10), "#0000ff", z=5)
    harness.change(TileAdded(tile=blue), fade_ms=5000)
    views = harness.display.shows["hub"].canvas.views
    harness.wait(lambda: any(view.crossfade is not None for view in views))
    harness.display.handle(WithdrawPosts(posts=("bad",)))
    assert all(view.crossfade is None for view in views)


def test_a_last_picture_of_a_broken_tile_goes_with_the_post_that_it_shows(harness_of_newest):
    harness = harness_of_newest
    deliver(harness, "news", post("bad", RED.name()))
    harness.settle()
    item = harness.stage.shown["posts"]
    item.guard.trip(ValueError("its code broke"))
    assert RED.name() in colors(harness), "its last good picture stands"
    harness.display.handle(WithdrawPosts(posts=("bad",)))
    assert RED.name() not in colors(harness)


@pytest.fixture
def harness_of_newest(lobby):
    lobby.identify(LOBBY.model_copy(update={"audience": "internal"}))
    lobby.show(newest())
    PlainView.made.clear()
    return lobby
