"""What people give for a stream and is none: told by its first bytes, with what to do instead."""

from __future__ import annotations

from pathlib import Path

from wall.link.playlists import MARK

HEAD_BYTES = 1024
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body", b"<script")
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
    if start.startswith((b"v=0\r", b"v=0\n")):
        return "describes a stream (SDP), which is not played; give the address of an RTSP server"
    if start.startswith(_PICTURES):
        return "is a picture, not a stream; show it as an image tile"
    return ""


def head_of(path: Path | None) -> bytes:
    """Of a file that can be read. Blocks."""
    try:
        if path is None or not path.is_file():
            return b""
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""
