"""Installs a third-party tile kind that takes the whole display down with it."""

from __future__ import annotations

from pathlib import Path

KIND = """\
from wall.kinds.kind import TileKind, TileSettings

class PoisonSettings(TileSettings):
    deadly: bool = True

KIND = TileKind("poison", "Poison", PoisonSettings, "poison_view:PoisonView")
"""

VIEW = """\
import os
from wall.views.base import TileView

class PoisonView(TileView):
    def prepare(self):
        if self.settings.deadly:
            os.abort()
        super().prepare()
"""


def install_poison(folder: Path) -> str:
    """As pip would leave it there; returns what PYTHONPATH must have."""
    info = folder / "poison-1.0.dist-info"
    info.mkdir(parents=True)
    (folder / "poison_kind.py").write_text(KIND)
    (folder / "poison_view.py").write_text(VIEW)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: poison\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[wall.kinds]\npoison = poison_kind:KIND\n")
    return str(folder)
