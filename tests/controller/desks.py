"""Followers with nothing behind them, for tests of what stands beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.controller.wires import SECRET
from wall.controller.approvals import DisplayApprovals
from wall.controller.followers import Follower, FollowerEvents, Followers
from wall.link.messages import DisplaySettings, Identified, ToController


@dataclass
class Desk:
    """Followers whose messages go to `hear`."""

    folder: Path
    hear: Callable[[Follower, ToController], None] = lambda _follower, _message: None
    hear_bytes: Callable[[bytes], None] = lambda _data: None
    join: Callable[[Follower], None] = lambda _follower: None
    leave: Callable[[Follower], None] = lambda _follower: None
    followers: Followers = field(init=False)

    def __post_init__(self) -> None:
        events = FollowerEvents(
            self._joined,
            lambda follower, message: self.hear(follower, message),
            lambda _, data: self.hear_bytes(data),
            lambda follower: self.leave(follower),
        )
        approvals = DisplayApprovals(self.folder / "displays.json")
        self.followers = Followers(SECRET, approvals, events)

    def _joined(self, follower: Follower) -> None:
        follower.send(Identified(now=1.0, settings=DisplaySettings(site="t"), walls=()))
        self.join(follower)
