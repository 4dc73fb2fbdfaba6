"""Other rules judge of what is kept only what they can change, and all of that."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.ingest.test_keeping_up import Room
from tests.journal.posts.making import post
from wall.ingest.backlog import Arrived
from wall.ingest.pipeline import ALL_POSTS, RULES_MARK
from wall.ingest.rules import make_rules, reach
from wall.model.moderation import Moderation, Topic
from wall.model.post_queries import PostQuery
from wall.model.posts import Post

Said = tuple[Moderation, Mapping[str, Topic]]
WHALES = Topic(query=PostQuery(text="whales"))
POSTS = 80


def some_posts() -> list[Post]:
    chance = random.Random(5)
    return [
        post(
            number,
            " ".join(chance.sample(("blue", "whales", "sing", "in", "Łódź", "scandal"), 3)),
            source=chance.choice(("a", "b", "c")),
            network=chance.choice(("web", "x")),
            hashtags=tuple(chance.sample(("red", "sea"), chance.randrange(3))),
        )
        for number in range(POSTS)
    ]


def made_by(folder: Path, said: Said) -> Room:
    room = Room(folder, Moderation())
    room.pipeline.change_rules(make_rules(*said), anew=False)
    room.backlog.put([Arrived(one.source, one) for one in some_posts()])
    room.work()
    return room


def kept(room: Room) -> dict[str, tuple[object, ...]]:
    entries = [entry for batch in room.reader.history(PostQuery()) for entry in batch]
    return {one.post.id: (one.state, one.why, one.flags, one.post.topics) for one in entries}


CHANGES: dict[str, tuple[Said, Said, bool]] = {
    "a source is approved": ((Moderation(), {}), (Moderation(approve_sources=("a",)), {}), False),
    "another source is": (
        (Moderation(approve_sources=("a", "b")), {}),
        (Moderation(approve_sources=("b", "c")), {}),
        False,
    ),
    "a new topic": ((Moderation(), {}), (Moderation(), {"w": WHALES}), False),
    "a topic goes": ((Moderation(), {"w": WHALES}), (Moderation(), {}), False),
    "a topic is about something else": (
        (Moderation(), {"w": WHALES, "s": Topic(query=PostQuery(sources=("a",)))}),
        (
            Moderation(approve_sources=("c",)),
            {
                "w": Topic(query=PostQuery(hashtags=("#Sea",), states=("rejected",))),
                "s": Topic(title="Sources", query=PostQuery(sources=("a",))),
            },
        ),
        False,
    ),
    "a topic of topics": (
        (Moderation(), {"w": WHALES}),
        (Moderation(), {"w": WHALES, "of": Topic(query=PostQuery(topics=("w",)))}),
        True,
    ),
    "a blocked word": ((Moderation(), {}), (Moderation(block_words=("scandal",)), {}), True),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_other_rules_can_change_is_judged_anew(tmp_path: Path, name: str) -> None:
    """What is kept afterwards is what judging all of it would leave."""
    before, after, of_all = CHANGES[name]
    found = reach(before, after)
    assert (found == ALL_POSTS) == of_all
    rules = make_rules(*after)
    rooms = [made_by(tmp_path / one, before) for one in ("some", "all")]
    was = kept(rooms[0])
    for room, wanted in zip(rooms, (found, ALL_POSTS), strict=True):
        room.pipeline.change_rules(rules, anew=True, reach=wanted)
        room.work()
        assert room.reader.bookmark(RULES_MARK) == rules.digest
    some, everything = map(kept, rooms)
    assert some == everything
    assert some != was
    for room in rooms:
        room.close()


def test_rules_that_follow_before_all_is_judged_by_the_last_judge_all(tmp_path: Path) -> None:
    open_: Said = Moderation(), {}
    strict: Said = Moderation(block_words=("scandal",)), {}
    approving: Said = (strict[0].model_copy(update={"approve_sources": ("a",)}), {})
    room = made_by(tmp_path, open_)
    room.pipeline.change_rules(make_rules(*strict), anew=True, reach=reach(open_, strict))
    last = make_rules(*approving)
    room.pipeline.change_rules(last, anew=True, reach=reach(strict, approving))
    room.work()
    scandals = room.reader.newest(PostQuery(text="scandal"), POSTS)
    assert scandals
    assert all(one.state == "rejected" for one in scandals)
    room.close()


def test_only_what_judges_is_in_the_digest() -> None:
    """What is for people only, or new and unused, has nothing judged anew."""
    plain = make_rules(Moderation(), {"w": WHALES}).digest
    titled = WHALES.model_copy(update={"title": "Whales", "color": "#ff0000"})
    people = Moderation(claim_s=60, two_people=True, blur_pictures=False, keep_days=3)
    assert make_rules(people, {"w": titled}).digest == plain
    assert make_rules(Moderation(word_lists=("fr",)), {"w": WHALES}).digest != plain
    assert make_rules(Moderation(), {}).digest != plain
