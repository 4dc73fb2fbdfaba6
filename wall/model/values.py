"""The base of every value that crosses a room: frozen, strict about unknown fields."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value; an unknown field is an error, not a guess."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")
