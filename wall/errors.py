"""Every error that a person may read.

WallError
├── AddressError        an area or screen address that this wall does not have
├── CommandRefused      a command that the rules of change refuse
│   ├── Conflict        somebody else changed the same field first
│   └── NotAllowed      whoever asks has not the right
├── AddressRefused      a URL that the site's address policy refuses
├── SiteInvalid         a site whose files have problems (all of them)
├── JournalUnavailable  the journal cannot write (full disk, damaged file)
├── StoreUnavailable    the store of posts cannot be read or written
├── ProtocolError       the other side of a connection broke the protocol
└── RequestFailed       a request that the controller answered with a failure

Each class carries facts and builds its own sentence: what is wrong, where, what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from enum import StrEnum


def did_you_mean(wrong: str, allowed: Sequence[str]) -> str:
    """The tail of a sentence: the nearest allowed name, or nothing."""
    near = get_close_matches(wrong, allowed, n=1, cutoff=0.6)
    return f" (did you mean '{near[0]}'?)" if near else ""


class WallError(Exception):
    """Root of everything that Wall raises on purpose."""

    code = "error"


class AddressError(WallError):
    """An area that this wall does not have."""

    code = "bad_area"

    def __init__(self, area: str, why: str) -> None:
        super().__init__(f"'{area}' is not an area of this wall: {why}")
        self.area = area


class Why(StrEnum):
    """Why a command is refused, where people meet it often: told in their language."""

    ACCOUNT_THERE = "account_there"
    ADDRESS_ANSWERS = "address_answers"
    ADDRESS_DENIED = "address_denied"
    ADDRESS_INSIDE = "address_inside"
    ADDRESS_SILENT = "address_silent"
    ADDRESS_UNKNOWN = "address_unknown"
    ADDRESS_WRONG = "address_wrong"
    CHANGED = "changed"
    COVERED = "covered"
    DRAFT_CHANGED = "draft_changed"
    DRAFT_LATE = "draft_late"
    DRAFT_NOTE = "draft_note"
    DRAFT_STATE = "draft_state"
    DRAFT_UNAPPROVED = "draft_unapproved"
    DRAFT_WRITER = "draft_writer"
    FILE_GONE = "file_gone"
    FILE_KIND = "file_kind"
    FILE_LARGE = "file_large"
    LEASES_FULL = "leases_full"
    LEASE_GONE = "lease_gone"
    LEASE_OVER = "lease_over"
    LEASE_OWN = "lease_own"
    MARKS_FULL = "marks_full"
    NAME_RESERVED = "name_reserved"
    NOTHING_TO_REDO = "nothing_to_redo"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOT_ASKED = "not_asked"
    NOT_DRIVEN = "not_driven"
    NOT_KEPT = "not_kept"
    NOT_PUBLIC = "not_public"
    NOT_SHOWABLE = "not_showable"
    NOT_UNDONE = "not_undone"
    NO_LAYOUT = "no_layout"
    NO_STAGE = "no_stage"
    NO_TILE = "no_tile"
    RECORDINGS_FULL = "recordings_full"
    RECORDING_RUNS = "recording_runs"
    SOURCE_NEEDED = "source_needed"
    STAGES_FULL = "stages_full"
    STAGE_GONE = "stage_gone"
    TAKE_PAST = "take_past"
    TILES_FULL = "tiles_full"
    TILE_LARGE = "tile_large"
    TILE_LOCKED = "tile_locked"
    TILE_OUTSIDE = "tile_outside"
    TILE_SMALL = "tile_small"
    TILE_THERE = "tile_there"
    TOKEN_THERE = "token_there"


class CommandRefused(WallError):
    """A command that the rules of change refuse."""

    code = "refused"

    def __init__(self, sentence: str, why: Why | None = None, **values: object) -> None:
        """`values` are what a sentence in another language names: `tile`, `most`, `person`."""
        super().__init__(sentence)
        self.why = why
        self.values = {name: str(value) for name, value in values.items()}


class Conflict(CommandRefused):
    """A field is no longer what the sender of the command saw."""

    code = "conflict"

    def __init__(self, tile: str, field: str, by: str) -> None:
        super().__init__(
            f"'{field}' of tile '{tile}' was changed by {by} in the meantime; look and try again",
            Why.CHANGED,
            field=field,
            tile=tile,
            person=by,
        )
        self.tile = tile
        self.field = field
        self.by = by


class NotAllowed(CommandRefused):
    """Whoever asks has not the right, or not on these screens."""

    code = "not_allowed"

    def __init__(
        self, actor: str, right: str, meaning: str, place: str, roles: Sequence[str]
    ) -> None:
        super().__init__(
            f"{actor} may not {meaning}{place}: the right '{right}' is missing, which the "
            f"{'role' if len(roles) == 1 else 'roles'} {', '.join(roles)} "
            f"{'has' if len(roles) == 1 else 'have'}; an administrator can give it"
        )
        self.right = right


class AddressRefused(WallError):
    """A URL that the site's address policy refuses."""

    code = "address_refused"

    def __init__(self, url: str, why: str, sort: Why = Why.ADDRESS_WRONG, host: str = "") -> None:
        """`sort` and `host` are what a sentence in another language says."""
        super().__init__(f"{url} is refused: {why}")
        self.url = url
        self.sort = sort
        self.host = host


class NameUnknown(AddressRefused):
    """A URL whose host cannot be judged now: no name server knows it, or answers."""

    def __init__(self, url: str, host: str) -> None:
        self.why = (
            f"the name '{host}' cannot be resolved; correct it, or check this machine's name server"
        )
        super().__init__(url, self.why, Why.ADDRESS_UNKNOWN, host)


class JournalUnavailable(WallError):
    """The journal cannot write; nothing was changed."""

    code = "journal_unavailable"


class StoreUnavailable(WallError):
    """The store of posts cannot be read or written; nothing was changed."""

    code = "store_unavailable"


class ProtocolError(WallError):
    """The other side broke the protocol; the conversation ends."""

    code = "protocol"

    def __init__(self, close_code: int, why: str) -> None:
        super().__init__(why)
        self.close_code = close_code


class RequestFailed(WallError):
    """The controller answered a request with a failure. `wall.client.Refused` tells more."""

    def __init__(self, status: str, why: str) -> None:
        super().__init__(why)
        self.code = status
