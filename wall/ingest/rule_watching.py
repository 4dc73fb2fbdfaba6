"""Watching rules: the site's rules judged on the stream of posts and on what sources deliver.

Once a second, and once what is stored was read. What fired outlives a restart in a file.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wall.errors import WallError
from wall.insight.counting import DAY_S
from wall.insight.measuring import Counted
from wall.insight.rehearsing import rehearse
from wall.insight.ruling import Ruling, looks_back_s
from wall.insight.spikes import QUARTER_S
from wall.link.messages import RunSources
from wall.link.ruling import RuleCalmed, RuleFired, RuleTried, TryRule
from wall.model.datasets import Dataset
from wall.model.post_queries import PostQuery
from wall.model.post_rules import Firing, RuleState, Watched
from wall.sources.insight.reading import Reading, heard_since, read_from
from wall.sources.insight.settings import WATCHED
from wall.sources.post_stream import KeptPost, PostChanges, PostStream, Slice

log = logging.getLogger(__name__)

EVERY_S = 1.0
LEARNED_S = 14 * DAY_S
TOLD_AGAIN_S = 600.0
"""What fired longer ago is not told to a controller that was away."""
AGAIN_S = 30.0
"""What could not be watched is begun anew so much later."""
SLICE = 1000
"""Posts times rules that are learned in one go: a few milliseconds."""
COUNTED_AT_ONCE = 2
"""Each has a connection to the store and a thread of its own."""
MAX_TRIED = 1000
MAX_TRIED_POSTS = 300_000
"""They are all held while a rule is tried: about 1 GB."""
TRIED_WITHIN_S = 115.0
"""Less than the controller waits, so that it hears why there is no answer."""
_STATES: TypeAdapter[dict[str, RuleState]] = TypeAdapter(dict[str, RuleState])
Told = RuleFired | RuleCalmed | RuleTried
_LESS = "try fewer days, or a narrower query (the days before them are read, too)"


class _TooManyPosts(WallError):
    def __init__(self) -> None:
        super().__init__(f"it is about more than {MAX_TRIED_POSTS} posts; {_LESS}")


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
        self._counting = asyncio.Semaphore(COUNTED_AT_ONCE)
        self._task: asyncio.Task[None] | None = None
        self._trying: asyncio.Task[None] | None = None
        self._states: Mapping[str, RuleState] = {}

    async def run(self, rules: Mapping[str, Watched], series: int = 1) -> None:
        """The rules from now on; those that did not change keep how they stand."""
        if dict(rules) == self._rules and series == self._series and self._task is not None:
            return
        await self._stop()
        before = self._rules
        is_new = not self._states
        self._states = {
            name: state
            for name, state in (self._states or await asyncio.to_thread(self._read)).items()
            if name in rules and before.get(name, rules[name]) == rules[name]
        }
        self._rules, self._series = dict(rules), series
        if is_new:
            # The process before may have ended between writing it down and telling it.
            self._tell_again()
        if rules:
            self._task = asyncio.create_task(self._keep_watching(), name="rules")

    async def close(self) -> None:
        await self._stop()
        if self._trying is not None:
            self._trying.cancel()
            await asyncio.wait({self._trying})

    def delivered(self, source: str, dataset: Dataset | None) -> None:
        """A source has other data."""
        if dataset is not None and any(rule.when.source == source for rule in self._rules.values()):
            self._datasets[source] = dataset
            if self._ruling is not None:
                self._ruling.told(source, dataset)

    def reconnected(self) -> None:
        """There is a new controller: what happened lately it may not have heard. Nobody waits any
        more for what was tried."""
        if self._trying is not None:
            self._trying.cancel()
        self._tell_again()

    def try_rule(self, asked: TryRule) -> None:
        """One at a time: each may hold many posts."""
        why = ""
        if asked.rule.when.source is not None:
            why = "a rule about a figure or a race cannot be tried: old figures are not kept"
        elif self._trying is not None and not self._trying.done():
            why = "another rule is being tried; try again when it has been answered"
        if why:
            self._send(RuleTried(number=asked.number, error=why))
            return
        self._trying = asyncio.create_task(self._answer(asked), name="try of a rule")

    def _tell_again(self) -> None:
        states, now = self._ruling.states if self._ruling is not None else self._states, self._now()
        for name, state in states.items():
            if state.last is None:
                continue
            if now - state.last.at < TOLD_AGAIN_S:
                self._send(RuleFired(firing=state.last, stands=state.standing))
            elif not state.standing:
                self._send(RuleCalmed(rule=name, firing=state.last.id, at=now))

    # -- watching ---------------------------------------------------------------------------

    async def _keep_watching(self) -> None:
        while True:
            try:
                await self._watch()
            except Exception as error:
                log.error(
                    "rules cannot be judged: %s; trying again in %g s",
                    error,
                    AGAIN_S,
                    exc_info=not isinstance(error, WallError),
                )
            await asyncio.sleep(AGAIN_S)

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
        size = max(1, SLICE // len(self._rules))
        async for batch in self._posts.history(PostQuery(since=since)):
            for begin in range(0, len(batch), size):
                some: Sequence[KeptPost] = batch[begin : begin + size]
                reading.read(some, now)
                ruling.history(some)
                await asyncio.sleep(0)

    async def _learn_numbers(self, ruling: Ruling, now: float) -> float:
        """Of what is older than conditions count only the numbers are learned; from when on posts
        must be read."""
        begin = read_from(now, max(looks_back_s(rule.when) for rule in self._rules.values()))
        spikes = {name: rule for name, rule in self._rules.items() if rule.when.spike is not None}
        try:
            async with asyncio.TaskGroup() as together:
                tasks = {
                    name: together.create_task(self._numbers(rule, now - LEARNED_S, begin))
                    for name, rule in spikes.items()
                }
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from None
        for name, task in tasks.items():
            ruling.learn(name, task.result())
        return begin

    async def _numbers(self, rule: Watched, since: float, until: float) -> Mapping[int, int]:
        """Of quarter-hours. What the store cannot count is looked for on the walk that sources
        share, so that rules with words make no others be read."""
        async with self._counting:
            counted = await self._posts.quarters(rule.query, since, until)
        if counted is not None:
            return counted
        found, means = Counter[int](), Counted(rule.query)

        def take(told: Slice) -> None:
            for kept in told.posts:
                if kept.moment < until and not kept.late and means(kept):
                    found[int(kept.moment // QUARTER_S)] += 1

        await self._posts.past(rule.query, since, take)
        return found

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
            await asyncio.wait({task})

    # -- trying -----------------------------------------------------------------------------

    async def _answer(self, asked: TryRule) -> None:
        try:
            async with asyncio.timeout(TRIED_WITHIN_S):
                firings = await self._try(asked)
        except WallError as error:
            self._send(RuleTried(number=asked.number, error=str(error)))
        except TimeoutError:
            why = f"it took longer than {TRIED_WITHIN_S:g} s; {_LESS}"
            self._send(RuleTried(number=asked.number, error=why))
        else:
            self._send(RuleTried(number=asked.number, firings=tuple(firings[:MAX_TRIED])))

    async def _try(self, asked: TryRule) -> list[Firing]:
        """Raises WallError: why it cannot be tried."""
        now = self._now()
        begin = now - asked.days * DAY_S
        since = datetime.fromtimestamp(begin - LEARNED_S, UTC)
        posts: list[KeptPost] = []
        query = asked.rule.query.model_copy(update={"since": since})
        async with aclosing(self._posts.history(query)) as batches:
            async for batch in batches:
                posts += batch
                if len(posts) > MAX_TRIED_POSTS:
                    raise _TooManyPosts
        listened = await heard_since(self._posts, begin - LEARNED_S)
        return await asyncio.to_thread(
            rehearse, asked.name, asked.rule, posts, begin, now, self._series, listened
        )

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
