"""Live streams out of numbered clips, at the pace of the clock: what tests and benchmarks pull
the plug of.

`Sender` remuxes a clip round and round to whatever libav can write (MPEG-TS over UDP, HLS into a
folder, RTMP to whoever asks); `RtspServer` is GStreamer's, in a process of its own.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av

from wall.display.media.wire import LibavFile

RTSP_SERVER = Path(__file__).with_name("rtsp_server.py")
# The one that Debian's GStreamer belongs to.
SYSTEM_PYTHON = "/usr/bin/python3"


class Sender:
    """Sends from its own thread until `stop`; `trouble` says why it ended before."""

    def __init__(
        self,
        clips: Sequence[Path],
        url: str,
        form: str,
        options: Mapping[str, str] | None = None,
        *,
        speed: float = 1.0,
        first_stamp_s: float = 0.0,
        stamps_run_on: bool = True,
    ) -> None:
        self._clips = list(clips)
        self._url = url
        self._form = form
        self._options = dict(options or {})
        self._speed = speed
        self._shift_s = first_stamp_s
        self._stamps_run_on = stamps_run_on
        self._ending = threading.Event()
        self.sent = 0
        self.trouble = ""
        self._thread = threading.Thread(target=self._run, name="sender", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join(10)

    def kill(self) -> None:
        """As `stop`: what it sends ends in the middle."""
        self.stop()

    def jump(self, seconds: float) -> None:
        """Let the time stamps jump from now on."""
        self._shift_s += seconds

    def _run(self) -> None:
        try:
            while not self._ending.is_set():
                for clip in self._clips if self._stamps_run_on else [self._clips]:
                    self._send([clip] if isinstance(clip, Path) else clip)
                    if self._ending.is_set():
                        return
        except (OSError, av.FFmpegError) as problem:
            self.trouble = str(problem)

    def _target(self) -> str | LibavFile:
        """Where libav writes."""
        return self._url

    def _send(self, clips: Sequence[Path]) -> None:
        with av.open(self._target(), "w", format=self._form, options=self._options) as out:
            began_s, passed_s = time.monotonic(), 0.0
            target: av.VideoStream | None = None
            while not self._ending.is_set():
                for clip in clips:
                    with av.open(str(clip)) as source:
                        stream = source.streams.video[0]
                        if target is None:
                            target = out.add_stream_from_template(stream)
                        length_s, first_s = 0.0, None
                        for packet in source.demux(stream):
                            if not packet.size or packet.dts is None or packet.pts is None:
                                continue
                            base = packet.time_base
                            if first_s is None:
                                first_s = float(packet.dts * base)
                            own_s = float(packet.dts * base) - first_s
                            at_s = passed_s + own_s
                            length_s = max(length_s, own_s + float((packet.duration or 0) * base))
                            wait_s = began_s + at_s / self._speed - time.monotonic()
                            if self._ending.wait(max(0.0, wait_s)):
                                return
                            ticks = round(Fraction(passed_s - first_s + self._shift_s) / base)
                            packet.pts += ticks
                            packet.dts += ticks
                            packet.stream = target
                            out.mux(packet)
                            self.sent += 1
                        passed_s += length_s


class RtspServer:
    """`start` and `kill` as often as wanted; the port stays."""

    def __init__(self, streams: Mapping[str, Path], fps: int = 30) -> None:
        self._streams = dict(streams)
        self._fps = fps
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.start()

    def url(self, name: str) -> str:
        return f"rtsp://127.0.0.1:{self.port}/{name}"

    def start(self) -> None:
        names = [f"/{name}={path}" for name, path in self._streams.items()]
        self._process = subprocess.Popen(
            [SYSTEM_PYTHON, str(RTSP_SERVER), str(self.port), str(self._fps), *names],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.strip():
            raise RuntimeError("the RTSP server did not start")
        self.port = int(line)

    def kill(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


class SrtSender:
    """Listens for SRT callers and gives them what a `Sender` sends; GStreamer's own SRT.

    With `calls` it is the one that calls.
    """

    def __init__(
        self, clips: Sequence[Path], port: int, passphrase: str = "", *, calls: bool = False
    ) -> None:
        self._clips = list(clips)
        self._port = port
        self._passphrase = passphrase
        self._mode = "caller" if calls else "listener"
        self._process: subprocess.Popen[bytes] | None = None
        self._sender: Sender | None = None
        self.start()

    def start(self) -> None:
        secret = [f"passphrase={self._passphrase}", "pbkeylen=16"] if self._passphrase else []
        self._process = subprocess.Popen(
            [
                *("gst-launch-1.0", "-q", "udpsrc", f"port={self._port + 1}", "!", "srtsink"),
                f"uri=srt://127.0.0.1:{self._port}?mode={self._mode}",
                "wait-for-connection=false",
                *secret,
            ]
        )
        inside = f"udp://127.0.0.1:{self._port + 1}?pkt_size=1316"
        self._sender = Sender(self._clips, inside, "mpegts")

    def kill(self) -> None:
        if self._sender is not None:
            self._sender.stop()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._sender = self._process = None


class RtmpSender(Sender):
    """Waits for one player and sends to it: libav as an RTMP server."""

    def __init__(self, clips: Sequence[Path], url: str) -> None:
        self._ended = threading.Event()
        self.interrupted = self._ended
        self.lost = ""
        super().__init__(clips, url, "flv")

    def stop(self) -> None:
        self._ended.set()
        super().stop()

    def _run(self) -> None:
        # A player that was too slow and went leaves a port that nobody listens on.
        while not self._ending.wait(0.05):
            super()._run()

    def _target(self) -> str | LibavFile:
        return _Writing(self._url, self, {"listen": "1"}, writes=True)


class _Writing(LibavFile):
    def writable(self) -> bool:
        return True
