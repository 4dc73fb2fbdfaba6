"""Settings that several connectors share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from wall.sources.durations import Duration

Secret = Annotated[
    str,
    StringConstraints(max_length=4000, strip_whitespace=True, pattern=r"^[\x20-\x7e]*$"),
    Field(repr=False),
]
"""Credentials: written as `{secret: NAME}` in a site's files."""
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Silence = Annotated[
    Duration, Field(description="without a word for so long, the connection is made anew")
]
