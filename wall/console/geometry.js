// Rectangles on the canvas ([x, y, width, height], canvas pixels) and areas such as `B2:C3`.

export const right = (rect) => rect[0] + rect[2];
export const bottom = (rect) => rect[1] + rect[3];

export const same = (a, b) => a.every((value, index) => value === b[index]);

export const overlaps = (a, b) =>
  a[0] < right(b) && b[0] < right(a) && a[1] < bottom(b) && b[1] < bottom(a);

export const contains = (a, b) =>
  a[0] <= b[0] && a[1] <= b[1] && right(b) <= right(a) && bottom(b) <= bottom(a);

export const translate = (rect, dx, dy) => [rect[0] + dx, rect[1] + dy, rect[2], rect[3]];

export function bounding(rects) {
  const x = Math.min(...rects.map((rect) => rect[0]));
  const y = Math.min(...rects.map((rect) => rect[1]));
  return [x, y, Math.max(...rects.map(right)) - x, Math.max(...rects.map(bottom)) - y];
}

export const canvasOf = (wall) => bounding(wall.screens.map((screen) => screen.rect));

/** An area that the wall does not have; `part` is what is wrong in it. */
export class AreaError extends Error {
  constructor(part) {
    super(part);
    this.part = part;
  }
}

/** The screens of `B2`, `A1:C2`, `A1,B3` or `all`; throws AreaError. */
export function screensOf(wall, area) {
  const text = area.trim();
  if (text.toLowerCase() === "all") return wall.screens;
  const found = new Set();
  for (const part of text.split(",")) {
    for (const screen of block(wall, part.trim())) found.add(screen);
  }
  return [...found];
}

export const areaRect = (wall, area) => bounding(screensOf(wall, area).map((s) => s.rect));

export function screensUnder(wall, rect) {
  return wall.screens.filter((screen) => overlaps(screen.rect, rect));
}

/** The screens whose middle lies inside. */
export function screensWithin(wall, rect) {
  return wall.screens.filter((screen) => {
    const x = screen.rect[0] + screen.rect[2] / 2;
    const y = screen.rect[1] + screen.rect[3] / 2;
    return rect[0] <= x && x < right(rect) && rect[1] <= y && y < bottom(rect);
  });
}

/** The shortest name of these screens: `all`, `B2:C3` where they are a block, else a list. */
export function nameOf(wall, screens) {
  if (!screens.length) return "";
  if (screens.length === wall.screens.length && wall.screens.length > 1) return "all";
  if (screens.length === 1) return screens[0].address;
  const inside = screensWithin(wall, bounding(screens.map((screen) => screen.rect)));
  if (inside.length === screens.length) {
    const { first, last } = corners(screens);
    if (first && last) return `${first.address}:${last.address}`;
  }
  return screens.map((screen) => screen.address).join(",");
}

/** The area that a rectangle fills, within `slack` of a screen on each side; or "". */
export function areaOf(wall, rect, slack = 0) {
  const screens = screensWithin(wall, rect);
  if (!screens.length) return "";
  const filled = bounding(screens.map((screen) => screen.rect));
  const within = slack * screens[0].rect[3];
  const edges = [
    [rect[0], filled[0]],
    [rect[1], filled[1]],
    [right(rect), right(filled)],
    [bottom(rect), bottom(filled)],
  ];
  return edges.every(([a, b]) => Math.abs(a - b) <= within) ? nameOf(wall, screens) : "";
}

function corners(screens) {
  const [x, y, width, height] = bounding(screens.map((screen) => screen.rect));
  const first = screens.find((s) => s.rect[0] === x && s.rect[1] === y);
  const last = screens.find((s) => right(s.rect) === x + width && bottom(s.rect) === y + height);
  return { first, last };
}

function block(wall, part) {
  const [first, last, more] = part.split(":").map((text) => text.trim());
  if (more !== undefined) throw new AreaError(part);
  const from = screenAt(wall, first);
  if (last === undefined) return [from];
  return screensWithin(wall, bounding([from.rect, screenAt(wall, last).rect]));
}

function screenAt(wall, address) {
  const wanted = address.toUpperCase();
  const screen = wall.screens.find((s) => s.address === address || s.address === wanted);
  if (!screen) throw new AreaError(address);
  return screen;
}
