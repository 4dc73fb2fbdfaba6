"""A television channel on loopback: a film with its sound, as MPEG-TS over UDP, round and round."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import av


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Television:
    """Sends a `.ts` film while the block is open; packets go out at their time."""

    def __init__(self, film: Path, port: int) -> None:
        self._film = film
        self._url = f"udp://127.0.0.1:{port}?pkt_size=1316"
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._send, name="television")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join()

    def _send(self) -> None:
        began_s, passed_s = time.monotonic(), 0.0
        with av.open(self._url, "w", format="mpegts") as out, av.open(str(self._film)) as source:
            copies = {
                stream.index: out.add_stream_from_template(stream) for stream in source.streams
            }
            while not self._ending.is_set():
                source.seek(0)
                first_s, longest_s = None, 0.0
                for packet in source.demux():
                    if packet.dts is None or self._ending.is_set():
                        continue
                    unit = packet.time_base
                    at_s = float(packet.dts * unit)
                    first_s = at_s if first_s is None else first_s
                    due_s = passed_s + at_s - first_s
                    ends_s = at_s + float((packet.duration or 0) * unit) - first_s
                    longest_s = max(longest_s, ends_s)
                    self._ending.wait(max(0.0, began_s + due_s - time.monotonic()))
                    shift = round(passed_s / unit)
                    packet.dts += shift
                    packet.pts = (packet.pts or 0) + shift
                    packet.stream = copies[packet.stream.index]
                    out.mux(packet)
                passed_s += longest_s
