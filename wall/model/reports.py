"""Reports: what contributors elsewhere tell the room by the form."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from wall.model.values import Value

SOURCE_KIND = "reports"
NETWORK = "report"
"""Of the posts that they become."""
FROM_CONTROLLER = "wall-report"
"""A header that the controller's own calls bear; it lets through none that comes from outside."""

ContributorId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")]
ReportId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
Link = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^(https?://[^\s]+)?$", max_length=2000),
]


class Report(Value):
    """A report with whose it is, as it waits on disk and as ingest is told."""

    id: ReportId
    at: float
    """Seconds since the epoch."""
    contributor: ContributorId
    name: str = Field(max_length=100)
    country: str = Field(default="", max_length=2)
    subject: Subject
    text: Words = ""
    link: Link = ""
    picture: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    """SHA-256 of an upload."""

    @property
    def post(self) -> str:
        """The id of its post. It names the contributor, too: nobody changes what somebody else
        reported."""
        return f"{NETWORK}:{self.contributor}-{self.id}"
