"""Leases: one operator's soft, named, expiring claim on some screens."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from wall.model.values import Value

LeaseId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
ActorName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
LONGEST_LEASE_S = 24 * 3600.0
MAX_LEASES = 100
"""Of one wall."""


class Lease(Value):
    """While it lasts, others change nothing that touches its screens."""

    id: LeaseId
    holder: ActorName
    """The name of an actor."""
    screens: tuple[str, ...] = Field(min_length=1, max_length=500)
    """Addresses."""
    purpose: str = Field(default="", max_length=200)
    since: float
    """Seconds since the epoch."""
    until: float

    @model_validator(mode="after")
    def _in_order(self) -> Lease:
        if not self.since < self.until <= self.since + LONGEST_LEASE_S:
            raise ValueError("a lease ends after it begins, and within 24 hours")
        return self

    def covers(self, addresses: frozenset[str]) -> bool:
        """Whether it holds at least one of these screens."""
        return not addresses.isdisjoint(self.screens)
