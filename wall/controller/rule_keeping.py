"""How the site's rules stand, on disk: what has been acted on is not done again."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wall.controller.keeping import write_private
from wall.model.post_rules import Firing
from wall.model.values import Value

log = logging.getLogger(__name__)

MOST_PAST = 50


class KeptRule(Value):
    """One rule. Times are seconds since the epoch."""

    last: Firing | None = None
    standing: bool = False
    covers: bool = False
    """Its layout is wanted: on a wall, or held back."""
    held: str = ""
    """Why it is not on."""
    muted_until: float | None = None
    muted_by: str = ""
    past: tuple[Firing, ...] = ()
    """The newest first."""


_KEPT: TypeAdapter[dict[str, KeptRule]] = TypeAdapter(dict[str, KeptRule])


class RuleFile:
    """Blocking. A damaged file is told and begun anew: rules fire again when they next hold."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, KeptRule]:
        try:
            return _KEPT.validate_json(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            log.error("%s is damaged and begun anew: %.200s", self._path, error)
            return {}

    def write(self, rules: Mapping[str, KeptRule]) -> None:
        try:
            write_private(self._path, _KEPT.dump_json(dict(rules)))
        except OSError as error:
            log.error("how rules stand cannot be kept: %s", error)
