"""What a site declares for other rooms: the values that travel as they are over the link."""

from __future__ import annotations

from typing import Literal

from pydantic import JsonValue

from wall.model.values import Value


class AddressPolicy(Value):
    """Which addresses content that people push may come from. See wall/control/addresses.py."""

    allow: tuple[str, ...] = ()
    """Host patterns (`*.example.org`, `10.1.0.0/16`) that are always allowed."""
    deny: tuple[str, ...] = ()
    """Host patterns that are refused; stronger than allow."""
    only_allowed: bool = False
    """Refuse every host that is not in `allow`."""


class LocalInput(Value):
    """What mouse and keyboard at the wall may do."""

    mode: Literal["off", "view", "operator"] = "operator"
    pin: str = ""
    edit_key: str = "F1"
    layout_keys: dict[str, str] = {}
    """Key name (F2 …) to layout name."""


class SourceSpec(Value):
    """One source as the site declares it; secrets are references until they are looked up."""

    name: str
    kind: str
    settings: dict[str, JsonValue]
