"""Messages of the link about rules: what ingest found, and what the controller asks of it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wall.model.post_rules import Firing, RuleName, Watched
from wall.model.values import Value

# -- ingest → controller ---------------------------------------------------------------------------


class RuleFired(Value):
    """A rule fired. After a new connection, what fired lately is told again, by the same id."""

    type: Literal["rule.fired"] = "rule.fired"
    firing: Firing
    stands: bool = True
    """False: it calmed since."""


class RuleCalmed(Value):
    """What fired is over."""

    type: Literal["rule.calmed"] = "rule.calmed"
    rule: RuleName
    firing: str
    """Its id."""
    at: float


class RuleTried(Value):
    """Answers one try: when the rule would have fired, the first one first."""

    type: Literal["rule.tried"] = "rule.tried"
    number: int
    firings: tuple[Firing, ...] = Field(default=(), max_length=1000)
    error: str = ""


# -- controller → ingest ---------------------------------------------------------------------------


class TryRule(Value):
    """Judge the stored posts of the last days by a rule, as if they came now."""

    type: Literal["rule.try"] = "rule.try"
    number: int
    name: RuleName
    rule: Watched
    days: float = Field(gt=0, le=31)
