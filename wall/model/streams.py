"""How the videos of a display do: what `videowall status` and the metrics tell of each decoder."""

from __future__ import annotations

from wall.model.values import Value


class DecodingStatus(Value):
    """What all decoders of a display take of the cores that the site allows them."""

    cores: float
    used: float
    """Of the last seconds."""
    fewer_frames: bool = False
    """Frames that no other needs are not decoded, in all streams, because all would be too much."""


class StreamStatus(Value):
    """One decoder, however many tiles show it. Counts are since it was opened."""

    address: str
    """As the site names it; never with credentials."""
    phase: str
    """opening, playing, paused, ended, frozen, stalled or failed."""
    tiles: int = 1
    fps_wanted: float = 0.0
    fps: float = 0.0
    """Pictures shown in the last seconds, for each second."""
    dropped: int = 0
    """Late frames, not scaled and not shown."""
    skipped: int = 0
    """Packets of a live stream, not decoded, to stay in the present."""
    reconnects: int = 0
    latency_ms: float | None = None
    """How far a live stream stays behind what arrives; None for films."""
    longest_gap_ms: float = 0.0
    """Between two pictures of an unbroken stream, but for the two seconds in which it begins."""
    core_percent: float = 0.0
    """Of one core, to decode and scale it at its full rate."""
    hardware: str = ""
    """The device that decodes; empty for the processor."""
