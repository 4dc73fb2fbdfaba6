"""The windows that digital closed captions (CEA-708) are written in: their rows and places.

Of what a window is, only that is kept which tells what is said, and in which order.
"""

from __future__ import annotations

WINDOWS = 8
WRAPPING_STYLES = range(4, 7)
"""Of the window styles that the standard defines: these break lines between words."""
# A safe area of television has so many rows and so many steps from top to bottom.
ROWS, STEPS = 15, 75
_PERCENT = 100
BLANK = " "


class Window:
    """Rows of letters, and a pen. Its size is bounded by what its definition can tell."""

    def __init__(self) -> None:
        self.is_visible = False
        self.wraps = False
        self.top = self.left = 0.0
        """Where it stands, for the order of several: steps of the safe area."""
        self._rows: list[list[str]] = []
        self._columns = 1
        self._row = self._column = 0

    def define(self, six: bytes) -> None:
        """By the six bytes of DefineWindow. What is written stays, as far as there is room."""
        self.is_visible = bool(six[0] & 0x20)
        is_relative, down, across = bool(six[1] & 0x80), six[1] & 0x7F, six[2]
        anchor, rows = six[3] >> 4, (six[3] & 0x0F) + 1
        scale = STEPS / _PERCENT if is_relative else 1.0
        # Anchors are numbered by rows of three: at the top, the middle and the bottom.
        self.top = down * scale - min(2, anchor // 3) / 2 * rows * STEPS / ROWS
        self.left = float(across)
        self._columns = (six[4] & 0x3F) + 1
        style = six[5] >> 3 & 7
        if style or not self._rows:
            self.wraps = style in WRAPPING_STYLES
        self._rows = [row[: self._columns] for row in self._rows[:rows]]
        self._rows += [[] for _ in range(rows - len(self._rows))]
        self.move(self._row, self._column)

    def clear(self) -> None:
        for row in self._rows:
            row.clear()

    def move(self, row: int, column: int) -> None:
        """The pen, at most to the last place that there is."""
        self._row = min(row, len(self._rows) - 1)
        self._column = min(column, self._columns)

    def write(self, letter: str) -> None:
        if self._column >= self._columns:
            if not self.wraps:
                return
            self._wrap()
        row = self._rows[self._row]
        row += [BLANK] * (self._column + 1 - len(row))
        row[self._column] = letter
        self._column += 1

    def _wrap(self) -> None:
        """The word that was begun goes on in the next row."""
        row = self._rows[self._row]
        begin = len(row)
        while begin and row[begin - 1] != BLANK:
            begin -= 1
        word = row[begin:] if begin else []
        if begin:
            del row[begin:]
        self.return_carriage()
        self._rows[self._row][:] = word
        self._column = len(word)

    def step_back(self) -> None:
        self._column = max(0, self._column - 1)
        row = self._rows[self._row]
        if self._column < len(row):
            row[self._column] = BLANK

    def return_carriage(self) -> None:
        """To the next row; from the last one all of them roll up."""
        self._column = 0
        if self._row + 1 < len(self._rows):
            self._row += 1
            return
        del self._rows[0]
        self._rows.append([])

    def return_empty(self) -> None:
        """To the begin of the row, which is empty then."""
        self._rows[self._row].clear()
        self._column = 0

    def lines(self) -> list[str]:
        """What is written, from the top."""
        written = (" ".join("".join(row).split()) for row in self._rows)
        return [line for line in written if line]
