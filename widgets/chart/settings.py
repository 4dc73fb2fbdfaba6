"""Settings of the kind `chart`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.kinds.kind import TileSettings
from wall.kinds.zones import ZoneName


class ChartSettings(TileSettings):
    type: Literal["line", "area", "bar", "stacked"] = Field(
        default="line",
        description="How values are drawn. A table is always drawn as bars: its first column "
        "names them.",
    )
    unit: str | None = Field(
        default=None, max_length=40, description="Instead of the unit that the data name."
    )
    target: float | None = Field(default=None, description="A line that values are held against.")
    target_label: str = Field(default="Target", max_length=60, description="Words on that line.")
    from_zero: bool | None = Field(
        default=None,
        description="Whether the axis begins at zero; if not said, for all but lines.",
    )
    legend: bool = Field(default=True, description="Whether the lines are named.")
    lines: tuple[str, ...] = Field(
        default=(), max_length=12, description="Only these lines, in this order; none is all."
    )
    span_s: float | None = Field(
        default=None, gt=0, description="Only so many of the latest seconds."
    )
    zone: ZoneName = Field(
        default="", description="IANA name of the time axis' zone; empty is the wall's own."
    )
