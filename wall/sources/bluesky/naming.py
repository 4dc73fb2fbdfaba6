"""Naming authors and counting: what the stream does not say is asked for in batches."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlencode

from pydantic import JsonValue

from wall.model.posts import AUDIENCE_UNKNOWN, SIGNED_IN_ONLY, Author, Post
from wall.sources.bluesky.reading import NOT_FOR_ALL, tags_of, uri_of
from wall.sources.bluesky.settings import BlueskySettings
from wall.sources.connecting.calling import Call, Caller
from wall.sources.connecting.gathering import Gathering
from wall.sources.connecting.shaping import Found, number_at, objects_at, shaped, text_at, whole
from wall.sources.plain_text import plain

BATCH = 25
MOST_BATCHES = 4
"""In one round of two seconds: 600 calls in five minutes of 3 000 that are allowed."""
HIDDEN = frozenset({"!hide", "!takedown"})
"""What the moderators of Bluesky have put on a post that nobody may see."""
MOST_NAMES, MOST_POSTS = 20_000, 5_000


class Naming:
    """Remembers authors, and the posts that wait for a name or a count."""

    def __init__(
        self, settings: BlueskySettings, gathering: Gathering, now: Callable[[], float]
    ) -> None:
        self._settings = settings
        self._gathering = gathering
        self._now = now
        self._authors: OrderedDict[str, Author] = OrderedDict()
        self._reserved: set[str] = set()
        """Of those authors who want to be seen by people alone who are signed in."""
        self._nameless: OrderedDict[str, dict[str, Post]] = OrderedDict()
        self._due: OrderedDict[str, tuple[float, Post]] = OrderedDict()

    def named(self, post: Post) -> Post:
        """The post with its author's name as far as it is known; else it comes once more."""
        author = self._authors.get(post.author.id)
        if author is not None:
            self._authors.move_to_end(post.author.id)
            post = self._by(author, post)
        elif self._settings.names:
            post = _tagged(post, AUDIENCE_UNKNOWN)
            self._nameless.setdefault(post.author.id, {})[post.id] = post
            while len(self._nameless) > MOST_POSTS:
                self._nameless.popitem(last=False)
        self._due[post.id] = (self._now() + self._settings.recount, post)
        while len(self._due) > MOST_POSTS:
            self._due.popitem(last=False)
        return post

    def forget(self, item: str, author: str) -> None:
        self._due.pop(item, None)
        self._nameless.get(author, {}).pop(item, None)

    def renamed(self, author: str) -> None:
        """A name or handle that is known may be an old one: it is asked for with the next post."""
        self._authors.pop(author, None)

    def forget_author(self, author: str) -> None:
        self._nameless.pop(author, None)
        self._authors.pop(author, None)
        for item in [i for i, (_, post) in self._due.items() if post.author.id == author]:
            del self._due[item]

    async def ask(self, caller: Caller) -> None:
        """Raises CallFailed and Unreadable; what was not answered is asked again."""
        for _ in range(MOST_BATCHES):
            if not self._nameless:
                break
            await self._ask_names(caller, list(self._nameless)[:BATCH])
        due = [post for at, post in self._due.values() if at <= self._now()][:BATCH]
        if due:
            await self._ask_counts(caller, due)

    async def _ask_names(self, caller: Caller, dids: list[str]) -> None:
        url = f"{self._settings.api.rstrip('/')}/xrpc/app.bsky.actor.getProfiles"
        document = (await caller.ask(Call(_many(url, "actors", dids)))).document()
        for profile in objects_at(document, "profiles"):
            self._learn(profile)
        for did in dids:
            for post in self._nameless.pop(did, {}).values():
                author = self._authors.get(did)
                if author is not None:
                    self._again(self._by(author, post))

    def _by(self, author: Author, post: Post) -> Post:
        """With what is known of who wrote it."""
        tags = tuple(tag for tag in post.tags if tag != AUDIENCE_UNKNOWN)
        post = post.model_copy(update={"author": author, "tags": tags})
        return _tagged(post, SIGNED_IN_ONLY) if author.id in self._reserved else post

    def _learn(self, profile: dict[str, JsonValue]) -> None:
        did = text_at(profile, "did")
        handle = text_at(profile, "handle")
        example = shaped(
            Found(
                at=0.0,
                native_id="x",
                text="x",
                author=plain(text_at(profile, "displayName"), 200) or handle,
                handle=handle,
                avatar=text_at(profile, "avatar"),
                author_id=did,
                author_url=f"https://bsky.app/profile/{did}",
                followers=number_at(profile, "followersCount"),
                verified=text_at(profile, "verification", "verifiedStatus") == "valid",
            )
        )
        if did and example is not None:
            self._authors[did] = example.author
            labels = {text_at(label, "val") for label in objects_at(profile, "labels")}
            self._reserved.discard(did)
            if NOT_FOR_ALL in labels:
                self._reserved.add(did)
            while len(self._authors) > MOST_NAMES:
                oldest, _ = self._authors.popitem(last=False)
                self._reserved.discard(oldest)

    async def _ask_counts(self, caller: Caller, posts: list[Post]) -> None:
        url = f"{self._settings.api.rstrip('/')}/xrpc/app.bsky.feed.getPosts"
        found = (await caller.ask(Call(_many(url, "uris", [uri_of(p) for p in posts])))).document()
        said = {text_at(one, "uri"): one for one in objects_at(found, "posts")}
        for post in posts:
            self._due.pop(post.id, None)
            one = said.get(uri_of(post))
            if one is None:
                continue
            labels = {text_at(label, "val") for label in objects_at(one, "labels")}
            if labels & HIDDEN:
                self._gathering.remove(post.id)
                continue
            labels |= {text_at(label, "val") for label in objects_at(one, "author", "labels")}
            is_known = isinstance(one.get("author"), dict)
            tags = (tag for tag in post.tags if tag != AUDIENCE_UNKNOWN or not is_known)
            counts = {
                "likes": whole(number_at(one, "likeCount")) or 0,
                "shares": whole(number_at(one, "repostCount")) or 0,
                "replies": whole(number_at(one, "replyCount")) or 0,
            }
            update = {
                "counts": post.counts.model_copy(update=counts),
                "tags": tuple(dict.fromkeys((*tags, *tags_of(labels)))),
            }
            self._gathering.add(post.model_copy(update=update))

    def _again(self, post: Post) -> None:
        self._gathering.add(post)
        if post.id in self._due:
            self._due[post.id] = (self._due[post.id][0], post)


def _tagged(post: Post, tag: str) -> Post:
    return post.model_copy(update={"tags": tuple(dict.fromkeys((*post.tags, tag)))})


def _many(url: str, name: str, values: list[str]) -> str:
    return f"{url}?{urlencode([(name, value) for value in values])}"
