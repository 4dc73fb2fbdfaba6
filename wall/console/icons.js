// Icons, drawn on a grid of 16 with strokes of 1.5.

const PATHS = {
  image: "M2.5 3.5h11v9h-11zM2.5 10.5l3-3 3 3 2-2 3 3M10.5 6h.01",
  video: "M2.5 4h11v8h-11zM7 6.5v3L9.5 8z",
  web: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM2.5 8h11M8 2.5c-3.5 3.5-3.5 7.5 0 11c3.5-3.5 3.5-7.5 0-11",
  feed: "M3 3.5h10M3 6.5h10M3 9.5h6M3 12.5h6",
  chart: "M2.5 2.5v11h11M5 10l2.5-3 2 2L13 5",
  table: "M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 3.5v9",
  text: "M3.5 3.5h9M8 3.5v9.5M6 13h4",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 5v3l2 1.5",
  ticker: "M2.5 8h8M8 5.5L10.5 8L8 10.5M13.5 4v8",
  value: "M3 13V9M6.5 13V5M10 13V7.5M13.5 13V3",
  speaker: "M3 6h2.5L9 3v10L5.5 10H3zM11 6a2.8 2.8 0 0 1 0 4M12.8 4.2a5.4 5.4 0 0 1 0 7.6",
  silent: "M3 6h2.5L9 3v10L5.5 10H3zM11 6.2l3.2 3.6M14.2 6.2L11 9.8",
  headphones: "M3 11V8.5a5 5 0 0 1 10 0V11M3 9.5h2v4H3zM11 9.5h2v4h-2z",
  solo: "M10.5 4.8a2.6 2 0 0 0-2.5-1.3c-1.6 0-2.6.8-2.6 2c0 2.8 5.2 1.5 5.2 4.6c0 1.4-1.1 2.3-2.7 2.3a2.8 2.2 0 0 1-2.8-1.6",
  alert: "M8 2.5L14 13H2zM8 6.5v3M8 11.3v.01",
  desk: "M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3M8 8.8V5M6.3 6.5L8 4.8l1.7 1.7",
  tile: "M2.5 3.5h11v9h-11z",
  tv: "M2.5 4.5h11v8h-11zM5.5 1.8L8 4.5l2.5-2.7",
  vnc: "M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3M5 5.5l1.5 1.3L5 8M8 8h2.5",
  record: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4z",
  download: "M8 2.5v7.5M5 7l3 3l3-3M3 13h10",
  undo: "M5.5 3L2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6",
  redo: "M10.5 3l3 3l-3 3M13.5 6H6a3.5 3.5 0 0 0 0 7h4",
  front: "M8 9.5V2.5M5 5.5l3-3 3 3M2.5 12.5h11",
  back: "M8 6.5v7M5 10.5l3 3 3-3M2.5 3.5h11",
  lock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
  unlock: "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 4.9-.7",
  duplicate: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  close: "M4 4l8 8M12 4l-8 8",
  add: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  point: "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6z",
  identify: "M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3",
  names: "M2.5 3v5l5.5 5.5l5-5L7.5 3zM5 5.5h.01",
  magnet: "M4 2.5v5a4 4 0 0 0 8 0v-5h-2.5v5a1.5 1.5 0 0 1-3 0v-5zM4 5h2.5M9.5 5H12",
  sun: "M8 5.5a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.5 3.5l1 1M11.5 11.5l1 1M3.5 12.5l1-1M11.5 4.5l1-1",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
  panic: "M8 1.8l5.2 2v4c0 3.2-2.2 5.3-5.2 6.4c-3-1.1-5.2-3.2-5.2-6.4v-4zM8 5v3.5M8 10.8v.01",
  laser: "M2.5 13.5l6-6M10.5 5.5h.01M10.5 1.8v1.4M14.2 5.5h-1.4M13.1 2.9l-1 1M7.9 2.9l1 1M13.1 8.1l-1-1",
  draw: "M2.5 12.5c3 1.5 2-3 4.5-2.5s1 3 6.5 1.5M6 7.5l6-5l1.5 1.5l-6 5z",
  history: "M3 4v3h3M3.2 7a5 5 0 1 1-.2 2.5M8 5.5V8l2 1.5",
  earlier: "M10 3.5L5.5 8l4.5 4.5",
  later: "M6 3.5L10.5 8L6 12.5",
  contributor: "M2.5 4h11v8h-11zM2.5 4.5L8 9l5.5-4.5",
  edit: "M3 13l.8-3.2l6.7-6.7l2.4 2.4l-6.7 6.7zM9 4.6l2.4 2.4",
  claim: "M4 14V2.5h8.5l-2 3 2 3H4",
  person: "M8 3a2.5 2.5 0 1 0 0 5a2.5 2.5 0 1 0 0-5zM3 13.5c.5-3 2.5-4 5-4s4.5 1 5 4",
  people: "M6 3.5a2.2 2.2 0 1 0 0 4.4a2.2 2.2 0 1 0 0-4.4zM1.8 13c.4-2.6 2-3.6 4.2-3.6s3.8 1 4.2 3.6M10.5 4a2 2 0 0 1 0 3.8M12 9.8c1.3.5 2 1.6 2.2 3.2",
  token: "M5.5 5.5a3 3 0 1 0 0 6a3 3 0 1 0 0-6zM8.3 7.8L14 7.8M11.5 7.8v2.5M13.5 7.8v2",
  help: "M6 6a2 2 0 1 1 2.8 1.8c-.6.3-.8.7-.8 1.2v.5M8 12v.01",
  signout: "M6.5 2.5h-4v11h4M6 8h7.5M11 5.5L13.5 8L11 10.5",
  take: "M5 3.5v9l7-4.5z",
  stage: "M3 5.5h10M3 8.5h10M3 11.5h6",
  warning: "M8 2.5L14 13H2zM8 6.5v3M8 11.3v.01",
  ok: "M3.5 8.5l3 3l6-7",
  info: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM8 7.5v3M8 5.5v.01",
  posts: "M2.5 3h11v8h-6l-3 2.8V11h-2zM5 6h6M5 8.3h4",
  stash: "M2.5 3.5h11v3h-11zM3.5 6.5v6.5h9V6.5M6.5 9h3",
  pin: "M6 2.5h4l-.5 4.5l2.5 2v1H4V9l2.5-2zM8 10v4",
  star: "M8 2.3l1.7 3.6l3.9.5l-2.9 2.7l.8 3.9L8 11.1l-3.5 1.9l.8-3.9L2.4 6.4l3.9-.5z",
  search: "M7 3a4 4 0 1 0 0 8a4 4 0 1 0 0-8zM10 10l3.5 3.5",
  answer: "M6 4L2.5 7.5L6 11M2.5 7.5H10a3.5 3.5 0 0 1 3.5 3.5v2",
  eye: "M1.8 8c2-3.2 4-4.5 6.2-4.5s4.2 1.3 6.2 4.5c-2 3.2-4 4.5-6.2 4.5S3.8 11.2 1.8 8zM8 6a2 2 0 1 0 0 4a2 2 0 1 0 0-4z",
  rules: "M3 4.5h6M11.5 4.5H13M10.2 3v3M3 8h1.5M7 8h6M5.8 6.5v3M3 11.5h5M10.5 11.5H13M9.2 10v3",
  source: "M4 11.5a1 1 0 1 0 0 2a1 1 0 1 0 0-2zM3 7.5a6 6 0 0 1 5.5 5.5M3 3a10.5 10.5 0 0 1 10 10",
  offline: "M2.5 6.5a8 8 0 0 1 11 0M4.8 9a5 5 0 0 1 6.4 0M8 12v.01M3 2.5l10 11",
};
const SVG = "http://www.w3.org/2000/svg";

/** An icon without words of its own; whoever uses it says what it means. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  path.setAttribute("d", PATHS[name] ?? PATHS.tile);
  svg.append(path);
  return svg;
}
