// What people do to tiles, as requests; and what comes of them near the tile.

import { areaOf, same } from "./geometry.js";
import { t } from "./i18n.js";
import { titleOf } from "./naming.js";

export const SMALLEST = 16;
const STEP_SETTLES_MS = 250;

/** Events: `refused` (detail: `{ids, error}`), `done` (detail: a key of what was done). */
export class Commands extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #steps = null;
  /** Takes the commands instead of the wall: what is prepared, while it is shown. */
  elsewhere = null;

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
    return this.move(steps.rects, steps.seen);
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
    const shift = Math.round(this.#scenes.wall.screens[0].rect[2] / 8);
    const ids = tiles.map((tile) => tile.id);
    try {
      if (this.elsewhere?.isOpen) return await this.elsewhere.duplicate(tiles, shift);
      const about = { wall: this.#scenes.wallName, ids, offset: [shift, shift] };
      const { result } = await this.#connection.request("tile.duplicate", about);
      return result.tiles;
    } catch (error) {
      this.#refuse(ids, error);
      return [];
    }
  }

  rename(tile, title) {
    return this.#send([{ type: "tile.configure", id: tile.id, title }]);
  }

  configure(tile, settings) {
    return this.#send([{ type: "tile.configure", id: tile.id, settings }]);
  }

  async undo() {
    await this.settle();
    if (this.elsewhere?.isOpen) await this.elsewhere.undo();
    else await this.#run("undo", "done.undone");
  }

  async redo() {
    await this.settle();
    if (this.elsewhere?.isOpen) await this.elsewhere.redo();
    else await this.#run("redo", "done.redone");
  }

  async #run(type, key) {
    try {
      await this.#connection.request(type, { wall: this.#scenes.wallName });
      this.#notices.say(t(key));
    } catch (error) {
      this.#notices.refuse(error);
    }
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
      if (this.elsewhere?.isOpen) await this.elsewhere.change(commands);
      else if (commands.length === 1) await this.#connection.request(type, { ...fields, ...beside });
      else await this.#connection.request("batch", { commands, ...beside });
      return true;
    } catch (error) {
      const ids = commands.map((command) => command.id);
      this.#refuse(ids, error);
      return false;
    }
  }

  #refuse(ids, error) {
    const [first] = ids;
    const about = this.#scenes.tile(first);
    this.#notices.refuse(error, about ? titleOf(about) : "");
    this.dispatchEvent(new CustomEvent("refused", { detail: { ids, error } }));
  }
}

/** `B2:C3` where a tile fills screens exactly, else its rectangle. */
export function placeOf(wall, rect) {
  return areaOf(wall, rect) || t("place.free", { x: rect[0], y: rect[1], w: rect[2], h: rect[3] });
}
