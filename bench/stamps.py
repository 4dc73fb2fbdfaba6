"""Time stamps that a page paints and that eyes read from the frame buffer of the wall."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bench.measuring import percentile
from tests.live.frame_buffer import FrameBuffer

BITS = 32
CHECK_BITS = 8
MARK = (1, 0, 1, 0)
SQUARES = len(MARK) + BITS + CHECK_BITS
SQUARE_PX = 16
LOOK_EVERY_S = 0.004
FOLLOWED_WITHIN_S = 30.0

PAGE = """\
<!doctype html><meta charset="utf-8"><title>Time</title>
<style>
  html, body { margin: 0; background: #223; overflow: hidden; color: #ccd; font: 20px sans-serif }
</style>
<canvas id="c" width="WIDTH" height="64"></canvas><p id="words"></p>
<script>
const pen = document.getElementById("c").getContext("2d", { alpha: false });
const words = document.getElementById("words");
words.textContent = "Figures of the day, in words that stand still. ".repeat(60);
let turn = 0;
function paint() {
  requestAnimationFrame(paint);
  if (turn++ % 2) return;
  const now = Date.now() % 2 ** 32;
  let check = 0;
  for (let i = 0; i < 4; i++) check = (check + (now / 2 ** (8 * i)) % 256) & 255;
  const bits = [1, 0, 1, 0];
  for (let i = 0; i < 32; i++) bits.push(Math.floor(now / 2 ** i) % 2);
  for (let i = 0; i < 8; i++) bits.push((check >> i) & 1);
  bits.forEach((bit, i) => {
    pen.fillStyle = bit ? "#fff" : "#000";
    pen.fillRect(i * SQUARE, 0, SQUARE, 64);
  });
}
paint();
</script>
""".replace("WIDTH", str(SQUARES * SQUARE_PX)).replace("SQUARE", str(SQUARE_PX))
"""Paints 30 times a second."""


@dataclass
class Seen:
    """What was read."""

    delays_ms: list[float] = field(default_factory=list)
    unreadable: int = 0

    @property
    def p50(self) -> float:
        return percentile(self.delays_ms, 50)

    @property
    def p99(self) -> float:
        return percentile(self.delays_ms, 99)


def read_stamp(row: NDArray[np.uint8]) -> int | None:
    """Milliseconds, of one row of squares in grey; None for what is none."""
    at = ((np.arange(SQUARES) + 0.5) * len(row) / SQUARES).astype(int)
    bits = row[at] > 127
    if tuple(int(bit) for bit in bits[: len(MARK)]) != MARK:
        return None
    weights = 1 << np.arange(BITS, dtype=np.int64)
    stamp = int((bits[len(MARK) : len(MARK) + BITS] * weights).sum())
    check = int((bits[len(MARK) + BITS :] * (1 << np.arange(CHECK_BITS))).sum())
    return stamp if sum(stamp.to_bytes(4, "big")) % 256 == check else None


def watch(display: str, x: int, y: int, width: int, seconds: float) -> Seen:
    """Read the squares at that place of a frame buffer. Waits until the first is there."""
    seen = Seen()
    eyes = FrameBuffer(display)
    try:
        began: float | None = None
        give_up = time.monotonic() + FOLLOWED_WITHIN_S
        last: int | None = None
        pause = threading.Event()
        while began is None or time.monotonic() - began < seconds:
            stamp = read_stamp(eyes.read(x, y, width, 1)[0, :, 1])
            now_ms = time.time() * 1000
            if stamp is not None and stamp != last:
                if began is not None:
                    seen.delays_ms.append((now_ms - stamp) % 2**32)
                began = began or time.monotonic()
                last = stamp
            elif stamp is None and began is not None:
                seen.unreadable += 1
            if began is None and time.monotonic() > give_up:
                raise RuntimeError("no time stamp was seen on the wall")
            pause.wait(LOOK_EVERY_S)
    finally:
        eyes.close()
    return seen
