"""Pictures of the moderation desk, for script/take_pictures.py."""

from __future__ import annotations

from picture_studio import PHONE, Studio
from playwright.sync_api import expect

MOST_POSTS = 8
TEXT = "The line opens at noon. The first train leaves Gare Centrale at 12:10. #NewLine"


def take_posts(studio: Studio) -> None:
    """The queue, the same on a phone, and a message that waits for a second person."""
    emil = studio.enter(studio.invited("emil", "Emil Novak", "producer"))
    emil.page.evaluate("location.hash = '#posts'")
    expect(emil.page.locator("post-card").nth(MOST_POSTS)).to_be_attached()
    emil.page.keyboard.press("j")
    emil.page.keyboard.press("j")
    studio.hush(emil)
    studio.shoot(emil, "posts")
    phone = studio.enter(studio.invited("farah", "Farah Idrissi", "moderator", PHONE))
    phone.page.evaluate("location.hash = '#posts'")
    expect(phone.page.locator("post-card").nth(MOST_POSTS)).to_be_attached()
    studio.hush(phone)
    studio.shoot(phone, "posts-phone")
    phone.page.evaluate("location.hash = '#posts/drafts'")
    studio.button(phone, "draft.write").click()
    form = phone.page.locator("draft-form")
    form.get_by_label(studio.word("draft.text")).fill(TEXT)
    form.get_by_label(studio.word("draft.networks")).fill("mastodon, facebook/poland")
    studio.button(phone, "draft.propose").click()
    emil.page.evaluate("location.hash = '#posts/drafts'")
    expect(emil.page.locator("draft-card")).to_have_count(1)
    studio.hush(emil)
    studio.shoot(emil, "messages")
