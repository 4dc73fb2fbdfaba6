"""Reading exports: bytes in; posts, and each line that is none with the reason, out. Blocking,
pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from wall.model.posts import Post, PostKind
from wall.sources.connecting.identifying import is_spoiled, native_of, network_by_host, usable
from wall.sources.connecting.places import country_code, language_code
from wall.sources.connecting.shaping import Found, hashtags_in, links_in, network_of, shaped
from wall.sources.csv.parsing import Sheet
from wall.sources.export.rows import Row
from wall.sources.export.settings import ExportSettings
from wall.sources.export.sheets import read_sheets
from wall.sources.export.titles import folded
from wall.sources.plain_text import text_of_html
from wall.sources.source import Unreadable

MOST_ROWS = 200_000
BATCH_ROWS = 500
TOLD_ROWS = 3
UNTELLING = frozenset(
    ("text", "social", "post", "other", "photo", "image", "video", "link", "status", "reel")
) | frozenset(("album", "carousel", "publication", "lien", "texte", "autre", "story", "message"))
"""Types of posts in a column that others use for the network."""
SOCIAL = frozenset(
    ("x", "facebook", "instagram", "linkedin", "youtube", "tiktok", "reddit", "threads", "bluesky")
) | frozenset(("mastodon", "pinterest", "telegram", "vk", "twitch", "snapchat", "tumblr"))
PRESS = frozenset(("news", "web", "blog", "forum", "broadcast", "print", "podcast", "review"))
KINDS: dict[str, PostKind] = {
    "reply": "reply",
    "réponse": "reply",
    "comment": "comment",
    "commentaire": "comment",
    "share": "repost",
    "repost": "repost",
    "retweet": "repost",
    "quote": "quote",
    "citation": "quote",
}
_QUOTES = "'\"= "
"""What keeps programs for sheets from reading an id as a number."""
_LINK = re.compile(r"https?://[^\s\"';]+")
_BARE = re.compile(r"(?:[\w-]{1,63}\.)+[a-z]{2,10}/", re.IGNORECASE)
"""An address without what it begins with."""
_FIRST = re.compile(r"[^\W_]+")
_PARTED = re.compile(r"[,;|\s]+")


@dataclass
class Batch:
    """Some lines of a file."""

    posts: list[tuple[Post, bytes]] = field(default_factory=list)
    """Each with a digest of its content."""
    rejected: int = 0
    why: list[str] = field(default_factory=list)
    """Of the first rejected lines."""

    def reject(self, line: int, why: str) -> None:
        self.rejected += 1
        if len(self.why) < TOLD_ROWS:
            self.why.append(f"line {line} {why}")


def read_export(content: bytes, name: str, settings: ExportSettings, now: float) -> Iterator[Batch]:
    """Batch by batch: a large file never lies in memory as posts. Raises Unreadable for what is
    no export."""
    named = frozenset(folded(title) for title in settings.columns.values())
    sheets = read_sheets(content, name, settings.encoding, named)
    read: set[str] | None = set() if len(sheets) > 1 else None
    for i, sheet in enumerate(sheets):
        try:
            yield from _read_sheet(sheet, settings, now, read)
        except Unreadable:
            if i == 0:
                raise  # a sheet beside the posts, such as a summary, is none of them


def _read_sheet(
    sheet: Sheet, settings: ExportSettings, now: float, read: set[str] | None
) -> Iterator[Batch]:
    """`read` are the posts of the sheets before, which count once."""
    row = Row(sheet, settings)
    for start in range(0, min(len(sheet.rows), MOST_ROWS), BATCH_ROWS):
        batch = Batch()
        for line, cells in enumerate(sheet.rows[start : start + BATCH_ROWS], start + 2):
            if not any(cell.strip() for cell in cells):
                continue
            row.cells = cells
            try:
                post = _post(row, settings, now)
            except Rejected as error:
                batch.reject(line, str(error))
            except ValueError as error:
                batch.reject(line, f"cannot be read: {str(error)[:80]}")
            else:
                if read is None or post.id not in read:
                    batch.posts.append((post, _digest(post)))
                if read is not None:
                    read.add(post.id)
        yield batch


class Rejected(Exception):
    """A line that is no post, and why."""


def _post(row: Row, settings: ExportSettings, now: float) -> Post:
    """Raises Rejected, and ValueError for what no post can hold."""
    at = row.at()
    if at is None:
        raise Rejected(f"has no date: '{row.text('at')[:30]}'")
    told = [_address(text) for text in row.texts("url")]
    url = next((one for one in told if one.startswith("http")), "") or row.address()
    network, native = native_of(url)
    network = network or _network(row, url, settings)
    native = native or _given_id(row, network) or url
    text = text_of_html(row.text("text"), 10_000)
    author, handle = row.text("author"), row.text("handle")
    if handle and author.startswith(f"{handle} (") and author.endswith(")"):
        author = author[len(handle) + 2 : -1]  # as Brandwatch writes full names
    media = row.text("media").split(",")[0].strip()
    post = shaped(
        Found(
            at=min(at, now),
            native_id=native,
            network=network,
            title=text_of_html(row.text("title"), 500),
            text=text,
            author=author or handle,
            handle=handle.lstrip("@") if network not in PRESS else "",
            avatar=row.text("avatar"),
            author_id=row.text("author_id").strip(_QUOTES),
            author_url=row.text("author_url"),
            followers=row.number("followers"),
            url=url,
            language=language_code(row.text("language")),
            language_from="supplier",
            country=country_code(row.text("country")),
            country_from="supplier",
            region=row.text("region"),
            media=(("image", media, ""),) if media else (),
            likes=row.number("likes") or 0,
            shares=row.number("shares") or 0,
            replies=row.number("replies") or 0,
            views=row.number("views"),
            reach=row.number("reach"),
            kind=KINDS.get(row.text("kind").casefold(), "article" if network == "news" else "post"),
            observed_at=now,
            sentiment=row.sentiment(),
            hashtags=_hashtags(row) or hashtags_in(text),
            links=links_in(text),
            tags=[tag.strip() for tag in row.text("tags").split(",")],
        )
    )
    if post is None:
        raise Rejected("has neither text nor title")
    return post


def _given_id(row: Row, network: str) -> str:
    given = [row.text("tweet_id") if network == "x" else "", row.text("id")]
    given = [item.strip(_QUOTES) for item in given]
    found = next((item for item in given if item and usable(item)), "")
    spoiled = [item for item in given if is_spoiled(item)]
    if spoiled and not found:
        raise Rejected(f"has an id that a sheet has rounded: {spoiled[0][:20]}")
    return found


def _address(said: str) -> str:
    """With what it begins with; also out of `=HYPERLINK("https://…";"…")`."""
    found = None if said.startswith("http") else _LINK.search(said)
    bare = found is None and _BARE.match(said)
    return found[0] if found else f"https://{said}" if bare else said


def _digest(post: Post) -> bytes:
    content = post.model_copy(update={"observed_at": None}).model_dump_json().encode()
    return blake2b(content, digest_size=8).digest()


def _hashtags(row: Row) -> list[str]:
    return [tag.strip("#[]'\"") for tag in _PARTED.split(row.text("hashtags")) if tag]


def _network(row: Row, url: str, settings: ExportSettings) -> str:
    """By the address, else by the column: `SOCIALMEDIA,SOCIALMEDIA_TWITTER` names it last,
    `X (formerly Twitter)` and `FACEBOOK_PHOTO` first."""
    said = row.text("network").split(",")[-1].strip()
    name = said.casefold().removeprefix("socialmedia_").removeprefix("socialmedia")
    by_host = network_by_host(url)
    if by_host or not name or name in UNTELLING:
        return by_host or settings.network
    first = _FIRST.match(name)
    known = network_of(first[0]) if first else ""
    if known in SOCIAL:
        return known
    return network_of(name.removesuffix("_other"))
