"""Television line-ups: lists as they are found, guides in every time zone, and what means harm."""

from __future__ import annotations

import asyncio
import gzip
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from wall.model.datasets import MAX_CHANNELS, Channels, TvChannel
from wall.sources.channels.guide import now_and_next, read_guide, time_of
from wall.sources.channels.icons import icon_of
from wall.sources.channels.lists import read_list
from wall.sources.channels.settings import ChannelsSettings
from wall.sources.source import Unreadable

LIST = b"""\xef\xbb\xbf#EXTM3U url-tvg="https://example.org/guide.xml.gz"
#EXTINF:-1 tvg-id="f24" tvg-logo="logo.png" tvg-chno="24" group-title="News",France 24, live
https://example.org/f24.m3u8?token={TOKEN}
#EXTINF:-1 tvg-id="arte" group-title="Culture",Arte
#EXTVLCOPT:http-user-agent=x
udp://@239.1.1.1:5000
#EXTINF:-1,No address
#EXTINF:-1 tvg-id="arte" tvg-chno="24",Arte HD
rtsp://camera.example.org/1
#EXTINF:-1,Passwords
file:///etc/passwd
#EXTINF:-1 tvg-id="f24",France 24, live
https://example.org/f24.m3u8?token={TOKEN}
#EXTINF:-1,
https://example.org/nameless
film.mp4
"""
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp()


def guide(*programmes: tuple[str, str, str, str], before: str = "") -> bytes:
    told = "".join(
        f'<programme start="{start}" stop="{stop}" channel="{channel}"><title>{title}</title>'
        "<desc>long</desc></programme>"
        for channel, start, stop, title in programmes
    )
    names = '<channel id="x.1"><display-name>Arte</display-name></channel>'
    return f'<?xml version="1.0"?>{before}<tv>{names}{told}</tv>'.encode()


def test_an_m3u_list_is_read_with_its_faults_told() -> None:
    found = read_list(LIST, trusted=True)
    told = [(c.id, c.number, c.name, c.group, c.address) for c in found.channels]
    assert told == [
        ("f24", 24, "France 24, live", "News", "https://example.org/f24.m3u8?token={TOKEN}"),
        ("arte", None, "Arte", "Culture", "udp://@239.1.1.1:5000"),
        ("arte (2)", None, "Arte HD", "", "rtsp://camera.example.org/1"),
    ]
    assert found.guide == "https://example.org/guide.xml.gz"
    assert found.faults == (
        "1 entry without an address",
        "2 entries without a name",
        "1 entry with an address that cannot be played",
        "1 entry listed twice",
    )


def test_an_xspf_list_is_read_and_numbered_by_its_order() -> None:
    body = b"""<?xml version="1.0"?><playlist xmlns="http://xspf.org/ns/0/" version="1"><trackList>
      <track><location>http://a.example/1</location><title>One</title><image>1.png</image></track>
      <track><location>http://a.example/2</location><title>Two</title></track>
    </trackList></playlist>"""
    found = read_list(body, trusted=False).channels
    assert [(c.number, c.name, c.logo) for c in found] == [(1, "One", "1.png"), (2, "Two", "")]


def test_channels_from_the_internet_are_not_trusted() -> None:
    assert [c.trusted for c in read_list(LIST, trusted=False).channels] == [False] * 3
    assert not ChannelsSettings.model_validate({"url": "https://example.org/l.m3u"}).trusted


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no list of channels"),
        (b"<html><body>sign in</body></html>", "no XSPF"),
        (b"\x00\x01\x02" * 1000, "no list of channels"),
        (b"#EXTM3U\n", "has no channels"),
        (b"#EXTM3U\n#EXTINF:-1,X\njavascript:alert(1)\n", "cannot be played"),
        (BOMB + b'<playlist xmlns="http://xspf.org/ns/0/">&b;</playlist>', "cannot be read"),
        (b'<playlist xmlns="http://xspf.org/ns/0/"><trackList><track>', "cannot be read"),
    ],
)
def test_what_is_no_list_is_told(body: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_list(body, trusted=True)


def test_a_list_of_hostile_size_is_cut() -> None:
    lines = [f"#EXTINF:-1,Channel {n}\nhttp://a.example/{n}" for n in range(MAX_CHANNELS + 5)]
    long_name = "#EXTINF:-1," + "x" * 100_000 + "\nhttp://a.example/long"
    found = read_list("\n".join(["#EXTM3U", long_name, *lines]).encode(), trusted=True)
    assert len(found.channels) == MAX_CHANNELS
    assert len(found.channels[0].name) == 200
    assert found.faults == (f"6 entries beyond the first {MAX_CHANNELS}",)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("20261123120000 +0000", 12),
        ("20261123130000 +0100", 12),
        ("20261123070000 -0500", 12),
        ("20261123173000+0530", 12),
        ("20261123120000", 12),
        ("202611231200", 12),
        ("20261123120000 UTC", 12),
    ],
)
def test_times_of_a_guide_are_those_of_their_zone(text: str, hour: int) -> None:
    assert time_of(text) == datetime(2026, 11, 23, hour, tzinfo=UTC).timestamp()


@pytest.mark.parametrize("text", ["", "soon", "20261399120000 +0000", "20261123120000 +9900"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert time_of(text) is None


def test_a_guide_tells_now_and_next_also_packed_and_by_name() -> None:
    body = guide(
        ("f24", "20261123120000 +0100", "20261123130500 +0100", "News"),
        ("f24", "20261123130500 +0100", "20261123140000 +0100", "Debate"),
        ("x.1", "20261123113000", "", "Film"),
        ("x.1", "20261123123000", "", "Short"),
        ("f24", "20251123113000", "20251123123000", "A year ago"),
        ("other", "20261123113000", "20261123123000", "Elsewhere"),
    )
    for packed in (body, gzip.compress(body)):
        found = read_guide(io.BytesIO(packed), ["f24", "arte"], NOON, 10**7)
        assert set(found) == {"f24", "arte"}
        on, following = now_and_next(found["f24"], NOON)
        assert (on and on.title, following and following.title) == ("News", "Debate")
        on, following = now_and_next(found["arte"], NOON)
        assert (on and on.title, following and following.title) == ("Film", "Short")


def test_a_guide_that_breaks_off_or_is_too_long_counts_as_far_as_it_goes() -> None:
    many = [("f24", "20261123115900", "20261123123000", "News")]
    many += [("f24", "20261123123000", "20261123130000", "x" * 200)] * 5000
    body = guide(*many)
    assert len(read_guide(io.BytesIO(body[:4000]), ["f24"], NOON, 10**7)["f24"]) > 3
    assert read_guide(io.BytesIO(body), ["f24"], NOON, 4000)["f24"][0].title == "News"
    assert len(read_guide(io.BytesIO(body), ["f24"], NOON, 10**7)["f24"]) == 200


@pytest.mark.parametrize(
    "body",
    [b"<html/>", b"", gzip.compress(b"<tv>")[:12], b"\x1f\x8bjunk", guide(before=BOMB.decode())],
)
def test_what_is_no_guide_is_told(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_guide(io.BytesIO(body), ["f24"], NOON, 10**6)


def test_logos_become_small_and_huge_ones_are_refused() -> None:
    def png(width: int, height: int) -> bytes:
        out = io.BytesIO()
        Image.new("RGB", (width, height), "red").save(out, "PNG")
        return out.getvalue()

    assert icon_of(png(800, 400)).startswith("data:image/png;base64,")
    for body in (png(3000, 3000), b"<svg/>", png(50, 50)[:40]):
        with pytest.raises(Unreadable):
            icon_of(body)


def test_a_line_up_of_the_site_is_followed_and_secrets_take_their_place(tmp_path: Path) -> None:
    patience = Patience()
    (tmp_path / "list.m3u").write_bytes(LIST)
    start = datetime.fromtimestamp(patience.now(), UTC).strftime("%Y%m%d%H%M%S")
    (tmp_path / "guide.xml").write_bytes(guide(("f24", start, "", "On now")))
    Image.new("RGB", (90, 60), "red").save(tmp_path / "logo.png")
    settings: dict[str, JsonValue] = {
        "path": "list.m3u",
        "guide_path": "guide.xml",
        "words": {"TOKEN": "s3cret"},
    }

    def channels(heard: Listener) -> tuple[TvChannel, ...]:
        return heard.dataset.channels if isinstance(heard.dataset, Channels) else ()

    async def main() -> None:
        async with running("channels", settings, tmp_path, patience=patience) as heard:
            await heard.until(lambda h: any(c.icon and c.now for c in channels(h)))
            first = channels(heard)[0]
            assert first.address == "https://example.org/f24.m3u8?token=s3cret"
            assert first.trusted
            assert first.now is not None
            assert first.now.title == "On now"
            assert "s3cret" not in repr(first)
            assert "without a name" in heard.why
            (tmp_path / "list.m3u").write_text("#EXTM3U\n#EXTINF:-1,New\nfilm.mp4\n")
            await heard.until(lambda h: [c.name for c in channels(h)] == ["New"])
            # A guide that broke is no reason to keep an old list.
            (tmp_path / "guide.xml").write_text("no guide at all")
            (tmp_path / "list.m3u").write_text("#EXTM3U\n#EXTINF:-1,Newer\nfilm.mp4\n")
            await heard.until(lambda h: [c.name for c in channels(h)] == ["Newer"])
            await heard.until(lambda h: h.state == "ok" and "no guide" in h.why)

    asyncio.run(main())
