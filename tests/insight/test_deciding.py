"""What rules make of a post, and of one that comes again. Rules without a store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from wall.insight.deciding import (
    Judge,
    Judgement,
    Words,
    come_again,
    is_edited,
    rejudged,
    version_of,
)
from wall.model.moderation import Moderation
from wall.model.posts import (
    AUDIENCE_UNKNOWN,
    SIGNED_IN_ONLY,
    Author,
    Post,
    PostCounts,
    PostMedia,
)
from wall.protocol.post_requests import PostEntry

NOTHING = Words()
ANN = Author(name="Ann", handle="@Ann@social.example", id="17")


def post(**values: object) -> Post:
    given = {"id": "net:1", "at": datetime(2026, 11, 22, tzinfo=UTC), "author": ANN, "text": "A"}
    return Post.model_validate({**given, "network": "net", "source": "s", **values})


def judge(words: Words = NOTHING, **rules: object) -> Judge:
    return Judge(Moderation.model_validate(rules), lambda _: words)


def entry(state: str, by: str = "", **values: object) -> PostEntry:
    return PostEntry.model_validate({"post": post(), "state": state, "by": by, **values})


@pytest.mark.parametrize(
    ("rules", "state"),
    [
        ({}, "pending"),
        ({"approve_sources": ["s"]}, "approved"),
        ({"approve_sources": ["t"]}, "pending"),
        ({"approve_authors": ["net:@Ann@social.example"]}, "approved"),
        ({"approve_authors": ["NET:id:17"]}, "approved"),
        ({"approve_authors": ["net:17"]}, "pending"),
        ({"approve_authors": ["net:Ann"]}, "pending"),
        ({"approve_authors": ["web:@Ann@social.example"]}, "pending"),
        ({"block_authors": ["@ANN@social.example"]}, "rejected"),
        ({"block_authors": ["17"], "approve_sources": ["s"]}, "rejected"),
    ],
)
def test_sources_and_authors_decide_but_a_name_that_anybody_may_take_does_not(
    rules: dict[str, object], state: str
) -> None:
    assert judge(**rules).judge(post()).state == state


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"url": "https://bad.example/1"}, True),
        ({"links": ("http://WWW.bad.example.:8080/1",)}, True),
        ({"media": (PostMedia(url="https://cdn.bad.example/p.jpg"),)}, True),
        ({"url": "https://notbad.example/"}, False),
        ({"url": "https://good.example/?to=bad.example"}, False),
        ({"url": "https://bad.example@good.example/"}, False),
        ({"url": "https://good.example@bad.example/"}, True),
        ({"links": ("http://[::1", "")}, False),
        ({"text": "see bad.example/x, now"}, True),
        ({"text": "Bad.Example."}, True),
        ({"text": "bad[.]example or WWW.bad (dot) example"}, True),
        ({"text": "b\u0430d.example, bad\u3002example"}, True),
        ({"links": ("https://b\u0430d.example",)}, True),
        ({"links": ("https://xn--bd-7kc.example/",)}, True),
        ({"author": Author(name="Ann", handle="@ann@bad.example")}, True),
        ({"author": Author(name="Ann", url="https://bad.example/ann")}, True),
        ({"text": "not bad. Example: bad.examples, notbad.example"}, False),
        ({"text": "https://good.example/?to=bad.example ann@bad.example"}, False),
    ],
)
def test_domains_are_those_that_a_browser_would_reach(
    values: dict[str, object], found: bool
) -> None:
    judged = judge(block_domains=["*.bad.example"]).judge(post(**values))
    assert (judged.state == "rejected") == found


def test_blocked_words_are_stronger_than_approved_sources_and_doubtful_ones_are_not() -> None:
    rules: dict[str, object] = {"approve_sources": ["s"]}
    assert judge(Words(blocked=("x",)), **rules).judge(post()).state == "rejected"
    doubtful = judge(Words(suspicious=("y",)), **rules).judge(post())
    assert (doubtful.state, doubtful.flags) == ("approved", ("word:y",))
    rules = {"approve_authors": ["net:id:17"]}
    assert judge(Words(suspicious=("y",)), **rules).judge(post()).state == "pending"


@pytest.mark.parametrize(
    ("change", "edited"),
    [
        ({"counts": PostCounts(likes=3)}, False),
        ({"topics": ("a",), "sentiment": 0.5, "reach": 7}, False),
        ({"author": ANN.model_copy(update={"followers": 9})}, False),
        ({"media": (PostMedia(url="https://c.example/p?_nc_ht=2&oh=3"),)}, False),
        ({"media": (PostMedia(url="https://c.example/q?_nc_ht=1&oh=2"),)}, True),
        ({"media": ()}, True),
        ({"text": "B"}, True),
        ({"title": "B"}, True),
        ({"url": "https://rude.example/"}, True),
        ({"links": ("https://rude.example/",)}, True),
        ({"hashtags": ("rude",)}, True),
        ({"author": ANN.model_copy(update={"name": "Rude"})}, True),
        ({"author": ANN.model_copy(update={"avatar": "https://c.example/rude.png"})}, True),
    ],
)
def test_edited_is_what_a_wall_would_show_otherwise(
    change: dict[str, object], edited: bool
) -> None:
    before = post(media=(PostMedia(url="https://c.example/p?_nc_ht=1&oh=2"),))
    after = before.model_copy(update=change)
    assert is_edited(before, after) == edited
    assert (version_of(before) != version_of(after)) == edited


PENDING, APPROVED = Judgement("pending"), Judgement("approved", "source s")
REJECTED = Judgement("rejected", "the word 'x' is blocked", ("word:x",))


@pytest.mark.parametrize(
    ("before", "judged", "edited", "state"),
    [
        (entry("approved", "anna"), PENDING, False, "approved"),
        (entry("approved", "anna"), PENDING, True, "pending"),
        (entry("shown", "anna"), PENDING, True, "pending"),
        (entry("shown", "anna"), REJECTED, False, "shown"),
        (entry("shown", "anna"), REJECTED, True, "rejected"),
        (entry("shown"), APPROVED, True, "shown"),
        (entry("rejected", "anna"), APPROVED, True, "rejected"),
        (entry("stashed", "anna"), PENDING, True, "stashed"),
        (entry("rejected"), PENDING, True, "pending"),
        (entry("pending"), PENDING, True, "pending"),
        (entry("pending"), REJECTED, False, "rejected"),
        (entry("approved"), PENDING, False, "pending"),
    ],
)
def test_what_comes_again(before: PostEntry, judged: Judgement, edited: bool, state: str) -> None:
    _, after = come_again(before, post(text="B" if edited else "A"), judged)
    assert after.state == state


def test_another_source_counts_but_does_not_reword_unless_it_alone_is_believed() -> None:
    other = post(source="t", text="B", counts=PostCounts(likes=5), reach=10)
    kept, judged = come_again(entry("approved", "anna"), other, PENDING)
    assert (kept.text, kept.source, kept.counts.likes, kept.reach) == ("A", "s", 5, 10)
    assert judged.state == "approved"
    kept, judged = come_again(entry("pending"), other, APPROVED)
    assert (kept.text, kept.source, judged.state) == ("B", "t", "approved")
    kept, judged = come_again(entry("rejected", "anna"), other, APPROVED)
    assert (kept.text, judged.state) == ("A", "rejected")


@pytest.mark.parametrize(
    ("before", "judged", "state"),
    [
        (entry("pending"), APPROVED, "approved"),
        (entry("approved", why="source s"), PENDING, "pending"),
        (entry("shown", why="source s"), REJECTED, "rejected"),
        (entry("approved", "anna"), REJECTED, None),
        (entry("rejected", "anna"), APPROVED, None),
        (entry("stashed"), APPROVED, None),
        (entry("pending"), PENDING, None),
    ],
)
def test_other_rules_change_only_what_nobody_decided(
    before: PostEntry, judged: Judgement, state: str | None
) -> None:
    after = rejudged(before, judged)
    assert (after.state if after else None) == state


@pytest.mark.parametrize("source", ["s", "another"])
@pytest.mark.parametrize(("state", "by"), [("approved", ""), ("shown", "anna"), ("pending", "")])
def test_what_its_author_shows_to_signed_in_people_alone_is_never_public(
    state: str, by: str, source: str
) -> None:
    """Also where that is learnt after it was approved, by whomever."""
    rules = judge(approve_sources=["s"])
    judged = rules.judge(post(tags=(SIGNED_IN_ONLY,)))
    assert (judged.state, judged.flags) == ("pending", (SIGNED_IN_ONLY,))
    assert rules.judge(post(tags=(AUDIENCE_UNKNOWN,))).state == "pending"
    assert judge(block_authors=["17"]).judge(post(tags=(SIGNED_IN_ONLY,))).state == "rejected"
    before = entry(state, by, post=post(tags=(SIGNED_IN_ONLY,) if source != "s" else ()))
    again = post(source=source, tags=(SIGNED_IN_ONLY,) if source == "s" else ())
    kept, after = come_again(before, again, rules.judge(again))
    assert SIGNED_IN_ONLY in kept.tags
    assert after.state == "pending"
    assert SIGNED_IN_ONLY in after.flags
