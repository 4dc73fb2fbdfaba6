"""What `videowall run` starts: the options, and one child process for each part."""

from __future__ import annotations

import asyncio
import logging
import os
import platform
import sys
from pathlib import Path
from typing import Literal

from wall.errors import WallError
from wall.journal.locking import JOURNAL, JournalLock
from wall.model.values import Value
from wall.supervisor.children import ChildSpec
from wall.supervisor.privileges import Privileges, give, unprivileged
from wall.supervisor.supervisor import Supervisor

log = logging.getLogger(__name__)

LINK_SOCKET = "run/link.sock"


class CannotStart(WallError):
    """Nothing was started: something outside the site is missing."""

    code = "cannot_start"


class RunOptions(Value):
    """How to run a site."""

    site: Path
    data: Path
    host: str = "127.0.0.1"
    port: int = 8600
    preview: bool = False
    renderer: Literal["raster", "opengl"] = "raster"
    fresh: bool = False
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    osc: tuple[str, int] | None = None
    osc_as: str = "osc"


class DisplayRun(Value):
    """How to run one display: the local one, or one of another machine's wall."""

    home: Path
    """Cache, browser profiles and the display's own key."""
    name: str = "local"
    socket: Path | None = None
    url: str = ""
    fingerprint: str = ""
    machine: str = ""
    preview: bool = False
    renderer: Literal["raster", "opengl"] = "raster"


class IngestRun(Value):
    """How to run ingest."""

    home: Path
    posts: Path
    """The store of posts."""
    socket: Path


def run_site(options: RunOptions) -> int:
    """Run until SIGINT or SIGTERM; the exit code. Raises CannotStart, and JournalUnavailable when
    another wall runs with that data folder."""
    _check_there_is_a_display()
    try:
        options.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (options.data / "run").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"the data folder {options.data} cannot be made ({error.strerror}); "
            "choose another with --data"
        ) from error
    if (journal := options.data / JOURNAL).parent.exists():
        # The controller keeps the lock; here it is said before three programs say it.
        JournalLock(journal).release()
    privileges = unprivileged(options.site)
    if privileges.why_not:
        log.warning("the display stays root, its browser without a sandbox: %s", privileges.why_not)
    if privileges.user is not None:
        for folder in (options.data, options.data / "run"):
            folder.chmod(folder.stat().st_mode | 0o111)  # to be passed through, not read
    socket = options.data / LINK_SOCKET
    display = DisplayRun(
        home=give(options.data / "display", privileges),
        socket=socket,
        machine=machine_name(),
        preview=options.preview,
        renderer=options.renderer,
    )
    ingest = IngestRun(
        home=give(options.data / "ingest", privileges),
        posts=give(options.data / "posts", privileges),
        socket=socket,
    )
    children = [
        ChildSpec("controller", _command("controller", options)),
        _follower("display", display, display.home, privileges),
        _follower("ingest", ingest, ingest.home, privileges),
    ]
    return asyncio.run(Supervisor(children).run())


def run_remote_display(display: DisplayRun) -> int:
    """A display of another machine's wall, restarted when it dies, until SIGINT or SIGTERM."""
    _check_there_is_a_display()
    privileges = unprivileged(display.home.parent if display.home.parent.exists() else Path("/"))
    home = give(display.home, privileges)
    spec = _follower("display", display, home, privileges)
    return asyncio.run(Supervisor([spec]).run())


def _check_there_is_a_display() -> None:
    """Qt alone would abort again and again, and name a library that is not missing."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")):
        raise CannotStart(
            "there is no display here: DISPLAY is not set; set it, such as DISPLAY=:0, or try the "
            "wall on simulated monitors with script/run"
        )


def machine_name() -> str:
    """What `machine` in a site's outputs means."""
    return platform.node()


def _command(process: str, options: Value) -> list[str]:
    # -P: a folder called `wall` where the command was typed is not this program.
    return [sys.executable, "-P", "-m", "wall.app", process, options.model_dump_json()]


def _follower(name: str, options: Value, home: Path, privileges: Privileges) -> ChildSpec:
    """Display or ingest: as the unprivileged user, at home in a folder of its own."""
    environment = {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(home),
        # Measured: many arenas cost 100 MB when tiles come and go.
        "MALLOC_ARENA_MAX": "2",
    }
    if os.geteuid() == 0 and privileges.user is None:
        environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return ChildSpec(name, _command(name, options), environment, privileges.user)
