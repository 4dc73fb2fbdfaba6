"""What people give for a stream and is none: told by its first bytes, with what to do instead."""

from __future__ import annotations

import re
from pathlib import Path

from wall.link.playlists import MARK

HEAD_BYTES = 1024
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
_SDP = re.compile(rb"[a-z]=[^\r\n]*\r?\n[a-z]=")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF87a", b"GIF89a", b"BM")


def other_content(head: bytes) -> str:
    """A sentence; empty where it may be a stream."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    small = start[:512].lower()
    if small.startswith(_PAGES):
        return (
            "is a web page, not a stream; show it as a web tile, or give the stream's own address"
        )
    if small.startswith(b"[playlist]") or (
        start.startswith(MARK.encode()) and b"#EXTINF" in start and b"#EXT-X-" not in start
    ):
        return "is a list of addresses, not a stream; give one of those that stand in it"
    if _SDP.match(start):
        return "describes a stream (SDP), which is not played; give the address of an RTSP server"
    if start.startswith(_PICTURES):
        return "is a picture, not a stream; show it as an image tile"
    return ""


def is_text(head: bytes) -> bool:
    """Whether a file begins with words."""
    if not head or any(one < 9 or 13 < one < 32 for one in head):
        return False
    try:
        # The last letter may be cut.
        head[: max(1, len(head) - 4)].decode()
    except UnicodeDecodeError:
        return False
    return True


def head_of(path: Path | None) -> bytes:
    """Of a file that can be read. Blocks."""
    try:
        if path is None or not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""
