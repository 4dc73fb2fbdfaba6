"""How libav is told to open each sort of address."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlsplit

from wall.display.media.schemes import LIVE_SCHEMES, UNGATED_SCHEMES, local_path, scheme_of
from wall.display.media.wishes import Credentials, Transport, Wishes

# How long a server may take to answer, and then be silent.
CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 10.0
LIVE_READ_TIMEOUT_S = 3.0
# So much of a live stream is looked at before it is shown.
LIVE_PROBE_US = 1_500_000
# Of one whose key frames are farther apart. Others would wait so long for tracks that are announced
# and never come.
PATIENT_PROBE_US, PATIENT_PROBE_BYTES = 10_000_000, 32_000_000
# RTMP begins with what its decoders need; it is only waited for sound, where there is none.
RTMP_PROBE_US = 800_000
# Packets that overtake each other are put in order for so long.
REORDERING_US = 150_000
# What films on networks come in.
FILM_FORMATS = "mov,mp4,matroska,webm,mpegts"
FILM_CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "av1"})
_RTSP_TRANSPORTS = {Transport.TCP: "tcp", Transport.UDP: "udp"}


@dataclass(frozen=True, slots=True)
class Opening:
    """What `av.open` is given."""

    url: str = field(repr=False)
    format: str | None
    options: dict[str, str]
    timeouts_s: tuple[float, float]
    gated: bool


def with_credentials(url: str, credentials: Credentials) -> str:
    """The address as a server wants it that asks who we are; for libav alone, never to be told."""
    if not credentials.user and not credentials.password:
        return url
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    user, password = quote(credentials.user, safe=""), quote(credentials.password, safe="")
    return parts._replace(netloc=f"{user}:{password}@{place}").geturl()


def opening_of(
    address: str, protocols: str, wishes: Wishes, *, is_patient: bool = False
) -> Opening:
    """How to open an address; where it is not gated, `address` is the one that was judged.

    `is_patient`: its first key frame was waited for in vain.
    """
    scheme = scheme_of(address)
    if scheme == "v4l2":
        return _camera(address)
    gated = scheme not in UNGATED_SCHEMES
    options = {"protocol_whitelist": protocols}
    if wishes.foreign:
        options["format_whitelist"] = FILM_FORMATS
    live = scheme in LIVE_SCHEMES
    if live:
        # Not `nobuffer`: it throws away what was looked at, and with it a key frame.
        probe_us = RTMP_PROBE_US if scheme.startswith("rtmp") else LIVE_PROBE_US
        if is_patient:
            probe_us = PATIENT_PROBE_US
            options["probesize"] = str(PATIENT_PROBE_BYTES)
        options |= {"analyzeduration": str(probe_us), "fpsprobesize": "2"}
    if gated:
        # Kept connections would bypass the gate (and need libav's own file objects), and what a
        # file is called says nothing: the gate looks at each address.
        options |= {
            "http_persistent": "0",
            "http_multiple": "0",
            "allowed_extensions": "ALL",
            "extension_picky": "0",
            "seg_max_retry": "2",
        }
    elif scheme.startswith("rtsp"):
        options |= {
            "timeout": str(int(LIVE_READ_TIMEOUT_S * 1e6)),
            "max_delay": str(REORDERING_US),
            "buffer_size": str(4 * 1024 * 1024),
        }
        if wishes.transport is Transport.AUTO:
            options["rtsp_flags"] = "prefer_tcp"
        else:
            options["rtsp_transport"] = _RTSP_TRANSPORTS[wishes.transport]
    path = local_path(address)
    reading_s = LIVE_READ_TIMEOUT_S if live else READ_TIMEOUT_S
    looking_s = PATIENT_PROBE_US / 1e6 if is_patient else 0.0
    return Opening(
        url=str(path) if path is not None else with_credentials(address, wishes.credentials),
        format=None,
        options=options,
        timeouts_s=(CONNECT_TIMEOUT_S + reading_s + looking_s, reading_s),
        gated=gated,
    )


def _camera(address: str) -> Opening:
    """`v4l2:/dev/video0?size=1280x720&fps=30&format=mjpeg`."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query)
    options: dict[str, str] = {}
    for name, option in (("size", "video_size"), ("fps", "framerate"), ("format", "input_format")):
        if name in asked:
            options[option] = asked[name][0]
    device = parts.path or parts.netloc
    return Opening(
        url=device,
        format="v4l2",
        options=options,
        timeouts_s=(CONNECT_TIMEOUT_S, LIVE_READ_TIMEOUT_S),
        gated=False,
    )
