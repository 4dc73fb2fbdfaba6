"""What the command line starts but does not know: `wall.app` provides it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from pydantic import JsonValue

    from wall.kinds.registry import KindRegistry
    from wall.sitefile.reading import SourceKinds


@dataclass(frozen=True)
class RunOptions:
    """`videowall run SITE`."""

    site: Path
    data: Path | None
    """None: the state folder of this site."""
    host: str
    port: int
    preview: bool
    renderer: Literal["raster", "opengl"]
    fresh: bool
    """Begin with the site's start layout, whatever was on before."""
    tls_certificate: Path | None
    tls_key: Path | None
    osc: tuple[str, int] | None = None
    """Where to listen for OSC; None: nowhere."""
    osc_as: str = "osc"
    """The token whose rights OSC has."""


@dataclass(frozen=True)
class DisplayOptions:
    """`videowall display --connect URL`."""

    url: str
    name: str
    fingerprint: str | None
    data: Path | None
    preview: bool
    renderer: Literal["raster", "opengl"]


class Programs(Protocol):
    """The two that stay return their exit code."""

    def run(self, options: RunOptions) -> int: ...
    def display(self, options: DisplayOptions) -> int: ...
    def kinds(self) -> KindRegistry: ...
    def source_kinds(self) -> SourceKinds: ...
    def schemas(self) -> dict[str, JsonValue]:
        """JSON Schema of each sort of site file: `wall`, `layout`."""

    def new_site(self, folder: Path) -> tuple[Path, ...]:
        """Write a site into a new folder. Raises WallError if it is not empty."""
