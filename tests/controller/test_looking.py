"""What somebody was shown of a picture goes to ingest with their approval."""

from __future__ import annotations

import asyncio
import hashlib
import io
from pathlib import Path

import httpx
import pytest
from PIL import Image

from bench.clips import ClipForm, make_clip
from tests.controller.desks import Desk
from tests.controller.live import threaded_wall
from tests.controller.wires import RecordingWire, connected, until
from tests.link.test_fetching import Shelf, serving
from wall.controller import looking
from wall.controller.followers import Follower
from wall.controller.looking import Looks
from wall.controller.post_pictures import PostPictures
from wall.controller.posts import Posts
from wall.link.messages import AskPosts, PostsAnswer, ToController
from wall.model.actors import Actor, Role
from wall.model.moderation import Moderation
from wall.model.posts import Author, Post, PostMedia
from wall.protocol.post_requests import (
    DecidePosts,
    ListPosts,
    PostEntry,
    PostPage,
    PostResult,
    PostsDecided,
)
from wall.sitefile.declared import AddressPolicy

MONA = Actor(name="mona", role=Role.ADMIN)
ONE, OTHER = "a" * 64, "b" * 64
PLACE = "https://cdn.example/p.jpg"


def entry(number: int, *media: PostMedia | str) -> PostEntry:
    made = tuple(PostMedia(url=one) if isinstance(one, str) else one for one in media)
    post = Post.model_validate(
        {
            "id": f"x:{number}",
            "at": "2026-11-22T12:00:00Z",
            "author": Author(name="Ann"),
            "text": "A",
            "media": made,
        }
    )
    return PostEntry(post=post, state="pending")


def test_everybody_answers_for_what_they_were_shown_themselves() -> None:
    looks = Looks()
    looks.listed([entry(1, PLACE), entry(2, f"{PLACE}?2"), entry(3)])
    looks.looked("mona", PLACE, ONE)
    looks.looked("omar", PLACE, OTHER)
    assert looks.of("mona", ["x:1", "x:2", "x:3", "x:4"]) == {PLACE: ONE}
    assert looks.of("omar", ["x:1"]) == {PLACE: OTHER}
    assert looks.of("who did not look", ["x:1"]) == {PLACE: OTHER}
    looks.looked("mona", PLACE, OTHER)
    assert looks.of("mona", ["x:1"]) == {PLACE: OTHER}
    assert looks.of("mona", ["x:2"]) == {}


def test_an_address_that_is_signed_anew_was_looked_at() -> None:
    looks = Looks()
    looks.looked("mona", f"{PLACE}?sig=1", ONE)
    looks.listed([entry(1, f"{PLACE}?sig=2", PostMedia(type="video", url=f"{PLACE}?2"))])
    assert looks.of("mona", ["x:1"]) == {f"{PLACE}?sig=2": ONE}


def test_only_so_much_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking, "KEPT_POSTS", 2)
    monkeypatch.setattr(looking, "KEPT_LOOKS", 4)
    looks = Looks()
    looks.listed([entry(number, f"{PLACE}?{number}") for number in (1, 2, 3)])
    for number in (1, 2, 3):
        looks.looked("mona", f"{PLACE}?{number}", ONE)
    assert looks.of("mona", ["x:1", "x:2", "x:3"]) == {f"{PLACE}?{n}": ONE for n in (2, 3)}
    looks.looked("mona", f"{PLACE}?4", ONE)
    assert looks.of("mona", ["x:2", "x:3"]) == {f"{PLACE}?3": ONE}


async def answered(ingest: RecordingWire, count: int, result: PostResult) -> AskPosts:
    await until(lambda: len(ingest.heard(AskPosts)) >= count)
    asked = ingest.heard(AskPosts)[count - 1]
    ingest.say(PostsAnswer(number=asked.number, result=result))
    return asked


def test_an_approval_after_a_look_carries_what_was_seen(tmp_path: Path) -> None:
    async def run() -> None:
        def heard(_: Follower, message: ToController) -> None:
            assert isinstance(message, PostsAnswer)
            posts.heard(message)

        desk = Desk(tmp_path, heard)
        posts = Posts(desk.followers, lambda _: None, tmp_path / "withdrawn.json", lambda: None)
        async with connected(desk.followers, "ingest", "ingest") as ingest:
            listing = asyncio.create_task(posts.answer(MONA, ListPosts()))
            await answered(ingest, 1, PostPage(entries=(entry(1, PLACE), entry(2))))
            await listing
            posts.looks.looked("mona", PLACE, ONE)
            said: list[dict[str, str]] = []
            for number, verdict in enumerate(("approve", "pending", "stash"), 2):
                decide = DecidePosts.model_validate({"posts": ["x:1"], "verdict": verdict})
                deciding = asyncio.create_task(posts.answer(MONA, decide))
                said.append((await answered(ingest, number, PostsDecided(done=("x:1",)))).pictures)
                await deciding
            assert said == [{PLACE: ONE}, {}, {}]
        await posts.close()

    asyncio.run(run())


def test_a_picture_that_the_console_shows_is_noted_as_it_was_fetched(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (1000, 500), "red").save(buffer, "PNG")
    with serving(Shelf()) as shelf, threaded_wall(tmp_path) as wall:
        shelf.pages["/p.png"] = buffer.getvalue()
        operations, place = wall.live.operations, f"{shelf.url}/p.png"
        policy = AddressPolicy(allow=("127.0.0.1",))
        operations.post_pictures = PostPictures(lambda: policy, Moderation)
        operations.posts.looks.listed([entry(1, place)])
        headers = {"Authorization": f"Bearer {wall.live.admin}"}
        with httpx.Client(
            base_url=wall.live.url, headers=headers, trust_env=False, timeout=30
        ) as client:
            missing = client.get("/api/v1/posts/media", params={"url": f"{shelf.url}/none"})
            assert missing.status_code == 422
            assert operations.posts.looks.of("mona", ["x:1"]) == {}
            blurred = client.get("/api/v1/posts/media", params={"url": place, "blurred": True})
            assert blurred.status_code == 200
            assert operations.posts.looks.of("mona", ["x:1"]) == {}, "nobody could see it"
            answer = client.get("/api/v1/posts/media", params={"url": place})
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["content-type"] == "image/jpeg"
        sha256 = hashlib.sha256(buffer.getvalue()).hexdigest()
        assert operations.posts.looks.of("mona", ["x:1"]) == {place: sha256}


def test_who_is_shown_stills_of_a_film_has_seen_which_film_it_is(tmp_path: Path) -> None:
    form = ClipForm(width_px=64, height_px=36, seconds=0.1, preset="ultrafast", gop=1)
    film = make_clip(tmp_path / "film.mp4", form).read_bytes()
    with serving(Shelf()) as shelf, threaded_wall(tmp_path / "wall") as wall:
        shelf.pages["/f.mp4"] = film
        operations, place = wall.live.operations, f"{shelf.url}/f.mp4"
        policy = AddressPolicy(allow=("127.0.0.1",))
        operations.post_pictures = PostPictures(lambda: policy, Moderation)
        operations.posts.looks.listed([entry(1, PostMedia(type="video", url=place))])
        headers = {"Authorization": f"Bearer {wall.live.admin}"}
        with httpx.Client(
            base_url=wall.live.url, headers=headers, trust_env=False, timeout=60
        ) as client:
            about = {"url": place, "film": True}
            blurred = client.get("/api/v1/posts/media", params={**about, "blurred": True})
            assert blurred.status_code == 200
            assert operations.posts.looks.of("mona", ["x:1"]) == {}
            answer = client.get("/api/v1/posts/media", params=about)
        assert answer.headers["content-type"] == "image/jpeg"
        seen = {place: hashlib.sha256(film).hexdigest()}
        assert operations.posts.looks.of("mona", ["x:1"]) == seen
