"""The clock of a live stream, the mending of its stamps, and the lists it comes by."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest

from wall.display.media.connections import Fed
from wall.display.media.dash import Manifest, ManifestFault
from wall.display.media.inputs import InputGate
from wall.display.media.opening import open_media
from wall.display.media.pacing import LEAST_LATENCY_S, LivePace
from wall.display.media.schemes import without_credentials
from wall.display.media.stamps import StampMending
from wall.display.media.wishes import Wishes
from wall.link.playlists import absolute, narrowed, suiting, variants_of

MASTER = """#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="low",NAME="l",URI="low.m3u8"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="high",NAME="h",URI="high.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=300000,RESOLUTION=320x180,AUDIO="low"
small.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS="avc1,mp4a",AUDIO="high"
middle.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=4000000,RESOLUTION=1920x1080,AUDIO="high"
large.m3u8
"""


def run(pace: LivePace, seconds: float, *, delay_s: float = 0.0, skew: float = 0.0) -> list[float]:
    """How long frames wait when the sender's clock is faster by `skew`; at 25 a second."""
    waits = []
    for number in range(int(seconds * 25)):
        position = number / 25
        arrived = 1000.0 + position / (1 + skew) + delay_s
        pace.arrived(position, arrived)
        waits.append(pace.due_s(position) - arrived)
    return waits


@pytest.mark.parametrize("skew", [0.002, -0.002])
def test_a_drifting_sender_never_piles_up_and_never_runs_dry(skew: float) -> None:
    waits = run(LivePace(200, segmented=False), 600, skew=skew)
    assert min(waits[100:]) > 0.15
    assert max(waits[100:]) < 0.25


def test_a_late_packet_makes_room_and_the_room_goes_again() -> None:
    pace = LivePace(None, segmented=False)
    for number in range(3000):
        position = number / 25
        pace.arrived(position, 1000.0 + position + (0.4 if number == 200 else 0.0))
        if number in {260, 200 + 50 * 25}:
            assert pace.latency_s > 0.25
    assert pace.latency_s < 0.2


def test_what_holds_packets_up_now_and_then_is_a_gap_once() -> None:
    pace = LivePace(None, segmented=False)
    late = []
    for number in range(10 * 60 * 25):
        position = number / 25
        held_up_s = 0.3 if number % (40 * 25) > 40 * 25 - 5 else 0.0
        arrived = 1000.0 + position + held_up_s
        pace.arrived(position, arrived)
        if pace.due_s(position) < arrived:
            late.append(position)
    assert late
    assert max(late) < 41


def test_a_longer_way_makes_no_room_for_itself() -> None:
    pace = LivePace(None, segmented=False)
    for number in range(60 * 25):
        position = number / 25
        pace.arrived(position, 1000.0 + position + (0.8 if number > 500 else 0.0))
    assert pace.due_s(position) - (1000.0 + position + 0.8) < 0.2


def test_what_a_decoder_holds_back_is_not_forgotten() -> None:
    pace = LivePace(None, segmented=False, held_s=0.1)
    run(pace, 1)
    before_s = pace.latency_s
    pace.missed(0.2)
    assert min(run(pace, 20 * 60)[-100:]) == pytest.approx(before_s, abs=0.01)


def test_pictures_that_refer_to_later_ones_are_not_late(clip: Callable[..., Path]) -> None:
    """They are coded in another order than they are shown in, and come at an even pace."""
    path = clip(seconds=4.0)
    media = open_media(str(path), InputGate(str(path), None), Wishes())
    leaps = 0
    pace, fed = LivePace(None, segmented=False), Fed()
    try:
        for number, one in enumerate(media.packets()):
            fed.note(one, media, pace, 1000.0 + number / media.facts.fps)
            leaps += one.pts != one.dts
    finally:
        media.close()
    assert leaps > 20
    assert fed.reached_s == pytest.approx(4.0, abs=0.1)
    assert pace.latency_s == pytest.approx(LEAST_LATENCY_S, abs=0.01)


def test_what_a_server_greets_with_is_skipped() -> None:
    pace = LivePace(200, segmented=False)
    for number in range(100):
        position = number / 25
        # Two seconds from its memory at once, then at the pace of the clock.
        pace.arrived(position, 1000.0 + max(0.0, position - 2.0))
    assert pace.due_s(99 / 25) - (1000.0 + 99 / 25 - 2.0) == pytest.approx(0.2, abs=0.02)


def packet(stamp_s: float) -> av.Packet:
    one = av.Packet(b"x")
    one.time_base = Fraction(1, 90000)
    one.pts = one.dts = round(stamp_s * 90000)
    return one


def test_stamps_that_jump_run_on_and_a_pause_stays_one() -> None:
    mending = StampMending(segmented=False)
    found = []
    sent = [(0.0, 0.0), (0.04, 0.04), (9000.0, 0.08), (9000.04, 0.12), (1.0, 0.16), (4.0, 3.16)]
    for stamp, at in sent:
        one = packet(stamp)
        mending.mend(one, 500.0 + at)
        found.append(float(one.pts * one.time_base))
    assert found == pytest.approx([0.0, 0.04, 0.08, 0.12, 0.16, 3.16], abs=0.001)
    assert mending.mended == 2


def test_the_rendition_of_the_tile_s_size_is_chosen() -> None:
    variants = variants_of(MASTER)
    assert suiting(variants, (300, 170)).uri == "small.m3u8"
    assert suiting(variants, (640, 360)).uri == "middle.m3u8"
    assert suiting(variants, (5000, 3000)).uri == "large.m3u8"
    text = narrowed(MASTER, (640, 360))
    assert "middle.m3u8" in text
    assert "high.m3u8" in text
    assert "small" not in text
    assert "low.m3u8" not in text
    assert narrowed(text, (640, 360)) == text
    assert 'URI="http://h/p/high.m3u8"' in absolute(text, "http://h/p/master.m3u8")


MPD = """<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" {kind}>
<Period id="1" start="PT0S"><AdaptationSet mimeType="video/mp4">
<SegmentTemplate timescale="1000" duration="2000" startNumber="1"
  initialization="$RepresentationID$/init.mp4" media="$RepresentationID$/$Number%03d$.m4s"/>
<Representation id="v1" bandwidth="300000" width="320" height="180"/>
<Representation id="v2" bandwidth="900000" width="1280" height="720"/></AdaptationSet>
<AdaptationSet mimeType="audio/mp4" lang="en"><SegmentTemplate timescale="1000"
  initialization="a/i.mp4" media="a/$Time$.m4s"><SegmentTimeline><S t="0" d="2000" r="1"/>
  <S d="1000"/></SegmentTimeline></SegmentTemplate><Representation id="a" bandwidth="64000"/>
</AdaptationSet></Period></MPD>"""


def test_a_manifest_is_told_as_lists() -> None:
    fixed = Manifest(MPD.format(kind='mediaPresentationDuration="PT5S"'), "http://h/d/live.mpd")
    master = fixed.master((320, 180), "http://h/lists/")
    assert "RESOLUTION=320x180" in master
    assert "1280" not in master
    video = fixed.playlist("video-0-v1")
    assert 'URI="http://h/d/v1/init.mp4"' in video
    assert [line for line in video.splitlines() if line.endswith("m4s")] == [
        f"http://h/d/v1/00{number}.m4s" for number in (1, 2, 3)
    ]
    assert "#EXT-X-ENDLIST" in video
    sound = fixed.playlist("audio-1-a")
    assert "http://h/d/a/4000.m4s" in sound
    live = Manifest(
        MPD.format(kind='type="dynamic" availabilityStartTime="1970-01-01T00:00:00Z"'),
        "http://h/d/live.mpd",
    )
    text = live.playlist("video-0-v2", now_s=101.0)
    assert text.rstrip().endswith("v2/050.m4s"), "the newest segment that is complete"
    assert "#EXT-X-ENDLIST" not in text


@pytest.mark.parametrize("text", ["<MPD", '<!DOCTYPE a [<!ENTITY b "c">]><MPD/>', "<MPD/>"])
def test_a_manifest_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ManifestFault):
        Manifest(text, "http://h/x.mpd")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('timescale="1000" duration', 'timescale="0" duration'),
        ('startNumber="1"', 'startNumber="one"'),
        ("$Number%03d$", "$Number$" + "x" * 5000),
        ('duration="2000" startNumber="1"', 'duration="1" startNumber="1"'),
    ],
)
def test_a_manifest_that_means_harm_takes_neither_memory_nor_the_program(
    before: str, after: str
) -> None:
    whole = MPD.format(kind='mediaPresentationDuration="P9D"')
    period = whole[whole.index("<Period") : whole.index("</MPD>")]
    text = whole.replace(period, period * 20).replace(before, after)
    assert text != whole
    manifest = Manifest(text, "http://h/" + "d" * 300 + "/x.mpd")
    with pytest.raises(ManifestFault):
        manifest.playlist("video-0-v1")


def test_credentials_are_never_told() -> None:
    told = without_credentials("srt://a:b@host:9?passphrase=secret&latency=2")
    assert "secret" not in told
    assert "a:b" not in told
    assert told.startswith("srt://host:9?")
    assert without_credentials("media/a.mp4") == "media/a.mp4"
