"""A tile kind: a name, a settings model, the dataset it takes, and where its view is."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from wall.errors import CommandRefused, did_you_mean
from wall.model.datasets import DatasetType
from wall.model.tiles import Settings


class TileSettings(BaseModel):
    """Base of every kind's settings: frozen, unknown names are errors, all have defaults
    or are required with a reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class TileKind:
    """What the rest of Wall knows about a kind."""

    name: str
    title: str
    settings: type[TileSettings]
    view: str
    """Import path of its TileView, `package.module:Class`; loaded by the display alone."""
    dataset: frozenset[DatasetType] = field(default_factory=frozenset)
    """The datasets it can show; empty for a kind that takes no source."""
    source_required: bool = False
    usual_source: str = ""
    """The source of tiles that name none, where the site declares it."""
    open: bool = False
    """Whether it shows content that nobody here has seen first (web, feeds, desks)."""
    interactive: bool = False
    """Whether people can work it, at the wall and from a desk."""
    own_clipboard: bool = False
    """Whether what works it has a clipboard of its own, and not the one of the wall's machine."""

    def read(self, settings: Settings) -> TileSettings:
        """The validated settings; raises CommandRefused with every problem in one sentence."""
        try:
            return self.settings.model_validate(settings)
        except ValidationError as error:
            problems = "; ".join(self._sentence(e["loc"], e["msg"]) for e in error.errors())
            raise CommandRefused(f"a tile of kind '{self.name}': {problems}") from error

    def _sentence(self, where: tuple[int | str, ...], message: str) -> str:
        path = ".".join(str(part) for part in where)
        names = list(self.settings.model_fields)
        if message.startswith("Extra inputs") and where:
            wrong = str(where[0])
            return f"no setting '{wrong}'; allowed: {', '.join(names)}{did_you_mean(wrong, names)}"
        return f"{path}: {message}" if path else message

    def schema(self) -> dict[str, JsonValue]:
        """JSON Schema of the settings."""
        return self.settings.model_json_schema()
