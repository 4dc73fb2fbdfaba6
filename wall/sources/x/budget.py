"""What was read and what it may cost: days and months of UTC, kept over restarts. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from pydantic import JsonValue

from wall.sources.connecting.shaping import number_at, text_at
from wall.sources.x.settings import XSettings


class Budget:
    """X charges each post that it hands out."""

    def __init__(self, settings: XSettings, bookmark: JsonValue, now: Callable[[], float]) -> None:
        self._settings = settings
        self._now = now
        self._day = text_at(bookmark, "day")
        self._month = text_at(bookmark, "month")
        self.day_posts = int(number_at(bookmark, "day_posts") or 0)
        self.month_posts = int(number_at(bookmark, "month_posts") or 0)

    def count(self, posts: int = 1) -> None:
        self._turn()
        self.day_posts += posts
        self.month_posts += posts

    def left(self) -> int:
        """Posts that may still be read."""
        self._turn()
        settings = self._settings
        return max(
            0,
            min(settings.posts_a_day - self.day_posts, settings.posts_a_month - self.month_posts),
        )

    def why(self) -> tuple[str, float]:
        """What is used up, and seconds until it is not."""
        now = datetime.fromtimestamp(self._now(), UTC)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        if self.month_posts >= self._settings.posts_a_month:
            begins = (midnight.replace(day=1) + timedelta(days=32)).replace(day=1)
            name, most = "month", self._settings.posts_a_month
        else:
            begins = midnight + timedelta(days=1)
            name, most = "day", self._settings.posts_a_day
        said = f"the {name}'s budget of {most} posts is used up; raise `posts_a_{name}` or wait"
        return said, (begins - now).total_seconds()

    def note(self) -> str:
        self._turn()
        spent = self.month_posts * self._settings.price
        return (
            f"{self.month_posts} of {self._settings.posts_a_month} posts this month, "
            f"about {spent:.2f} $"
        )

    def bookmark(self) -> dict[str, JsonValue]:
        return {
            "day": self._day,
            "month": self._month,
            "day_posts": self.day_posts,
            "month_posts": self.month_posts,
        }

    def _turn(self) -> None:
        today = f"{datetime.fromtimestamp(self._now(), UTC):%Y-%m-%d}"
        if today != self._day:
            self._day, self.day_posts = today, 0
        if today[:7] != self._month:
            self._month, self.month_posts = today[:7], 0
