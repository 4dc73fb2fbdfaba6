"""Displays as the controller knows them: what they report, and what they are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from wall.controller.followers import Follower, Followers
from wall.errors import RequestFailed, WallError
from wall.link.messages import (
    DisplayReport,
    DriveTile,
    ScreenReport,
    ShowDrives,
    SnapshotFailed,
    TakeSnapshot,
)
from wall.link.pictures import MAGIC, PICTURE, PNG, VERSION
from wall.model.screens import Wall
from wall.model.tiles import Health, HealthState
from wall.protocol.status import DisplayStatus, ScreenStatus

SNAPSHOT_WITHIN_S = 60.0


class Displays:
    """Reports of the connected displays and pictures asked from them. On the loop."""

    def __init__(self, followers: Followers) -> None:
        self._followers = followers
        self._reports: dict[str, DisplayReport] = {}
        self._requests: dict[int, asyncio.Future[bytes]] = {}
        self._last_request = 0
        self._drives: dict[str, ShowDrives] = {}
        self._changed = asyncio.Event()

    def reported(self, display: Follower, report: DisplayReport) -> None:
        self._reports[display.name] = report
        self._changed.set()

    def joined(self, display: Follower) -> None:
        """It must know who drives."""
        for drives in self._drives.values():
            display.send(drives)

    def drive(self, told: ShowDrives | DriveTile) -> None:
        if isinstance(told, ShowDrives):
            self._drives[told.wall] = told
        self._followers.tell_displays(told)

    def driver_of(self, wall: str, tile: str) -> str | None:
        """Who works it from a desk."""
        told = self._drives.get(wall)
        drives = told.drives if told is not None else ()
        return next((drive.driver for drive in drives if drive.tile == tile), None)

    def left(self, display: Follower) -> None:
        self._reports.pop(display.name, None)

    def screen_reports(self, wall: str) -> dict[str, ScreenReport]:
        """Address → report; a present screen wins over an absent one."""
        found: dict[str, ScreenReport] = {}
        for report in self._reports.values():
            for screen in report.screens:
                known = found.get(screen.address)
                if screen.wall == wall and (known is None or screen.present):
                    found[screen.address] = screen
        return found

    def screens(self, wall: Wall) -> Iterable[ScreenStatus]:
        reports = self.screen_reports(wall.name)
        for screen in wall.screens:
            report = reports.get(screen.address)
            yield ScreenStatus(
                wall=wall.name,
                address=screen.address,
                monitor=report.monitor if report else None,
                present=bool(report and report.present),
                rect=screen.rect,
                monitor_rect=report.rect if report else None,
                fps=report.fps if report else 0.0,
            )

    def tile_health(self, wall: str, tile: str) -> Health:
        """The worst that any display says; loading while none has said anything."""
        said = [
            report.tiles[wall][tile]
            for report in self._reports.values()
            if tile in report.tiles.get(wall, {})
        ]
        order = (HealthState.OK, HealthState.LOADING, HealthState.STALE, HealthState.FAILED)
        return max(
            said,
            key=lambda health: order.index(health.state),
            default=Health(state=HealthState.LOADING, why="no display shows it"),
        )

    def shows(self, wall: str, revision: int) -> bool:
        """Whether every display of the wall has this revision completely on its screens."""
        shown = [r.shown[wall] for r in self._reports.values() if wall in r.shown]
        return bool(shown) and all(known >= revision for known in shown)

    def statuses(self) -> Iterable[DisplayStatus]:
        for follower in self._followers.displays():
            report = self._reports.get(follower.name)
            yield DisplayStatus(
                name=follower.name,
                machine=follower.identity.machine,
                connected=True,
                pid=report.pid if report else 0,
                memory_mb=report.memory_mb if report else 0.0,
                tick_p95_ms=report.tick_p95_ms if report else 0.0,
                video_workers=report.video_workers if report else 0,
                decoding=report.decoding if report else None,
                streams=report.streams if report else (),
            )

    async def ask_snapshot(self, display: Follower, asked: TakeSnapshot) -> bytes:
        """A PNG from this display, whatever number was asked with; raises RequestFailed."""
        self._last_request += 1
        request = self._last_request
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._requests[request] = answer
        display.send(asked.model_copy(update={"request": request}))
        try:
            async with asyncio.timeout(SNAPSHOT_WITHIN_S):
                return await answer
        except TimeoutError as error:
            raise RequestFailed(
                "display_silent", f"display '{display.name}' sent no picture in time; try again"
            ) from error
        finally:
            del self._requests[request]

    def heard_bytes(self, data: bytes) -> None:
        """A picture; one that nobody waits for any more is dropped."""
        if len(data) < PICTURE.size:
            return
        magic, version, sort, request = PICTURE.unpack_from(data)
        answer = self._requests.get(request)
        if (magic, version, sort) == (MAGIC, VERSION, PNG) and answer and not answer.done():
            answer.set_result(data[PICTURE.size :])

    def snapshot_failed(self, failed: SnapshotFailed) -> None:
        answer = self._requests.get(failed.request)
        if answer and not answer.done():
            answer.set_exception(RequestFailed("no_picture", failed.why))

    def sharing(
        self, wall: str, addresses: Iterable[str]
    ) -> list[tuple[Follower, tuple[str, ...]]]:
        """Each display that shows some of these screens, and those that it shows; a screen that
        several show is the first one's."""
        left = list(addresses)
        found: list[tuple[Follower, tuple[str, ...]]] = []
        for display in self._followers.displays():
            report = self._reports.get(display.name)
            there = {
                known.address
                for known in (report.screens if report else ())
                if known.wall == wall and known.present
            }
            ours = tuple(address for address in left if address in there)
            if ours:
                found.append((display, ours))
                left = [address for address in left if address not in ours]
        return found

    def display_of(self, wall: str, screen: str | None) -> Follower:
        """The one that shows it; raises WallError where none is connected."""
        displays = self._followers.displays()
        if not displays:
            raise WallError("no display is connected; is it being restarted?")
        for display in displays:
            report = self._reports.get(display.name)
            for known in report.screens if report else ():
                if known.wall == wall and known.present and screen in (None, known.address):
                    return display
        return displays[0]
