"""The client for RFB: real servers by every way in, and servers that mean harm."""

from __future__ import annotations

import hashlib
import socket
import struct
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue

import numpy as np
import pytest

from tests.display.workstation import COLOUR, PASSWORD, Workstation
from wall.link.rfb.opening import Access, answer_to
from wall.link.rfb.screen import COPY_RECT, DESKTOP_SIZE, HEXTILE, RAW, ZRLE, Screen
from wall.link.rfb.session import Session
from wall.link.rfb.wire import RfbError, Wire

BLUE = 0xFF000000 | int(COLOUR[1:], 16)
PATIENCE_S = 20.0


def follow(url: str, access: Access, count: int = 1) -> list[str | int]:
    """The first things that a session tells: colours of the middle, or troubles."""
    told: Queue[str | int] = Queue()
    session = Session(
        url,
        access,
        lambda _: None,
        lambda pixels: told.put(int(pixels[pixels.shape[0] // 2, pixels.shape[1] // 2])),
        told.put,
    )
    session.start()
    try:
        return [told.get(timeout=PATIENCE_S) for _ in range(count)]
    finally:
        session.close()
        session.join(PATIENCE_S)
        assert not session.is_alive()


# -- real servers ----------------------------------------------------------------------------


def test_encrypted_servers_are_entered_by_their_certificate_alone(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    command += ["-subj", "/CN=desk", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    command = ["openssl", "x509", "-in", str(certificate), "-outform", "DER"]
    der = subprocess.run(command, check=True, capture_output=True).stdout
    right = hashlib.sha256(der).hexdigest()
    more = ["-X509Cert", str(certificate), "-X509Key", str(key)]
    with Workstation(tmp_path / "desk", 526, "X509Vnc,TLSVnc", *more) as station:
        local = {"host": "127.0.0.1", "password": PASSWORD}
        assert follow(station.url, Access(**local)) == [BLUE]
        assert follow(station.url, Access(**local, fingerprint=right)) == [BLUE]
        (why,) = follow(station.url, Access(**local, fingerprint="ab" * 32))
        assert "not the expected one" in str(why)
        (why,) = follow(station.url, Access(**local, encryption="required"))
        assert "self-signed" in str(why) or "self signed" in str(why)
    with Workstation(tmp_path / "desk", 526, "TLSVnc") as station:
        assert follow(station.url, Access(**local)) == [BLUE]
        (why,) = follow(station.url, Access(**local, encryption="required"))
        assert "no way to sign in" in str(why)


def test_a_wrong_password_is_told_without_it(tmp_path: Path) -> None:
    with Workstation(tmp_path / "desk", 527) as station:
        (why,) = follow(station.url, Access("127.0.0.1", "guessed"))
        assert "does not let us in" in str(why)
        assert "guessed" not in str(why)


def test_the_answer_to_a_challenge_is_that_of_other_clients() -> None:
    # Computed with OpenSSL: des-ecb of 16 zero bytes, the bits of each key byte mirrored.
    assert answer_to(bytes(16), "password").hex() == "ff97502e9422f089ff97502e9422f089"


# -- servers that mean harm ------------------------------------------------------------------


@pytest.fixture
def serve() -> Iterator[Callable[[bytes], str]]:
    """Serve these bytes to whoever connects; the address."""
    listeners: list[socket.socket] = []

    def start(said: bytes) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def run() -> None:
            try:
                while True:
                    peer, _ = listener.accept()
                    peer.sendall(said)
                    peer.settimeout(PATIENCE_S)
                    while peer.recv(4096):
                        pass
            except OSError:
                return

        threading.Thread(target=run, daemon=True).start()
        return f"vnc://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for listener in listeners:
        listener.close()


HELLO = b"RFB 003.008\n"
OPEN = HELLO + b"\x01\x01" + bytes(4)
SCREEN = OPEN + struct.pack(">HH16xI", 64, 48, 0)
UPDATE = SCREEN + struct.pack(">BxH", 0, 1)


def rect(x: int, y: int, width: int, height: int, encoding: int) -> bytes:
    return struct.pack(">HHHHi", x, y, width, height, encoding)


BOMB = zlib.compress(bytes(200_000_000))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"SSH-2.0-OpenSSH_9.2p1\r\n", "no VNC server"),
        (b"RFB 003.003\n", "too old"),
        (HELLO + b"\0" + struct.pack(">I", 2**31), "too much to say"),
        (HELLO + b"\x01\x63", "not known here"),
        (OPEN + struct.pack(">HH16xI", 0, 48, 0), "0 × 48"),
        (OPEN + struct.pack(">HH16xI", 65535, 65535, 0), "65535"),
        (OPEN + struct.pack(">HH16xI", 9000, 9000, 0), "too large"),
        (OPEN + struct.pack(">HH16xI", 64, 48, 2**32 - 1), "too much to say"),
        (SCREEN + b"\x63", "unknown"),
        (SCREEN + struct.pack(">Bxxxi", 3, 2**30), "clipboard"),
        (UPDATE + rect(60, 0, 8, 8, RAW), "beside its screen"),
        (UPDATE + rect(0, 0, 8, 8, COPY_RECT) + struct.pack(">HH", 60, 0), "from beside"),
        (UPDATE + rect(0, 0, 8, 8, 7), "encoding 7"),
        (UPDATE + rect(0, 0, 65535, 65535, DESKTOP_SIZE), "65535"),
        (UPDATE + rect(0, 0, 8, 8, ZRLE) + struct.pack(">I", 2**31), "more than its pixels"),
        (
            UPDATE + rect(0, 0, 64, 48, ZRLE) + struct.pack(">I", 9000) + BOMB[:9000],
            "unpacks to more",
        ),
        (UPDATE + rect(0, 0, 8, 8, ZRLE) + struct.pack(">I", 4) + b"junk", "unpacked"),
        (UPDATE + rect(0, 0, 4, 4, HEXTILE) + b"\x08\x01\x33\xff", "beside a part"),
    ],
)
def test_what_a_server_may_not_say_ends_the_session_with_a_reason(
    serve: Callable[[bytes], str], said: bytes, why: str
) -> None:
    (told,) = follow(serve(said), Access("127.0.0.1"))
    assert why in str(told)
    assert "asked again" in str(told)


# -- encodings -------------------------------------------------------------------------------


def screen_of(*parts: bytes) -> Screen:
    """A screen of 80 × 70 after these rectangles."""
    ours, theirs = socket.socketpair()
    theirs.sendall(b"".join(parts))
    screen = Screen(80, 70)
    with Wire(ours) as wire:
        for _ in parts:
            screen.read_rect(wire)
    theirs.close()
    return screen


def zrle(*tiles: bytes, width: int = 80, height: int = 70) -> bytes:
    packing = zlib.compressobj()
    data = packing.compress(b"".join(tiles)) + packing.flush(zlib.Z_SYNC_FLUSH)
    return rect(0, 0, width, height, ZRLE) + struct.pack(">I", len(data)) + data


def bgr(colour: int) -> bytes:
    return colour.to_bytes(3, "little")


RED, GREEN = 0xFFFF0000, 0xFF00FF00


def test_each_form_of_zrle_tile_is_read() -> None:
    striped = np.arange(64 * 64).reshape(64, 64) % 2
    packed = b"\x02" + bgr(0xFF0000) + bgr(0x00FF00) + np.packbits(striped).tobytes()
    plain_runs = b"\x80" + bgr(0xFF0000) + bytes([255, 255, 1]) + bgr(0x00FF00)
    plain_runs += bytes([255, 255 - 1])  # 512 + 510 = 1022 … of 16 × 64
    plain_runs += bgr(0xFF0000) + bytes([1])
    palette_runs = b"\x82" + bgr(0xFF0000) + bgr(0x00FF00)
    palette_runs += b"\x80" + bytes([255, 127]) + b"\x01"  # 383 + 1 of 64 × 6
    raw = b"\x00" + bgr(0x123456) * (16 * 6)
    screen = screen_of(zrle(packed, plain_runs, palette_runs, raw))
    pixels = screen.pixels
    assert (pixels[:64, 0:64:2] == RED).all()
    assert (pixels[:64, 1:64:2] == GREEN).all()
    right = pixels[:64, 64:].reshape(-1)
    assert (right[:512] == RED).all()
    assert (right[512:1022] == GREEN).all()
    assert (right[1022:] == RED).all()
    below = pixels[64:, :64].reshape(-1)
    assert (below[:383] == RED).all()
    assert below[383] == GREEN
    assert (pixels[64:, 64:] == 0xFF123456).all()


def test_hextile_and_copies_are_read() -> None:
    ground, colour = struct.pack("<I", 0xFF0000), struct.pack("<I", 0x00FF00)
    first = b"\x0e" + ground + colour + b"\x01" + bytes([0x23, 0x10])  # at 2,3: 2 × 1
    second = b"\x00"  # the same ground
    third = b"\x01" + struct.pack("<I", 0x0000FF) * (8 * 16)
    screen = screen_of(
        rect(0, 0, 40, 16, HEXTILE) + first + second + third,
        rect(40, 20, 16, 16, COPY_RECT) + struct.pack(">HH", 0, 0),
    )
    assert (screen.pixels[3, 2:4] == GREEN).all()
    assert screen.pixels[3, 4] == RED
    assert screen.pixels[0, 31] == RED
    assert screen.pixels[0, 32] == 0xFF0000FF
    assert (screen.pixels[20:36, 40:56] == screen.pixels[0:16, 0:16]).all()


@pytest.mark.parametrize("tile", [b"\x11", b"\x81", b"\x80" + bgr(1) + b"\xff" * 40 + b"\0", b""])
def test_broken_zrle_tiles_are_refused(tile: bytes) -> None:
    with pytest.raises(RfbError):
        screen_of(zrle(tile, width=64, height=64))
