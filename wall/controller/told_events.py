"""Events as clients are told of them: the topic of each, and its message."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet

from wall.control.leases import lease_infos
from wall.controller.driving import Driving
from wall.controller.operations import Event, Operations
from wall.controller.presence import Gathering
from wall.protocol.messages import (
    LayoutsChanged,
    Notice,
    SceneChanged,
    StageChanged,
    StatusChanged,
)
from wall.protocol.requests import Topic
from wall.protocol.together import LeasesTold

TOPICS: dict[str, Topic] = {
    "scene.changed": "scene",
    "layouts.changed": "layouts",
    "stage.changed": "stages",
    "status.changed": "status",
    "leases.changed": "leases",
    "lease.asked": "leases",
    "lease.kept": "leases",
    "schedule.changed": "schedule",
    "presence.changed": "presence",
    "presence.moved": "presence",
    "marks.changed": "presence",
    "drives.changed": "presence",
    "drive.ended": "presence",
    "shares.changed": "shares",
    "sound.levels": "levels",
    "posts.changed": "posts",
    "rules.changed": "rules",
    "focus.changed": "focus",
    "drafts.changed": "drafts",
}
_NOTICES: dict[str, Callable[..., Notice]] = {
    "layouts.changed": LayoutsChanged,
    "stage.changed": StageChanged,
    "status.changed": StatusChanged,
}


def text_of(event: Event) -> str:
    """The message, encoded once for all who hear it."""
    if event.told is not None:
        return event.told.model_dump_json()
    if event.type == "scene.changed":
        return SceneChanged(
            wall=event.wall,
            revision=event.revision,
            actor=event.actor,
            changes=event.changes,
        ).model_dump_json()
    return _NOTICES[event.type](wall=event.wall).model_dump_json()


def standing(
    operations: Operations,
    gathering: Gathering,
    driving: Driving,
    topics: AbstractSet[Topic],
) -> list[Event]:
    """What somebody who has just begun to listen must know."""
    events: list[Event] = []
    if "presence" in topics:
        events += (*gathering.events(), driving.event())
    if "shares" in topics:
        events.append(operations.shares_event())
    if "drafts" in topics:
        events.append(operations.drafts_event())
    if "posts" in topics:
        events.append(operations.posts.event())
    if "leases" in topics:
        for wall in operations.walls():
            leases = lease_infos(operations.scene(wall.name), wall)
            told = LeasesTold(wall=wall.name, leases=leases)
            events.append(Event(type="leases.changed", wall=wall.name, told=told))
    return events
