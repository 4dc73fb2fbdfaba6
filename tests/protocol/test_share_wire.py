"""Chunks of desk shares: what is written is read, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wall.errors import ProtocolError
from wall.protocol.codes import CloseCode
from wall.protocol.share_wire import (
    HEADER_BYTES,
    INVALID,
    MAX_AUDIO_BYTES,
    ChunkHeader,
    ChunkKind,
    Codec,
    payload,
    read_header,
)

WORD = st.integers(0, 2**32 - 1)
PIXELS = st.integers(1, 8192)
HEADERS = st.builds(
    ChunkHeader,
    kind=st.just(ChunkKind.VIDEO),
    codec=st.sampled_from([Codec.H264, Codec.VP8, Codec.VP9, Codec.AV1]),
    epoch=WORD,
    seq=WORD,
    at_us=st.integers(0, 2**64 - 1),
    width=PIXELS,
    height=PIXELS,
    is_key=st.booleans(),
    full_range=st.booleans(),
    layer=st.integers(0, 3),
    matrix=st.sampled_from([0, 1, 5, 6, 9]),
)
A_CHUNK = ChunkHeader(ChunkKind.VIDEO, Codec.H264, 1, 0, 5, 64, 36, is_key=True)


@given(HEADERS, st.binary(min_size=1, max_size=200))
def test_what_is_written_is_read(header: ChunkHeader, data: bytes) -> None:
    message = header.encode(data)
    assert len(message) == HEADER_BYTES + len(data)
    assert read_header(message) == header
    assert payload(message) == data


@given(st.binary(max_size=100))
def test_what_is_no_chunk_is_refused_and_breaks_nothing(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        read_header(data)


@given(st.integers(0, HEADER_BYTES - 1), st.integers(0, 255))
def test_a_byte_that_was_changed_gives_a_chunk_or_a_refusal(place: int, value: int) -> None:
    message = bytearray(A_CHUNK.encode(b"data"))
    message[place] = value
    assert _told_of(bytes(message)) in (None, INVALID, CloseCode.TOO_LARGE)


def _told_of(message: bytes) -> int | None:
    """The close code of a refusal."""
    try:
        read_header(message)
    except ProtocolError as error:
        return error.close_code
    return None


def test_the_length_must_be_that_of_the_rest() -> None:
    with pytest.raises(ProtocolError) as refused:
        read_header(A_CHUNK.encode(b"data") + b"more")
    assert refused.value.close_code == INVALID


def test_sound_is_short() -> None:
    sound = ChunkHeader(ChunkKind.AUDIO, Codec.OPUS, 1, 0, 0, 0, 0)
    assert read_header(sound.encode(b"x" * 100)) == sound
    with pytest.raises(ProtocolError) as refused:
        read_header(sound.encode(b"x" * MAX_AUDIO_BYTES))
    assert refused.value.close_code == CloseCode.TOO_LARGE


def test_a_codec_belongs_to_its_kind() -> None:
    with pytest.raises(ProtocolError):
        read_header(ChunkHeader(ChunkKind.VIDEO, Codec.OPUS, 1, 0, 0, 8, 8).encode(b"x"))
