// What people do to tiles, as requests; and what comes of them near the tile.

import { areaOf, canvasOf, same, translate, translateInside } from "./geometry.js";
import { t } from "./i18n.js";

export const SMALLEST = 16;
const STEP_SETTLES_MS = 250;
const CLIENT_LAYERS = ["base", "pushed"];

/** Events: `refused` (detail: `{ids, error}`), `done` (detail: a key of what was done). */
export class Commands extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #steps = null;

  constructor(connection, scenes, notices) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
  }

  /** Move or resize; `rects` maps ids to rectangles, `seen` is the revision when it began. */
  async move(rects, seen = this.#scenes.revision) {
    const moved = [...rects].filter(([id, rect]) => this.#isElsewhere(id, rect));
    if (!moved.length) return this.#scenes.forget(rects);
    this.#scenes.runAhead(moved);
    const commands = moved.map(([id, rect]) => ({ type: "tile.move", id, rect }));
    try {
      await this.#send(commands, seen);
    } finally {
      this.#scenes.forget(rects);
    }
  }

  /** Arrow keys: shown at once, sent when the keys rest. `change` maps a rectangle to the next. */
  step(tiles, change) {
    this.#steps ??= { rects: new Map(), seen: this.#scenes.revision, timer: 0 };
    for (const tile of tiles) {
      if (!tile.locked) this.#steps.rects.set(tile.id, change(tile.rect));
    }
    this.#scenes.runAhead(this.#steps.rects);
    clearTimeout(this.#steps.timer);
    this.#steps.timer = setTimeout(() => this.settle(), STEP_SETTLES_MS);
  }

  /** Send what the arrow keys did so far. */
  settle() {
    const steps = this.#steps;
    this.#steps = null;
    if (!steps) return Promise.resolve();
    clearTimeout(steps.timer);
    return this.#moveAhead(steps);
  }

  stack(tiles, to) {
    const ordered = to === "front" ? tiles : [...tiles].reverse();
    return this.#send(ordered.map(({ id }) => ({ type: "tile.stack", id, to })));
  }

  lock(tiles, locked) {
    return this.#send(tiles.map(({ id }) => ({ type: "tile.lock", id, locked })));
  }

  async close(tiles) {
    if (!(await this.#send(tiles.map(({ id }) => ({ type: "tile.close", id }))))) return;
    const text = t("done.closed", { count: tiles.length, name: titleOf(tiles[0]) });
    this.#notices.say(text, { action: { key: "action.undo", run: () => this.undo() } });
  }

  /** Returns the ids of the copies. */
  async duplicate(tiles) {
    const canvas = canvasOf(this.#scenes.wall);
    const shift = Math.round(this.#scenes.wall.screens[0].rect[2] / 8);
    const taken = new Set(this.#scenes.tiles.map((tile) => tile.id));
    const copies = tiles.map((tile) => ({
      ...tile,
      id: freeId(tile.id, taken),
      layer: CLIENT_LAYERS.includes(tile.layer) ? tile.layer : "pushed",
      rect: translateInside(translate(tile.rect, shift, shift), canvas),
      locked: false,
      trusted: false,
    }));
    const done = await this.#send(copies.map((tile) => ({ type: "tile.add", tile })));
    return done ? copies.map((tile) => tile.id) : [];
  }

  rename(tile, title) {
    return this.#send([{ type: "tile.configure", id: tile.id, title }]);
  }

  async undo() {
    await this.settle();
    await this.#run("undo", "done.undone");
  }

  async redo() {
    await this.settle();
    await this.#run("redo", "done.redone");
  }

  async #run(type, key) {
    try {
      await this.#connection.request(type, { wall: this.#scenes.wallName });
      this.#notices.say(t(key));
    } catch (error) {
      this.#notices.refuse(error);
    }
  }

  async #moveAhead({ rects, seen }) {
    await this.move(rects, seen);
  }

  #isElsewhere(id, rect) {
    const tile = this.#scenes.onWall(id);
    return tile && !same(tile.rect, rect);
  }

  /** Whether all of it was done; a refusal is told where the tiles are. */
  async #send(commands, seen = this.#scenes.revision) {
    if (!commands.length) return false;
    const beside = { wall: this.#scenes.wallName, seen };
    const [{ type, ...fields }] = commands;
    try {
      if (commands.length === 1) await this.#connection.request(type, { ...fields, ...beside });
      else await this.#connection.request("batch", { commands, ...beside });
      return true;
    } catch (error) {
      const ids = commands.map((command) => command.id ?? command.tile.id);
      this.#notices.refuse(error);
      this.dispatchEvent(new CustomEvent("refused", { detail: { ids, error } }));
      return false;
    }
  }
}

/** What a tile is called where people read it. */
export const titleOf = (tile) => tile.title || tile.id;

/** `B2:C3` where a tile fills screens exactly, else its rectangle. */
export function placeOf(wall, rect) {
  return areaOf(wall, rect) || t("place.free", { x: rect[0], y: rect[1], w: rect[2], h: rect[3] });
}

function freeId(id, taken) {
  const stem = id.replace(/-\d+$/, "").slice(0, 58);
  for (let number = 2; ; number++) {
    const free = `${stem}-${number}`;
    if (!taken.has(free)) {
      taken.add(free);
      return free;
    }
  }
}
