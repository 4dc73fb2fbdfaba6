"""The small parts of the protocol: binary headers, decoding, following, ownership, versions."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from wall.errors import CommandRefused, ProtocolError
from wall.model.actors import Actor, Role
from wall.model.commands import AddTile
from wall.model.geometry import Rect
from wall.model.tiles import Layer, Tile
from wall.protocol.binary import HEADER_BYTES, Part, PartKind, decode_part, picture_parts
from wall.protocol.codes import HTTP_STATUS, Status
from wall.protocol.decoding import Undecodable, decode_json
from wall.protocol.following import Following, Verdict
from wall.protocol.limits import MAX_CHUNK_BYTES, MAX_DEPTH, RateLimit
from wall.protocol.requests import REQUEST, REQUEST_TYPES, Batch, Request, TileAdd, commands_of
from wall.protocol.versions import NEWEST, OLDEST, common_version

ANNA = Actor(name="anna", role=Role.OPERATOR)


@given(
    st.sampled_from(PartKind),
    st.integers(0, 2**53 - 1),
    st.integers(0, 2**64 - 1),
    st.binary(max_size=100),
    st.binary(min_size=16, max_size=16),
)
def test_a_part_survives_its_wire(
    kind: PartKind, request: int, offset: int, data: bytes, upload: bytes
) -> None:
    part = Part(kind, request, offset, data, upload.hex())
    assert decode_part(part.encode()) == part


@given(st.binary(max_size=60))
def test_bytes_are_a_part_or_a_protocol_error(data: bytes) -> None:
    try:
        part = decode_part(data)
    except ProtocolError:
        return
    assert part.encode()[HEADER_BYTES:] == data[HEADER_BYTES:]


def test_a_part_has_a_largest_size() -> None:
    with pytest.raises(ProtocolError, match="at most"):
        decode_part(Part(PartKind.UPLOAD, 1, 0, bytes(MAX_CHUNK_BYTES + 1), "00" * 16).encode())


def test_the_header_is_as_documented() -> None:
    message = Part(PartKind.UPLOAD, 5, 513, b"x", "0123456789abcdef" * 2).encode()
    expected = "0101000000000000000000000000000500000000000002010123456789abcdef" * 1
    assert message[:24].hex() == expected[:48]
    assert message[24:40].hex() == "0123456789abcdef" * 2


def test_the_parts_of_a_picture_make_it_again() -> None:
    picture = bytes(range(256)) * 5000
    parts = [decode_part(message) for message in picture_parts(3, picture)]
    assert len(parts) == 3
    assert b"".join(part.data for part in parts) == picture
    assert [part.offset for part in parts] == [0, MAX_CHUNK_BYTES, 2 * MAX_CHUNK_BYTES]


def test_depth_is_counted_exactly() -> None:
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    decode_json(deepest)
    with pytest.raises(Undecodable, match="deep"):
        decode_json(f"[{deepest}]")


def test_a_follower_takes_changes_in_order_only() -> None:
    following = Following()
    assert following.judge("hub", 5) is Verdict.GAP
    following.given("hub", 5)
    assert following.judge("hub", 5) is Verdict.KNOWN
    assert following.judge("hub", 6) is Verdict.NEXT
    assert following.judge("hub", 8) is Verdict.GAP
    assert following.judge("hub", 7) is Verdict.NEXT, "a gap changes nothing"


def test_a_bucket_admits_its_burst_and_then_its_rate() -> None:
    rate = RateLimit(per_s=10, burst=3, now=0.0)
    assert [rate.admits(0.0) for _ in range(4)] == [True, True, True, False]
    assert rate.admits(0.1)
    assert not rate.admits(0.1)


def tile(**fields: object) -> Tile:
    plain = {"id": "x", "kind": "web", "rect": Rect(0, 0, 100, 100), "layer": Layer.PUSHED}
    return Tile.model_validate({**plain, **fields})


def test_nobody_adds_a_tile_as_somebody_else_or_as_trusted() -> None:
    forged = tile(owner="file", trusted=True)
    for request in (TileAdd(tile=forged), Batch(commands=(AddTile(tile=forged),))):
        (command,) = commands_of(request, ANNA)
        assert isinstance(command, AddTile)
        assert (command.tile.owner, command.tile.trusted) == ("anna", False)


@pytest.mark.parametrize("layer", [Layer.ALERT, Layer.PANIC, Layer.OVERRIDE])
def test_the_upper_layers_are_not_for_added_tiles(layer: Layer) -> None:
    with pytest.raises(CommandRefused, match="layer"):
        commands_of(TileAdd(tile=tile(layer=layer)), ANNA)


@pytest.mark.parametrize("kind", ["layout.merge", "scene.put_back"])
def test_what_only_the_controller_may_do_is_no_request(kind: str) -> None:
    assert kind not in REQUEST_TYPES
    batch = {"type": "batch", "commands": [{"type": kind, "revision": 1, "changes": []}]}
    with pytest.raises(ValueError, match="commands"):
        REQUEST.validate_python(batch)


def test_every_request_has_a_type_of_its_own_and_says_what_it_does() -> None:
    assert len(set(REQUEST_TYPES)) == len(REQUEST_TYPES)
    schema = TypeAdapter(Request).json_schema()
    for name in schema["discriminator"]["mapping"].values():
        assert schema["$defs"][name.rpartition("/")[2]]["description"]


def test_every_status_has_an_http_status() -> None:
    assert set(HTTP_STATUS) == set(Status)


def test_versions_meet_in_the_newest_common_one() -> None:
    assert common_version(OLDEST, NEWEST + 5) == NEWEST
    assert common_version(NEWEST + 1, NEWEST + 5) is None
    assert common_version(0, OLDEST - 1) is None


def test_json_is_never_taken_beyond_its_size() -> None:
    with pytest.raises(Undecodable, match="bytes"):
        decode_json(json.dumps("ä" * 600_000, ensure_ascii=False))
