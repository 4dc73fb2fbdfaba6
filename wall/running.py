"""What `videowall run` starts: the options, and one child process for each part."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from pathlib import Path
from typing import Literal

from wall.model.values import Value
from wall.supervisor.children import ChildSpec
from wall.supervisor.privileges import Privileges, give, unprivileged
from wall.supervisor.supervisor import Supervisor

log = logging.getLogger(__name__)

LINK_SOCKET = "run/link.sock"


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


def run_site(options: RunOptions) -> int:
    """Run until SIGINT or SIGTERM; the exit code."""
    options.data.mkdir(parents=True, exist_ok=True)
    (options.data / "run").mkdir(exist_ok=True)
    privileges = unprivileged(options.site)
    if privileges.why_not:
        log.warning("the display stays root, its browser without a sandbox: %s", privileges.why_not)
    if privileges.user is not None:
        for folder in (options.data, options.data / "run"):
            folder.chmod(0o711)
    children = [
        _controller(options),
        _follower("display", options, privileges),
        _follower("ingest", options, privileges),
    ]
    return asyncio.run(Supervisor(children).run())


def _command(process: str, options: RunOptions) -> list[str]:
    return [sys.executable, "-m", "wall.app", process, options.model_dump_json()]


def _controller(options: RunOptions) -> ChildSpec:
    return ChildSpec("controller", _command("controller", options))


def _follower(name: str, options: RunOptions, privileges: Privileges) -> ChildSpec:
    """Display or ingest: as the unprivileged user, at home in a folder of its own."""
    home = give(options.data / name, privileges)
    environment = {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_RUNTIME_DIR": str(home),
    }
    if os.geteuid() == 0 and privileges.user is None:
        environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return ChildSpec(name, _command(name, options), environment, privileges.user)
