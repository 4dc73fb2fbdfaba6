"""What a tile says of a shared desk. Pure; times in seconds since the epoch."""

from __future__ import annotations

from wall.views.services import DeskPhase, DeskState


def note_of(state: DeskState, share: str | None) -> tuple[str, str]:
    """A sentence and a detail where there is no picture."""
    who = state.who or "Somebody"
    if share is None:
        return "No desk is shared here", "Share one from the console, or with: videowall share"
    match state.phase:
        case DeskPhase.WAITING:
            return f"{who} would like to share a desk", "Somebody must allow it in the console"
        case DeskPhase.HIDDEN:
            return f"{who} has hidden the desk", ""
        case DeskPhase.ENDED:
            told = f"{state.who} shares no more" if state.who else ""
            return "Share ended", state.why or told
        case _:
            return "A shared desk", f"The picture of {who} is on its way" if state.who else ""


def banner_of(state: DeskState, now: float) -> str | None:
    """What is said over the last picture."""
    who = state.who or "somebody"
    match state.phase:
        case DeskPhase.PAUSED:
            return f"{who[:1].upper()}{who[1:]} has paused"
        case DeskPhase.STALE:
            age = "" if state.picture_at is None else f", {_age(now - state.picture_at)} ago"
            return f"Last picture of {who}{age}"
        case _:
            return None


def _age(seconds: float) -> str:
    """Seconds count here: a desk that stands still for ten of them misleads."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole}\u202fs"
    return f"{whole // 60}\u202fmin {whole % 60:02}\u202fs"
