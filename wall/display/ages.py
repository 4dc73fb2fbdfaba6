"""Ages and times as people read them from across the room."""

from __future__ import annotations


def age_text(seconds: float) -> str:
    """`just now`, `40 s`, `3 min`, `2 h`, `4 d`. Coarse, so that it seldom changes."""
    if seconds < 10:
        return "just now"
    if seconds < 60:
        return f"{int(seconds // 10) * 10} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min"
    if seconds < 2 * 86400:
        return f"{int(seconds // 3600)} h"
    return f"{int(seconds // 86400)} d"
