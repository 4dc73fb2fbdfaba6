"""What changes while somebody is about to press a key: nothing is decided that was not seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.console.conftest import OpenModerator
from tests.console.moderated_wall import ModeratedWall
from tests.console.post_book import PostBook, post
from tests.live.running_wall import until

_PRESS_WHEN_EDITED = """() => {
  const words = () => document.querySelector("post-card.current .post-text")?.textContent;
  const was = words();
  new MutationObserver((_, watching) => {
    if (words() === was) return;
    watching.disconnect();
    const frame = window.requestAnimationFrame;
    const key = { key: "a", bubbles: true, cancelable: true };
    frame(() => frame(() => document.body.dispatchEvent(new KeyboardEvent("keydown", key))));
  }).observe(document.querySelector("post-feed"), { subtree: true, childList: true });
}"""


def test_a_post_that_is_edited_under_a_finger_is_not_approved(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    book = PostBook(post(number) for number in (1, 2))
    moderated.use(book)
    anne = open_moderator()
    expect(anne.current).to_contain_text("Post number 1 ")
    anne.page.evaluate(_PRESS_WHEN_EDITED)
    edited = post(1).model_copy(update={"text": "Now it says something else"})
    book.change("mastodon:0001", post=edited, version="v2")
    expect(anne.current).to_contain_text("something else")
    expect(anne.page.get_by_text("Too quick")).to_be_visible()
    assert book.decided == []
    anne.look()
    until(lambda: anne.press("a") or book.decided)
    assert book.decided[0][:2] == ("mastodon:0001", "approve")


@pytest.mark.parametrize("far", [True, False])
def test_on_a_phone_nothing_is_decided_that_was_scrolled_away(
    moderated: ModeratedWall, open_moderator: OpenModerator, far: bool
) -> None:
    book = PostBook(post(number) for number in range(1, 40))
    moderated.use(book)
    anne = open_moderator(size=(390, 760))
    expect(anne.current).to_contain_text("Post number 1 ")
    anne.look()
    scrolled = 1500 if far else 4
    anne.page.locator(".posts-scroll").evaluate(f"(e) => (e.scrollTop = {scrolled})")
    if far:
        anne.press("a")
        expect(anne.page.get_by_text("Too quick")).to_be_attached()
        expect(anne.current).to_be_in_viewport()
        assert book.decided == []
    until(lambda: anne.press("a") or book.decided)
    assert book.decided[0][:2] == ("mastodon:0001", "approve")
