"""The program `videowall`: names the built-in tile kinds and puts the processes together.

`videowall …` is the command line. `python -m wall.app PROCESS OPTIONS` is one of the processes
that a run consists of; only the supervisor starts those.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import widgets.alert
import widgets.chart
import widgets.table
import widgets.ticker
import widgets.value

import widgets.clock
import widgets.feed
import widgets.image
import widgets.text
import widgets.video
import widgets.web
from wall.errors import WallError
from wall.kinds.registry import KindRegistry
from wall.link.connection import LinkAddress
from wall.log import set_up_logging
from wall.running import DisplayRun, IngestRun, RunOptions
from wall.supervisor.children import read_secret

BUILT_IN = (
    widgets.image.KIND,
    widgets.video.KIND,
    widgets.web.KIND,
    widgets.feed.KIND,
    widgets.chart.KIND,
    widgets.value.KIND,
    widgets.table.KIND,
    widgets.ticker.KIND,
    widgets.text.KIND,
    widgets.clock.KIND,
    widgets.alert.KIND,
)
"""The tile kinds that come with Wall. Others are found by the entry point group wall.kinds."""

WRONG_SITE = 1


def kinds() -> KindRegistry:
    """Built-in and installed tile kinds."""
    registry = KindRegistry(BUILT_IN)
    registry.add_installed()
    return registry


def run_controller(text: str) -> int:
    from wall.controller.program import ControllerOptions, run_controller
    from wall.sources.registry import source_settings

    run = RunOptions.model_validate_json(text)
    options = ControllerOptions(
        site=run.site,
        data=run.data,
        host=run.host,
        port=run.port,
        fresh=run.fresh,
        tls_certificate=run.tls_certificate,
        tls_key=run.tls_key,
    )
    asyncio.run(run_controller(options, read_secret(), kinds(), source_settings()))
    return 0


def run_ingest(text: str) -> int:
    from wall.ingest.program import run_ingest
    from wall.sources.registry import source_kinds

    run = IngestRun.model_validate_json(text)
    address = LinkAddress(secret=read_secret(), socket=run.socket)
    asyncio.run(run_ingest(address, source_kinds(), run.home))
    return 0


def run_display(text: str) -> int:
    """Qt is loaded here and nowhere else."""
    from wall.display.local_input import LocalInputs
    from wall.display.program import DisplayGear, DisplayOptions, Link, run_display
    from wall.display.web_service import Browsing, register_scheme
    from wall.link.display_link import DisplayLink
    from wall.link.fetching import Fetching, Reach
    from wall.link.messages import ToFollower

    run = DisplayRun.model_validate_json(text)
    secret = read_secret() if run.socket is not None else own_key(run.home)
    address = LinkAddress(secret, run.socket, run.url, run.fingerprint)
    reach = Reach()

    def connect(received: Callable[[ToFollower], None], lost: Callable[[str], None]) -> Link:
        def hear(message: ToFollower) -> None:
            reach.heard(message)
            received(message)

        return DisplayLink(address, run.name, hear, lost)

    options = DisplayOptions(run.machine, run.preview, run.renderer, run.home / "memory")
    gear = DisplayGear(
        registry=kinds(),
        fetcher=Fetching(run.home / "files", address, run.name, reach),
        check=reach.check_stream,
        web=lambda: Browsing(run.home / "browser"),
        before_application=register_scheme,
        local_inputs=lambda display: LocalInputs(display.send, display.clock),
    )
    return run_display(options, gear, connect)


def own_key(home: Path) -> str:
    """The key of a display of another machine, made at its first start."""
    path = home / "key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="utf-8")


PROCESSES: Mapping[str, Callable[[str], int]] = {
    "controller": run_controller,
    "ingest": run_ingest,
    "display": run_display,
}


def run_process(name: str, options: str) -> int:
    """One of the processes of a run; what is wrong is said in one sentence."""
    set_up_logging(name)
    try:
        return PROCESSES[name](options)
    except WallError as error:
        print(error, file=sys.stderr)
        return WRONG_SITE


if __name__ == "__main__":
    sys.exit(run_process(sys.argv[1], sys.argv[2]))
