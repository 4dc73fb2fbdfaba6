"""Requests about rules: which there are, how they stand, and keeping them from acting."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from wall.model.actors import Right
from wall.model.post_rules import Firing, RuleName
from wall.model.values import Value


class ListRules(Value):
    """The site's rules and how they stand. The result is a list of RuleInfo."""

    needs: ClassVar[Right] = Right.SEE
    type: Literal["rule.list"] = "rule.list"


class MuteRule(Value):
    """Keep a rule from acting until a time, or let it act again. The result is a RuleInfo."""

    needs: ClassVar[Right] = Right.TAKE
    type: Literal["rule.mute"] = "rule.mute"
    rule: RuleName
    until: float | None = Field(default=None, description="seconds since the epoch; null: it acts")


class DismissRule(Value):
    """Take away at once what a rule has put over the walls. The result is a RuleInfo."""

    needs: ClassVar[Right] = Right.TAKE
    type: Literal["rule.dismiss"] = "rule.dismiss"
    rule: RuleName


class TryRule(Value):
    """When a rule would have fired on the posts of the last days. The result is a list of Firing.

    Nothing is done; what is stored is judged, minute by minute.
    """

    needs: ClassVar[Right] = Right.PREPARE
    type: Literal["rule.try"] = "rule.try"
    rule: RuleName
    days: float = Field(default=7.0, gt=0, le=31)


RuleRequest = ListRules | MuteRule | DismissRule | TryRule


class RuleInfo(Value):
    """One rule. Times are seconds since the epoch."""

    rule: RuleName
    title: str = ""
    state: Literal["calm", "standing", "muted"] = "calm"
    muted_until: float | None = None
    muted_by: str = ""
    last: Firing | None = None
    past: tuple[Firing, ...] = ()
    """The newest first."""
    walls: tuple[str, ...] = ()
    """That it covers now, in whole or in part."""
    until: float | None = None
    """When it gives them back."""
    held: str = ""
    """Why its layout is not on: a lease, for example. It is tried again while it stands."""


class RulesTold(Value):
    """A rule fired, calmed, was muted or dismissed."""

    op: Literal["event"] = "event"
    type: Literal["rules.changed"] = "rules.changed"
    rule: str
    what: Literal["fired", "calmed", "took", "gave_back", "held", "muted", "dismissed", "failed"]
    firing: Firing | None = None
    by: str = ""
    why: str = ""
