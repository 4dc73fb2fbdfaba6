"""Names and numbers that requests are made of."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
UploadId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
TokenName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}$")]
Revision = Annotated[int, Field(ge=0, lt=2**53)]
"""What every client and the journal can count to."""
WallName = Annotated[str, StringConstraints(max_length=100)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
AreaText = Annotated[str, StringConstraints(min_length=1, max_length=200)]
LayoutFileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
"""Of a layout's file, without `.yaml`."""
CanvasPoint = tuple[
    Annotated[float, Field(ge=-100_000, le=100_000)],
    Annotated[float, Field(ge=-100_000, le=100_000)],
]
"""x and y in canvas pixels."""
