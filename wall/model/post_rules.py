"""Rules: what of the conversation makes the wall act, and how.

`Watched` is the part that ingest judges, `Rule` the whole of it, as it stands in `wall.yaml`.
"""

from __future__ import annotations

from datetime import datetime
from datetime import time as clock_time
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from wall.model.durations import Duration
from wall.model.post_queries import PostQuery, Words
from wall.model.tiles import AlertLevel, SourceName
from wall.model.values import Value
from wall.model.zones import ZoneName

RuleName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
MAX_RULES = 200


ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class QuietHours(Value):
    """Hours in which nothing fires; what still holds at their end fires then."""

    begin: ClockTime
    end: ClockTime
    zone: ZoneName = "UTC"

    def hold(self, at: float) -> bool:
        """Seconds since the epoch. Hours over midnight are one night."""
        now = datetime.fromtimestamp(at, ZoneInfo(self.zone)).time()
        begin, end = clock_time.fromisoformat(self.begin), clock_time.fromisoformat(self.end)
        return begin <= now < end if begin <= end else now >= begin or now < end


# -- conditions -------------------------------------------------------------------------------


class SpikeWhen(Value):
    """Posts, against the usual for this hour."""

    times: float = Field(default=3.0, gt=1, le=1000, description="the usual for this hour")
    at_least: int = Field(default=10, ge=1, description="posts within")
    within: Duration = Field(default=600.0, le=6 * 3600, description="the time that is judged")
    zone: ZoneName = Field(default="UTC", description="whose hours")


class ShareWhen(Value):
    """The share of one mood among posts whose mood is known."""

    sentiment: Literal["negative", "positive", "neutral"] = "negative"
    over: float = Field(gt=0, lt=100, description="percent")
    at_least: int = Field(default=50, ge=1, description="posts of known mood")
    within: Duration = Field(default=3600.0, le=7 * 86400)


class AuthorWhen(Value):
    """Each post by one of these accounts, as it comes."""

    accounts: Words = Field(min_length=1, description="handles, names or ids")


class FigureWhen(Value):
    """The figure of a source crosses a threshold; it must have been on the other side before."""

    source: SourceName
    over: float | None = None
    under: float | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.over is None) == (self.under is None):
            raise ValueError("a figure is either `over` or `under` something")
        return self


class CountWhen(Value):
    """So many posts within a time."""

    at_least: int = Field(ge=1)
    within: Duration = Field(default=3600.0, le=7 * 86400)


class LeaderWhen(Value):
    """Another side leads the race of a source, or the first one does."""

    source: SourceName
    at_least: int = Field(default=1, ge=1, description="votes of the leader")
    ahead_by: int = Field(default=1, ge=1, description="votes before the second")


class When(Value):
    """Exactly one condition."""

    spike: SpikeWhen | None = None
    share: ShareWhen | None = None
    author: AuthorWhen | None = None
    figure: FigureWhen | None = None
    count: CountWhen | None = None
    leader: LeaderWhen | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            names = ", ".join(type(self).model_fields)
            raise ValueError(f"a rule has one condition: {names}; this one has {len(given)}")
        return self

    @property
    def source(self) -> str | None:
        """Whose dataset it judges; None: posts."""
        about = self.figure or self.leader
        return about.source if about is not None else None


class Watched(Value):
    """The part of a rule that is judged where posts are."""

    title: str = Field(default="", max_length=200, description="what it is about, for people")
    query: PostQuery = Field(default=PostQuery(), description="of which posts; empty: of all")
    when: When
    cool_down: Duration = Field(default=1800.0, description="it fires at most once so often")
    calm_at: float = Field(
        default=0.8,
        gt=0,
        le=1,
        description="hysteresis: over only when it has fallen to this part of its threshold",
    )
    quiet: QuietHours | None = None


# -- actions ----------------------------------------------------------------------------------


class AlertAction(Value):
    """An alert over some screens. Its words may hold {figure}, {usual}, {topic} and {why}."""

    text: str = Field(min_length=1, max_length=400)
    level: AlertLevel = "warning"
    at: str = Field(default="all", max_length=200, description="screens: B2, lobby/A1:B1, all")
    lasts: Duration = 60.0


class LayoutAction(Value):
    """A layout covers some screens for a while; then what is below is there as it is then."""

    layout: str = Field(min_length=1, max_length=64)
    at: str = Field(default="all", max_length=200, description="screens: B2, lobby/A1:B1, all")
    lasts: Duration = 900.0
    while_it_lasts: bool = Field(
        default=False, description="it also ends when the condition no longer holds"
    )
    override: bool = Field(default=False, description="also over screens that somebody leases")


class SigningSecret(Value):
    """A secret by its name."""

    secret: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")


class WebhookAction(Value):
    """A POST of JSON to another program, signed."""

    url: str = Field(pattern=r"^https?://", max_length=2000)
    sign: SigningSecret | None = Field(default=None, description="{secret: NAME}")
    calmed: bool = Field(default=False, description="tell, too, when it is over")


class RuleAction(Value):
    """Exactly one thing to do. Everything that fires is told to consoles in any case."""

    alert: AlertAction | None = None
    layout: LayoutAction | None = None
    webhook: WebhookAction | None = None
    notify: Literal[True] | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(given) != 1:
            names = ", ".join(type(self).model_fields)
            raise ValueError(f"each step under `do` is one of: {names}; this one has {len(given)}")
        return self


def _read_action(value: object) -> object:
    return {"notify": True} if value == "notify" else value


Action = Annotated[
    RuleAction,
    BeforeValidator(_read_action, json_schema_input_type=RuleAction | Literal["notify"]),
]


class Rule(Watched):
    """One rule of a site."""

    do: Annotated[tuple[Action, ...], Field(max_length=10)] = ()

    def watched(self) -> Watched:
        return Watched.model_validate(self.model_dump(include=set(Watched.model_fields)))


# -- what becomes of them ---------------------------------------------------------------------


class Firing(Value):
    """A rule's condition began to hold. Times are seconds since the epoch."""

    rule: RuleName
    id: str = Field(max_length=120)
    """Of this firing: whoever hears of it twice acts once."""
    at: float
    figure: float
    usual: float | None = None
    topic: str = Field(default="", max_length=200)
    """What it is about: the rule's title, the author, or the leading side."""
    why: str = Field(default="", max_length=500)


class RuleState(Value):
    """What of a rule outlives a restart of ingest."""

    standing: bool = False
    last: Firing | None = None
    key: str = Field(default="", max_length=600)
    """What the last firing was about, where each of them is: a post, a leader."""
    armed: bool = False
    """A figure was on the other side of its threshold."""
