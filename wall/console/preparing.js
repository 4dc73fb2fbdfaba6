// Working on a stage while the wall plays on: what is staged, changing it, taking, scheduling and
// saving it. One's own steps there can be undone, as on the wall.

import { titleFor } from "./contents.js";
import { areaRect, translate } from "./geometry.js";
import { t } from "./i18n.js";

const EDITED = " (edited)";
const MOST_STEPS = 100;
const FIELDS = ["kind", "rect", "title", "source", "settings", "label", "locked"];

/** Event: `change`. What is staged are the controller's StageDetails of the wall that is looked at. */
export class Preparing extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #topics;
  #undo = [];
  #redo = [];
  /** The name of the stage that is worked on here, and what it was called last. */
  #name = null;
  #title = "";
  #isEnding = false;
  /** One change after the other: each begins with what the one before has led to. */
  #last = Promise.resolve();

  constructor(connection, scenes, notices, topics) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    this.#topics = topics;
    /** All that is being prepared, by whomever. */
    this.stages = [];
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

  /** What is worked on here, or one's own; null where there is neither. */
  get stage() {
    return this.#find(this.#name) ?? this.own;
  }

  get own() {
    return this.stages.find(({ owner }) => owner === this.#connection.me?.name) ?? null;
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
    const { own } = this;
    if (own && baseOf(own) === layout) return this.join(own.stage);
    return this.#begin({ layout });
  }

  /** Work on the wall as it is now, or on nothing. */
  openWall() {
    return this.#begin({});
  }

  openEmpty() {
    return this.#begin({ empty: true });
  }

  /** Work on what is staged under that name. */
  join(name) {
    this.#undo = [];
    this.#redo = [];
    this.#name = name;
    this.#topics.watchStage(name);
    this.#show();
  }

  /** Back to the wall; what is staged stays. */
  leave() {
    this.#name = null;
    if (this.isOpen) this.#scenes.showInstead(null);
    this.#tell();
  }

  /** Give up what is worked on here, or another one. */
  async drop(name = this.stage.stage) {
    if (name !== this.#name) return this.#try("stage.drop", { stage: name });
    this.#isEnding = true;
    const done = await this.#try("stage.drop", { stage: name });
    this.#isEnding = false;
    if (done) this.leave();
    return done;
  }

  async take({ fadeMs, clear }) {
    const { title, stage } = this.stage;
    this.#isEnding = true;
    const done = await this.#try("layout.take", { stage, fade_ms: fadeMs, clear });
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
    await this.#send(commands);
    this.#undo = [...this.#undo, before].slice(-MOST_STEPS);
    this.#redo = [];
  }

  async #send(commands) {
    const about = { wall: this.#scenes.wallName, stage: this.#name, commands };
    const { result } = await this.#connection.request("stage.change", about);
    this.#become(this.stages.map((stage) => (stage.stage === result.stage ? result : stage)));
  }

  undo() {
    return this.#inTurn(() => this.#step(this.#undo, this.#redo));
  }

  redo() {
    return this.#inTurn(() => this.#step(this.#redo, this.#undo));
  }

  /** Put content there. Throws RequestFailed. Returns the tile's id. */
  async add(content, { at, rect }, title = "") {
    const { kind, settings, source = null } = content;
    const id = this.#freeId(kind);
    const place = rect ?? areaRect(this.#scenes.wall, at);
    const tile = { id, kind, settings, source, rect: place, title: title || titleFor(content) };
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
    const before = this.own;
    try {
      const { result } = await this.#connection.request("layout.edit", { wall: this.#scenes.wallName, ...how });
      this.stages = [...this.stages.filter(({ stage }) => stage !== result.stage), result];
      this.join(result.stage);
      if (before?.edited) this.#notices.say(t("preparing.replaced", { name: before.title }));
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
      if (commands.length) await this.#send(commands);
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
      if (wall === this.#scenes.wallName) this.#become(result);
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }

  #find(name) {
    return this.stages.find(({ stage }) => stage === name);
  }

  #become(stages) {
    this.stages = stages;
    if (!this.isOpen) this.#tell();
    else if (this.#find(this.#name)) this.#show();
    else {
      if (!this.#isEnding) this.#notices.say(t("preparing.gone", { name: this.#title }));
      this.leave();
    }
  }

  #show() {
    this.#title = this.stage.title;
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

/** How far a stage is: the looks of a chip, and its words. */
export function readinessOf({ tiles, complete }) {
  const lacking = tiles.filter(({ state }) => state !== "ok");
  if (!lacking.length && complete) return { look: "ok", text: t("layouts.ready") };
  if (lacking.some(({ state }) => state === "loading") || !complete) {
    return { look: "", text: t("preparing.loading", { n: tiles.length - lacking.length, of: tiles.length }) };
  }
  return { look: "warning", text: t("preparing.lacking", { count: lacking.length, n: lacking.length }) };
}

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
