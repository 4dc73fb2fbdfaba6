"""The program `videowall`: names the built-in tile kinds and puts the processes together.

`videowall …` is the command line. `python -m wall.app PROCESS OPTIONS` is one of the processes
that a run consists of; only the supervisor starts those.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import JsonValue

    from wall.cli import programs
    from wall.kinds.kind import TileKind
    from wall.kinds.registry import KindRegistry
    from wall.link.messages import ToFollower
    from wall.sitefile.reading import SourceKinds

WRONG_SITE = 1
LONGEST_SOCKET_PATH = 107
"""Bytes; see unix(7)."""


def built_in() -> tuple[TileKind, ...]:
    """The tile kinds that come with Wall. Others are found by the entry point group wall.kinds."""
    import widgets.alert
    import widgets.chart
    import widgets.clock
    import widgets.desk
    import widgets.feed
    import widgets.image
    import widgets.leaderboard
    import widgets.map
    import widgets.milestone
    import widgets.objectives
    import widgets.race
    import widgets.roster
    import widgets.sentiment
    import widgets.share_of_voice
    import widgets.social_wall
    import widgets.table
    import widgets.text
    import widgets.ticker
    import widgets.top_posts
    import widgets.topic
    import widgets.tv
    import widgets.value
    import widgets.video
    import widgets.vnc
    import widgets.volume
    import widgets.web
    import widgets.word_cloud

    return (
        widgets.image.KIND,
        widgets.video.KIND,
        widgets.web.KIND,
        widgets.vnc.KIND,
        widgets.tv.KIND,
        widgets.feed.KIND,
        widgets.social_wall.KIND,
        widgets.top_posts.KIND,
        widgets.map.KIND,
        widgets.volume.KIND,
        widgets.sentiment.KIND,
        widgets.share_of_voice.KIND,
        widgets.word_cloud.KIND,
        widgets.chart.KIND,
        widgets.value.KIND,
        widgets.leaderboard.KIND,
        widgets.race.KIND,
        widgets.topic.KIND,
        widgets.milestone.KIND,
        widgets.table.KIND,
        widgets.objectives.KIND,
        widgets.roster.KIND,
        widgets.ticker.KIND,
        widgets.text.KIND,
        widgets.clock.KIND,
        widgets.desk.KIND,
        widgets.alert.KIND,
    )


def kinds() -> KindRegistry:
    """Built-in and installed tile kinds."""
    from wall.kinds.registry import KindRegistry

    registry = KindRegistry(built_in())
    registry.add_installed()
    return registry


def run_controller(text: str) -> int:
    import asyncio

    from wall.controller.program import ControllerOptions, run_controller
    from wall.sources.registry import source_settings
    from wall.supervisor.beating import own_heart
    from wall.supervisor.children import read_secret
    from wall.supervisor.running import RunOptions

    run = RunOptions.model_validate_json(text)
    options = ControllerOptions(
        site=run.site,
        data=run.data,
        host=run.host,
        port=run.port,
        fresh=run.fresh,
        tls_certificate=run.tls_certificate,
        tls_key=run.tls_key,
        osc=run.osc,
        osc_as=run.osc_as,
    )
    work = run_controller(options, read_secret(), kinds(), source_settings())
    asyncio.run(own_heart().beat_during(work))
    return 0


def run_ingest(text: str) -> int:
    import asyncio

    from wall.ingest.program import run_ingest
    from wall.link.connection import LinkAddress
    from wall.sources.registry import source_kinds
    from wall.supervisor.beating import own_heart
    from wall.supervisor.children import read_secret
    from wall.supervisor.running import IngestRun

    run = IngestRun.model_validate_json(text)
    address = LinkAddress(secret=read_secret(), socket=run.socket)
    work = run_ingest(address, source_kinds(), run.home, run.posts)
    asyncio.run(own_heart().beat_during(work))
    return 0


def run_display(text: str) -> int:
    """Qt is loaded here and nowhere else."""
    from wall.display.local_input import LocalInputs
    from wall.display.program import DisplayGear, DisplayOptions, Link, run_display
    from wall.display.web_service import Browsing, register_scheme
    from wall.link.connection import LinkAddress
    from wall.link.display_link import DisplayLink
    from wall.link.fetching import Fetching, Reach
    from wall.link.filtering import Filter
    from wall.link.foreign_fetching import ForeignFetching
    from wall.link.share_feed import share_feeds
    from wall.supervisor.beating import own_heart
    from wall.supervisor.children import read_secret
    from wall.supervisor.running import DisplayRun

    run = DisplayRun.model_validate_json(text)
    secret = read_secret() if run.socket is not None else own_key(run.home)
    address = LinkAddress(secret, run.socket, run.url, run.fingerprint)
    network = Filter()
    reach = Reach(network)

    def connect(received: Callable[[ToFollower], None], lost: Callable[[str], None]) -> Link:
        def hear(message: ToFollower) -> None:
            reach.heard(message)
            received(message)

        return DisplayLink(address, run.name, hear, lost)

    options = DisplayOptions(
        run.machine, run.preview, run.renderer, run.home / "memory", network.port
    )
    heart = own_heart()
    fetching = Fetching(run.home / "files", address, run.name, reach)
    gear = DisplayGear(
        registry=kinds(),
        fetcher=fetching,
        lister=fetching.list_folder,
        strangers=ForeignFetching(reach),
        check=reach.check_stream,
        web=lambda files: Browsing(run.home / "browser", files, network),
        before_application=register_scheme,
        local_inputs=lambda display: LocalInputs(display.send, display.clock),
        shares=share_feeds(address, run.name),
        beat=heart.beat,
    )
    network.start()
    try:
        return run_display(options, gear, connect)
    finally:
        network.stop()


def own_key(home: Path) -> str:
    """The key of a display of another machine, made at its first start."""
    from wall.controller.keeping import write_private

    path = home / "key"
    if not path.exists():
        # Whole or not at all: half a key would be refused for ever.
        write_private(path, secrets.token_urlsafe(32).encode())
    return path.read_text(encoding="utf-8")


PROCESSES: Mapping[str, Callable[[str], int]] = {
    "controller": run_controller,
    "ingest": run_ingest,
    "display": run_display,
}


def run_process(name: str, options: str) -> int:
    """One of the processes of a run; what is wrong is said in one sentence."""
    from wall.errors import WallError
    from wall.log import set_up_logging

    set_up_logging(name)
    try:
        return PROCESSES[name](options)
    except WallError as error:
        print(error, file=sys.stderr)
        return WRONG_SITE


def data_folder(site: Path) -> Path:
    """Where a site's data is when nobody says: its name, and what tells namesakes apart."""
    from wall.client.finding import state_folder

    digest = hashlib.sha256(str(site).encode()).hexdigest()[:6]
    return state_folder() / f"{site.name}-{digest}"


class Processes:
    """What the command line starts: implements `wall.cli.programs.Programs`."""

    def run(self, options: programs.RunOptions) -> int:
        from wall.errors import WallError
        from wall.log import set_up_logging
        from wall.sitefile.problems import SiteInvalid
        from wall.sitefile.reading import read_site
        from wall.supervisor.running import LINK_SOCKET, RunOptions, run_site

        set_up_logging("supervisor")
        site = options.site.resolve()
        read = read_site(site, self.kinds(), self.source_kinds())
        if problems := [p for p in read.problems if p.severity == "problem"]:
            raise SiteInvalid(tuple(problems))
        run = RunOptions(
            site=site,
            data=(options.data or data_folder(site)).absolute(),
            host=options.host,
            port=options.port,
            preview=options.preview,
            renderer=options.renderer,
            fresh=options.fresh,
            tls_certificate=options.tls_certificate and options.tls_certificate.absolute(),
            tls_key=options.tls_key and options.tls_key.absolute(),
            osc=options.osc,
            osc_as=options.osc_as,
        )
        if len(os.fsencode(run.data / LINK_SOCKET)) > LONGEST_SOCKET_PATH:
            raise WallError(f"the path of the data folder is too long: {run.data}; choose --data")
        return run_site(run)

    def display(self, options: programs.DisplayOptions) -> int:
        from wall.client.finding import state_folder
        from wall.supervisor.running import DisplayRun, machine_name, run_remote_display

        home = (options.data or state_folder() / "display").absolute()
        run = DisplayRun(
            home=home,
            name=options.name,
            url=options.url.replace("http", "ws", 1),
            fingerprint=options.fingerprint or "",
            machine=machine_name(),
            preview=options.preview,
            renderer=options.renderer,
        )
        return run_remote_display(run)

    def kinds(self) -> KindRegistry:
        return kinds()

    def source_kinds(self) -> SourceKinds:
        from wall.sources.registry import source_settings

        return source_settings()

    def schemas(self) -> dict[str, JsonValue]:
        from wall.sitefile.schema import layout_schema, wall_schema

        return {
            "wall": wall_schema(self.source_kinds()),
            "layout": layout_schema(self.kinds()),
        }

    def new_site(self, folder: Path) -> tuple[Path, ...]:
        from wall.sitefile.starting import new_site

        return new_site(folder)


def main() -> None:
    """The entry point `videowall`. The processes of a run start sooner without it."""
    from wall.cli.main import run_command_line

    sys.exit(run_command_line(Processes()))


if __name__ == "__main__":
    sys.exit(run_process(sys.argv[1], sys.argv[2]))
