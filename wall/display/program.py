"""The display program: the Qt application around a Display, from start to orderly end."""

from __future__ import annotations

import logging
import os
import platform
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Literal, Protocol

from PySide6.QtCore import QCoreApplication, QEvent, QSocketNotifier, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from wall.display.desks.service import OpenFeed
from wall.display.direct_frames import DirectFrames
from wall.display.display import Display, DisplayParts, LocalInputs
from wall.display.equipment import DisplayWeb, Equipment
from wall.display.files import Fetcher, FolderLister, SiteFiles
from wall.display.frame_clock import FrameClock
from wall.display.garbage import GarbageCollecting
from wall.display.memory import Memory
from wall.display.monitors import Monitors
from wall.display.outputs import MonitorOutputs, Outputs, PreviewOutputs
from wall.display.root_window import RootWindow
from wall.display.video_service import AddressCheck
from wall.display.x_frames import XFrames
from wall.kinds.registry import KindRegistry
from wall.link.foreign_fetching import ForeignFetcher
from wall.link.messages import ToController, ToFollower
from wall.model.geometry import Rect
from wall.views.theme import load_fonts

log = logging.getLogger(__name__)

_LEADS_PAST_THE_FILTER = (
    "--proxy-",
    "--no-proxy-",
    "--enable-quic",
    "--force-webrtc-",
    "--webrtc-",
    "--host-resolver-rules",
    "--host-rules",
)
BEAT_MS = 4000
RECALL_AFTER_S = 3.0
"""So long a display waits for its controller before it shows what was on last time."""


@dataclass(frozen=True)
class DisplayOptions:
    """How this display runs."""

    machine: str = field(default_factory=platform.node)
    """Screens that name a machine are shown where it is this one."""
    preview: bool = False
    renderer: Literal["raster", "opengl"] = "raster"
    cache_folder: Path | None = None
    filter_port: int | None = None
    """Where the filter listens, on 127.0.0.1; None for programs whose browser loads nothing."""


class Link(Protocol):
    """The other end of `Display.handle`; lives in the room of the link."""

    def start(self) -> None: ...
    def send(self, message: ToController | bytes) -> None: ...
    def stop(self) -> None: ...


Connect = Callable[[Callable[[ToFollower], None], Callable[[str], None]], Link]
"""Given what takes a message and what takes the news that the link is lost, makes a link."""


@dataclass(frozen=True)
class DisplayGear:
    """What the program takes from other rooms."""

    registry: KindRegistry
    fetcher: Fetcher
    check: AddressCheck
    web: Callable[[SiteFiles], DisplayWeb]
    """Called when the application object exists."""
    before_application: Callable[[], None] | None = None
    """What must be registered before the application object exists (schemes)."""
    local_inputs: Callable[[Display], LocalInputs] | None = None
    lister: FolderLister | None = None
    strangers: ForeignFetcher | None = None
    """What fetches films of posts; None: nothing is fetched here."""
    shares: OpenFeed | None = None
    """What connects to a desk that is shared; None: nobody shares here."""
    beat: Callable[[], None] | None = None
    """Called every BEAT_MS from the Qt thread: it is not hung."""


def prepare_environment(options: DisplayOptions) -> None:
    """What Qt and Chromium read when they start; must come before the application object."""
    # One canvas pixel is one pixel of the monitor, whatever the desktop's scale says.
    os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "0"
    for name in ("QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS"):
        os.environ.pop(name, None)
    flags = os.environ.get("QTWEBENGINE_CHROMIUM_FLAGS", "").split()
    # Fatal errors alone: what a page cannot do is told by its tile.
    wanted = ["--log-level=3"]
    if options.renderer == "raster":
        # Measured: without a GPU both cost a page 34 instead of 130 % of a core.
        os.environ["QT_QUICK_BACKEND"] = "software"
        wanted.append("--disable-gpu")
    if options.filter_port is not None:
        # With it libav goes past the proxy that it is given; who else wants it reads NO_PROXY.
        past = os.environ.pop("no_proxy", None)
        if past is not None:
            os.environ.setdefault("NO_PROXY", past)
        flags = [flag for flag in flags if not flag.startswith(_LEADS_PAST_THE_FILTER)]
        wanted += [
            f"--proxy-server=http://127.0.0.1:{options.filter_port}",
            # Loopback too, which the browser else never asks a proxy for.
            "--proxy-bypass-list=<-loopback>",
            # What goes by UDP knows no proxy.
            "--disable-quic",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        ]
    flags += [flag for flag in wanted if flag not in flags]
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join(flags)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)


def make_application(options: DisplayOptions) -> QApplication:
    prepare_environment(options)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("Wall")
    # A wall without monitors goes on: they come back.
    application.setQuitOnLastWindowClosed(options.preview)
    load_fonts()
    return application


def run_display(options: DisplayOptions, gear: DisplayGear, connect: Connect) -> int:
    """Run until SIGTERM, SIGINT, or the end of the preview window. Returns the exit status."""
    if gear.before_application is not None:
        gear.before_application()
    application = make_application(options)
    signals = _Signals(application)
    garbage = GarbageCollecting()
    clock = FrameClock()
    films = options.cache_folder.parent / "films" if options.cache_folder is not None else None
    equipment = Equipment.new(
        gear.fetcher, gear.check, gear.web, gear.lister, gear.shares, gear.strangers, films
    )
    outputs = _outputs(application, options)
    frames = XFrames.open(application) if options.renderer == "raster" else None
    if frames is not None:
        direct = DirectFrames(frames)
        outputs.arranged.connect(direct.views_changed)
        clock.show_directly(direct)
        equipment.videos.before_painting = frames.finish
        equipment.desks.before_painting = frames.finish
    on_x = QGuiApplication.platformName() == "xcb" and not options.preview
    root_window = RootWindow(clock, _monitor_rects) if on_x else None
    memory = Memory(options.cache_folder, clock)
    parts = DisplayParts(gear.registry, equipment, clock, outputs, memory, root_window)

    def send(message: ToController | bytes) -> None:
        link.send(message)

    display = Display(parts, send, gear.local_inputs)
    link = connect(display.handle, display.link_lost)
    clock.after(RECALL_AFTER_S, lambda: None if display.shows else display.recall())
    link.start()
    beating = _beating(gear.beat)
    try:
        status = application.exec()
    finally:
        # 1. nothing more is heard, 2. the picture is kept, 3. tiles and windows, 4. services.
        link.stop()
        beating.stop()
        if root_window is not None:
            root_window.stop()
        display.stop()
        clock.stop()
        equipment.stop()
        garbage.stop()
        signals.stop()
        # No event loop deletes any more what was to be deleted later: pages, then their profiles.
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        application.processEvents()
    return status


def _beating(beat: Callable[[], None] | None) -> QTimer:
    timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.VeryCoarseTimer)
    if beat is not None:
        timer.timeout.connect(beat)
        QTimer.singleShot(0, beat)
        timer.start()
    return timer


def _outputs(application: QApplication, options: DisplayOptions) -> Outputs:
    if options.preview:
        return PreviewOutputs()
    opengl = options.renderer == "opengl"
    return MonitorOutputs(Monitors(application), options.machine, opengl=opengl)


def _monitor_rects() -> list[Rect]:
    geometries = [screen.geometry() for screen in QGuiApplication.screens()]
    return [Rect(g.x(), g.y(), g.width(), g.height()) for g in geometries]


class _Signals:
    """SIGTERM and SIGINT end the event loop, at once and in order.

    Python runs handlers only between its own instructions, and the event loop is none of them;
    the wake-up descriptor makes Qt look.
    """

    def __init__(self, application: QApplication) -> None:
        self._application = application
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        os.set_blocking(self._writing, False)
        self._before = {s: signal.signal(s, self._quit) for s in (signal.SIGTERM, signal.SIGINT)}
        self._wakeup = signal.set_wakeup_fd(self._writing)
        self._notifier = QSocketNotifier(self._reading, QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._woken)

    def stop(self) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._reading)
        os.close(self._writing)

    def _woken(self) -> None:
        os.read(self._reading, 64)

    def _quit(self, number: int, frame: FrameType | None) -> None:
        log.info("ending: %s", signal.Signals(number).name)
        # Not quit(), which closes the windows first: their picture is still wanted.
        self._application.exit(0)
