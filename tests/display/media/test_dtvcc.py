"""Captions of digital television (CEA-708): what is written in windows, and what films say."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.display.media import closed_caption_stream as analogue
from tests.display.media.closed_caption_stream import captioned
from tests.display.media.dtvcc_stream import (
    BACKSPACE,
    FORM_FEED,
    GO_ON,
    RESET,
    RETURN,
    RETURN_EMPTY,
    appear,
    blocks,
    clear,
    current,
    delay,
    delete,
    hide,
    packet,
    packets,
    pen,
    popped,
    spread,
    text,
    toggle,
    triples,
    window,
)
from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase, Wishes
from wall.display.media.closed_captions import ClosedCaptions
from wall.display.media.dtvcc import DigitalService
from wall.display.media.plain_texts import MOST_LETTERS


def changes(told: Sequence[str]) -> list[str]:
    return [text for text, before in zip(told, ["", *told], strict=False) if text != before]


def told_by(service: DigitalService, *commands: bytes, at_s: float = 0.0) -> str | None:
    """What service 1 says after all of this, which does not count its packets."""
    data = b"".join(triples(*packets(1, *commands, counts=False)))
    return service.decode(data, at_s)


def said(*commands: bytes) -> str | None:
    return told_by(DigitalService(1), *commands)


SHOWN = window(0, visible=True)


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ([window(0), text("not yet")], ""),
        ([popped("Hello")], "Hello"),
        ([SHOWN, text("One"), RETURN, text("Two")], "One\nTwo"),
        ([SHOWN, pen(1, 4), text("low"), pen(0), text("high")], "high\nlow"),
        ([SHOWN, text("One"), RETURN, text("Two"), RETURN, text("Three")], "Two\nThree"),
        ([SHOWN, text("Helpo"), BACKSPACE, BACKSPACE, text("lo")], "Hello"),
        ([SHOWN, text("gone"), FORM_FEED, text("new")], "new"),
        ([SHOWN, text("a"), RETURN, text("gone"), RETURN_EMPTY, text("new")], "a\nnew"),
        ([SHOWN, text("gone"), clear(0), pen(0), text("x")], "x"),
        ([popped("gone"), hide(0)], ""),
        ([popped("gone"), delete(0), text("nowhere")], ""),
        ([popped("gone"), RESET, text("nowhere")], ""),
        ([popped("old"), window(1), text("new"), toggle(0, 1)], "new"),
        ([SHOWN, text("One"), window(0, visible=True, rows=1), text("!")], "One!"),
        ([SHOWN, text("¿Qué?  ♪")], "¿Qué? ♪"),
        ([SHOWN, b"\x10\x31", text("a"), b"\x10\x32\x10\x25\x10\x20\x10\xa0"], "‘a’… [CC]"),
        ([SHOWN, b"\x10\x40", b"\x18\xd5\x5c", b"\x18\xd8\x00"], "_한_"),
        # Reserved ones with what belongs to them: of C0, C2 and C3.
        ([SHOWN, b"\x11AB", b"\x19AAB", b"\x10\x08AB", b"\x10\x1fAAAB"], "BBBB"),
        ([SHOWN, b"\x10\x80AAAAB", b"\x10\x88AAAAAB", b"\x10\x90\x02AAB", b"\x93B"], "BBBB"),
        ([SHOWN, b"\x90AA", b"\x91AAA", text("colour")], "colour"),
    ],
)
def test_what_is_written_in_a_window(commands: list[bytes], expected: str) -> None:
    assert said(*commands) == expected


def test_windows_are_read_from_the_top() -> None:
    low = window(0, visible=True, down=70, rows=1)
    # Its lower edge is at the bottom, so its rows are above the one before.
    tall = window(1, visible=True, down=70, rows=4)
    assert said(low, text("below"), tall, text("above")) == "above\nbelow"
    top = window(2, visible=True, down=5, anchor=0, rows=1, relative=True)
    right = window(3, visible=True, down=5, anchor=0, rows=1, across=90, relative=True)
    assert said(low, text("3"), right, text("2"), top, text("1"), current(0)) == "1\n2\n3"


def test_lines_break_between_words_where_the_window_says_so() -> None:
    narrow = partial(window, 0, visible=True, columns=8, rows=3)
    assert said(narrow(style=4), text("one two three")) == "one two\nthree"
    assert said(narrow(style=1), text("one two three")) == "one two"
    wrapping = b"\x97\x00\x00\x40\x00"
    assert said(narrow(style=1), wrapping, text("abcdefghij")) == "abcdefgh\nij"


@pytest.mark.parametrize("service", [1, 2, 6, 33])
def test_no_service_speaks_for_another(service: int) -> None:
    both = packet(
        blocks(service, window(0, visible=True) + text("mine"))
        + blocks(5, window(0, visible=True) + text("theirs"))
    )
    data = b"".join(triples(both))
    assert DigitalService(service).decode(data, 0.0) == "mine"
    assert DigitalService(5).decode(data, 0.0) == "theirs"
    assert DigitalService(3).decode(data, 0.0) is None


def test_a_service_waits_as_long_as_it_says() -> None:
    service = DigitalService(1)
    assert told_by(service, SHOWN, text("One "), delay(20), text("two "), at_s=1.0) == "One"
    assert told_by(service, text("three"), at_s=2.9) == "One"
    assert service.decode(b"", 2.95) is None
    assert service.decode(b"", 3.0) == "One two three"


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ([GO_ON], "One two"),
        ([RESET], ""),
        ([text("x" * 130), RETURN], "One twoxxxxxxxxxxxxxxxxxxx"),
    ],
)
def test_what_waits_is_not_waited_for_for_ever(then: list[bytes], expected: str) -> None:
    service = DigitalService(1)
    told_by(service, window(0, visible=True, columns=26), text("One "), delay(255), text("two"))
    assert told_by(service, *then) == expected


def test_a_film_that_goes_back_does_not_wait() -> None:
    service = DigitalService(1)
    told_by(service, SHOWN, delay(255), text("One"), at_s=50.0)
    assert service.decode(b"", 3.0) == "One"


def test_where_packets_are_lost_nothing_stays() -> None:
    service = DigitalService(1)
    first, second = packets(1, popped("Hello"), b"x" * 31)
    service.decode(b"".join(triples(first)), 0.0)
    assert service.decode(b"".join(triples(second)), 0.0) == "Hello" + "x" * 27
    lost = packet(blocks(2, text("another")), sequence=3)
    assert service.decode(b"".join(triples(lost)), 0.0) == ""


def test_a_packet_that_is_cut_short_says_what_is_whole_in_it() -> None:
    service = DigitalService(1)
    whole = packet(blocks(1, popped("Hello")) + blocks(1, text(" you")))
    begin = b"".join(triples(whole)[:-1])
    assert service.decode(begin, 0.0) is None
    assert service.decode(b"".join(triples(packet(b"", sequence=1))), 0.1) == "Hello"


def test_filling_between_the_triples_of_a_packet_is_passed_over() -> None:
    parts = triples(*packets(1, popped("Hello")))
    assert DigitalService(1).decode(b"\xfa\x00\x00".join(parts), 0.0) == "Hello"


@pytest.fixture
def film(clip: Clip, tmp_path: Path) -> Path:
    """Services 1 and 2 speak in pictures that are not sent in the order they are shown in."""
    digital = spread(triples(*packets(1, popped("Hello"), RETURN, text("you"))), 6)
    digital |= spread(triples(*packets(2, popped("Hola"), first=1)), 20)
    digital |= spread(triples(*packets(1, hide(0), first=2)), 36)
    return captioned(clip("film.mpegts", seconds=1.6), tmp_path / "film.ts", {}, {}, digital)


@pytest.mark.parametrize(
    ("track", "expected"),
    [("service1", ["Hello\nyou", ""]), ("Service2", ["Hola"]), ("service3", []), ("cc1", [])],
)
def test_a_film_says_it_by_service(film: Path, track: str, expected: list[str]) -> None:
    assert changes(read(film, track)) == expected


def test_a_film_is_shown_with_what_its_first_service_says(show: Show, film: Path) -> None:
    viewer = show(film, loop=False, wishes=Wishes(captions="on"))
    viewer.wait_for_phase(Phase.ENDED)
    assert changes([str(state.caption) for state in viewer.states]) == ["Hello\nyou", ""]


def read(film: Path, *tracks: str) -> list[str]:
    """With each picture."""
    captions = ClosedCaptions(*tracks)
    with av.open(str(film)) as container:
        return [captions.read(one, one.time or 0.0) for one in container.decode(video=0)]


@pytest.mark.parametrize("codec", ["libx264", "mpeg2video"])
def test_it_is_said_with_the_picture_that_brings_its_end(
    clip: Clip, tmp_path: Path, codec: str
) -> None:
    digital = spread(triples(*packets(1, popped("Hello, everybody"))), 10)
    film = clip("film.mpegts", seconds=0.8, codec=codec)
    film = captioned(film, tmp_path / "film.ts", {}, {}, digital)
    assert max(digital) > 10, "its packet goes on in a second picture"
    told = read(film, "service1")
    assert told.index("Hello, everybody") == max(digital)


def test_analogue_ones_go_first_where_both_speak(clip: Clip, tmp_path: Path) -> None:
    digital = spread(triples(*packets(1, popped("Digital"))), 2)
    film = captioned(
        clip("film.mpegts", seconds=2.0),
        tmp_path / "both.ts",
        {16: analogue.popped("Analogue"), 40: analogue.control(analogue.ERASE)},
        {},
        digital,
    )
    assert changes(read(film, "cc1", "service1")) == ["Digital", "Analogue", ""]


def test_what_nobody_takes_away_does_not_stay_for_ever() -> None:
    captions = ClosedCaptions("service1")
    data = b"".join(triples(*packets(1, popped("Hello"))))
    told = [captions.follow(data if second == 1 else b"", float(second)) for second in range(30)]
    assert changes(told) == ["Hello", ""]


def test_of_very_much_the_newest_is_kept() -> None:
    rows = [text(f"{number:02} " + "x" * 38) + RETURN for number in range(20)]
    data = b"".join(
        triples(*packets(1, window(0, visible=True, rows=15, columns=42), *rows, counts=False))
    )
    said = ClosedCaptions("service1").follow(data, 1.0)
    assert len(said) == MOST_LETTERS
    assert said.endswith("19 " + "x" * 38)


@given(st.lists(st.tuples(st.binary(max_size=200), st.floats(0, 100)), max_size=5))
def test_anything_may_come(pictures: list[tuple[bytes, float]]) -> None:
    service = DigitalService(1)
    for data, at_s in pictures:
        service.decode(data, at_s)
        service.decode(b"".join(triples(packet(blocks(1, data[:31])))), at_s)


@given(
    st.lists(
        st.sampled_from(
            [
                *(SHOWN, window(1, rows=15, columns=64, style=4, visible=True), delay(9), GO_ON),
                *(RESET, RETURN, RETURN_EMPTY, BACKSPACE, FORM_FEED, text("a b"), b"\x10"),
                *(b"\x18", b"\x98", pen(15, 63), pen(0), appear(0, 1), toggle(1), clear(0)),
                *(delete(0, 1), current(1)),
            ]
        ),
        max_size=40,
    )
)
def test_commands_may_come_in_any_order(commands: list[bytes]) -> None:
    lines = (said(*commands) or "").split("\n")
    assert len(lines) <= 8 * 16
    assert all(len(line) <= 64 * 4 for line in lines)


@pytest.mark.parametrize(
    "hostile",
    [
        b"\xff\x8f\x00" * 20_000,
        b"".join(triples(packet(blocks(1, b"\x8d\xff" * 15)), packet(blocks(1, b"\x0d" * 31))))
        * 600,
        b"".join(
            triples(packet(blocks(1, window(0, rows=15, columns=64, style=4)[:7] + b"x" * 24)))
        )
        * 1200,
        b"".join(triples(packet(b"\x20" * 125))) * 300,
    ],
)
def test_whatever_comes_costs_time_by_its_length_alone(hostile: bytes) -> None:
    def cost_s(data: bytes) -> float:
        began_s = time.thread_time()
        DigitalService(1).decode(data, 0.0)
        return time.thread_time() - began_s

    cost_s(hostile)
    little, much = cost_s(hostile), cost_s(hostile * 8)
    assert much < 8 * 4 * little + 0.05
