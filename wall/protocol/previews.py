"""Previews: small pictures of screens and of staged tiles, as they travel. Channel and link.

```
size  field
4     length of the head, big-endian
…     the head, a PreviewHead in JSON
…     the pictures, JPEG, one after the other, in the order of the head
```
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from pydantic import Field, ValidationError, model_validator

from wall.errors import ProtocolError
from wall.model.values import Value
from wall.protocol.codes import CloseCode

WIDEST = 320
"""Pixels of the preview of a screen or tile."""
NARROWEST = 48
WIDEST_DRIVEN = 1280
"""Pixels of the picture of a tile that somebody works from a desk."""
MAX_PREVIEW_BYTES = 256 * 1024
_LENGTH = struct.Struct(">I")


class PreviewOf(Value):
    """What one picture shows: a screen, a tile of a stage, or the tile that the viewer drives."""

    screen: str | None = Field(default=None, max_length=200)
    tile: str | None = Field(default=None, max_length=200)
    width: int = Field(ge=1, le=4096)
    height: int = Field(ge=1, le=4096)
    at: float
    """When it was so, in seconds since the epoch."""
    size: int = Field(ge=1, le=MAX_PREVIEW_BYTES)
    """Bytes of the JPEG."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if (self.screen is None) == (self.tile is None):
            raise ValueError("a preview is of a screen or of a tile")
        return self


class PreviewHead(Value):
    """What stands before the pictures."""

    wall: str = Field(max_length=100)
    stage: str | None = Field(default=None, max_length=200)
    """The stage whose tiles these are, as in StageInfo; none for screens and a driven tile."""
    pictures: tuple[PreviewOf, ...] = Field(max_length=4096)


@dataclass(frozen=True)
class Preview:
    """One picture."""

    wall: str
    of: PreviewOf
    jpeg: bytes
    stage: str | None = None

    @property
    def name(self) -> str:
        """The screen's address or the tile's id."""
        return self.of.screen or self.of.tile or ""


def encode_previews(previews: Sequence[Preview]) -> bytes:
    """All of one wall, and of one stage or none."""
    first = previews[0]
    pictures = tuple(preview.of for preview in previews)
    head = PreviewHead(wall=first.wall, stage=first.stage, pictures=pictures)
    told = head.model_dump_json(exclude_defaults=True).encode()
    return b"".join((_LENGTH.pack(len(told)), told, *(preview.jpeg for preview in previews)))


def decode_previews(body: bytes) -> tuple[Preview, ...]:
    """Raises ProtocolError."""
    try:
        (length,) = _LENGTH.unpack_from(body)
        begin = _LENGTH.size + length
        # A newer one may tell more.
        head = PreviewHead.model_validate_json(body[_LENGTH.size : begin], extra="ignore")
    except (struct.error, ValidationError) as error:
        raise ProtocolError(CloseCode.BAD_MESSAGE, f"these are no previews: {error}") from error
    if len(body) != begin + sum(of.size for of in head.pictures):
        raise ProtocolError(CloseCode.BAD_MESSAGE, "previews are as long as their head says")
    found = []
    for of in head.pictures:
        found.append(Preview(head.wall, of, body[begin : begin + of.size], head.stage))
        begin += of.size
    return tuple(found)
