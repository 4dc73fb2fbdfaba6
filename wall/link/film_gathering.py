"""Bringing a film of a post here as one file: its pieces are put together where it comes as a
list of them. Nothing is decoded. Blocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from wall.errors import WallError
from wall.link.foreign_fetching import ForeignFetcher
from wall.link.playlists import (
    MARK,
    MOST_BYTES,
    MediaList,
    absolute,
    attributes,
    media_list_of,
    suiting,
    variants_of,
)

MOST_FILM_BYTES = 64 * 1024 * 1024
HEAD_BYTES = 8 * 1024 * 1024
"""Of what is larger: enough for a poster."""
MOST_PIECES = 400
LONGEST_S = 190.0
LIST_PX = (1280, 720)
"""Which of the renditions of a list is fetched."""


class FilmRefused(WallError):
    """A film that is not brought here."""

    code = "film_refused"

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"{address}: {why}")
        self.why = why


def gather(address: str, path: Path, fetch: ForeignFetcher, wanted: Callable[[], bool]) -> bool:
    """The film at `address` is in `path` then; whether it is there as a whole. Raises WallError."""
    with path.open("w+b") as file:
        got = fetch(address, file, at_most=MOST_FILM_BYTES, head=HEAD_BYTES, wanted=wanted)
        file.seek(0)
        if file.read(len(MARK)) != MARK.encode():
            return got.is_whole
        file.seek(0)
        text = _text(address, file)
    listed = _chosen(address, absolute(text, got.url), path, fetch, wanted)
    return _joined(address, listed, path, fetch, wanted)


def _text(address: str, file: BinaryIO) -> str:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FilmRefused(address, "its list is too long")
    return content.decode("utf-8", "replace")


def _chosen(
    address: str, text: str, path: Path, fetch: ForeignFetcher, wanted: Callable[[], bool]
) -> str:
    """A list of pieces, with whole addresses."""
    variants = variants_of(text)
    if not variants:
        return text
    with path.open("w+b") as file:
        got = fetch(suiting(variants, LIST_PX).uri, file, at_most=MOST_BYTES, head=0, wanted=wanted)
        file.seek(0)
        found = _text(address, file)
    if variants_of(found):
        raise FilmRefused(address, "its list leads to another list of lists")
    return absolute(found, got.url)


def _joined(
    address: str, text: str, path: Path, fetch: ForeignFetcher, wanted: Callable[[], bool]
) -> bool:
    listed = _pieces(address, text)
    is_whole, total_s = not listed.is_live, 0.0
    with path.open("w+b") as file:
        for begin in _begins(address, text):
            fetch(begin, file, at_most=HEAD_BYTES, head=0, wanted=wanted)
        for piece in listed.segments[:MOST_PIECES]:
            room = MOST_FILM_BYTES - file.tell()
            if total_s > LONGEST_S or room <= 0:
                return False
            is_whole &= fetch(piece.url, file, at_most=room, head=room, wanted=wanted).is_whole
            total_s += piece.duration_s
            if listed.is_live and file.tell() > 0:
                # Never whole: one piece has a poster.
                return False
    return is_whole and len(listed.segments) <= MOST_PIECES


def _pieces(address: str, text: str) -> MediaList:
    if "#EXT-X-BYTERANGE" in text:
        raise FilmRefused(address, "its list cuts pieces out of files")
    try:
        listed = media_list_of(text, address)
    except ValueError as why:
        raise FilmRefused(address, f"its list {why}") from why
    if not listed.segments:
        raise FilmRefused(address, "its list is empty")
    return listed


def _begins(address: str, text: str) -> list[str]:
    """What stands before the first piece, where pieces are no whole files."""
    found = [attributes(line) for line in text.splitlines() if line.startswith("#EXT-X-MAP:")]
    places = list(dict.fromkeys(one["URI"] for one in found if "URI" in one))
    if len(places) > 1 or any("BYTERANGE" in one for one in found):
        raise FilmRefused(address, "its list is of more than one film")
    return places
