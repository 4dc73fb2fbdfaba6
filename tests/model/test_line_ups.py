"""Channels by what people call them."""

from __future__ import annotations

from wall.model.datasets import TvChannel
from wall.model.line_ups import find_channel, word_for


def channel(name: str, number: int | None, id: str = "") -> TvChannel:  # noqa: A002
    return TvChannel(id=id or name, name=name, number=number, address="http://h/1")


LINE_UP = (
    channel("Arte", 1),
    channel("Arte", 2, "arte (2)"),
    channel("1", 3, "one"),
    channel("France 24", None),
)


def test_a_number_is_meant_before_an_id_and_an_id_before_a_name() -> None:
    assert find_channel(LINE_UP, " 1 ") is LINE_UP[0]
    assert find_channel(LINE_UP, "arte (2)") is LINE_UP[1]
    assert find_channel(LINE_UP, "france  24") is LINE_UP[3]
    assert find_channel(LINE_UP, "Mire") is None


def test_each_channel_has_a_word_that_finds_it_and_no_other() -> None:
    assert [word_for(LINE_UP, one) for one in LINE_UP] == ["Arte", "arte (2)", "one", "France 24"]
    assert [find_channel(LINE_UP, word_for(LINE_UP, one)) for one in LINE_UP] == list(LINE_UP)
