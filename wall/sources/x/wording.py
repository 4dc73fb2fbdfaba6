"""What people read of a post of X: its whole text, with links that say where they lead. Pure.

X escapes three signs in texts and names, and puts an address of `t.co` in the place of each link;
for pictures and for the post that is quoted it adds one that the author never wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import JsonValue

from wall.sources.connecting.shaping import objects_at, part, text_at, texts_at

_OF_MEDIA = re.compile(r"https://(?:x|twitter)\.com/\w+/status/\d+/(?:photo|video)/\d")
_STATUS = re.compile(r"https://(?:x|twitter)\.com/\w+/status(?:es)?/(\d{1,20})")
_SHORT = re.compile(r"https://t\.co/\w{4,20}")
LONGEST_LINK = 60
_ESCAPED = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def unescaped(text: str) -> str:
    for written, meant in _ESCAPED:
        text = text.replace(written, meant)
    return text


def entities_of(data: JsonValue, name: str) -> list[dict[str, JsonValue]]:
    """Of the whole text: those of a long one stand with it."""
    long = next((one for one in (part(data, n) for n in ("note_post", "note_tweet")) if one), None)
    found = objects_at(long, "entities", name)
    return found + [one for one in objects_at(data, "entities", name) if one not in found]


def text_of(data: JsonValue, quoted: str = "") -> str:
    """`quoted` is the id of the post that is quoted: its address at the end is not shown."""
    long = text_at(data, "note_post", "text") or text_at(data, "note_tweet", "text")
    text = long or text_at(data, "text")
    told = {text_at(one, "url"): _told(one, quoted) for one in entities_of(data, "urls")}
    text = _SHORT.sub(lambda link: told.get(link[0], link[0]), text)
    return unescaped(text.strip())


def _told(link: JsonValue, quoted: str) -> str:
    address = text_at(link, "expanded_url")
    status = _STATUS.match(address)
    if _OF_MEDIA.match(address) or (quoted and status is not None and status[1] == quoted):
        return ""
    bare = address.partition("://")[2].removeprefix("www.").rstrip("/")
    if not bare:
        return text_at(link, "url")
    return bare if len(bare) <= LONGEST_LINK else f"{bare[: LONGEST_LINK - 1]}…"


def choices_of(data: JsonValue, includes: JsonValue) -> Iterator[str]:
    """Of polls that came along."""
    wanted = set(texts_at(data, "attachments", "poll_ids"))
    for poll in objects_at(includes, "polls"):
        if text_at(poll, "id") in wanted:
            yield from (f"○ {text_at(one, 'label')}" for one in objects_at(poll, "options")[:10])
