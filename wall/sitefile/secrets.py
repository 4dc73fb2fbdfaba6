"""Secrets by reference: `{secret: NAME}` as a whole value, `${secret:NAME}` inside a text.

The secret itself is never in a site's files. It is the environment variable WALL_SECRET_NAME or
the file `secrets/NAME` in the data folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pydantic import JsonValue

from wall.errors import WallError
from wall.sitefile.declared import LocalInput, SourceSpec
from wall.sitefile.problems import Path as ValuePath

SecretLookup = Callable[[str], str | None]
_INSIDE = re.compile(r"\$\{secret:([A-Za-z0-9_-]{1,64})\}")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class SecretMissing(WallError):
    """A secret that a site names and nobody has given."""

    code = "secret_missing"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"there is no secret '{name}'; set WALL_SECRET_{name} or put it into the file "
            f"secrets/{name} of the data folder"
        )
        self.name = name


def secret_lookup(environment: Mapping[str, str], data: Path | None) -> SecretLookup:
    """A lookup in the environment first, then in the data folder's files."""

    def find(name: str) -> str | None:
        if not _NAME.fullmatch(name):
            return None
        given = environment.get(f"WALL_SECRET_{name}")
        if given is not None or data is None:
            return given
        path = data / "secrets" / name
        return path.read_text(encoding="utf-8").strip() if path.is_file() else None

    return find


def own_secrets(data: Path | None) -> SecretLookup:
    """The lookup of this process."""
    return secret_lookup(os.environ, data)


def resolve_secrets(spec: SourceSpec, lookup: SecretLookup) -> SourceSpec:
    """The source with its secrets in place; raises SecretMissing."""
    settings = {name: _resolved(value, lookup) for name, value in spec.settings.items()}
    return spec.model_copy(update={"settings": settings})


def resolve_pin(
    local_input: LocalInput, pin_secret: str | None, lookup: SecretLookup
) -> LocalInput:
    """Local input with its PIN in place; raises SecretMissing."""
    if pin_secret is None:
        return local_input
    return local_input.model_copy(update={"pin": _found(pin_secret, lookup)})


def secrets_in(value: JsonValue, path: ValuePath = ()) -> Iterator[ValuePath]:
    """Paths of the values that are, or hold, a reference."""
    if _reference(value) is not None or (isinstance(value, str) and _INSIDE.search(value)):
        yield path
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from secrets_in(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from secrets_in(inner, (*path, index))


def with_stand_ins(value: JsonValue) -> JsonValue:
    """The value with a harmless word in the place of each secret, to validate the rest."""
    return _resolved(value, lambda _name: "secret")


def _reference(value: JsonValue) -> str | None:
    """The name, if the value is exactly `{secret: NAME}`."""
    if not isinstance(value, dict) or list(value) != ["secret"]:
        return None
    name = value["secret"]
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None


def _found(name: str, lookup: SecretLookup) -> str:
    secret = lookup(name)
    if secret is None:
        raise SecretMissing(name)
    return secret


def _resolved(value: JsonValue, lookup: SecretLookup) -> JsonValue:
    name = _reference(value)
    if name is not None:
        return _found(name, lookup)
    if isinstance(value, dict):
        return {key: _resolved(inner, lookup) for key, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, lookup) for inner in value]
    if isinstance(value, str):
        return _INSIDE.sub(lambda match: _found(match[1], lookup), value)
    return value
