"""Hostile text made harmless for showing: what people read stays, what plays with the wall goes.

Gone are control and invisible signs, signs that turn the direction of text around them, towers of
accents, endless joined emoji, private signs and lone surrogates. Cleaning twice is cleaning once,
and nothing becomes longer.
"""

from __future__ import annotations

import re
from typing import Final

import regex

from wall.model.posts import Author, Post, PostMedia

_BREAK: Final = regex.compile(r"\r\n?|[\x85\u2028\u2029\v\f]")
_SPACE: Final = regex.compile(r"[^\S\n]+|\u2800+")
_LINES: Final = regex.compile(r" ?\n ?(?:\n[ \n]*)?")
_NEVER: Final = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Co}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\ufdd0-\ufdef\U0001d173-\U0001d17a"
    r"\U000e0100-\U000e0fff--\n]",
    regex.V1,
)
_JOINED = r"\p{Arabic}\p{Syriac}\p{Mongolian}\p{InCB=Linker}\p{InCB=Consonant}"
_STRAY_JOINER: Final = regex.compile(
    rf"\u200c(?!(?<=[{_JOINED}]\u200c)[{_JOINED}])"
    rf"|\u200d(?!(?<=[{_JOINED}]\u200d)[{_JOINED}])"
    r"(?!(?<=[\p{ExtPict}\p{EMod}\ufe0f]\u200d)\p{ExtPict})"
)
_STRAY_TAG: Final = regex.compile(
    r"(?<!\U0001f3f4[\U000e0020-\U000e007e]{0,6})[\U000e0000-\U000e007f]"
)
_CHAIN: Final = regex.compile(r"(?:[^\s\u200d]{1,3}\u200d){8,}")
_TOWER: Final = regex.compile(
    r"([\p{Latin}\p{Greek}\p{Cyrillic}\p{N}\p{P}\p{S}\p{So}]\p{M}{2})\p{M}+|(\p{M}{4})\p{M}+"
)
_BARE_MARK: Final = regex.compile(r"(?<![^\s])\p{M}+")
_GRAPHEME: Final = regex.compile(r"\X")
_RARE: Final = re.compile(
    "[^\n -~\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03a1\u03a3-\u0482\u048a-\u052f\u05d0-\u05ea\u060c"
    "\u061b\u061f-\u064a\u0660-\u066f\u0671-\u06d5\u06f0-\u06f9\u1e00-\u1f15\u2010-\u2027"
    "\u2030-\u205e\u20a0-\u20c0\u2100-\u218b\u2190-\u2429\u2460-\u27ff\u3001-\u3029\u3041-\u3096"
    "\u309b-\u30ff\u4e00-\u9fff\uac00-\ud7a3\ufe0f\uff01-\uff5e\U0001f1e6-\U0001f1ff"
    "\U0001f300-\U0001f6d7\U0001f90c-\U0001f9ff\U0001fa80-\U0001fa84]"
)
"""All but signs of every day, none of which plays with a wall wherever it stands; the one that
makes a picture of a sign (`\ufe0f`) is looked at apart. Told by the standard library in a tenth of
the time that properties take."""
_SUSPECT: Final = regex.compile(
    r"[\p{C}\p{M}\u2800\u3164\uffa0\u115f\u1160\ufff0-\uffff]|[^\S \n]|  | \n|\n |\n\n\n"
)
_STRAY_PICTURE: Final = re.compile("(?<![^\\s\ufe0f])\ufe0f")

TEXT_LIMIT: Final = 10_000
NAME_LIMIT: Final = 200


def clean(text: str, limit: int = TEXT_LIMIT) -> str:
    """For text of several lines; at most `limit` characters (1 or more), cut between what people
    see as one sign."""
    text = text[: limit * 4].strip()
    if not _is_harmless(text) and _SUSPECT.search(text) is not None:
        for _ in range(8):
            before, text = text, _pass(text)
            if text == before:
                break
    return _capped(text, limit)


def clean_line(text: str, limit: int = NAME_LIMIT) -> str:
    """For names and titles: one line."""
    if len(text) <= limit and text == text.strip() and "\n" not in text and _is_harmless(text):
        return text
    return clean(" ".join(text[: limit * 4].split()), limit).replace("\n", " ")


def is_plain_id(identity: str) -> bool:
    """Whether people see all of it: ids are shown in terminals, logs and lists as they are."""
    return (identity.isascii() and identity.isprintable()) or (
        "\n" not in identity and _NEVER.search(identity) is None
    )


_OWN_FILE = regex.compile(r"(?:[\w][\w .()+-]*)(?:/[\w][\w .()+-]*){0,9}|upload:[0-9a-f]{64}")


def clean_address(url: str, limit: int = 2000) -> str:
    """Web addresses only; everything else is empty, as is one with signs no address has."""
    bare = url.strip()
    if not bare.lower().startswith(("https://", "http://")) or len(bare) > limit:
        return ""
    if bare.isascii() and bare.isprintable():
        return "" if " " in bare else bare
    return "" if any(sign.isspace() for sign in bare) or _NEVER.search(bare) else bare


def clean_picture(url: str) -> str:
    """A web address, a file of the site by its path, or an upload; everything else is empty."""
    return clean_address(url) or (url if _OWN_FILE.fullmatch(url) else "")


def without_own_files(post: Post) -> Post:
    """As what comes from outside must be: it may not name files of the site or uploads."""
    if not post.media and not post.author.avatar:
        return post
    media = tuple(media for media in post.media if clean_address(media.url))
    avatar = clean_address(post.author.avatar)
    if media == post.media and avatar == post.author.avatar:
        return post
    author = post.author.model_copy(update={"avatar": avatar})
    return post.model_copy(update={"media": media, "author": author})


def cleaned(post: Post) -> Post:
    """The post with all text that people wrote, and all addresses, harmless."""
    media = post.media and tuple(
        media if not media.alt else _cleaned_media(media)
        for media in post.media
        if clean_picture(media.url)
    )
    facts: dict[str, object] = {
        "text": clean(post.text),
        "title": clean_line(post.title, 500),
        "author": _cleaned_author(post.author),
        "url": clean_address(post.url),
        "media": media,
        "hashtags": _cleaned_lines(post.hashtags),
        "mentions": _cleaned_lines(post.mentions),
        "tags": _cleaned_lines(post.tags),
        "links": tuple(link for link in post.links if clean_address(link)),
        "region": clean_line(post.region),
        "licence": clean_line(post.licence),
    }
    other = {name: value for name, value in facts.items() if value != getattr(post, name)}
    return post.model_copy(update=other) if other else post


def _cleaned_author(author: Author) -> Author:
    facts = {
        "name": clean_line(author.name),
        "handle": _cleaned_handle(author.handle),
        "avatar": clean_picture(author.avatar),
        "url": clean_address(author.url),
    }
    other = {name: value for name, value in facts.items() if value != getattr(author, name)}
    return author.model_copy(update=other) if other else author


def _cleaned_handle(handle: str) -> str:
    """Without its hidden signs it would be somebody else's: a question mark, which no network
    allows in a handle, stands for them."""
    clean_handle = clean_line(handle)
    if clean_handle == handle:
        return handle
    if clean_handle == " ".join(handle.split()) or not clean_handle:
        return clean_handle
    return f"{clean_handle[: NAME_LIMIT - 1]}?"


def _cleaned_media(media: PostMedia) -> PostMedia:
    return media.model_copy(update={"alt": clean(media.alt, 2000)})


def _cleaned_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    found = (clean_line(line) for line in lines)
    return tuple(line for line in found if line)


def _is_harmless(text: str) -> bool:
    """Whether nothing inside it is ever changed. Soon told, and never wrongly yes."""
    if _RARE.search(text) is not None or "  " in text:
        return False
    if "\n" in text and (" \n" in text or "\n " in text or "\n\n\n" in text):
        return False
    return "\ufe0f" not in text or _STRAY_PICTURE.search(text) is None


def _pass(text: str) -> str:
    text = _BREAK.sub("\n", text)
    text = _NEVER.sub("", _SPACE.sub(" ", text))
    text = _STRAY_JOINER.sub("", text)
    text = _STRAY_TAG.sub("", text)
    text = _CHAIN.sub(_shorter_chain, text)
    text = _BARE_MARK.sub("", text)
    text = _TOWER.sub(_lower_tower, text)
    return _LINES.sub(_fewer_lines, _SPACE.sub(" ", text)).strip()


def _lower_tower(tower: regex.Match[str]) -> str:
    return tower[1] or tower[2]


def _shorter_chain(chain: regex.Match[str]) -> str:
    parts = chain[0].split("\u200d")
    return "\u200d".join(parts[:8]) + "".join(parts[8:])


def _fewer_lines(lines: regex.Match[str]) -> str:
    return "\n\n" if lines[0].count("\n") > 1 else "\n"


def _capped(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    end = 0
    for sign in _GRAPHEME.finditer(text, 0, limit + 64):
        if sign.end() > limit - 1:
            break
        end = sign.end()
    return text[: end or limit - 1].rstrip() + "…"
