"""Rooms of the moderation desk beside its queues, on a phone, and for everybody."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from tests.console.conftest import OpenModerator
from tests.console.desks import keep_picture
from tests.console.moderated_wall import ModeratedWall
from tests.console.post_book import PostBook, post
from tests.console.test_accessibility import violations
from tests.live.running_wall import until
from wall.model.actors import Role
from wall.model.posts import Author

PHONE = (390, 844)


def a_full_book() -> PostBook:
    book = PostBook(post(number) for number in range(1, 30))
    book.add(post(40, "Buy now", group="g"), flags=("word:buy", "duplicate"))
    book.change("mastodon:0002", claimed_by="ben", claimed_until=time.time() + 900)
    book.add(post(50, "When does it open?"), post(51, "Is it free?"), state="approved")
    book.change("mastodon:0050", assigned_to="ben", due_at=time.time() - 60)
    book.change("mastodon:0051", assigned_to="anne", due_at=time.time() + 600)
    return book


def test_a_search_finds_and_becomes_a_source(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    book = PostBook(post(number) for number in range(1, 9))
    book.add(post(20, "Métro is late", language="fr", author=Author(name="Léa", handle="lea")))
    moderated.use(book)
    anne = open_moderator()
    anne.press("/")
    words = anne.page.get_by_role("searchbox")
    expect(words).to_be_focused()
    words.fill("metro")
    anne.press("Enter")
    expect(anne.cards).to_have_count(1)
    anne.page.get_by_text("Filters").click()
    anne.page.get_by_label("Languages").fill("en, de")
    anne.press("Enter")
    expect(anne.page.get_by_text("No post is like this.")).to_be_visible()
    anne.page.get_by_label("Languages").fill("fr")
    anne.page.get_by_label("Authors").fill("@lea")
    anne.press("Enter")
    expect(anne.cards).to_have_count(1)
    anne.page.get_by_role("button", name="Save as source").click()
    lines = anne.page.get_by_role("dialog").locator("pre")
    expect(lines).to_have_text(
        '  metro-lea-fr: {kind: search, text: metro, authors: ["@lea"], languages: [fr]}'
    )
    anne.press("Escape")
    anne.current.click()
    anne.press("a")
    until(lambda: book.in_state("approved") == ["mastodon:0020"])
    expect(anne.cards.first).to_contain_text("Approved")


def test_posts_are_assigned_answered_and_timed(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    book = a_full_book()
    moderated.use(book)
    anne = open_moderator(room="answers")
    expect(anne.cards).to_have_count(2)
    expect(anne.cards.first).to_contain_text("ben is late to answer")
    anne.page.get_by_role("combobox", name="Which").select_option("mine")
    expect(anne.cards).to_have_count(1)
    anne.page.get_by_label("What was answered").fill("Yes, it is")
    anne.press("Enter")
    until(lambda: book.entries["mastodon:0051"].answer_note == "Yes, it is")
    expect(anne.cards).to_have_count(0)
    anne.page.get_by_role("combobox", name="Which").select_option("answered")
    expect(anne.page.locator("post-answering")).to_contain_text("minutes after it came")
    anne.page.locator('post-rooms a[data-room="pending"]').click()
    expect(anne.current).to_contain_text("Post number 1 ")
    anne.page.get_by_label("By when").select_option("30")
    anne.page.get_by_role("button", name="Assign").click()
    until(lambda: book.entries["mastodon:0001"].assigned_to == "anne")
    due = book.entries["mastodon:0001"].due_at
    assert due is not None
    assert abs(due - time.time() - 1800) < 60
    anne.page.get_by_label("Right to the picture").select_option("granted")
    until(lambda: book.entries["mastodon:0001"].picture_right == "granted")


def test_a_rule_is_muted_and_acts_again(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    moderated.use(PostBook())
    paul = open_moderator("paul", role=Role.PRODUCER, room="rules")
    rule = paul.page.locator("post-rules .rule")
    expect(rule).to_contain_text("A burst of posts")
    expect(rule).to_contain_text("Calm")
    rule.get_by_label("Mute").select_option("60")
    expect(rule).to_contain_text("Muted by paul until")
    rule.get_by_role("button", name="Let it act again").click()
    expect(rule).to_contain_text("Calm")


def test_on_a_phone_one_thumb_is_enough(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    book = a_full_book()
    moderated.use(book)
    anne = open_moderator(size=PHONE)
    expect(anne.current).to_contain_text("Post number 1 ")
    wide = anne.page.evaluate("document.documentElement.scrollWidth")
    assert wide == PHONE[0]
    for name in ("Approve", "Stash", "Reject"):
        box = anne.page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
    approve = anne.page.get_by_role("button", name="Approve")
    approve.tap()
    expect(anne.current).to_contain_text("Post number 3 ")
    # As long as a double tap takes, a second tap is no word on another post.
    anne.page.wait_for_timeout(300)
    approve.tap()
    # Ben has the second one.
    until(lambda: book.in_state("approved")[-2:] == ["mastodon:0050", "mastodon:0051"])
    until(lambda: [name for name, *_ in book.decided] == ["mastodon:0001", "mastodon:0003"])
    anne.page.get_by_role("button", name="About this post").tap()
    expect(anne.page.locator("post-details")).to_contain_text("Post number 4 ")
    expect(anne.page.get_by_role("button", name="Undo")).to_be_visible()
    keep_picture(anne.page, "phone-post")
    anne.page.get_by_role("button", name="Back to the list").tap()
    expect(anne.current).to_be_in_viewport()


@pytest.mark.parametrize(("scheme", "size"), [("light", (1440, 900)), ("dark", PHONE)])
def test_no_room_breaks_a_rule_of_accessibility(
    moderated: ModeratedWall, open_moderator: OpenModerator, scheme: str, size: tuple[int, int]
) -> None:
    moderated.use(a_full_book())
    anne = open_moderator(size=size)
    anne.page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    expect(anne.cards).to_have_count(30)
    anne.press("x")
    found = violations(anne)
    if size == PHONE:
        anne.page.get_by_role("button", name="About this post").tap()
        found += violations(anne)
        anne.page.get_by_role("button", name="Back to the list").tap()
    for room in ("approved", "search", "answers", "rules", "sources"):
        anne.page.evaluate(f"location.hash = '#posts/{room}'")
        expect(anne.page.locator(f'post-rooms a[data-room="{room}"]')).to_have_attribute(
            "aria-current", "page"
        )
        if room == "search":
            anne.page.get_by_text("Filters").click()
        found += violations(anne)
    assert found == []


def test_the_wall_is_one_step_away_and_its_keys_rest(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    moderated.use(a_full_book())
    anne = open_moderator()
    expect(anne.cards).to_have_count(30)
    places = anne.page.get_by_role("navigation", name="Parts of the console")
    expect(places.get_by_role("link", name="Posts: 30 are waiting")).to_be_visible()
    places.get_by_role("link", name="Wall").click()
    expect(anne.page.locator("wall-plan")).to_be_visible()
    expect(anne.page.locator("moderation-desk")).to_be_hidden()
    anne.press("a", "?")
    expect(anne.page.get_by_role("dialog", name="Keyboard")).to_contain_text("Undo")
    anne.press("Escape")
    anne.page.go_back()
    expect(anne.cards).to_have_count(30)
    anne.press("?")
    expect(anne.page.get_by_role("dialog", name="Keys of the moderation desk")).to_be_visible()
