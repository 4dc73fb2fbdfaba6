"""Watching rules: the site's rules judged on the stream of posts and on what sources deliver.

Once a second, and once what is stored was read. What fired outlives a restart in a file.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wall.insight.counting import DAY_S
from wall.insight.rehearsing import rehearse
from wall.insight.ruling import Ruling, looks_back_s
from wall.link.messages import RunSources
from wall.link.ruling import RuleCalmed, RuleFired, RuleTried, TryRule
from wall.model.datasets import Dataset
from wall.model.post_queries import PostQuery
from wall.model.post_rules import RuleState, Watched
from wall.sources.insight.reading import Reading, heard_since, read_from
from wall.sources.insight.settings import WATCHED
from wall.sources.post_stream import KeptPost, PostChanges, PostStream

log = logging.getLogger(__name__)

EVERY_S = 1.0
LEARNED_S = 14 * DAY_S
TOLD_AGAIN_S = 600.0
"""What fired longer ago is not told to a controller that was away."""
SLICE = 200
MAX_TRIED = 1000
_STATES: TypeAdapter[dict[str, RuleState]] = TypeAdapter(dict[str, RuleState])
Told = RuleFired | RuleCalmed | RuleTried


class RuleWatching:
    """On the loop. `start` and `close` once; `run` whenever the site's rules are others."""

    def __init__(
        self,
        posts: PostStream,
        send: Callable[[Told], None],
        file: Path,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._posts = posts
        self._send = send
        self._file = file
        self._now = now
        self._rules: dict[str, Watched] = {}
        self._series = 1
        self._ruling: Ruling | None = None
        self._datasets: dict[str, Dataset] = {}
        self._task: asyncio.Task[None] | None = None
        self._tries: set[asyncio.Task[None]] = set()
        self._states: Mapping[str, RuleState] = {}

    async def run(self, rules: Mapping[str, Watched], series: int = 1) -> None:
        """The rules from now on; those that did not change keep how they stand."""
        if dict(rules) == self._rules and series == self._series and self._task is not None:
            return
        await self._stop()
        before = self._rules
        self._states = {
            name: state
            for name, state in (self._states or await asyncio.to_thread(self._read)).items()
            if name in rules and before.get(name, rules[name]) == rules[name]
        }
        self._rules, self._series = dict(rules), series
        if rules:
            self._task = asyncio.create_task(self._watch(), name="rules")

    async def close(self) -> None:
        await self._stop()
        for task in tuple(self._tries):
            task.cancel()
        if self._tries:
            await asyncio.wait(self._tries)

    def delivered(self, source: str, dataset: Dataset | None) -> None:
        """A source has other data."""
        if dataset is not None and any(rule.when.source == source for rule in self._rules.values()):
            self._datasets[source] = dataset
            if self._ruling is not None:
                self._ruling.told(source, dataset)

    def reconnected(self) -> None:
        """There is a new controller: what fired lately it may not have heard."""
        states = self._ruling.states if self._ruling is not None else self._states
        for state in states.values():
            if state.last is not None and self._now() - state.last.at < TOLD_AGAIN_S:
                self._send(RuleFired(firing=state.last, stands=state.standing))

    def try_rule(self, asked: TryRule) -> None:
        task = asyncio.create_task(self._try(asked))
        self._tries.add(task)
        task.add_done_callback(self._tries.discard)

    # -- watching ---------------------------------------------------------------------------

    async def _watch(self) -> None:
        ruling = Ruling(self._rules, self._now(), self._states, self._series)
        reading, has_read = Reading(), False

        def heard(changes: PostChanges) -> None:
            if has_read:
                _hear(ruling, changes)
            else:
                reading.heard(changes)

        end = self._posts.follow(heard)
        try:
            listened: float | None = None
            if any(rule.when.source is None for rule in self._rules.values()):
                await self._learn(ruling, reading)
                listened = await heard_since(self._posts, self._now() - LEARNED_S)
            has_read = True
            for changes in reading.meanwhile():
                _hear(ruling, changes)
            ruling.taught(self._now(), listened)
            for source, dataset in self._datasets.items():
                ruling.told(source, dataset)
            self._ruling = ruling
            while True:
                await self._look(ruling)
                await asyncio.sleep(EVERY_S)
        finally:
            self._ruling = None
            end()

    async def _learn(self, ruling: Ruling, reading: Reading) -> None:
        now = self._now()
        begin = await self._learn_numbers(ruling, now)
        since = datetime.fromtimestamp(begin, UTC)
        async for batch in self._posts.history(PostQuery(since=since)):
            for begin in range(0, len(batch), SLICE):
                some: Sequence[KeptPost] = batch[begin : begin + SLICE]
                reading.read(some, now)
                ruling.history(some)
                await asyncio.sleep(0)

    async def _learn_numbers(self, ruling: Ruling, now: float) -> float:
        """Of what is older than conditions count only the numbers are learned; from when on posts
        must be read."""
        begin = read_from(now, max(looks_back_s(rule.when) for rule in self._rules.values()))
        learned: dict[str, Mapping[int, int]] = {}
        for name, rule in self._rules.items():
            if rule.when.spike is not None:
                numbers = await self._posts.quarters(rule.query, now - LEARNED_S, begin)
                if numbers is None:
                    return now - LEARNED_S
                learned[name] = numbers
        for name, numbers in learned.items():
            ruling.learn(name, numbers)
        return begin

    async def _look(self, ruling: Ruling) -> None:
        now, before = self._now(), dict(ruling.states)
        verdicts = ruling.look(now)
        self._states = dict(ruling.states)
        if self._states != before:
            # On disk before anybody acts: after a crash nothing fires twice.
            await asyncio.to_thread(self._write, dict(self._states))
        for firing in verdicts.calmed:
            self._send(RuleCalmed(rule=firing.rule, firing=firing.id, at=now))
        for firing in verdicts.fired:
            log.info("rule '%s' fired: %s", firing.rule, firing.why)
            self._send(RuleFired(firing=firing))

    async def _stop(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    # -- trying -----------------------------------------------------------------------------

    async def _try(self, asked: TryRule) -> None:
        if asked.rule.when.source is not None:
            why = "a rule about a figure or a race cannot be tried: old figures are not kept"
            self._send(RuleTried(number=asked.number, error=why))
            return
        now = self._now()
        begin = now - asked.days * DAY_S
        since = datetime.fromtimestamp(begin - LEARNED_S, UTC)
        posts: list[KeptPost] = []
        async for batch in self._posts.history(
            asked.rule.query.model_copy(update={"since": since})
        ):
            posts += batch
        listened = await heard_since(self._posts, begin - LEARNED_S)
        firings = await asyncio.to_thread(
            rehearse, asked.name, asked.rule, posts, begin, now, self._series, listened
        )
        self._send(RuleTried(number=asked.number, firings=tuple(firings[:MAX_TRIED])))

    # -- the file ---------------------------------------------------------------------------

    def _read(self) -> dict[str, RuleState]:
        try:
            return _STATES.validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            log.warning("how the rules stood is unreadable: %.200s", error)
            return {}

    def _write(self, states: dict[str, RuleState]) -> None:
        new = self._file.with_name(self._file.name + ".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new.write_bytes(_STATES.dump_json(states))
            new.replace(self._file)
        except OSError as error:
            log.warning("how the rules stand cannot be kept: %s", error)


def series_of(said: RunSources) -> int:
    """How many series of a site are watched for spikes: they share one budget of false alarms."""
    measures = [spec.settings.get("measure") for spec in said.sources if spec.kind == "insight"]
    spikes = [rule for rule in said.rules.values() if rule.when.spike is not None]
    return max(1, sum(measure in WATCHED for measure in measures) + len(spikes))


def _hear(ruling: Ruling, changes: PostChanges) -> None:
    ruling.heard(changes.arrived, changes.changed, changes.gone)
