"""Films on plain web servers: they give no parts of a file, and may not tell its length."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from tests.display.media.servers import FileServer
from tests.display.media.viewer import Clip, Show
from wall.display.media import Phase, stored
from wall.display.media.connections import Fed, pace_of
from wall.display.media.inputs import InputGate
from wall.display.media.opening import open_media
from wall.display.media.wishes import Wishes


@pytest.fixture
def server(tmp_path: Path) -> Iterator[FileServer]:
    server = FileServer(tmp_path)
    server.has_ranges = False
    yield server
    server.kill()


def without_duration(film: Path) -> Path:
    """The same as a recorder writes it that does not know how long it will be."""
    path = film.with_name("recorded.mkv")
    with av.open(str(film)) as source, av.open(str(path), "w", options={"live": "1"}) as out:
        stream = source.streams.video[0]
        target = out.add_stream_from_template(stream)
        for packet in source.demux(stream):
            if packet.size:
                packet.stream = target
                out.mux(packet)
    return path


@pytest.mark.parametrize("tells_length", [True, False])
def test_a_film_that_tells_no_duration_ends(
    show: Show, clip: Clip, server: FileServer, tells_length: bool
) -> None:
    server.tells_length = tells_length
    recorded = without_duration(clip("film.mp4", seconds=2.0))
    viewer = show(server.url(recorded.name), loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    assert not [state for state in viewer.states if state.phase is Phase.STALLED]
    assert viewer.numbers[-1] == 59, "all of it was shown"


def test_such_a_film_begins_again(show: Show, clip: Clip, server: FileServer) -> None:
    clip("film.mpegts", seconds=0.5)
    viewer = show(server.url("film.mpegts"))
    viewer.wait_for_frames(20)
    assert not [state for state in viewer.states if state.phase is Phase.STALLED]


def test_a_film_whose_index_is_at_its_end_plays(show: Show, clip: Clip, server: FileServer) -> None:
    film = clip("film.mp4", seconds=0.5)
    assert film.read_bytes().find(b"moov") > film.read_bytes().find(b"mdat"), (
        "else it tells nothing"
    )
    viewer = show(server.url("film.mp4"), loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(15))


@pytest.mark.parametrize("tells_length", [True, False])
def test_one_that_is_too_large_for_that_says_what_to_do(
    show: Show,
    clip: Clip,
    server: FileServer,
    monkeypatch: pytest.MonkeyPatch,
    tells_length: bool,
) -> None:
    clip("film.mp4", seconds=0.5)
    server.tells_length = tells_length
    monkeypatch.setattr(stored, "MOST_STORED_BYTES", 1000)
    state = show(server.url("film.mp4")).wait_for_phase(Phase.STALLED)
    assert "faststart" in state.why
    assert "range requests" in state.why


@pytest.mark.parametrize(
    ("ahead_s", "cut", "is_film"), [(2.0, False, True), (5.0, True, False), (7.0, True, True)]
)
def test_what_came_faster_than_time_passes_is_a_film_and_a_greeting_is_none(
    clip: Clip, server: FileServer, ahead_s: float, cut: bool, is_film: bool
) -> None:
    server.tells_length = False
    address = server.url(clip("film.mpegts", seconds=0.2).name)
    gate = InputGate(address, None, Wishes())
    media = open_media(address, gate, Wishes())
    try:
        pace, fed = pace_of(media, Wishes()), Fed(packets=1)
        packet = next(media.packets())
        base = float(packet.time_base)
        for stamp_s in (0.0, ahead_s):
            packet.pts = packet.dts = round((media.start_s + stamp_s) / base)
            fed.note(packet, media, pace, 100.0)
        gate.lost = "it broke off" if cut else ""
        fed.conclude(media, 100.0)
        assert media.live
        assert fed.was_faster is is_film
    finally:
        media.close()


def test_a_film_without_end_in_sight_is_known_after_the_greeting(
    clip: Clip, server: FileServer
) -> None:
    server.tells_length = False
    address = server.url(clip("film.mpegts", seconds=0.2).name)
    media = open_media(address, InputGate(address, None, Wishes()), Wishes())
    try:
        pace, fed = pace_of(media, Wishes()), Fed()
        packet = next(media.packets())
        base = float(packet.time_base)

        def note(stamp_s: float, at_s: float) -> bool:
            packet.pts = packet.dts = round((media.start_s + stamp_s) / base)
            fed.note(packet, media, pace, 100.0 + at_s)
            return fed.was_faster

        assert not note(0.0, 0.0)
        assert not note(30.0, 2.1), "servers may greet with half a minute"
        assert not note(40.0, 12.0)
        assert note(60.0, 13.0)
    finally:
        media.close()
