"""OSC messages become requests, or are refused with a reason."""

from __future__ import annotations

import pytest

from wall.control.osc import ADDRESSES, OscArgument, request_of
from wall.errors import CommandRefused
from wall.model.tiles import Layer
from wall.protocol.lease_requests import PanicCover, PanicUncover, Redo
from wall.protocol.requests import (
    IdentifyScreens,
    LayerClear,
    RaiseAlert,
    Request,
    StageLayout,
    TakeLayout,
    TileConfigure,
    Undo,
)
from wall.protocol.sound_requests import SoundFocus, SoundTile, SoundWall

MEANT: list[tuple[str, list[OscArgument], Request]] = [
    ("/wall/layout/take", ["news"], TakeLayout(layout="news")),
    ("/wall/layout/take", ["news", "hub"], TakeLayout(layout="news", wall="hub")),
    ("/wall/layout/take", [], TakeLayout()),
    ("/wall/layout/stage", ["news"], StageLayout(layout="news")),
    ("/wall/undo", [], Undo()),
    ("/wall/redo", ["hub"], Redo(wall="hub")),
    ("/wall/clear", [], LayerClear(layer=Layer.PUSHED)),
    ("/wall/panic", [], PanicCover()),
    ("/wall/panic", [1.0, "hub"], PanicCover(wall="hub")),
    ("/wall/panic", [0], PanicUncover()),
    ("/wall/panic", [False], PanicUncover()),
    ("/wall/sound/focus", ["match"], SoundFocus(id="match")),
    ("/wall/sound/mute", ["match", 0], SoundTile(id="match", muted=False)),
    ("/wall/sound/mute", [""], SoundWall(muted=True)),
    ("/wall/sound/volume", ["match", -6], SoundTile(id="match", volume_db=-6)),
    ("/wall/alert", ["fire", "alarm"], RaiseAlert(text="fire", level="alarm")),
    ("/wall/alert", ["x", "info", "B2", 5], RaiseAlert(text="x", at="B2", for_s=5)),
    (
        "/wall/channel",
        ["tv", "5"],
        TileConfigure(id="tv", settings={"channel": "5"}, reason="channel"),
    ),
    ("/wall/identify", [3], IdentifyScreens(seconds=3)),
]


@pytest.mark.parametrize(("address", "arguments", "request_meant"), MEANT)
def test_a_message_is_a_request(
    address: str, arguments: list[OscArgument], request_meant: Request
) -> None:
    assert request_of(address, arguments) == request_meant


def test_each_address_is_tried() -> None:
    assert {address for address, _, _ in MEANT} == set(ADDRESSES)


@pytest.mark.parametrize(
    ("address", "arguments", "why"),
    [
        ("/wall/layout/tke", [], "did you mean '/wall/layout/take'"),
        ("/wall/undo", [1], "expected a text"),
        ("/wall/undo", ["hub", "lobby"], "one argument too many"),
        ("/wall/alert", ["x", "loud"], "no level; allowed: info, warning, alarm"),
        ("/wall/alert", [], "text"),
        ("/wall/alert", ["x", "info", "all", -5], "for_s"),
        ("/wall/panic", ["off"], "expected 1 or 0"),
        ("/wall/identify", [float("nan")], "seconds"),
        ("/wall/identify", [b"\0"], "expected a number"),
        ("/wall/layout/stage", [], "layout"),
    ],
)
def test_what_is_no_request_is_refused(
    address: str, arguments: list[OscArgument], why: str
) -> None:
    with pytest.raises(CommandRefused, match=why):
        request_of(address, arguments)
