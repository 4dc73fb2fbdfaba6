"""Previews on their way: what is packed is what comes out, and what is none is refused."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wall.errors import ProtocolError
from wall.protocol.previews import Preview, PreviewOf, decode_previews, encode_previews


def preview(name: str, jpeg: bytes, stage: str | None) -> Preview:
    of = PreviewOf(
        screen=name if stage is None else None,
        tile=name if stage is not None else None,
        width=320,
        height=180,
        at=1.5,
        size=len(jpeg),
    )
    return Preview("hub", of, jpeg, stage)


@given(
    st.lists(st.tuples(st.text(max_size=20), st.binary(min_size=1, max_size=50)), min_size=1),
    st.none() | st.text(max_size=10),
)
def test_previews_survive_their_wire(pictures: list[tuple[str, bytes]], stage: str | None) -> None:
    sent = tuple(preview(name, jpeg, stage) for name, jpeg in pictures)
    assert decode_previews(encode_previews(sent)) == sent


def test_a_newer_head_may_tell_more() -> None:
    head = (
        b'{"wall": "hub", "mood": 1, "pictures": '
        b'[{"screen": "A1", "width": 1, "height": 1, "at": 0, "size": 2, "hue": 3}]}'
    )
    (found,) = decode_previews(struct.pack(">I", len(head)) + head + b"ab")
    assert (found.name, found.jpeg) == ("A1", b"ab")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\0\0",
        b"\xff\xff\xff\xff{}",
        struct.pack(">I", 2) + b"{}",
        encode_previews([preview("A1", b"abc", None)])[:-1],
        encode_previews([preview("A1", b"abc", None)]) + b"x",
        encode_previews([preview("A1", b"abc", None)]).replace(b'"screen"', b'"tile__"'),
    ],
)
def test_what_is_no_preview_is_refused(body: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_previews(body)


def test_a_preview_is_of_one_thing() -> None:
    with pytest.raises(ValueError, match="screen or of a tile"):
        PreviewOf(width=1, height=1, at=0, size=1)
    with pytest.raises(ValueError, match="screen or of a tile"):
        PreviewOf(screen="A1", tile="x", width=1, height=1, at=0, size=1)
