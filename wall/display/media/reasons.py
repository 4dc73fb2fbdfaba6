"""Why an address cannot be shown, in one sentence for people that says what to do.

libav's own words name neither: its number of the fault and the sort of address are what is used.
"""

from __future__ import annotations

import errno
from collections.abc import Set
from pathlib import Path
from urllib.parse import urlsplit

from wall.display.media.inputs import InputGate
from wall.display.media.other_content import head_of, is_text, other_content
from wall.display.media.schemes import LIVE_SCHEMES, WEB_SCHEMES, local_path, scheme_of
from wall.display.media.states import MediaError
from wall.link.diagnosing import is_name_known, is_of_names, tls_fault
from wall.link.playlists import MARK

# libav's own numbers: four letters each (libavutil/error.h).
_EOF = int.from_bytes(b"EOF ", "little")
_EXIT = int.from_bytes(b"EXIT", "little")
_UNREADABLE_DATA = int.from_bytes(b"INDA", "little")
_400, _401, _403, _404, _429, _4XX, _5XX = (
    int.from_bytes(b"\xf8" + status, "little")
    for status in (b"400", b"401", b"403", b"404", b"429", b"4XX", b"5XX")
)

_NETWORK = {
    errno.ECONNREFUSED: (
        "cannot be reached: nothing listens there; start the server, or correct host and port"
    ),
    errno.ETIMEDOUT: "does not answer; check that it is on, its address, and firewalls between",
    errno.EHOSTUNREACH: "there is no such machine in the network; check address and cable",
    errno.ENETUNREACH: "this machine has no way to that network; check its network and address",
    errno.ENETDOWN: "this machine's network is down; check its cable",
    errno.ECONNRESET: "the server hung up; check that port and path are those of the stream",
    errno.EPIPE: "the server hung up; check that port and path are those of the stream",
    errno.EADDRINUSE: "another program of this machine uses the port; end it or take another port",
    errno.EADDRNOTAVAIL: "this machine has no such network address; check `localaddr`",
    errno.ENODEV: "this machine has no such network address; check `localaddr`",
    errno.EPROTONOSUPPORT: (
        "the server refuses this transport; set `transport: tcp` or `transport: udp`"
    ),
    _400: "the server cannot read the address (400); correct it",
    _401: "the server does not know us; check `user` and `password`",
    _403: ("the server forbids it (403); check `user` and `password`, and whom it lets in"),
    _404: "the server has nothing there (404); correct the path",
    _429: ("the server is asked too often (429); use a source of your own or fewer tiles"),
    _4XX: ("the server refuses to send it; check the address, and how many may watch at once"),
    _5XX: ("the server itself has a fault (5xx); look into its log, or wait"),
    _EOF: "the server sends nothing; check its port and the path, and that its source runs",
}
_CAMERA = {
    errno.ENOENT: "there is no such device; plug it in, or correct its name",
    errno.ENODEV: "there is no such device; plug it in, or correct its name",
    errno.EBUSY: "another program uses the device; end that",
    errno.EACCES: "may not be opened; put the wall's user into the group `video`",
    errno.ENOTTY: "is not a video device; name one such as v4l2:/dev/video0",
    errno.EINVAL: "the device has no such size, rate or format; leave them out",
}
_SELDOM = frozenset(
    {
        _401,
        _403,
        _429,
    }
)
_SILENT = frozenset({errno.ETIMEDOUT, errno.EAGAIN, _EXIT})
_UNREADABLE = {
    "rtp": "plain RTP does not tell what is in it; send MPEG-TS, or through an RTSP server",
    "udp": "what arrives is no MPEG-TS; let the sender send that",
    "rtsp": "no RTSP server answers there; check that it is on, and its port",
    "rtsps": "no RTSP server answers there with TLS; check that it is on, its port and certificate",
    "rtmp": "no RTMP server answers there; check that it is on, and its port",
    "rtmps": "no RTMP server answers there with TLS; check that it is on, and its port",
    "srt": "what arrives is no MPEG-TS; let the sender send that",
}
_NO_PARTS = "is a list that names nothing to play; check that its encoder runs"
_DAMAGED = "is damaged or is not a video; play it elsewhere to check, or convert it again"


def check_address(address: str) -> None:
    """Raises MediaError for an address that cannot be one of a stream."""
    if local_path(address) is not None or scheme_of(address) == "v4l2":
        return
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        told = "the port is not between 1 and 65535, or the host is none; correct it"
        raise MediaError(address, told, final=True) from None
    if scheme_of(address) in ("udp", "rtp", "srt") and not port:
        told = f"the address needs a port: {scheme_of(address)}://HOST:PORT"
        raise MediaError(address, told, final=True)


def parts_missing(nested: Exception | None) -> str:
    """Of a list that was read, and its parts not; empty where there is no such trouble."""
    return f"is a list whose parts cannot be read ({_words(nested)})" if nested is not None else ""


def nothing_came(address: str) -> str:
    """Of an address that is open, or asked, and says nothing."""
    parts = urlsplit(address)
    if scheme_of(address) == "srt" and ("mode=listener" in parts.query or not parts.hostname):
        return "nobody has called yet; let the sender call this machine at this port"
    if scheme_of(address) in ("udp", "rtp"):
        return (
            "no stream arrives there; check that the sender runs, and sends to this address and"
            " port, and that no firewall or switch holds it back"
        )
    return "no stream comes from there; check that the server runs, and its source too"


def no_picture(address: str) -> str:
    """Of a stream that is announced, and no whole picture of it comes."""
    if scheme_of(address).startswith("rtsp"):
        return (
            "the server plays and no picture comes; check its source, and firewalls if it sends by"
            " UDP (`transport: tcp` gets through)"
        )
    if scheme_of(address) not in LIVE_SCHEMES:
        return nothing_came(address)
    return "no whole picture comes; let its encoder send a key frame every 2 seconds"


def no_picture_in(kinds: Set[str], head: bytes) -> str:
    """Of what could be opened and holds other kinds of streams, or none."""
    if kinds:
        return f"has no picture, only {' and '.join(sorted(kinds))}; choose another"
    if head.startswith(MARK.encode()):
        return _NO_PARTS
    return "has no picture, nothing that can be played; choose another"


def told(address: str, problem: Exception, gate: InputGate) -> MediaError:
    """The problem in words that say what to do. May ask the network for some seconds."""
    path = local_path(address)
    if path is not None:
        return _of_file(address, path, problem)
    if instead := other_content(gate.head):
        return MediaError(address, instead, final=False)
    number = getattr(problem, "errno", None) or 0
    scheme = scheme_of(address)
    if scheme in WEB_SCHEMES and (not gate.head if gate.lost else number == _EOF):
        return MediaError(address, _ended(gate.head), final=False)
    if gate.lost:
        return MediaError(address, f"the connection was lost ({gate.lost})", final=False)
    why = (_CAMERA if scheme == "v4l2" else _NETWORK).get(number, "")
    if number in _SILENT and scheme in LIVE_SCHEMES:
        why = nothing_came(address)
    elif number == _UNREADABLE_DATA:
        why = _unreadable(scheme, gate)
    elif is_of_names(problem) or (number == errno.EIO and scheme != "v4l2"):
        why = _diagnosed(gate)
    if not why:
        text = getattr(problem, "strerror", None) or str(problem)
        why = f"cannot be reached ({text})"
    return MediaError(address, why, final=False, asks_seldom=number in _SELDOM)


def _ended(head: bytes) -> str:
    """Of what was over before there was a picture."""
    if not head:
        return _NETWORK[_EOF]
    if head.startswith(MARK.encode()):
        return _NO_PARTS
    return "ends before there is a picture; put all of the file on the server again"


def _unreadable(scheme: str, gate: InputGate) -> str:
    if scheme not in WEB_SCHEMES:
        return _UNREADABLE.get(scheme, _DAMAGED)
    if gate.nested is not None:
        return parts_missing(gate.nested)
    if not gate.head:
        return _NETWORK[_EOF]
    if gate.head.startswith(MARK.encode()):
        return "is a list whose parts hold no picture; check its encoder"
    if is_text(gate.head):
        return "is a text, not a stream; open the address in a browser and read what it says"
    return _DAMAGED


def _words(problem: Exception) -> str:
    """Of something that an address led to."""
    number = getattr(problem, "errno", None) or 0
    return _NETWORK.get(number) or str(getattr(problem, "strerror", None) or problem)


def _diagnosed(gate: InputGate) -> str:
    """What libav calls an error of input and output: an unknown name, or TLS."""
    if not gate.is_direct:
        return ""
    parts = urlsplit(gate.at)
    host = parts.hostname or ""
    if not is_name_known(host, parts.port):
        return f"the name '{host}' is not known; correct it, or check this machine's name server"
    if scheme_of(gate.at) not in ("https", "rtsps", "rtmps"):
        return ""
    return tls_fault(host, parts.port or 443)


def _of_file(address: str, path: Path, problem: Exception) -> MediaError:
    if instead := other_content(head_of(path)):
        return MediaError(address, instead, final=True)
    if isinstance(problem, FileNotFoundError):
        return MediaError(address, "there is no such file; check the path", final=True)
    if isinstance(problem, IsADirectoryError):
        return MediaError(address, "is a folder; name a file in it", final=True)
    if isinstance(problem, PermissionError):
        return MediaError(address, "may not be read; change the file's permissions", final=True)
    if path.is_file() and path.stat().st_size == 0:
        return MediaError(address, "is empty; copy it again", final=True)
    if getattr(problem, "errno", None) == _UNREADABLE_DATA:
        if is_text(head_of(path)):
            return MediaError(address, "is a text, not a video; name another file", final=True)
        return MediaError(address, _DAMAGED, final=True)
    text = getattr(problem, "strerror", None) or str(problem)
    return MediaError(address, f"cannot be opened ({text})", final=True)
