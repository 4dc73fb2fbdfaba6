"""Requests about contributors: people elsewhere who report subjects to the room by a form."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from wall.model.actors import Right
from wall.model.reports import ContributorId, Link, ReportId, Subject, Words
from wall.model.values import Value

ContributorName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)
]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""
FormLanguage = Literal["en", "fr", "es", "pl", "ar", "ro"]
MAX_DAYS = 3650
MAX_PICTURE_BYTES = 700_000
"""The form makes pictures smaller before it sends them: a body has at most 1 MiB."""
MAX_PICTURE_CHARACTERS = (MAX_PICTURE_BYTES + 2) // 3 * 4


class ListContributors(Value):
    """The contributors, by name. The result is a list of ContributorInfo."""

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["contributor.list"] = "contributor.list"


class AddContributor(Value):
    """Make a link to the form. The result is a ContributorLink, told this once."""

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["contributor.add"] = "contributor.add"
    name: ContributorName
    country: Country | None = None
    language: FormLanguage = "en"
    for_days: float = Field(default=365, gt=0, le=MAX_DAYS)


class RemoveContributor(Value):
    """Make a link worthless at once. What was reported by it stays."""

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["contributor.remove"] = "contributor.remove"
    contributor: ContributorId


ContributorRequest = ListContributors | AddContributor | RemoveContributor


class ContributorInfo(Value):
    """Somebody who has a link. Times are seconds since the epoch."""

    id: ContributorId
    name: str
    country: str = ""
    language: FormLanguage = "en"
    created: float
    by: str
    """Who made the link."""
    until: float
    used: float | None = None
    """When the last report came."""
    reports: int = Field(default=0, ge=0)


class ContributorLink(Value):
    """A contributor with the way to the form. Told this once."""

    contributor: ContributorInfo
    path: str = Field(repr=False)
    """Comes behind the wall's address: `/report#SECRET`."""


class ReportInfo(Value):
    """Whose link it is, for the form."""

    name: str
    country: str = ""
    language: FormLanguage = "en"
    site: str


class NewReport(Value):
    """What the form sends. A picture comes as base64: its content says what it is."""

    id: ReportId
    """Chosen by the form: what comes twice is one report."""
    subject: Subject
    text: Words = ""
    link: Link = ""
    picture: str = Field(default="", max_length=MAX_PICTURE_CHARACTERS, repr=False)
