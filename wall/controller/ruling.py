"""Ruling: what the site's rules do once ingest says that they fired.

Each firing is written down before anything is done about it, and has an id: a restart of either
side, or of both, does nothing twice. Screens are covered by tiles that expire by themselves, so
that they are given back also when nobody is there to do it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from wall.control.rights import check_right
from wall.control.ruling import alert_text, cover_commands, covering, give_back_commands
from wall.controller.asking_ingest import Questions
from wall.controller.rule_keeping import MOST_PAST, KeptRule, RuleFile
from wall.controller.tasks import Tasks
from wall.controller.webhook_sending import WebhookFailed, send_webhook
from wall.controller.writing import HowShown
from wall.errors import CommandRefused, RequestFailed, WallError, did_you_mean
from wall.link.ruling import RuleCalmed, RuleFired, RuleTried
from wall.link.ruling import TryRule as AskTry
from wall.model.actors import Actor, Right, rule_actor
from wall.model.changes import Change, LeaseChanged
from wall.model.post_rules import AlertAction, Firing, LayoutAction, Rule, WebhookAction
from wall.protocol.codes import Status
from wall.protocol.content import Alert, Event
from wall.protocol.rule_requests import (
    DismissRule,
    ListRules,
    MuteRule,
    RuleInfo,
    RuleRequest,
    RulesTold,
    TryRule,
)
from wall.sitefile.checking_rules import place_of

if TYPE_CHECKING:
    from wall.controller.controller import Controller

log = logging.getLogger(__name__)

LATE_ALERT_S = 120.0
"""An alert about something older would surprise."""
RETRY_S = 5.0
TRY_WITHIN_S = 120.0
Heard = RuleFired | RuleCalmed | RuleTried


class Ruling:
    """On the loop. `start` and `close` once; what is heard is done one after the other."""

    def __init__(self, controller: Controller, file: Path) -> None:
        self._controller = controller
        self._file = RuleFile(file)
        self._kept: dict[str, KeptRule] = {}
        self._tries: Questions[RuleTried] = Questions(
            controller.followers.ingest, within_s=TRY_WITHIN_S
        )
        self._heard: asyncio.Queue[RuleFired | RuleCalmed] = asyncio.Queue()
        self._writing, self._covering = asyncio.Lock(), asyncio.Lock()
        self._look = asyncio.Event()
        self._tasks = Tasks("rules")

    def start(self) -> None:
        self._kept = self._file.read()
        self._tasks.begin(self._act())
        self._tasks.begin(self._retry())

    async def close(self) -> None:
        await self._tasks.close()

    # -- what happens around it -------------------------------------------------------------

    def heard(self, message: Heard) -> None:
        if isinstance(message, RuleTried):
            self._tries.heard(message.number, message)
        else:
            self._heard.put_nowait(message)

    def ingest_left(self) -> None:
        self._tries.left()

    def published(self, wall: str, changes: Iterable[Change]) -> None:
        """A lease that ended may free what a rule waits for."""
        if any(isinstance(change, LeaseChanged) for change in changes):
            self._look.set()

    async def answer(
        self, actor: Actor, request: RuleRequest
    ) -> RuleInfo | tuple[RuleInfo, ...] | tuple[Firing, ...]:
        match request:
            case ListRules():
                return tuple(map(self._info, self._rules()))
            case MuteRule(rule=name, until=until):
                self._rule(name)
                by = actor.name if until is not None else ""
                await self._keep(name, muted_until=until, muted_by=by)
                self._tell(name, "muted", by=actor.name)
                return self._info(name)
            case DismissRule(rule=name):
                self._rule(name)
                await self._dismiss(actor, name)
                return self._info(name)
            case TryRule(rule=name, days=days):
                asked = AskTry(
                    number=self._tries.next_number(),
                    name=name,
                    rule=self._rule(name).watched(),
                    days=days,
                )
                tried = await self._tries.ask(asked.number, asked)
                if tried.error:
                    raise RequestFailed(Status.BAD_REQUEST, tried.error)
                return tried.firings

    # -- acting -----------------------------------------------------------------------------

    async def _act(self) -> None:
        while True:
            message = await self._heard.get()
            try:
                if isinstance(message, RuleFired):
                    await self._fired(message)
                else:
                    await self._calmed(message.rule, message.firing, message.at)
            except WallError as error:
                log.error("a rule could not act: %s", error)

    async def _fired(self, message: RuleFired) -> None:
        firing, name = message.firing, message.firing.rule
        rule, kept = self._rules().get(name), self._kept.get(name, KeptRule())
        if rule is None:
            return
        if kept.last is not None and (kept.last.id == firing.id or kept.last.at >= firing.at):
            if kept.standing and not message.stands:
                await self._calmed(name, firing.id, firing.at)
            return
        now = time.time()
        is_muted = kept.muted_until is not None and kept.muted_until > now
        await self._keep(
            name,
            last=firing,
            standing=message.stands,
            covers=not is_muted and any(action.layout for action in rule.do),
            held="",
            past=(firing, *kept.past)[:MOST_PAST],
        )
        if is_muted:
            self._tell(name, "muted", firing, by=kept.muted_by)
            return
        self._tell(name, "fired", firing)
        await self._cover(name, rule)
        for action in rule.do:
            if action.alert is not None and now - firing.at < LATE_ALERT_S:
                await self._alert(name, action.alert, firing)
            if action.webhook is not None:
                self._tasks.begin(self._send(name, action.webhook, firing, "rule.fired"))

    async def _calmed(self, name: str, firing: str, at: float) -> None:
        rule, kept = self._rules().get(name), self._kept.get(name)
        if rule is None or kept is None or kept.last is None:
            return
        if kept.last.id != firing and kept.last.at >= at:
            return  # it fired again since; a later one that was not heard of ends this one, too
        if not kept.standing:
            return
        ends = any(action.layout and action.layout.while_it_lasts for action in rule.do)
        await self._keep(name, standing=False, covers=kept.covers and not ends)
        self._tell(name, "calmed", kept.last)
        if ends:
            await self._give_back(name, "it is calm")
        for action in rule.do:
            if action.webhook is not None and action.webhook.calmed:
                self._tasks.begin(self._send(name, action.webhook, kept.last, "rule.calmed"))

    async def _alert(self, name: str, action: AlertAction, firing: Firing) -> None:
        words = alert_text(action.text, firing)
        alert = Alert(text=words, level=action.level, at=action.at, for_s=action.lasts)
        try:
            await self._controller.alert(rule_actor(name), alert)
        except WallError as error:
            self._failed(name, f"the alert is not shown: {error}")

    async def _send(self, name: str, hook: WebhookAction, firing: Firing, what: str) -> None:
        secret = None
        if hook.sign is not None:
            secret = self._controller.site.secret(hook.sign.secret)
            if secret is None:
                self._failed(name, f"there is no secret '{hook.sign.secret}' for its webhook")
                return
        body = {"type": what, "timestamp": firing.at, "data": firing.model_dump(mode="json")}
        message = f"{firing.id}.{what}"
        try:
            await send_webhook(
                hook.url,
                message,
                json.dumps(body, ensure_ascii=False).encode(),
                secret,
                lambda: self._controller.site.site.addresses,
            )
        except WebhookFailed as error:
            self._failed(name, str(error))

    # -- covering and giving back -----------------------------------------------------------

    async def _retry(self) -> None:
        """What was held back, or interrupted by a restart, while there is time for it."""
        while True:
            for name, rule in self._rules().items():
                kept = self._kept.get(name)
                if kept is not None and kept.covers:
                    await self._cover(name, rule)
            self._look.clear()
            waits = any(kept.held for kept in self._kept.values())
            with suppress(TimeoutError):
                async with asyncio.timeout(RETRY_S if waits else None):
                    await self._look.wait()

    async def _cover(self, name: str, rule: Rule) -> None:
        """Put up what is wanted and not there. What somebody closed stays closed."""
        async with self._covering:  # a firing and a retry may want the same at the same time
            await self._cover_alone(name, rule)

    async def _cover_alone(self, name: str, rule: Rule) -> None:
        kept = self._kept.get(name)
        if kept is None or kept.last is None or not kept.covers:
            return
        held: list[str] = []
        took = over = False
        for action in rule.do:
            if action.layout is None:
                continue
            until = kept.last.at + action.layout.lasts
            if until <= time.time():
                over = True
                continue
            try:
                took = await self._take(name, action.layout, until) or took
            except WallError as error:
                held.append(str(error))
        why = "; ".join(held)
        if why != kept.held or not held:
            # Once it is up, its tiles end by themselves; it is not put up a second time.
            await self._keep(name, held=why, covers=bool(held))
        if held and why != kept.held:
            log.warning("rule '%s' is held back: %s", name, why)
            self._tell(name, "held", kept.last, why=why)
        if took:
            self._tell(name, "took", kept.last)
        elif over and not held:
            log.info("rule '%s' had no time left to cover anything", name)

    async def _take(self, name: str, action: LayoutAction, until: float) -> bool:
        wall, screens = place_of(action.at, self._controller.walls())
        layout = self._controller.layout(action.layout, wall.name)
        scene = self._controller.newest_scene(wall.name)
        commands = cover_commands(name, layout, wall, screens, scene, until)
        if not commands:
            return False
        await self._controller.submit_as(
            rule_actor(name),
            wall.name,
            commands,
            reason=f"rule {name}",
            shown=HowShown(fade_ms=self._controller.site.fade_ms),
            override=action.override,
        )
        return True

    async def _dismiss(self, actor: Actor, name: str) -> None:
        for wall in self._controller.walls():
            rects = [tile.rect for tile in covering(self._controller.scene(wall.name), name)]
            if rects:
                check_right(actor, Right.TAKE, wall, rects)
        await self._keep(name, covers=False, held="")
        await self._give_back(name, f"dismissed by {actor.name}")
        self._tell(name, "dismissed", by=actor.name)

    async def _give_back(self, name: str, why: str) -> None:
        """Also from screens that somebody has leased since: they get them back."""
        gave = False
        for wall in self._controller.walls():
            commands = give_back_commands(name, self._controller.newest_scene(wall.name))
            if commands:
                gave = True
                await self._controller.submit_as(
                    rule_actor(name),
                    wall.name,
                    commands,
                    reason=why,
                    shown=HowShown(fade_ms=self._controller.site.fade_ms),
                    override=True,
                )
        if gave:
            self._tell(name, "gave_back", why=why)

    # -- knowing and telling ----------------------------------------------------------------

    def _rules(self) -> dict[str, Rule]:
        return self._controller.site.site.rules

    def _rule(self, name: str) -> Rule:
        rules = self._rules()
        if name not in rules:
            raise CommandRefused(
                f"there is no rule '{name}'; allowed: {', '.join(rules) or 'none'}"
                f"{did_you_mean(name, list(rules))}"
            )
        return rules[name]

    def _info(self, name: str) -> RuleInfo:
        kept = self._kept.get(name, KeptRule())
        now = time.time()
        muted = kept.muted_until if kept.muted_until and kept.muted_until > now else None
        scenes = [self._controller.scene(wall.name) for wall in self._controller.walls()]
        covers = {scene.wall: covering(scene, name) for scene in scenes}
        ends = [tile.until for tiles in covers.values() for tile in tiles if tile.until]
        return RuleInfo(
            rule=name,
            title=self._rules()[name].title,
            state="muted" if muted else "standing" if kept.standing else "calm",
            muted_until=muted,
            muted_by=kept.muted_by if muted else "",
            last=kept.last,
            past=kept.past,
            walls=tuple(wall for wall, tiles in covers.items() if tiles),
            until=max(ends, default=None),
            held=kept.held,
        )

    async def _keep(self, name: str, **fields: object) -> None:
        after = self._kept.get(name, KeptRule()).model_copy(update=fields)
        self._kept[name] = after
        async with self._writing:  # one after the other: the newest is what stays on disk
            known = {rule: kept for rule, kept in self._kept.items() if rule in self._rules()}
            await asyncio.to_thread(self._file.write, known)

    def _failed(self, name: str, why: str) -> None:
        log.error("rule '%s': %s", name, why)
        self._tell(name, "failed", why=why)

    def _tell(
        self, name: str, what: str, firing: Firing | None = None, *, by: str = "", why: str = ""
    ) -> None:
        told = RulesTold.model_validate(
            {"rule": name, "what": what, "firing": firing, "by": by, "why": why}
        )
        self._controller.tell(Event(type="rules.changed", told=told))
