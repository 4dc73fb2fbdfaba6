"""/metrics: what Prometheus reads of a running wall (text format 0.0.4)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

import psutil

from wall.model.post_queries import POST_STATES
from wall.model.tiles import HealthState
from wall.protocol.post_requests import PostCounters
from wall.protocol.status import Status

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def metrics_text(status: Status, clients: int, posts: PostCounters) -> str:
    """All metrics of one moment."""
    lines: list[str] = []
    memory = psutil.Process(os.getpid()).memory_info().rss
    lines += _metric("wall_info", "Version and site.", [({"version": status.version}, 1)])
    lines += _metric(
        "wall_revision",
        "Newest revision of each wall.",
        [({"wall": wall.name}, wall.revision) for wall in status.walls],
    )
    lines += _metric(
        "wall_ready",
        "Whether the newest revision is completely on the screens.",
        [({"wall": wall.name}, int(wall.ready)) for wall in status.walls],
    )
    lines += _metric("wall_clients", "Connected channel clients.", [({}, clients)])
    screens = [({"wall": s.wall, "screen": s.address}, s) for s in status.screens]
    lines += _metric(
        "wall_screen_present",
        "Whether a monitor shows the screen.",
        [(labels, int(screen.present)) for labels, screen in screens],
    )
    lines += _metric(
        "wall_screen_fps",
        "Frames painted per second.",
        [(labels, screen.fps) for labels, screen in screens],
    )
    lines += _metric(
        "wall_tiles",
        "Tiles by health.",
        [
            ({"wall": wall.name, "health": state.value}, _tiles(status, wall.name, state))
            for wall in status.walls
            for state in HealthState
        ],
    )
    lines += _metric(
        "wall_source_ok",
        "Whether the source delivers.",
        [
            ({"source": source.name, "kind": source.kind}, int(source.health.state == "ok"))
            for source in status.sources
        ],
    )
    lines += _metric(
        "wall_display_connected",
        "Whether the display process is connected.",
        [({"display": display.name}, int(display.connected)) for display in status.displays],
    )
    lines += _metric(
        "wall_display_memory_bytes",
        "Resident memory of the display process.",
        [({"display": d.name}, d.memory_mb * 1024 * 1024) for d in status.displays],
    )
    lines += _metric(
        "wall_display_tick_p95_seconds",
        "95th percentile of the Qt thread's tick.",
        [({"display": d.name}, d.tick_p95_ms / 1000) for d in status.displays],
    )
    lines += _metric(
        "wall_posts",
        "Kept posts by state.",
        [({"state": state}, posts.states.get(state, 0)) for state in POST_STATES],
    )
    lines += _metric("wall_posts_unanswered", "Posts to be answered.", [({}, posts.unanswered)])
    lines += _metric(
        "wall_posts_overdue", "Posts that should have been answered.", [({}, posts.overdue)]
    )
    lines += _metric(
        "wall_controller_memory_bytes", "Resident memory of the controller.", [({}, memory)]
    )
    return "\n".join(lines) + "\n"


def _tiles(status: Status, wall: str, state: HealthState) -> int:
    return sum(tile.wall == wall and tile.health.state is state for tile in status.tiles)


def _metric(name: str, text: str, samples: Iterable[tuple[Mapping[str, str], float]]) -> list[str]:
    lines = [f"# HELP {name} {text}", f"# TYPE {name} gauge"]
    for labels, value in samples:
        inside = ",".join(f'{label}="{_escaped(given)}"' for label, given in labels.items())
        lines.append(f"{name}{{{inside}}} {value:g}" if inside else f"{name} {value:g}")
    return lines


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
