"""Requests about drafts: the room's own messages, from the proposal until they are out.

`wall.control.drafting` says who may do what.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from wall.model.actors import Right
from wall.model.drafts import DraftId, DraftMedia, DraftText, NetworkNames, Note
from wall.model.values import Value

Version = Annotated[int, Field(ge=1, description="that was seen; another one is a conflict")]
Planned = Annotated[
    datetime,
    Field(
        description="When it goes out by itself, once approved. Without an offset it is a time "
        "of the site: `publishing: {zone: Europe/Paris}`."
    ),
]


class ListDrafts(Value):
    """The drafts, the newest first. The result is a list of Draft.

    For whoever may push or moderate. `open`: what is neither sent nor withdrawn.
    """

    needs: ClassVar[Right] = Right.SEE
    type: Literal["draft.list"] = "draft.list"
    which: Literal["open", "all"] = "open"
    limit: int = Field(default=100, ge=1, le=500)


class ProposeDraft(Value):
    """Propose a message. For whoever may push or moderate. The result is a Draft."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["draft.propose"] = "draft.propose"
    text: DraftText
    networks: NetworkNames
    media: DraftMedia = ()
    planned: Planned | None = None


class EditDraft(Value):
    """Change a draft; what is None stays. It has to be approved again. The result is a Draft."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["draft.edit"] = "draft.edit"
    draft: DraftId
    version: Version
    text: DraftText | None = None
    networks: NetworkNames | None = None
    media: DraftMedia | None = None
    planned: Planned | None = None
    unplanned: bool = False
    """It has no time any more."""


class ReviewDraft(Value):
    """Find somebody else's draft good, or say what is to be changed. The result is a Draft."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["draft.review"] = "draft.review"
    draft: DraftId
    version: Version
    verdict: Literal["good", "changes"]
    note: Note = ""


class ApproveDraft(Value):
    """Let a draft go out, at its time or when it is sent. Nobody approves what they wrote some of.

    The result is a Draft.
    """

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["draft.approve"] = "draft.approve"
    draft: DraftId
    version: Version
    note: Note = ""


class SendDraft(Value):
    """Send an approved draft now, or once more where it failed or is uncertain.

    The result is a Draft that is being sent: the event `drafts.changed` says what became of it.
    """

    needs: ClassVar[Right] = Right.MODERATE
    type: Literal["draft.send"] = "draft.send"
    draft: DraftId


class WithdrawDraft(Value):
    """It will not go out. For who wrote some of it, and who moderates. The result is a Draft."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["draft.withdraw"] = "draft.withdraw"
    draft: DraftId
    note: Note = ""


DraftRequest = (
    ListDrafts | ProposeDraft | EditDraft | ReviewDraft | ApproveDraft | SendDraft | WithdrawDraft
)


class DraftsTold(Value):
    """A draft is new or has changed. At the beginning: how many there are."""

    op: Literal["event"] = "event"
    type: Literal["drafts.changed"] = "drafts.changed"
    draft: str = ""
    """Its id."""
    state: str = ""
    by: str = ""
    why: str = ""
    """Why it failed, or is uncertain."""
    waiting: int = Field(default=0, ge=0)
    """How many nobody has approved yet."""
    failed: int = Field(default=0, ge=0)
    """How many failed or are uncertain."""
    zone: str = ""
    """The site's time zone; empty: that of the controller's machine."""
    ready: bool = False
    """Whether the site says where drafts go out: `publishing:` in wall.yaml."""
