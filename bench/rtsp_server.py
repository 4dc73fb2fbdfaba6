"""An RTSP server that plays a file round and round, started by tests and benchmarks.

For Debian's Python and GStreamer's own RTSP server (gir1.2-gst-rtsp-server-1.0):

    /usr/bin/python3 bench/rtsp_server.py PORT FPS /name=clip.mp4 [/other=clip.mp4 ...]

Each name is one stream that all its clients share, at the pace of the clock, without encoding.
It prints the port when it listens and ends with its standard input.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402


def pictures_of(path):
    """The coded pictures of a file: bytes, whether one can begin there, and when it is shown."""
    pipeline = Gst.parse_launch(
        "filesrc name=file ! qtdemux ! h264parse config-interval=-1 ! "
        "video/x-h264,stream-format=byte-stream,alignment=au ! appsink name=out sync=false"
    )
    pipeline.get_by_name("file").set_property("location", path)
    pipeline.set_state(Gst.State.PLAYING)
    out, found = pipeline.get_by_name("out"), []
    while (sample := out.emit("pull-sample")) is not None:
        buffer = sample.get_buffer()
        key = not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)
        shift = buffer.pts - buffer.dts if buffer.dts != Gst.CLOCK_TIME_NONE else 0
        found.append((buffer.extract_dup(0, buffer.get_size()), key, shift))
    pipeline.set_state(Gst.State.NULL)
    return found


class Stream(GstRtspServer.RTSPMediaFactory):
    """One file, at the pace of the clock from when somebody asks for it."""

    def __init__(self, pictures, fps):
        super().__init__()
        self._pictures, self._fps = pictures, fps
        self.set_shared(True)
        self.set_launch(
            "( appsrc name=in is-live=true format=time do-timestamp=false block=false "
            "caps=video/x-h264,stream-format=byte-stream,alignment=au "
            "! rtph264pay name=pay0 pt=96 config-interval=-1 )"
        )

    def do_configure(self, media):
        source = media.get_element().get_by_name("in")
        state = {"sent": 0, "began": None}

        def send():
            now = source.get_current_running_time()
            if now == Gst.CLOCK_TIME_NONE:
                return True
            if state["began"] is None:
                state["began"] = now
            while state["sent"] * Gst.SECOND // self._fps <= now - state["began"]:
                number = state["sent"]
                content, key, shift = self._pictures[number % len(self._pictures)]
                buffer = Gst.Buffer.new_wrapped(content)
                buffer.dts = state["began"] + number * Gst.SECOND // self._fps
                buffer.pts = buffer.dts + shift
                buffer.duration = Gst.SECOND // self._fps
                if not key:
                    buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
                if source.emit("push-buffer", buffer) != Gst.FlowReturn.OK:
                    # Not playing yet: it begins when it does.
                    state["began"] = None if state["sent"] == 0 else state["began"]
                    break
                state["sent"] += 1
            return True

        timer = GLib.timeout_add(max(1, 500 // self._fps), send)

        def ended(_media):
            source_of = GLib.MainContext.default().find_source_by_id(timer)
            if source_of is not None:
                source_of.destroy()

        media.connect("unprepared", ended)


def main():
    port, fps = sys.argv[1], int(sys.argv[2])
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    for entry in sys.argv[3:]:
        name, _, path = entry.partition("=")
        factory = Stream(pictures_of(path), fps)
        factory.set_protocols(GstRtsp.RTSPLowerTrans.TCP | GstRtsp.RTSPLowerTrans.UDP)
        server.get_mount_points().add_factory(name, factory)
    if server.attach(None) == 0:
        sys.exit("the port is taken")
    print(server.get_bound_port(), flush=True)
    loop = GLib.MainLoop()
    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_HUP, lambda *_: loop.quit())
    loop.run()


main()
