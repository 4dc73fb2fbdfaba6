"""Secrets in settings: named, never written. `password: {secret: DASHBOARD}`.

A settings model marks such a field: `password: NamedSecret`. What the name stands for is given by
the display's services, to tiles of the site's own files alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


class Named(BaseModel):
    """The reference to a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    secret: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="the secret's name")


def _refuse_plain(value: object) -> object:
    if isinstance(value, str | int | float):
        # Without the value: what is told ends up in logs.
        raise ValueError("a secret is never written here; name it: {secret: NAME}")
    return value


NamedSecret = Annotated[Named, BeforeValidator(_refuse_plain, json_schema_input_type=Named)]


def secrets_named(settings: object) -> Iterator[str]:
    """The names of all secrets in a settings model, however deep."""
    match settings:
        case Named(secret=name):
            yield name
        case BaseModel():
            for field in type(settings).model_fields:
                yield from secrets_named(getattr(settings, field))
        case list() | tuple():
            for item in settings:
                yield from secrets_named(item)
        case dict():
            yield from secrets_named(list(settings.values()))
        case _:
            return
