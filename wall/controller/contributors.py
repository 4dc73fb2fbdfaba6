"""Contributors that outlive the controller: who may report by a link, and since when."""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from contextlib import suppress
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wall.controller.keeping import write_private
from wall.errors import CommandRefused, RequestFailed
from wall.model.reports import ContributorId
from wall.model.values import Value
from wall.protocol.codes import Status
from wall.protocol.report_requests import (
    AddContributor,
    ContributorInfo,
    FormLanguage,
)

log = logging.getLogger(__name__)

MAX_CONTRIBUTORS = 2_000
SECRET_BYTES = 32
DAY_S = 86_400.0
DAMAGED = ".damaged-"


class KeptContributor(Value):
    """One contributor, as it is written down. Times are seconds since the epoch."""

    id: ContributorId
    name: str
    country: str = ""
    language: FormLanguage = "en"
    created: float
    by: str
    until: float
    used: float | None = None
    reports: int = 0
    secret: str
    """SHA-256 of the link's secret, which is long and random: nothing slower is needed."""

    def info(self) -> ContributorInfo:
        return ContributorInfo(**self.model_dump(exclude={"secret"}))


_KEPT: TypeAdapter[tuple[KeptContributor, ...]] = TypeAdapter(tuple[KeptContributor, ...])


class Contributors:
    """Those who have a link, in a file. Blocking, but small; on the loop."""

    def __init__(self, path: Path) -> None:
        """A damaged file is told and put aside: nobody's link is lost without a word, and the wall
        starts all the same."""
        self._path = path
        self._kept = {kept.id: kept for kept in _read(path)}
        self._by_hash = {kept.secret: kept.id for kept in self._kept.values()}

    def list(self) -> list[ContributorInfo]:
        known = sorted(self._kept.values(), key=lambda kept: (kept.name.casefold(), kept.id))
        return [kept.info() for kept in known]

    def add(self, request: AddContributor, by: str, now: float) -> tuple[ContributorInfo, str]:
        """With the secret of the link, which nothing here knows afterwards."""
        if len(self._kept) >= MAX_CONTRIBUTORS:
            raise CommandRefused(f"there are {MAX_CONTRIBUTORS} contributors; remove some first")
        secret = secrets.token_urlsafe(SECRET_BYTES)
        kept = KeptContributor(
            id=secrets.token_hex(6),
            name=request.name,
            country=request.country or "",
            language=request.language,
            created=now,
            by=by,
            until=now + request.for_days * DAY_S,
            secret=_hash(secret),
        )
        self._write({**self._kept, kept.id: kept})
        return kept.info(), secret

    def remove(self, contributor: str) -> None:
        if contributor not in self._kept:
            raise RequestFailed(
                Status.NOT_FOUND, f"there is no contributor {contributor} (any more)"
            )
        self._write({name: kept for name, kept in self._kept.items() if name != contributor})

    def of(self, secret: str, now: float) -> KeptContributor | None:
        """Whose link it is, while it is good."""
        found = self._kept.get(self._by_hash.get(_hash(secret), ""))
        return found if found is not None and found.until > now else None

    def reported(self, contributor: str, now: float) -> None:
        """Counted; a file that cannot be written costs the count alone."""
        kept = self._kept.get(contributor)
        if kept is None:
            return
        counted = kept.model_copy(update={"used": now, "reports": kept.reports + 1})
        try:
            self._write({**self._kept, contributor: counted})
        except RequestFailed as error:
            log.error("that %s reported is not counted: %s", kept.name, error)

    def _write(self, kept: dict[str, KeptContributor]) -> None:
        try:
            write_private(self._path, _KEPT.dump_json(tuple(kept.values())))
        except OSError as error:
            why = f"contributors cannot be kept: {error.strerror}; nothing was changed"
            raise RequestFailed(Status.UNAVAILABLE, why) from error
        self._kept = kept
        self._by_hash = {one.secret: one.id for one in kept.values()}


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _read(path: Path) -> tuple[KeptContributor, ...]:
    try:
        return _KEPT.validate_json(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValidationError) as error:
        aside = path.with_name(f"{path.name}{DAMAGED}{int(time.time())}")
        log.error(
            "%s is damaged and lies in %s now: contributors must be given new links (%.200s)",
            *(path, aside.name, error),
        )
        with suppress(OSError):
            path.replace(aside)
        return ()
