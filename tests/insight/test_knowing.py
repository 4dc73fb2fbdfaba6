"""Whoever is approved is named exactly; whoever is blocked is known in any dress."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from wall.insight.cleaning import cleaned
from wall.insight.knowing import Accounts, Blocked
from wall.model.moderation import Moderation, Topic
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, Post


def post(network: str, handle: str, name: str = "A", identity: str = "") -> Post:
    author = Author(name=name, handle=handle, id=identity)
    at = datetime(2026, 11, 23, tzinfo=UTC)
    return Post(id="n:1", at=at, author=author, text="", network=network)


HOUSE = Accounts(("x:@House", "mastodon:house@example.org", "youtube:id:UCabc", "forum:House"))


@pytest.mark.parametrize(
    ("network", "handle", "identity", "is_meant"),
    [
        ("x", "@house", "", True),
        ("X", "HOUSE", "", True),
        ("mastodon", "@House@example.org", "", True),
        ("youtube", "", "UCabc", True),
        ("forum", "House", "", True),
        ("forum", "house", "", False),
        ("bluesky", "house", "", False),
        ("web", "@house", "", False),
        ("mastodon", "house@example.net", "", False),
        ("mastodon", "house", "", False),
        ("x", "@h\u043euse", "", False),
        ("x", "@hou\u017fe", "", False),
        ("x", "@ｈouse", "", False),
        ("x", "@hóuse", "", False),
        ("x", "@@house", "", False),
        ("youtube", "", "ucabc", False),
        ("youtube", "UCabc", "", False),
        ("x", "", "House", False),
        ("x", "", "", False),
    ],
)
def test_nobody_who_resembles_an_approved_account_is_it(
    network: str, handle: str, identity: str, is_meant: bool
) -> None:
    assert HOUSE.wrote(post(network, handle, "@house", identity)) == is_meant


@pytest.mark.parametrize("hidden", ["\u200b", "\u2060", "\x00", "\u202e", "\ufeff"])
def test_a_handle_with_hidden_signs_does_not_become_an_approved_one(hidden: str) -> None:
    for handle in (f"@hou{hidden}se", f"{hidden}@house", f"@house{hidden}"):
        made_harmless = cleaned(post("x", handle))
        assert not HOUSE.wrote(made_harmless)
        assert cleaned(made_harmless) == made_harmless


@given(st.text(max_size=12), st.text(max_size=12))
def test_only_the_handle_itself_is_approved(handle: str, other: str) -> None:
    try:
        named = Accounts((f"web:{handle}",))
    except ValueError:
        return
    assert named.wrote(post("web", other)) == (
        other.strip().removeprefix("@") == handle.strip().removeprefix("@")
    ) or handle.startswith("id:")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("@house", "write NETWORK:HANDLE, as in x:@house"),
        ("house", "anybody may be 'house'"),
        ("@house:x", "anybody may be"),
        ("x:", "names nobody"),
        ("x:@", "names nobody"),
        ("x:id:", "names nobody"),
        ("mastodon:@house", "write mastodon:@NAME@SERVER"),
        ("mastodon:id:17", "write mastodon:@NAME@SERVER"),
    ],
)
def test_an_entry_that_could_be_anybody_is_refused_with_how_to_write_it(
    entry: str, told: str
) -> None:
    with pytest.raises(ValidationError, match=told):
        Moderation(approve_authors=(entry,))
    with pytest.raises(ValidationError, match=told):
        Topic(query=PostQuery(text="x"), official=(entry,))


@pytest.mark.parametrize(
    ("entry", "network", "handle", "identity"),
    [
        ("@Troll", "x", "troll", ""),
        ("troll", "web", "@TROLL", ""),
        ("troll", "x", "@tr\u043ell", ""),
        ("troll", "x", "@τrοll", ""),
        ("troll", "x", "ｔróll", ""),
        ("тролль", "x", "@ТРОЛЛЬ", ""),
        ("17", "x", "other", "17"),
        ("x:@troll", "x", "Troll", ""),
        ("x:id:17", "x", "other", "17"),
        ("did:plc:ab", "bluesky", "other", "did:plc:ab"),
    ],
)
def test_a_blocked_author_is_known_in_any_dress(
    entry: str, network: str, handle: str, identity: str
) -> None:
    assert Blocked((entry,)).wrote(post(network, handle, identity=identity))


def test_others_are_not_blocked() -> None:
    for entry in ("x:@troll", "", "@", "x:", "y:id:17"):
        assert not Blocked((entry,)).wrote(post("bluesky", "@troll", "troll", "17"))
    assert not Blocked(("troll",)).wrote(post("x", "@trolls", "troll"))
    assert not Blocked(("",)).wrote(post("x", ""))
