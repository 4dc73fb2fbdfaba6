"""The theme: colours, type scale and spacing for all kinds. Tokens: assets/themes/README.md."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase

from wall.errors import WallError, did_you_mean

ASSETS = Path(__file__).resolve().parents[2] / "assets"
FAMILIES = ["Inter", "Noto Sans Arabic", "Noto Sans", "Noto Color Emoji"]


@dataclass(frozen=True)
class Theme:
    """Tokens by name. Sizes are multiples of `unit_px`, which follows the tile's screen."""

    name: str
    colors: Mapping[str, QColor]
    series: tuple[QColor, ...]
    networks: Mapping[str, QColor]
    type: Mapping[str, float]
    space: Mapping[str, float]
    unit_px: float = 24.0
    """Canvas pixels of the type size `body`; chosen for the wall's height."""

    def color(self, name: str) -> QColor:
        return self.colors[name]

    def network(self, name: str) -> QColor:
        return self.networks.get(name, self.colors["text_muted"])

    def px(self, space: str) -> int:
        return max(1, round(self.space[space] * self.unit_px))

    def font(self, role: str, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The font of a role of the type scale: caption, body, title, headline, figure."""
        return self.font_px(self.type[role] * self.unit_px, weight)

    def font_px(self, pixels: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """Tabular figures, so that numbers that change do not move."""
        font = QFont()
        font.setFamilies(FAMILIES)
        font.setPixelSize(max(8, round(pixels)))
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font


def theme_names(assets: Path = ASSETS) -> list[str]:
    return sorted(path.stem for path in (assets / "themes").glob("*.json"))


def load_theme(name: str, unit_px: float = 24.0, assets: Path = ASSETS) -> Theme:
    """The theme of a name; raises WallError."""
    path = assets / "themes" / f"{name}.json"
    if not path.is_file():
        names = theme_names(assets)
        allowed = ", ".join(names)
        raise WallError(f"no theme '{name}'; allowed: {allowed}{did_you_mean(name, names)}")
    data = json.loads(path.read_text(encoding="utf-8"))
    return Theme(
        name=data["name"],
        colors={key: QColor(value) for key, value in data["colors"].items()},
        series=tuple(QColor(value) for value in data["series"]),
        networks={key: QColor(value) for key, value in data["networks"].items()},
        type=data["type"],
        space=data["space"],
        unit_px=unit_px,
    )


def load_fonts(assets: Path = ASSETS) -> None:
    """Make the shipped fonts known to Qt; once, after the application object exists."""
    for path in sorted((assets / "fonts").rglob("*")):
        is_font = path.suffix.lower() in (".ttf", ".otf")
        if is_font and QFontDatabase.addApplicationFont(str(path)) < 0:
            raise WallError(f"the font {path.name} is damaged; restore assets/fonts")
