"""Digital closed captions of North American television (CEA-708, also DTVCC).

They travel beside those of CEA-608, in the same triples of a kind and two bytes: packets with a
running number, in them blocks of services, in those letters and commands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from wall.display.media.dtvcc_letters import extended_letter, plain_letter, wide_letter
from wall.display.media.dtvcc_windows import WINDOWS, Window

CONTINUES, BEGINS = 2, 3
"""Kinds of triples that packets come in."""
_IS_VALID = 4
LARGEST = 128
SEQUENCE = 4
EXTENDED_SERVICE = 7
# A service waits with so much that is still to be done, and no longer than the standard's delay.
MOST_WAITING = 128

_BACKSPACE, _FORM_FEED, _RETURN, _RETURN_EMPTY = 0x08, 0x0C, 0x0D, 0x0E
_ESCAPE, _WIDE = 0x10, 0x18
_CURRENT, _CLEAR, _SHOW, _HIDE, _TOGGLE, _DELETE = 0x80, 0x88, 0x89, 0x8A, 0x8B, 0x8C
_DELAY, _GO_ON, _RESET = 0x8D, 0x8E, 0x8F
_PEN_PLACE, _ATTRIBUTES, _DEFINE = 0x92, 0x97, 0x98
_LENGTHS = {
    **dict.fromkeys(range(_CLEAR, _GO_ON), 1),
    **dict(zip((0x90, 0x91, _PEN_PLACE, _ATTRIBUTES), (2, 3, 2, 4), strict=True)),
    **dict.fromkeys(range(_DEFINE, 0xA0), 6),
}
"""Bytes behind a command, where there are any."""

Code = tuple[int, bytes]
"""With the bytes behind it. Those behind an escape are 0x100 higher."""


class DigitalService:
    """What one service says. Not thread-safe; work and memory are bounded by what comes."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.restart()

    def restart(self) -> None:
        """What follows is from elsewhere."""
        self._packet = bytearray()
        self._length = 0
        self._sequence: int | None = None
        self._reset()

    def _reset(self) -> None:
        self._windows: list[Window | None] = [None] * WINDOWS
        self._current: Window | None = None
        self._waiting: deque[Code] = deque()
        self._waiting_bytes = 0
        self._delayed_s: tuple[float, float] | None = None

    def decode(self, triples: bytes, at_s: float) -> str | None:
        """What one picture carries. What is said now; None: nothing was told."""
        is_told = False
        if self._delayed_s is not None and not self._delayed_s[0] <= at_s < self._delayed_s[1]:
            self._go_on(at_s)
            is_told = True
        for place in range(0, len(triples) - 2, 3):
            kind = triples[place] & 3
            if kind < CONTINUES or not triples[place] & _IS_VALID:
                continue
            if kind == BEGINS:
                # Of one that was cut short, what is whole in it.
                is_told |= self._take(at_s)
                code = triples[place + 1] & 0x3F
                self._length = 2 * code if code else LARGEST
            elif not self._packet:
                continue
            self._packet += triples[place + 1 : place + 3]
            if len(self._packet) >= self._length:
                is_told |= self._take(at_s)
        return self._text() if is_told else None

    def _take(self, at_s: float) -> bool:
        """The packet that was gathered. Whether there is something of our service in it."""
        packet = bytes(self._packet)
        self._packet.clear()
        if not packet:
            return False
        sequence, before = packet[0] >> 6, self._sequence
        self._sequence = sequence
        is_lost = before is not None and sequence not in (before, (before + 1) % SEQUENCE)
        if is_lost:
            # What is on might never be taken away. Who does not count always tells the same.
            self._reset()
        is_ours = False
        for number, block in _blocks(packet[1:]):
            if number == self._number:
                is_ours = True
                for code in _codes(block):
                    self._hear(code, at_s)
        return is_ours or is_lost

    def _hear(self, code: Code, at_s: float) -> None:
        if self._delayed_s is None:
            self._do(code, at_s)
        elif code[0] == _RESET:
            self._reset()
        elif code[0] == _GO_ON:
            self._go_on(at_s)
        else:
            self._waiting.append(code)
            self._waiting_bytes += 1 + len(code[1])
            if self._waiting_bytes >= MOST_WAITING:
                self._go_on(at_s)

    def _go_on(self, at_s: float) -> None:
        """Do what waited, up to the next delay in it."""
        self._delayed_s = None
        while self._waiting and self._delayed_s is None:
            code = self._waiting.popleft()
            self._waiting_bytes -= 1 + len(code[1])
            self._do(code, at_s)

    def _do(self, code: Code, at_s: float) -> None:
        number, more = code
        if number < 0x20 and number != _WIDE:
            self._format(number)
        elif number == _DELAY:
            self._delayed_s = (at_s, at_s + more[0] / 10) if more[0] else None
        elif number == _RESET:
            self._reset()
        elif 0x80 <= number < 0xA0:
            self._arrange(number, more)
        elif self._current is not None:
            self._current.write(_letter(number, more))

    def _format(self, number: int) -> None:
        window = self._current
        if window is None:
            return
        if number == _BACKSPACE:
            window.step_back()
        elif number == _FORM_FEED:
            window.clear()
            window.move(0, 0)
        elif number == _RETURN:
            window.return_carriage()
        elif number == _RETURN_EMPTY:
            window.return_empty()

    def _arrange(self, number: int, more: bytes) -> None:
        if number < _CLEAR:
            self._current = self._windows[number - _CURRENT] or self._current
        elif number >= _DEFINE:
            place = number - _DEFINE
            window = self._windows[place] or Window()
            window.define(more)
            self._windows[place] = self._current = window
        elif number == _PEN_PLACE and self._current is not None:
            self._current.move(more[0] & 0x0F, more[1] & 0x3F)
        elif number == _ATTRIBUTES and self._current is not None:
            self._current.wraps = bool(more[2] & 0x40)
        elif number <= _DELETE:
            self._for_each(number, more[0])

    def _for_each(self, number: int, which: int) -> None:
        for place, window in enumerate(self._windows):
            if window is None or not which >> place & 1:
                continue
            if number == _CLEAR:
                window.clear()
            elif number == _DELETE:
                self._windows[place] = None
                if window is self._current:
                    self._current = None
            else:
                is_toggled = number == _TOGGLE and not window.is_visible
                window.is_visible = number == _SHOW or is_toggled

    def _text(self) -> str:
        seen = [one for one in self._windows if one is not None and one.is_visible]
        seen.sort(key=lambda one: (one.top, one.left))
        return "\n".join(line for window in seen for line in window.lines())


def _letter(number: int, more: bytes) -> str:
    if number == _WIDE:
        return wide_letter(int.from_bytes(more, "big"))
    return plain_letter(number) if number < 0x100 else extended_letter(number - 0x100)


def _blocks(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The services of a packet; one that does not fit into it ends it."""
    place = 0
    while place < len(data):
        number, length = data[place] >> 5, data[place] & 0x1F
        place += 1
        if number == EXTENDED_SERVICE and length:
            if place == len(data):
                return
            number = data[place] & 0x3F
            place += 1
        if not number or place + length > len(data):
            return
        yield number, data[place : place + length]
        place += length


def _codes(block: bytes) -> Iterator[Code]:
    """Letters and commands that we know, each with what belongs to it; others are passed over."""
    place = 0
    while place < len(block):
        number = block[place]
        place += 1
        if number == _ESCAPE:
            if place == len(block):
                return
            number = 0x100 + block[place]
            place += 1
        length = _length(number, block, place)
        if place + length > len(block):
            return
        if not 0x100 <= number < 0x120 and not 0x180 <= number < 0x1A0:
            yield number, block[place : place + length]
        place += length


def _length(number: int, block: bytes, place: int) -> int:
    """How many bytes belong to a code; also those that are reserved tell it."""
    if number < 0x20:
        return max(0, number // 8 - 1)
    if 0x100 <= number < 0x120:
        return (number - 0x100) // 8
    if 0x180 <= number < 0x190:
        return 4 if number < 0x188 else 5
    if 0x190 <= number < 0x1A0:
        return 1 + (block[place] & 0x3F) if place < len(block) else 1
    return _LENGTHS.get(number, 0)
