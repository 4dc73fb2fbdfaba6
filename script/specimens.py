"""What one picture of a tile kind shows."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import JsonValue

from wall.model.datasets import Dataset


@dataclass
class Specimen:
    """What one picture shows."""

    kind: str
    title: str | None = None
    size: tuple[int, int] = (1280, 720)
    settings: dict[str, JsonValue] = field(default_factory=dict)
    data: Dataset | None = None
    after_s: float = 1.0
    """How long it has been shown."""
    is_live: bool = False
    """Whether it has a browser or a decoder, which take real time."""
