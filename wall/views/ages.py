"""Ages and durations as the wall writes them. Pure; all times in seconds."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def format_age(seconds: float) -> str:
    """How long ago: `now`, `5 min`, `3 h`, `2 d`, `6 wk`, `2 yr`. A future time is now."""
    if seconds < MINUTE:
        return "now"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)}\u202fmin"
    if seconds < DAY:
        return f"{int(seconds // HOUR)}\u202fh"
    days = int(seconds // DAY)
    if days < 14:
        return f"{days}\u202fd"
    if days < 365:
        return f"{days // 7}\u202fwk"
    return f"{days // 365}\u202fyr"


def format_duration(seconds: float) -> tuple[int, str]:
    """Whole days, and the rest as `3:04:05` or `04:05`."""
    whole = max(0, int(seconds))
    days, rest = divmod(whole, int(DAY))
    hours, rest = divmod(rest, int(HOUR))
    minutes, secs = divmod(rest, int(MINUTE))
    if days:
        return days, f"{hours:02}:{minutes:02}:{secs:02}"
    if hours:
        return 0, f"{hours}:{minutes:02}:{secs:02}"
    return 0, f"{minutes:02}:{secs:02}"
