"""Drafts: the room's own messages before they go out, and what became of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from wall.model.values import Value

MAX_TEXT = 10_000
MAX_STEPS = 200
SOURCE_KIND = "drafts"
"""Of the sources that show what is planned and pending."""

DraftId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
DraftText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)
]
NetworkName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
"""Where it goes, as the publishing tool calls it: `mastodon`, `facebook/poland`."""
NetworkNames = Annotated[tuple[NetworkName, ...], Field(min_length=1, max_length=50)]
DraftMedium = Annotated[
    str, StringConstraints(pattern=r"^(https?://[^\s]+|upload:[0-9a-f]{64})$", max_length=2000)
]
"""A web address, or an upload of this wall. The publishing tool fetches either."""
DraftMedia = Annotated[tuple[DraftMedium, ...], Field(max_length=10)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class DraftState(StrEnum):
    """Where a message stands on its way out."""

    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    """Somebody else found it good."""
    CHANGES_ASKED = "changes_asked"
    APPROVED = "approved"
    """It goes out at its time, or when somebody sends it."""
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """The publishing tool has not taken it."""
    UNCERTAIN = "uncertain"
    """It was being sent, long ago, when the controller ended: the publishing tool may have it."""
    WITHDRAWN = "withdrawn"

    @property
    def in_words(self) -> str:
        return self.value.replace("_", " ")


class DraftStep(Value):
    """Who did what, when."""

    at: float
    """Seconds since the epoch."""
    by: str = Field(max_length=200)
    what: str = Field(max_length=40)
    """`proposed`, `edited`, and so on; of the sender itself: `sent`, `failed`, `uncertain`."""
    version: int
    note: Note = ""


class Draft(Value):
    """One message. What was approved is a version of it: a changed text is another one."""

    id: DraftId
    version: int = Field(default=1, ge=1)
    """Counts changes of what goes out."""
    state: DraftState = DraftState.PROPOSED
    author: str = Field(max_length=200)
    text: DraftText
    networks: NetworkNames
    media: DraftMedia = ()
    planned: AwareDatetime | None = None
    """When it goes out by itself, once approved; None: when somebody sends it."""
    created: float
    """Seconds since the epoch."""
    writers: tuple[str, ...] = ()
    """Everybody who wrote some of it: none of them approves it."""
    approved_by: str = ""
    why: str = Field(default="", max_length=500)
    """Why it failed, or is uncertain."""
    history: Annotated[tuple[DraftStep, ...], Field(max_length=MAX_STEPS)] = ()
    """Oldest first; of very many the newest."""
