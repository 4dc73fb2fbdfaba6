"""Staging: a layout that displays prepare, hidden, and when it is ready to be taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wall.errors import CommandRefused, Why
from wall.model.scene import TakenLayout
from wall.model.values import Value

MAX_STAGES = 4
"""Of one wall: each costs displays the views that are prepared for it."""
NO_ANSWER = "the display did not answer in time"


class KeptStage(Value):
    """What outlives the controller of a stage."""

    name: str
    wall: str
    owner: str
    """The name of the actor who prepares it."""
    since: float
    """Seconds since the epoch."""
    layout: TakenLayout


class Stage:
    """One layout prepared for one wall. Complete when each awaited display has answered, has
    gone, or is too late. Deadlines in seconds of any one clock."""

    def __init__(self, kept: KeptStage) -> None:
        self.kept = kept
        self.deadline = 0.0
        self.version = 0
        """Rises each time displays are asked; answers to earlier ones do not count."""
        self.failed: dict[str, str] = {}
        """Tile id → why it will be a placeholder."""
        self.late: tuple[str, ...] = ()
        """Displays that did not answer before the deadline."""
        self._awaited: set[str] = set()

    @property
    def name(self) -> str:
        return self.kept.name

    @property
    def wall(self) -> str:
        return self.kept.wall

    @property
    def owner(self) -> str:
        return self.kept.owner

    @property
    def layout(self) -> TakenLayout:
        return self.kept.layout

    @property
    def is_complete(self) -> bool:
        return not self._awaited

    def become(self, layout: TakenLayout) -> None:
        """Another layout, or an edit of it; nobody has been asked for it yet."""
        self.kept = self.kept.model_copy(update={"layout": layout})

    def ask(self, displays: Iterable[str], deadline: float) -> None:
        """All displays are asked to prepare what it is now."""
        self.version += 1
        self.deadline = deadline
        self.failed = {}
        self.late = ()
        self._awaited = set(displays)

    def joined(self, display: str, deadline: float) -> None:
        """A display has come, or has come back: it prepares everything anew."""
        self.deadline = max(self.deadline, deadline)
        self.late = tuple(name for name in self.late if name != display)
        self._awaited.add(display)

    def answered(self, display: str, version: int, failed: dict[str, str]) -> None:
        """The display is ready, with placeholders for the failed tiles.

        An answer after the deadline still tells what failed.
        """
        if version != self.version:
            return
        known = {tile.id for tile in self.layout.tiles}
        self.failed.update({tile: why for tile, why in failed.items() if tile in known})
        self.late = tuple(name for name in self.late if name != display)
        self._awaited.discard(display)

    def gone(self, display: str) -> None:
        """Nobody waits for a display that left; it prepares everything when it is back."""
        self._awaited.discard(display)

    def passed(self, now: float) -> None:
        """Give up on displays that did not answer in time."""
        if now >= self.deadline and self._awaited:
            self.late = tuple(sorted(self._awaited))
            self._awaited.clear()


def choose_stage(stages: Sequence[Stage], wall: str, name: str | None, actor: str) -> Stage | None:
    """The stage of that name; for None one's own, else the only one there is.

    None where nothing is staged. Raises CommandRefused where it must be named.
    """
    if name is not None:
        for stage in stages:
            if stage.name == name:
                return stage
        raise CommandRefused(
            f"there is no stage '{name}' of wall '{wall}' (any more); there are "
            f"{', '.join(stage.name for stage in stages) or 'none'}",
            Why.STAGE_GONE,
        )
    own = next((stage for stage in stages if stage.owner == actor), None)
    if own is not None:
        return own
    if len(stages) > 1:
        raise CommandRefused(f"several layouts are staged: say which stage: {_listed(stages)}")
    return stages[0] if stages else None


def check_room(stages: Sequence[Stage], wall: str) -> None:
    """Raises CommandRefused where no further stage is begun."""
    if len(stages) >= MAX_STAGES:
        raise CommandRefused(
            f"wall '{wall}' has {len(stages)} layouts staged, which is the most: {_listed(stages)};"
            " one of them must be taken or given up first",
            Why.STAGES_FULL,
            most=len(stages),
        )


def _listed(stages: Sequence[Stage]) -> str:
    return ", ".join(f"{stage.name} ({stage.layout.title}, by {stage.owner})" for stage in stages)
