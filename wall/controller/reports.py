"""Reports: what contributors send by the form, taken in, kept, and handed to ingest. On the loop.

What was taken is on disk, and stays there until the store of posts has it: neither a restart of
the controller nor of ingest loses it, and what is handed over twice is one post.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from wall.controller.contributors import Contributors, KeptContributor
from wall.controller.post_pictures import shrunk
from wall.controller.report_spool import ReportSpool
from wall.controller.uploads import Uploads
from wall.errors import RequestFailed, WallError
from wall.model.actors import Actor
from wall.model.reports import NETWORK, Report
from wall.protocol.codes import Status
from wall.protocol.limits import MAX_CHUNK_BYTES, RateLimit
from wall.protocol.report_requests import (
    MAX_PICTURE_BYTES,
    AddContributor,
    ContributorInfo,
    ContributorLink,
    ContributorRequest,
    ListContributors,
    NewReport,
    RemoveContributor,
    ReportInfo,
)

log = logging.getLogger(__name__)

CONTRIBUTORS_FILE = "contributors.json"
FOLDER = "reports"
PAGE = "/report"
SIDE_PX = 1920
REPORTS_PER_S, REPORTS_AT_ONCE = 1 / 60, 10.0
"""Of one contributor."""
REMEMBERED = 1_000
PAUSES_S = (0.5, 1.0, 2.0, 5.0, 15.0)
PATIENCE = 20
"""So often ingest may say that it has not stored a report yet."""
NO_SOURCE = "this wall takes no reports; wall.yaml needs sources: {reports: {kind: reports}}"


@dataclass(frozen=True)
class ReportDoor:
    """Where reports go."""

    site: Callable[[], str]
    """Its name, for the form."""
    source: Callable[[], str | None]
    """The site's source of kind `reports`."""
    keep_s: Callable[[str], float]
    """How long posts of a source are kept, and with them their pictures."""
    hand_over: Callable[[str, Report], Awaitable[int]]
    """To a source: 200 says that its post is stored. Raises WallError while ingest is away."""


class Handed(Enum):
    """What became of the report that came first."""

    OVER = "over"
    LATER = "later"
    NOTHING = "nothing"


class Reports:
    """`start` and `close` once."""

    def __init__(self, data: Path, uploads: Uploads, door: ReportDoor) -> None:
        self._door = door
        self._uploads = uploads
        self._contributors = Contributors(data / CONTRIBUTORS_FILE)
        self._spool = ReportSpool(data / FOLDER)
        self._rates: dict[str, RateLimit] = {}
        self._taken: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._taking = asyncio.Lock()
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="reports")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    @property
    def waiting(self) -> int:
        """How many ingest has not stored yet."""
        return len(self._spool)

    def ingest_joined(self) -> None:
        """What waits is handed over now."""
        self._wake.set()

    def needed_uploads(self) -> set[str]:
        """Pictures of reports. Any thread."""
        return self._spool.needed_pictures(time.time())

    async def erased(self, network: str, author: str, posts: Sequence[str]) -> None:
        """A person's posts are gone for good. What waits, and pictures, go with them."""
        waiting = []
        if network == NETWORK:
            waiting = await asyncio.to_thread(self._spool.erase_waiting, author)
        for sha256 in await asyncio.to_thread(self._spool.erase, [*posts, *waiting]):
            await asyncio.to_thread(self._uploads.remove, sha256)

    # -- the room -------------------------------------------------------------------------------

    def answer(
        self, actor: Actor, request: ContributorRequest
    ) -> Sequence[ContributorInfo] | ContributorLink | None:
        """The right was judged. Raises CommandRefused and RequestFailed."""
        match request:
            case ListContributors():
                return self._contributors.list()
            case AddContributor():
                if self._door.source() is None:
                    raise RequestFailed(Status.REFUSED, NO_SOURCE)
                info, secret = self._contributors.add(request, actor.name, time.time())
                log.info("%s made a link for contributor %s (%s)", actor.name, info.name, info.id)
                return ContributorLink(contributor=info, path=f"{PAGE}#{secret}")
            case RemoveContributor(contributor=contributor):
                self._contributors.remove(contributor)
                log.info("%s removed contributor %s", actor.name, contributor)
                return None

    # -- contributors ---------------------------------------------------------------------------

    def info(self, secret: str) -> ReportInfo:
        """Whose link it is. Raises RequestFailed for one that is not good."""
        found = self._of(secret)
        return ReportInfo(
            name=found.name, country=found.country, language=found.language, site=self._door.site()
        )

    async def take(self, secret: str, new: NewReport) -> None:
        """On disk when this returns. Raises RequestFailed with a sentence."""
        contributor = self._of(secret)
        source = self._door.source()
        if source is None:
            raise RequestFailed(Status.UNAVAILABLE, "this wall takes no reports now")
        async with self._taking:
            key = (contributor.id, new.id)
            if key in self._taken:
                return
            self._check_rate(contributor)
            self._spool.check_room()
            report = Report(
                id=new.id,
                at=time.time(),
                contributor=contributor.id,
                name=contributor.name,
                country=contributor.country,
                subject=new.subject,
                text=new.text,
                link=new.link,
            )
            if new.picture:
                picture = await self._picture(new.picture, source, report.post)
                report = report.model_copy(update={"picture": picture})
            await asyncio.to_thread(self._spool.add, report)
            self._taken[key] = None
            while len(self._taken) > REMEMBERED:
                self._taken.popitem(last=False)
        self._contributors.reported(contributor.id, report.at)
        self._wake.set()

    def _of(self, secret: str) -> KeptContributor:
        found = self._contributors.of(secret, time.time())
        if found is None:
            raise RequestFailed(
                Status.UNAUTHORIZED, "this link is not good (any more); ask the room for a new one"
            )
        return found

    def _check_rate(self, contributor: KeptContributor) -> None:
        now = time.monotonic()
        fresh = RateLimit(REPORTS_PER_S, REPORTS_AT_ONCE, now)
        if not self._rates.setdefault(contributor.id, fresh).admits(now):
            raise RequestFailed(
                Status.RATE_LIMITED, "that is a lot in a short time; send it again in a minute"
            )

    async def _picture(self, text: str, source: str, post: str) -> str:
        """Its SHA-256 as an upload. Made anew by a limited child, so that it is a picture and
        nothing else, and says nothing of where it was taken."""
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise RequestFailed(Status.BAD_REQUEST, "the picture did not arrive whole") from error
        if len(content) > MAX_PICTURE_BYTES:
            raise RequestFailed(Status.TOO_LARGE, "this picture is too large")
        clean = await shrunk(content, SIDE_PX)
        if not clean.startswith(b"\xff\xd8\xff"):
            raise RequestFailed(
                Status.UPLOAD_REFUSED, "that is no picture; send a photo as JPEG, PNG or WebP"
            )
        sha256 = hashlib.sha256(clean).hexdigest()
        until = time.time() + self._door.keep_s(source)
        await asyncio.to_thread(self._spool.keep_picture, sha256, len(clean), until, post)
        begun = self._uploads.begin(sha256, len(clean), "report.jpg")
        for offset in range(begun.offset, 0 if begun.complete else len(clean), MAX_CHUNK_BYTES):
            part = clean[offset : offset + MAX_CHUNK_BYTES]
            await self._uploads.add(begun.upload, offset, part)
        return sha256

    # -- ingest ---------------------------------------------------------------------------------

    async def _run(self) -> None:
        """Hand over what waits, the first come first."""
        failures = 0
        while True:
            self._wake.clear()
            try:
                status = await self._next_handed_over(failures)
            except OSError as error:
                log.error("reports that wait cannot be read or removed: %s", error)
                status = Handed.LATER
            match status:
                case Handed.OVER:
                    failures = 0
                case Handed.NOTHING:
                    failures = 0
                    await self._wake.wait()
                case Handed.LATER:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(PAUSES_S[min(failures, len(PAUSES_S) - 1)]):
                            await self._wake.wait()
                    failures += 1

    async def _next_handed_over(self, failures: int) -> Handed:
        waiting = await asyncio.to_thread(self._spool.next)
        if waiting is None:
            return Handed.NOTHING
        match await self._handed_over(waiting.report):
            case 200:
                await asyncio.to_thread(self._spool.done, waiting)
                return Handed.OVER
            case 400:
                await asyncio.to_thread(self._spool.put_aside, waiting)
                return Handed.OVER
            case 202 if failures >= PATIENCE:
                # Nothing behind it waits for ever.
                await asyncio.to_thread(self._spool.put_aside, waiting)
                return Handed.OVER
            case _:
                return Handed.LATER

    async def _handed_over(self, report: Report) -> int:
        source = self._door.source()
        if source is None:
            return 503
        try:
            return await self._door.hand_over(source, report)
        except WallError as error:
            log.debug("report %s waits: %s", report.id, error)
            return 503
