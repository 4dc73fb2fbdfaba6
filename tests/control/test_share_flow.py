"""Who gets which picture of a shared desk: rules that hold whatever comes in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wall.control.share_flow import (
    BEHIND_KEY_GAP_S,
    KEY_GAP_S,
    NOTHING,
    VIEWER_BEHIND_S,
    VIEWER_WINDOW,
    Epochs,
    KeyRequests,
    Verdict,
    ViewerFlow,
    limit_for,
)
from wall.protocol.share_wire import ChunkHeader, ChunkKind, Codec

FRAME_S = 1 / 30


@dataclass
class Publisher:
    """Numbers pictures as a real one does: two layers in turn, key pictures in the base."""

    epoch: int = 1
    seq: int = 0

    def picture(self, *, key: bool = False, epoch: int | None = None) -> ChunkHeader:
        if epoch is not None and epoch != self.epoch:
            self.epoch, self.seq = epoch, 0
        layer = 0 if key else self.seq % 2
        chunk = ChunkHeader(
            ChunkKind.VIDEO, Codec.H264, self.epoch, self.seq, 0, 64, 36, is_key=key, layer=layer
        )
        self.seq += 1
        return chunk


@dataclass
class Decoder:
    """Knows whether what it is sent can be decoded: no base picture may be missing."""

    epoch: int = -1
    bases: list[int] = field(default_factory=list)
    sent: list[tuple[int, int]] = field(default_factory=list)

    def take(self, chunk: ChunkHeader, all_bases: list[tuple[int, int]]) -> None:
        if chunk.is_key:
            self.epoch, self.bases = chunk.epoch, [chunk.seq]
        else:
            assert chunk.epoch == self.epoch, "a picture of an epoch that did not begin with a key"
            since = [s for e, s in all_bases if e == chunk.epoch and self.bases[0] <= s < chunk.seq]
            assert self.bases == since, "a base picture is missing"
            if chunk.layer == 0:
                self.bases.append(chunk.seq)
        self.sent.append((chunk.epoch, chunk.seq))


STEPS = st.lists(
    st.sampled_from(["picture", "picture", "picture", "key", "epoch", "ack", "ack all", "wait"]),
    max_size=200,
)


@given(STEPS)
def test_what_a_viewer_gets_can_always_be_decoded_and_never_piles_up(steps: list[str]) -> None:
    flow, publisher, decoder = ViewerFlow(), Publisher(), Decoder()
    bases: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    now = 0.0
    for step in steps:
        now += FRAME_S
        match step:
            case "ack" if waiting:
                flow.acked(*waiting.pop(0))
            case "ack all" if waiting:
                flow.acked(*waiting[-1])
                waiting.clear()
            case "wait":
                now += 1.0
            case "picture" | "key" | "epoch":
                epoch = publisher.epoch + 1 if step == "epoch" else None
                chunk = publisher.picture(key=step == "key", epoch=epoch)
                if chunk.layer == 0:
                    bases.append((chunk.epoch, chunk.seq))
                if flow.offer(chunk, now) is Verdict.SEND:
                    decoder.take(chunk, bases)
                    waiting.append((chunk.epoch, chunk.seq))
        assert len(waiting) == flow.unacked <= VIEWER_WINDOW


def test_a_viewer_that_stalls_gets_nothing_until_a_key_picture_after_it_has_caught_up() -> None:
    flow, publisher = ViewerFlow(), Publisher()
    assert flow.offer(publisher.picture(key=True), 0.0) is Verdict.SEND
    last = publisher.picture()
    assert flow.offer(last, 0.03) is Verdict.SEND
    late = 0.04 + VIEWER_BEHIND_S
    assert flow.offer(publisher.picture(), late) is Verdict.DROP
    assert not flow.waits_for_key or flow.unacked <= 2
    flow.acked(last.epoch, last.seq)
    assert flow.waits_for_key
    assert flow.offer(publisher.picture(), late + 0.1) is Verdict.DROP
    assert flow.offer(publisher.picture(key=True), late + 0.2) is Verdict.SEND
    assert not flow.waits_for_key


def test_a_slow_viewer_gets_half_the_pictures_without_a_key_picture() -> None:
    """Acknowledged 0.25 s late, that is eight pictures at full rate."""
    flow, publisher = ViewerFlow(), Publisher()
    sent: list[tuple[float, ChunkHeader]] = []
    verdicts: list[Verdict] = []
    for number in range(120):
        now = number * FRAME_S
        while sent and sent[0][0] <= now - 0.25:
            _, chunk = sent.pop(0)
            flow.acked(chunk.epoch, chunk.seq)
        chunk = publisher.picture(key=number == 0)
        verdict = flow.offer(chunk, now)
        verdicts.append(verdict)
        if verdict is Verdict.SEND:
            sent.append((now, chunk))
    assert Verdict.DROP not in verdicts
    assert 40 < verdicts.count(Verdict.SKIP) < 60
    assert all(chunk.layer == 0 for _, chunk in sent)


def test_an_acknowledgement_of_what_was_never_sent_changes_nothing() -> None:
    flow, publisher = ViewerFlow(), Publisher()
    flow.offer(publisher.picture(key=True), 0.0)
    flow.acked(1, 99)
    flow.acked(7, 0)
    assert flow.unacked == 1


WANTS = st.lists(st.tuples(st.floats(0.0, 0.5), st.booleans()), min_size=1, max_size=60)


@given(WANTS)
def test_key_pictures_are_asked_for_seldom_and_never_forgotten(
    wants: list[tuple[float, bool]],
) -> None:
    requests = KeyRequests()
    asked: list[float] = []
    now = 0.0

    def pass_time(until: float) -> Iterator[None]:
        while requests.due is not None and requests.due <= until:
            at = requests.due
            asked.append(at)
            requests.asked(at)
            yield

    for pause, behind in wants:
        now += pause
        list(pass_time(now))
        requests.want(now, behind=behind)
        assert requests.due is not None
        assert requests.due <= now + BEHIND_KEY_GAP_S
    list(pass_time(now + 2.0))
    assert asked[-1] >= now - BEHIND_KEY_GAP_S
    assert asked[0] <= wants[0][0] + KEY_GAP_S
    assert requests.due is None
    assert all(later - one >= KEY_GAP_S - 1e-9 for one, later in pairwise(asked))


def test_a_key_picture_that_came_anyway_answers_who_waits() -> None:
    requests = KeyRequests()
    requests.want(1.0)
    requests.came()
    assert requests.due is None


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=50))
def test_numbers_only_rise(numbers: list[tuple[int, int]]) -> None:
    epochs = Epochs()
    admitted = [
        (epoch, seq)
        for epoch, seq in numbers
        if epochs.admits(ChunkHeader(ChunkKind.VIDEO, Codec.VP8, epoch, seq, 0, 8, 8))
    ]
    assert admitted == sorted(set(admitted))


@given(st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 9000)), max_size=8))
def test_no_more_is_asked_for_than_the_largest_tile_shows(sizes: list[tuple[int, int]]) -> None:
    limit = limit_for(sizes)
    shown = [size for size in sizes if min(size) > 0]
    if not shown:
        assert limit == NOTHING
        return
    assert limit.fps == 30
    assert limit.w <= max(320, *(w for w, _ in shown))
    assert limit.h <= max(180, *(h for _, h in shown))
