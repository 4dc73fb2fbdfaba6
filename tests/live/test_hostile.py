"""Garbage, from inside and outside, never stops a wall."""

from __future__ import annotations

import random
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidHandshake, WebSocketException
from websockets.sync.client import connect, unix_connect

from tests.live.running_wall import RunningWall
from tests.live.sites import color_of

GARBAGE: tuple[str | bytes, ...] = (
    "",
    "{",
    "null",
    "[[[[[[" * 1000,
    '{"type": "link.identify"}',
    '{"type": "link.identify", "role": "display", "name": "local", "secret": "\u00fc", "x": 1}',
    '{"type": "identify", "token": "' + "a" * 5000 + '"}',
    '{"type": "identify", "version": 1e400}',
    "\U0001f4a9" * 500,
    b"",
    b"\x00" * 100,
    bytes(range(256)) * 10,
)


def raw_garbage() -> Iterator[bytes]:
    chance = random.Random(7)
    yield b""
    yield b"\x16\x03\x01\x02\x00\x01\x00" + bytes(300)
    yield b"GET /api/v1/status HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n"
    yield b"POST /api/v1/push HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"
    yield b"GET " + b"/a" * 20_000 + b" HTTP/1.1\r\n\r\n"
    for _ in range(40):
        yield chance.randbytes(chance.randrange(1, 4000))


def throw(open_socket: socket.socket, data: bytes) -> None:
    with open_socket:
        open_socket.settimeout(0.1)
        try:
            open_socket.sendall(data)
            open_socket.recv(1000)
        except OSError:
            return


def local(path: Path) -> socket.socket:
    opened = socket.socket(socket.AF_UNIX)
    opened.connect(str(path))
    return opened


def is_well(wall: RunningWall, pids: dict[str, int]) -> None:
    assert {name: process.pid for name, process in wall.processes().items()} == pids
    assert wall.status().ready
    x, y = wall.desktop_point(*wall.screen("B2").rect.center)
    assert all(abs(a - b) <= 2 for a, b in zip(wall.eyes.color(x, y), color_of("B2"), strict=True))


def test_garbage_on_the_public_port_and_the_link_harms_nobody(wall: RunningWall) -> None:
    pids = {name: process.pid for name, process in wall.processes().items()}
    link = wall.data / "run" / "link.sock"
    for data in raw_garbage():
        throw(socket.create_connection(("127.0.0.1", wall.port)), data)
        throw(local(link), data)
    is_well(wall, pids)
    for garbage in GARBAGE:
        for path in ("/api/v1/channel", "/api/v1/link"):
            try:
                with connect(f"ws://127.0.0.1:{wall.port}{path}", close_timeout=0.3) as connection:
                    connection.send(garbage)
                    connection.recv(timeout=0.3)
                    connection.recv(timeout=0.3)
            except (ConnectionClosed, InvalidHandshake, TimeoutError):
                continue
        try:
            with unix_connect(str(link), "ws://local/", close_timeout=0.3) as connection:
                connection.send(garbage)
                connection.recv(timeout=0.3)
                connection.recv(timeout=0.3)
        except (WebSocketException, TimeoutError):
            continue
    is_well(wall, pids)


def test_a_stranger_on_the_link_learns_nothing(wall: RunningWall) -> None:
    identify = (
        '{"type": "link.identify", "role": "display", "name": "local", "secret": "guess-guess"}'
    )
    with unix_connect(str(wall.data / "run" / "link.sock"), "ws://local/") as connection:
        assert "link.hello" in str(connection.recv(timeout=10))
        connection.send(identify)
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(timeout=10)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4001
    assert [display.name for display in wall.status().displays] == ["local"]
