"""`jsonl`: posts from a file of the site that grows, or from a recording."""

from __future__ import annotations

import asyncio
import logging
from itertools import islice

from pydantic import ValidationError

from wall.model.datasets import Posts, merged
from wall.model.posts import Post
from wall.sources.following import GrowingFile
from wall.sources.jsonl.settings import JsonlSettings
from wall.sources.reading_files import follow_file
from wall.sources.replaying import PostReplay
from wall.sources.source import Delivery, Surroundings

log = logging.getLogger(__name__)

MAX_RECORDED = 100_000
"""Posts of one recording; they are held in memory."""
TOLD_BAD_LINES = 5
"""Of one reading, so many bad lines are logged one by one."""


class JsonlSource:
    """One file, which is a log: what is taken out of it was said all the same. A bad
    line is reported with its number and skipped."""

    def __init__(
        self, settings: JsonlSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._file = GrowingFile(surroundings.site_folder, settings.path)
        self._goes_on = surroundings.bookmark is not None
        self._recorded: dict[str, Post] = {}

    async def run(self) -> None:
        await follow_file(self._settings.path, self._surroundings, self._delivery, self._read)

    async def _read(self) -> PostReplay | None:
        settings = self._settings
        grown = await asyncio.to_thread(self._file.read)
        posts, bad = await asyncio.to_thread(_posts_in, grown.lines, grown.tail)
        self._report(bad)
        if settings.shift == "now":
            return self._replay(posts, anew=grown.anew)
        new = list({post.id: post for post in posts}.values())
        if not self._goes_on:
            new = self._begin(new)
        if new:
            self._delivery.changed(new)
        return None

    def _begin(self, new: list[Post]) -> list[Post]:
        """In the place of what other settings brought; returns what is not shown of it. With a
        bookmark the same file goes on after a restart, with what was shown."""
        shown = Posts(posts=merged(Posts(), new, ()).posts[: self._settings.keep])
        self._delivery.whole(shown)
        self._delivery.bookmark(self._settings.path)
        self._goes_on = True
        told = {post.id for post in shown.posts}
        return [post for post in new if post.id not in told]

    def _replay(self, posts: list[Post], *, anew: bool) -> PostReplay:
        """All of a recording, which may be longer than what is shown of it at a time."""
        if anew:
            self._recorded.clear()
        self._recorded.update((post.id, post) for post in posts)
        surplus = len(self._recorded) - MAX_RECORDED
        if surplus > 0:
            name, path = self._surroundings.name, self._settings.path
            log.warning("source '%s': %s: %d posts too many are left out", name, path, surplus)
        settings = self._settings
        return PostReplay(
            islice(self._recorded.values(), MAX_RECORDED),
            speed=settings.speed,
            keep=settings.keep,
            pace_s=settings.pace,
        )

    def _report(self, bad: list[tuple[int, str]]) -> None:
        path = self._settings.path
        for number, why in bad[:TOLD_BAD_LINES]:
            log.warning(
                "source '%s': %s:%d: %s; the line is skipped",
                self._surroundings.name,
                path,
                number,
                why,
            )
        if len(bad) > TOLD_BAD_LINES:
            log.warning(
                "source '%s': %s: %d more bad lines, the last is line %d",
                self._surroundings.name,
                path,
                len(bad) - TOLD_BAD_LINES,
                bad[-1][0],
            )


def _posts_in(
    lines: tuple[tuple[int, bytes], ...], tail: bytes
) -> tuple[list[Post], list[tuple[int, str]]]:
    """Posts, and number and fault of each line that is none. An unfinished last line counts
    once it is a post; until then it is no fault."""
    posts: list[Post] = []
    bad: list[tuple[int, str]] = []
    for number, line in lines:
        content = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not content:
            continue
        try:
            posts.append(Post.model_validate_json(content))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            bad.append((number, f"{where}: {first['msg']}" if where else first["msg"]))
    if tail.strip():
        try:
            posts.append(Post.model_validate_json(tail))
        except ValidationError:
            return posts, bad
    return posts, bad
