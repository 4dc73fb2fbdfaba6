"""A picture that is being read never changes, whoever is faster."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from wall.display.media.slots import ROW_ALIGNMENT, SLOTS, Slot, SlotRing

SIZE = (64, 36)


@given(st.lists(st.sampled_from(["begin", "publish", "front"]), max_size=200))
def test_the_writer_is_never_given_the_newest_or_the_held_slot(steps: list[str]) -> None:
    ring = SlotRing()
    writing: Slot | None = None
    held: Slot | None = None
    newest: Slot | None = None
    for step in steps:
        if step == "begin" and writing is None:
            writing = ring.writable(SIZE)
            assert writing is not held
            assert writing is not newest
            assert writing.index < SLOTS
        elif step == "publish" and writing is not None:
            ring.publish(writing, 0.0)
            newest, writing = writing, None
        elif step == "front":
            held = ring.front()
            assert held is newest
            assert held is None or held is not writing


def test_a_reader_sees_whole_pictures_in_order_while_a_writer_runs() -> None:
    ring = SlotRing()
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number = (number + 1) % 251
            slot = ring.writable(SIZE)
            # In two halves, so that a reader of a slot under way would see both numbers.
            slot.buffer[:18] = number
            slot.buffer[18:] = number
            ring.publish(slot, 0.0)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        last = looked = 0
        while looked < 1000 or last < 1000:
            looked += 1
            slot = ring.front()
            if slot is None:
                continue
            first = slot.buffer.copy()
            second = slot.buffer.copy()
            assert (first == first[0, 0, 0]).all()
            assert (first == second).all()
            assert slot.sequence >= last
            last = slot.sequence
    finally:
        stop.set()
        writer.join()


def test_another_size_makes_a_new_generation_and_the_held_slot_stays() -> None:
    ring = SlotRing()
    slot = ring.writable(SIZE)
    slot.buffer[:] = 7
    ring.publish(slot, 0.0)
    held = ring.front()
    for number in range(6):
        larger = ring.writable((100, 50))
        larger.buffer[:] = number
        ring.publish(larger, 0.0)
    assert held is not None
    assert (held.buffer == 7).all()
    newest = ring.front()
    assert newest is not None
    assert newest.generation > held.generation
    assert (newest.width, newest.height) == (100, 50)


def test_the_reader_is_told_once_for_each_picture_it_takes() -> None:
    ring = SlotRing()
    assert ring.publish(ring.writable(SIZE), 0.0)
    assert not ring.publish(ring.writable(SIZE), 0.0)
    ring.front()
    assert ring.publish(ring.writable(SIZE), 0.0)


@given(st.integers(1, 300), st.integers(1, 40))
def test_rows_are_aligned_and_the_memory_is_one_piece(width: int, height: int) -> None:
    slot = Slot((width, height), 0, 1)
    assert slot.address % ROW_ALIGNMENT == 0
    assert slot.stride % ROW_ALIGNMENT == 0
    assert slot.memory.flags.c_contiguous
    assert slot.memory.size == slot.stride * height
    assert slot.buffer.shape == (height, width, 4)
