"""Which pictures count as seen by who approves: those that were shown plainly, as they are now."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from bench.clips import ClipForm, make_clip
from tests.console.conftest import OpenModerator
from tests.console.moderated_wall import ModeratedWall, Moderator
from tests.console.post_book import PostBook, picture, post
from tests.link.test_fetching import Shelf, serving
from tests.live.running_wall import until
from wall.model.posts import PostMedia


def painted(color: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (400, 300), color).save(buffer, "PNG")
    return buffer.getvalue()


RED, BLUE = painted("#ff0000"), painted("#0000ff")
_MIDDLE = """async (img) => {
  await img.decode();
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  canvas.drawImage(img, 0, 0, 1, 1);
  const [r, , b] = canvas.getImageData(0, 0, 1, 1).data;
  return r > b ? "red" : "blue";
}"""


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving(Shelf()) as shelf:
        shelf.pages["/a.png"] = RED
        yield shelf


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def seen(moderated: ModeratedWall) -> list[dict[str, str]]:
    """By those who have approved something, with what they saw."""
    return [one for one in moderated.seen if one]


def color(anne: Moderator) -> str:
    shown = anne.page.locator("post-media img")
    expect(shown).to_be_visible()
    return str(shown.evaluate(_MIDDLE))


def test_a_picture_that_stayed_blurred_was_not_seen(
    moderated: ModeratedWall, open_moderator: OpenModerator, shelf: Shelf
) -> None:
    address = f"{shelf.url}/a.png"
    book = PostBook(post(n, media=(picture(address),)) for n in (1, 2))
    moderated.use(book)
    moderated.seen.clear()
    anne = open_moderator()
    expect(anne.page.locator("post-media.blurred img")).to_be_visible()
    anne.press("a")
    until(lambda: len(book.decided) == 1)
    assert seen(moderated) == []
    expect(anne.current).to_contain_text("Post number 2 ")
    anne.press("b")
    expect(anne.page.locator("post-media:not(.blurred) img")).to_be_visible()
    anne.press("a")
    until(lambda: len(book.decided) == 2)
    assert seen(moderated) == [{address: sha256(RED)}]


def test_of_a_film_stills_are_seen_before_it_is_approved(
    moderated: ModeratedWall, open_moderator: OpenModerator, shelf: Shelf, tmp_path: Path
) -> None:
    form = ClipForm(width_px=320, height_px=180, seconds=4.0, preset="ultrafast", gop=10)
    film = make_clip(tmp_path / "film.mp4", form).read_bytes()
    shelf.pages["/film.mp4"] = film
    address, missing = f"{shelf.url}/film.mp4", f"{shelf.url}/none.mp4"
    book = PostBook(
        [
            post(1, media=(PostMedia(type="video", url=address, alt="The launch"),)),
            post(2, media=(PostMedia(type="video", url=missing),)),
        ]
    )
    moderated.use(book)
    moderated.seen.clear()
    anne = open_moderator()
    sheet = anne.page.get_by_role("img", name="Stills of a film: The launch")
    expect(anne.page.locator("post-media.blurred img")).to_be_visible()
    anne.press("b")
    expect(anne.page.locator("post-media:not(.blurred) img")).to_be_visible()
    expect(sheet).to_be_visible()
    expect(anne.page.locator("post-media figcaption")).to_contain_text("O opens the whole film")
    size = sheet.evaluate("async (img) => { await img.decode(); return img.naturalWidth; }")
    assert size == 2 * 320 + 4, "four moments"
    anne.press("a")
    until(lambda: len(book.decided) == 1)
    assert seen(moderated) == [{address: sha256(film)}]
    expect(anne.current).to_contain_text("Post number 2 ")
    figure = anne.page.locator("post-media figcaption")
    expect(figure).to_contain_text("No stills of the film can be had")
    expect(figure).to_contain_text("it answers 404")


def test_after_the_picture_has_changed_the_new_one_is_looked_at(
    moderated: ModeratedWall, open_moderator: OpenModerator, shelf: Shelf
) -> None:
    """Neither browser nor controller shows what they kept of it."""
    address = f"{shelf.url}/a.png"
    book = PostBook([post(1, media=(picture(address),))])
    book.refuses = {"mastodon:0001"}
    moderated.use(book)
    moderated.seen.clear()
    anne = open_moderator()
    anne.press("b")
    assert color(anne) == "red"
    shelf.pages["/a.png"] = BLUE
    anne.press("a")
    # Ingest refuses, as it does where another saw another picture.
    until(lambda: len(seen(moderated)) == 1)
    expect(anne.cards).to_have_count(1)
    until(lambda: color(anne) == "blue")
    book.refuses = set()
    anne.press("a")
    until(lambda: len(book.decided) == 1)
    assert seen(moderated) == [{address: sha256(RED)}, {address: sha256(BLUE)}]
