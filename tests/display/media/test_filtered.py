"""Streams that people pushed go through the filter: each playlist, segment and redirect."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.display.media.conftest import Clip, Show
from tests.proxy.rebinding import FilterHere, Inside
from wall.display.media import Phase
from wall.errors import AddressRefused
from wall.link.fetching import Reach
from wall.link.messages import DisplaySettings, SettingsChanged
from wall.proxy.passages import Passage
from wall.sitefile.declared import AddressPolicy

INSIDE, ALLOWED = "127.0.0.1", "127.0.0.2"
TROUBLE = {Phase.STALLED, Phase.FAILED}


@pytest.fixture
def inside() -> Iterator[Inside]:
    server = Inside()
    yield server
    server.stop()


@pytest.fixture
def network() -> Iterator[FilterHere]:
    network = FilterHere(
        {"outside.example.org": [(ALLOWED,)], "flips.example.org": [(ALLOWED,), (INSIDE,)]}
    )
    network.start()
    yield network
    network.stop()


@pytest.fixture
def reach(network: FilterHere) -> Reach:
    reach = Reach(network)
    policy = AddressPolicy(allow=(ALLOWED,))
    reach.heard(SettingsChanged(settings=DisplaySettings(site="s", policy=policy), walls=()))
    return reach


def test_an_allowed_film_plays_through_the_filter(
    show: Show, clip: Clip, inside: Inside, reach: Reach
) -> None:
    inside.pages["/film.mp4"] = clip("film.mp4").read_bytes()
    inside.redirects["/old.mp4"] = "/film.mp4"
    viewer = show(inside.url("old.mp4", ALLOWED), opener=reach.check_stream, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(30))
    assert {by for by, _ in inside.reached} == {ALLOWED}


@pytest.mark.parametrize("host", [INSIDE, "localhost"])
def test_a_film_that_redirects_inside_is_never_asked_for_there(
    host: str, show: Show, clip: Clip, inside: Inside, reach: Reach
) -> None:
    inside.pages["/film.mp4"] = clip("film.mp4").read_bytes()
    inside.redirects["/old.mp4"] = inside.url("film.mp4", host)
    viewer = show(inside.url("old.mp4", ALLOWED), opener=reach.check_stream)
    viewer.wait(lambda: any(one.phase in TROUBLE for one in viewer.states))
    assert viewer.numbers == []
    assert inside.reached_at(ALLOWED), "the filter was on the way"
    assert inside.reached_at(INSIDE) == []


@pytest.mark.parametrize("name", ["live.m3u8", "sly.m3u8"])
def test_a_playlist_leads_to_no_address_inside(
    name: str, show: Show, clip: Clip, inside: Inside, reach: Reach
) -> None:
    inside.pages["/part.ts"] = clip("part.mpegts", seconds=0.5).read_bytes()
    inside.pages["/live.m3u8"] = (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\n{inside.url('part.ts')}\n#EXT-X-ENDLIST\n"
    ).encode()
    inside.redirects["/sly.ts"] = inside.url("part.ts")
    inside.pages["/sly.m3u8"] = (
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\nsly.ts\n#EXT-X-ENDLIST\n"
    )
    viewer = show(inside.url(name, ALLOWED), opener=reach.check_stream)
    viewer.wait(lambda: any(one.phase in TROUBLE for one in viewer.states))
    assert viewer.numbers == []
    assert f"/{name}" in inside.reached_at(ALLOWED)
    assert inside.reached_at(INSIDE) == []


def test_a_playlist_with_allowed_parts_plays(
    show: Show, clip: Clip, inside: Inside, reach: Reach
) -> None:
    inside.pages["/part.ts"] = clip("part.mpegts", seconds=0.5).read_bytes()
    inside.pages["/live.m3u8"] = (
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\npart.ts\n#EXT-X-ENDLIST\n"
    )
    viewer = show(inside.url("live.m3u8", ALLOWED), opener=reach.check_stream, loop=False)
    viewer.wait(lambda: 14 in viewer.numbers)


@pytest.fixture
def checked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name stood for the allowed address when it was checked."""

    def allowed(*asked: object, **more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ALLOWED, 0))]

    monkeypatch.setattr(socket, "getaddrinfo", allowed)


@pytest.mark.usefixtures("checked_before")
def test_it_is_the_filter_that_resolves_and_connects(
    show: Show, clip: Clip, inside: Inside, reach: Reach
) -> None:
    """The name means nothing to anybody else."""
    inside.pages["/film.mp4"] = clip("film.mp4").read_bytes()
    url = inside.url("film.mp4", "outside.example.org")
    viewer = show(url, opener=reach.check_stream, loop=False)
    viewer.wait_for_phase(Phase.ENDED)
    viewer.assert_saw(range(30))


@pytest.mark.usefixtures("checked_before")
def test_a_name_that_changes_its_meaning_after_the_check_leads_nowhere(
    show: Show, clip: Clip, inside: Inside, network: FilterHere, reach: Reach
) -> None:
    inside.pages["/film.mp4"] = clip("film.mp4").read_bytes()
    network.names.asked["flips.example.org"] = 1  # from now on it means an address inside
    viewer = show(inside.url("film.mp4", "flips.example.org"), opener=reach.check_stream)
    viewer.wait(lambda: any(one.phase in TROUBLE for one in viewer.states))
    assert network.names.asked["flips.example.org"] > 1, "the filter was on the way"
    assert inside.reached == []


def test_other_streams_go_to_the_number_that_was_judged(
    reach: Reach, monkeypatch: pytest.MonkeyPatch
) -> None:
    def public(*asked: object, **more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", public)
    way = reach.check_stream("rtmp://user:a@live.example.org:1935/app/key?a=b")
    assert way.address == "rtmp://user:a@93.184.216.34:1935/app/key?a=b"
    assert way.proxy == ""


def test_rtsp_whose_server_can_lead_anywhere_is_for_servers_that_the_site_names(
    reach: Reach, monkeypatch: pytest.MonkeyPatch
) -> None:
    def public(*asked: object, **more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", public)
    with pytest.raises(AddressRefused, match="lead the player"):
        reach.check_stream("rtsp://camera.example.org/live")
    reach.policy = AddressPolicy(allow=("camera.example.org",))
    assert reach.check_stream("rtsp://camera.example.org/live").address == (
        "rtsp://93.184.216.34/live"
    )


def test_a_playlist_in_a_file_is_judged_too(
    show: Show, clip: Clip, inside: Inside, reach: Reach, tmp_path: Path
) -> None:
    inside.pages["/part.ts"] = clip("part.mpegts", seconds=0.5).read_bytes()
    playlist = tmp_path / "list.m3u8"
    playlist.write_text(
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:0.5,\n{inside.url('part.ts')}\n#EXT-X-ENDLIST\n"
    )

    def opener(address: str) -> Passage | None:
        return None if address == str(playlist) else reach.check_stream(address)

    viewer = show(str(playlist), opener=opener)
    viewer.wait(lambda: any(one.phase in TROUBLE for one in viewer.states))
    assert inside.reached == []
