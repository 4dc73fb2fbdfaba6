// Working on a stage while the wall plays on: what is staged, changing it, taking, scheduling and
// saving it. One's own steps there can be undone, as on the wall.

import { areaRect, translate } from "./geometry.js";
import { t } from "./i18n.js";

const EDITED = " (edited)";
const MOST_STEPS = 100;
const FIELDS = ["kind", "rect", "title", "source", "settings", "label", "locked"];

/** Event: `change`. `stage` is the controller's StageDetail of the wall that is looked at. */
export class Preparing extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #topics;
  #undo = [];
  #redo = [];
  #isEnding = false;
  #isSaving = false;
  /** One change after the other: each begins with what the one before has led to. */
  #last = Promise.resolve();

  constructor(connection, scenes, notices, topics) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    this.#topics = topics;
    this.stage = null;
    connection.addEventListener("identified", () => this.#ask());
    connection.addEventListener("told", ({ detail }) => {
      if (detail.type === "stage.changed" && detail.wall === scenes.wallName) this.#ask();
    });
    scenes.addEventListener("wall", () => this.#ask());
    scenes.addEventListener("mode", ({ detail: mode }) => {
      topics.want("stage_previews", mode === "preparing");
      this.#tell();
    });
  }

  /** Whether the miniature shows the stage and not the wall. */
  get isOpen() {
    return this.#scenes.mode === "preparing";
  }

  /** The name of the layout that it began with. */
  get base() {
    return baseOf(this.stage);
  }

  /** The staged tiles that will not be shown as they should. */
  get lacking() {
    return this.stage?.tiles.filter(({ state }) => state !== "ok") ?? [];
  }

  /** Work on a layout: on what is staged of it already, else from its file. */
  async open(layout) {
    if (this.stage && this.base === layout) return this.join();
    return this.#begin({ layout });
  }

  /** Work on the wall as it is now, or on nothing. */
  openWall() {
    return this.#begin({});
  }

  openEmpty() {
    return this.#begin({ empty: true });
  }

  /** Show what is staged. */
  join() {
    this.#undo = [];
    this.#redo = [];
    this.#show();
  }

  /** Back to the wall; what is staged stays. */
  leave() {
    if (this.isOpen) this.#scenes.showInstead(null);
  }

  async drop() {
    this.#isEnding = true;
    await this.#try("stage.drop", {});
    this.#isEnding = false;
    this.leave();
  }

  /** Saving gives it the name of its file, which is no reason to stop. */
  async saving(save) {
    this.#isSaving = true;
    try {
      const saved = await save();
      await this.#ask();
      return saved;
    } finally {
      this.#isSaving = false;
    }
  }

  async take({ fadeMs, clear }) {
    const { title } = this.stage;
    this.#isEnding = true;
    const done = await this.#try("layout.take", { fade_ms: fadeMs, clear });
    this.#isEnding = false;
    if (!done) return false;
    this.leave();
    this.#notices.say(t("done.taken", { name: title }));
    return true;
  }

  // -- changing, in the place of commands on the wall --------------------------------------------

  /** Throws RequestFailed. */
  change(commands) {
    return this.#inTurn(() => this.#change(commands));
  }

  async #change(commands) {
    const before = this.stage?.tiles ?? [];
    const { result } = await this.#connection.request("stage.change", { wall: this.#scenes.wallName, commands });
    this.#undo = [...this.#undo, before].slice(-MOST_STEPS);
    this.#redo = [];
    this.#become(result);
  }

  undo() {
    return this.#inTurn(() => this.#step(this.#undo, this.#redo));
  }

  redo() {
    return this.#inTurn(() => this.#step(this.#redo, this.#undo));
  }

  /** Put content there. Throws RequestFailed. Returns the tile's id. */
  async add({ kind, settings, name, source = null }, { at, rect }, title = "") {
    const id = this.#freeId(kind);
    const place = rect ?? areaRect(this.#scenes.wall, at);
    const tile = { id, kind, settings, source, rect: place, title: title || name || null };
    await this.change([{ type: "tile.add", tile }]);
    return id;
  }

  /** Returns the ids of the copies. */
  async duplicate(tiles, shift) {
    const taken = [];
    const commands = tiles.map((tile) => {
      const id = this.#freeId(tile.kind, taken);
      taken.push(id);
      return { type: "tile.add", tile: { ...pick(tile), locked: false, id, rect: translate(tile.rect, shift, shift) } };
    });
    await this.change(commands);
    return taken;
  }

  // ----------------------------------------------------------------------------------------------

  async #begin(how) {
    try {
      const { result } = await this.#connection.request("layout.edit", { wall: this.#scenes.wallName, ...how });
      this.stage = result;
      this.join();
    } catch (error) {
      this.#notices.refuse(error);
    }
  }

  #inTurn(run) {
    const next = this.#last.then(run);
    this.#last = next.catch(() => {});
    return next;
  }

  async #step(from, to) {
    const wanted = from.pop();
    if (!wanted) {
      this.#notices.say(t("preparing.no_step"));
      return;
    }
    const before = this.stage?.tiles ?? [];
    const commands = between(before.map(({ tile }) => tile), wanted.map(({ tile }) => tile));
    try {
      if (commands.length) {
        const { result } = await this.#connection.request("stage.change", { wall: this.#scenes.wallName, commands });
        this.#become(result);
      }
      to.push(before);
    } catch (error) {
      from.push(wanted);
      this.#notices.refuse(error);
    }
  }

  async #try(type, data) {
    try {
      await this.#connection.request(type, { wall: this.#scenes.wallName, ...data });
      return true;
    } catch (error) {
      this.#notices.refuse(error);
      return false;
    }
  }

  async #ask() {
    const wall = this.#scenes.wallName;
    if (this.#connection.state !== "online" || !wall) return;
    try {
      const { result } = await this.#connection.request("stage.list", { wall });
      if (wall === this.#scenes.wallName) this.#become(result[0] ?? null);
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }

  #become(stage) {
    const before = this.stage;
    this.stage = stage;
    const isOther = baseOf(stage) !== baseOf(before) && !this.#isSaving;
    if (this.isOpen && (!stage || isOther)) {
      if (!this.#isEnding) this.#notices.say(t("preparing.gone", { name: before.title }));
      this.leave();
    } else if (this.isOpen) this.#show();
    else this.#tell();
  }

  #show() {
    const tiles = this.stage.tiles.map(({ tile }) => tile);
    const health = new Map(this.stage.tiles.map(({ tile, state, why }) => [tile.id, { state, why }]));
    this.#scenes.showInstead({ mode: "preparing", tiles, health });
    this.#tell();
  }

  #freeId(kind, taken = []) {
    const known = new Set([...this.stage.tiles.map(({ tile }) => tile.id), ...taken]);
    let number = 1;
    while (known.has(`${kind}-${number}`)) number += 1;
    return `${kind}-${number}`;
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

const baseOf = (stage) => stage?.layout.replace(EDITED, "") ?? "";

const pick = (tile) => Object.fromEntries(FIELDS.map((field) => [field, tile[field]]));

/** Commands that make one list of tiles the other. */
export function between(now, wanted) {
  const here = new Map(now.map((tile) => [tile.id, tile]));
  const there = new Set(wanted.map((tile) => tile.id));
  const differs = (a, b) => JSON.stringify(a) !== JSON.stringify(b);
  const commands = now.filter((tile) => !there.has(tile.id)).flatMap((tile) => opened(tile, { type: "tile.close", id: tile.id }));
  for (const tile of wanted) {
    const is = here.get(tile.id);
    const { id } = tile;
    if (!is || is.kind !== tile.kind) {
      if (is) commands.push(...opened(is, { type: "tile.close", id }));
      commands.push({ type: "tile.add", tile: { id, ...pick(tile) } });
      continue;
    }
    const own = [];
    if (differs(is.rect, tile.rect)) own.push({ type: "tile.move", id, rect: tile.rect });
    if (is.title !== tile.title) own.push({ type: "tile.configure", id, title: tile.title ?? "" });
    if (own.length) commands.push(...opened(is, ...own));
    if (is.locked !== tile.locked || (own.length && is.locked)) commands.push({ type: "tile.lock", id, locked: tile.locked });
  }
  const order = (tiles) => tiles.map((tile) => tile.id).filter((id) => here.has(id) && there.has(id));
  const last = wanted.findLastIndex((tile) => !here.has(tile.id));
  if (differs(order(now), order(wanted)) || (last >= 0 && last < wanted.length - 1)) {
    for (const tile of wanted.filter(({ locked }) => !locked)) commands.push({ type: "tile.stack", id: tile.id, to: "front" });
  }
  return commands;
}

/** What a locked tile refuses is done after unlocking it. */
function opened(tile, ...commands) {
  return tile.locked ? [{ type: "tile.lock", id: tile.id, locked: false }, ...commands] : commands;
}
