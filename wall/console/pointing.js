// A laser pointer and marks over the wall itself, for a discussion; gone when it ends.

import { contains } from "./geometry.js";

const EVERY_MS = 60;
const MOST_POINTS = 380;
const COLOUR = "#ffcc33";
const WIDTH = 10;

/** Event: `change`. `tool` is `laser`, `draw`, or null where nobody points from here. */
export class Pointing extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #timer = 0;
  #at = null;
  #stroke = null;
  #strokes = 0;

  constructor(connection, scenes, notices) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    this.tool = null;
    for (const type of ["wall", "mode"]) scenes.addEventListener(type, () => this.end());
    document.addEventListener("visibilitychange", () => document.hidden && this.tool && this.aim(null));
  }

  choose(tool) {
    if (this.tool === tool) return;
    if (this.tool === "laser") this.aim(null);
    this.tool = tool;
    this.#tell();
  }

  /** Everything of one's own goes. */
  end() {
    if (!this.tool) return;
    this.choose(null);
    this.wipe();
  }

  get at() {
    return this.#at;
  }

  /** Where the laser shines, in canvas pixels; null: nowhere. */
  aim(at) {
    this.#at = at && contains(this.#scenes.canvas, [...at, 0, 0]) ? at : null;
    this.#soon();
  }

  begin(at) {
    this.#stroke = { id: this.#newId(), points: [at], told: 0, last: at };
    this.#soon();
  }

  draw(at) {
    const stroke = this.#stroke;
    if (!stroke) return;
    stroke.points.push(at);
    stroke.last = at;
    if (stroke.told + stroke.points.length >= MOST_POINTS) {
      this.#flush();
      this.#stroke = { id: this.#newId(), points: [at], told: 0, last: at };
    }
    this.#soon();
  }

  lift() {
    this.#flush();
    this.#stroke = null;
  }

  /** A frame around each rectangle: marks without a mouse. */
  mark(rects) {
    for (const [x, y, width, height] of rects) {
      const points = [[x, y], [x + width, y], [x + width, y + height], [x, y + height], [x, y]];
      this.#send("marks.draw", { stroke: this.#newId(), points, colour: COLOUR, width: WIDTH });
    }
  }

  wipe(everybody = false) {
    this.#stroke = null;
    return this.#send("marks.clear", everybody ? { everybody } : {});
  }

  #newId() {
    this.#strokes += 1;
    return `s${this.#strokes}-${Date.now() % 100000}`;
  }

  #soon() {
    this.#timer ||= setTimeout(() => this.#flush(), EVERY_MS);
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.tool === "laser" || this.#at === null) this.#shine();
    const stroke = this.#stroke;
    if (!stroke?.points.length) return;
    const { id, points } = stroke;
    stroke.told += points.length;
    stroke.points = [];
    this.#send("marks.draw", { stroke: id, points: points.map((at) => at.map(Math.round)), colour: COLOUR, width: WIDTH });
  }

  #shone = null;

  #shine() {
    const at = this.#at?.map(Math.round) ?? null;
    if (String(at) === String(this.#shone)) return;
    this.#shone = at;
    this.#send("pointer.show", { at });
  }

  async #send(type, data) {
    if (this.#connection.state !== "online") return;
    try {
      await this.#connection.request(type, { wall: this.#scenes.wallName, ...data });
    } catch (error) {
      if (error.code === "offline") return;
      this.#stroke = null;
      this.#notices.refuse(error);
    }
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
