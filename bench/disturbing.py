"""Relays that stand between a sender and the wall, and do what bad networks do.

Each forwards in a thread of its own until `end`; what is disturbed may be changed at any time.
"""

from __future__ import annotations

import random
import select
import socket
import threading
import time
from collections import deque

PIECE = 65536
LOOK_EVERY_S = 0.005


class DatagramRelay:
    """From its `port` to another one, with losses and hold-ups."""

    def __init__(self, to: int, seed: int = 1) -> None:
        self.lost_share = 0.0
        """Of the datagrams, at random."""
        self.hold_s = 0.0
        """Each waits up to so long, and those behind it with it."""
        self._to = ("127.0.0.1", to)
        self._random = random.Random(seed)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(LOOK_EVERY_S)
        self.port: int = self._socket.getsockname()[1]
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self._ending.set()
        self._thread.join(5)
        self._socket.close()

    def _run(self) -> None:
        waiting: deque[tuple[float, bytes]] = deque()
        while not self._ending.is_set():
            try:
                content = self._socket.recv(PIECE)
            except TimeoutError:
                content = b""
            now = time.monotonic()
            if content and self._random.random() >= self.lost_share:
                due = now + self._random.random() * self.hold_s
                waiting.append((max(due, waiting[-1][0] if waiting else 0.0), content))
            while waiting and waiting[0][0] <= now:
                self._socket.sendto(waiting.popleft()[1], self._to)


class StreamRelay:
    """A TCP port before another one: connections that stand still, and that are cut."""

    def __init__(self, to: int) -> None:
        self.is_frozen = False
        """Nothing passes; nothing is lost either."""
        self._to = ("127.0.0.1", to)
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._cut = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay", daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """End all connections that there are."""
        self._cut.set()

    def end(self) -> None:
        self._ending.set()
        self._thread.join(5)
        self._listening.close()

    def _run(self) -> None:
        while not self._ending.is_set():
            watched = [] if self.is_frozen else [self._listening, *self._pairs]
            ready, _, _ = select.select(watched, [], [], LOOK_EVERY_S * 4)
            if self._cut.is_set():
                self._cut.clear()
                for one in list(self._pairs):
                    self._drop(one)
                continue
            for one in ready:
                if one is self._listening:
                    self._accept()
                elif one in self._pairs:
                    self._pass_on(one)
        for one in list(self._pairs):
            self._drop(one)

    def _accept(self) -> None:
        near, _ = self._listening.accept()
        try:
            far = socket.create_connection(self._to, timeout=2)
        except OSError:
            near.close()
            return
        self._pairs |= {near: far, far: near}

    def _pass_on(self, one: socket.socket) -> None:
        try:
            content = one.recv(PIECE)
            if content:
                self._pairs[one].sendall(content)
        except OSError:
            content = b""
        if not content:
            self._drop(one)

    def _drop(self, one: socket.socket) -> None:
        other = self._pairs.pop(one, None)
        if other is not None:
            self._pairs.pop(other, None)
            other.close()
        one.close()
