// Snapping: moving and resizing tiles to screens, bezels and other tiles. The same rules as
// wall/model/snapping.py; tests/console/test_modules.py holds both to the same cases.

import { bottom, bounding, right, translate } from "./geometry.js";

export const Edge = Object.freeze({ LEFT: 1, TOP: 2, RIGHT: 4, BOTTOM: 8, ALL: 15 });

/** Lines that edges snap to: bezels, the middles of screens, and the edges of other tiles. */
export function guidesOf(wall, others) {
  const xs = new Set();
  const ys = new Set();
  for (const { rect } of wall.screens) {
    for (const x of [rect[0], rect[0] + Math.floor(rect[2] / 2), right(rect)]) xs.add(x);
    for (const y of [rect[1], rect[1] + Math.floor(rect[3] / 2), bottom(rect)]) ys.add(y);
  }
  for (const rect of others) {
    xs.add(rect[0]).add(right(rect));
    ys.add(rect[1]).add(bottom(rect));
  }
  return { xs: sorted(xs), ys: sorted(ys) };
}

/** The rectangle after its edges were dragged; never smaller than `smallest` each way. */
export function drag(rect, edges, dx, dy, smallest) {
  if (edges === Edge.ALL) return translate(rect, dx, dy);
  let [left, top, toRight, toBottom] = [rect[0], rect[1], right(rect), bottom(rect)];
  if (edges & Edge.LEFT) left = Math.min(left + dx, toRight - smallest);
  if (edges & Edge.RIGHT) toRight = Math.max(toRight + dx, left + smallest);
  if (edges & Edge.TOP) top = Math.min(top + dy, toBottom - smallest);
  if (edges & Edge.BOTTOM) toBottom = Math.max(toBottom + dy, top + smallest);
  return [left, top, toRight - left, toBottom - top];
}

/** Pull the dragged edges to the nearest guides within `reach` canvas pixels. */
export function snap(rect, edges, guides, reach, smallest) {
  const alongX = [Edge.LEFT, Edge.RIGHT].filter((edge) => edges & edge);
  const alongY = [Edge.TOP, Edge.BOTTOM].filter((edge) => edges & edge);
  const dx = pull(alongX.map((edge) => at(rect, edge)), guides.xs, reach);
  const dy = pull(alongY.map((edge) => at(rect, edge)), guides.ys, reach);
  const moved = drag(rect, edges, dx, dy, smallest);
  const held = (along, lines) =>
    sorted(new Set(along.map((edge) => at(moved, edge)).filter((line) => lines.includes(line))));
  return { rect: moved, xs: held(alongX, guides.xs), ys: held(alongY, guides.ys) };
}

/**
 * On a small miniature a pointer cannot tell the two sides of a bezel apart: whatever ends within
 * `reach` of whole screens ends on them. Only the dragged edges give way.
 */
export function settle(rect, edges, screens, reach) {
  if (!screens.length) return rect;
  const filled = bounding(screens.map((screen) => screen.rect));
  const near = [Edge.LEFT, Edge.TOP, Edge.RIGHT, Edge.BOTTOM].every(
    (edge) => Math.abs(at(rect, edge) - at(filled, edge)) <= reach,
  );
  if (!near) return rect;
  if (edges === Edge.ALL) return translate(rect, filled[0] - rect[0], filled[1] - rect[1]);
  const part = (edge) => at(edges & edge ? filled : rect, edge);
  const [left, top] = [part(Edge.LEFT), part(Edge.TOP)];
  return [left, top, part(Edge.RIGHT) - left, part(Edge.BOTTOM) - top];
}

function at(rect, edge) {
  if (edge === Edge.LEFT) return rect[0];
  if (edge === Edge.RIGHT) return right(rect);
  return edge === Edge.TOP ? rect[1] : bottom(rect);
}

function pull(positions, lines, reach) {
  let best = null;
  for (const position of positions) {
    for (const line of lines) {
      const shift = line - position;
      if (Math.abs(shift) > reach) continue;
      if (best === null || Math.abs(shift) < Math.abs(best)) best = shift;
    }
  }
  return best ?? 0;
}

const sorted = (values) => [...values].sort((a, b) => a - b);
