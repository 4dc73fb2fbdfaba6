// Covering the wall with safe content, and uncovering it.

import { t } from "./i18n.js";

const LAYER = "panic";

/** Event: `change`. */
export class Panic extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #was = false;

  constructor(connection, scenes, notices) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    /** Who covered it, where that was heard. */
    this.by = "";
    scenes.addEventListener("changed", ({ detail }) => this.#heard(detail));
    for (const type of ["scene", "wall"]) scenes.addEventListener(type, () => this.#look());
  }

  get isCovered() {
    return this.#scenes.liveTiles.some((tile) => tile.layer === LAYER);
  }

  cover() {
    return this.#ask("panic.cover", "panic.covered");
  }

  uncover() {
    return this.#ask("panic.uncover", "panic.uncovered");
  }

  async #ask(type, key) {
    try {
      await this.#connection.request(type, { wall: this.#scenes.wallName });
      this.#notices.say(t(key));
    } catch (error) {
      this.#notices.refuse(error);
    }
  }

  #heard({ wall, actor, changes = [] }) {
    if (wall !== this.#scenes.wallName) return;
    const isCover = changes.some((change) => change.type === "tile.added" && change.tile.layer === LAYER);
    if (isCover) this.by = actor;
    this.#look(isCover);
  }

  #look(isNews = false) {
    if (this.isCovered === this.#was && !isNews) return;
    this.#was = this.isCovered;
    if (!this.#was) this.by = "";
    this.dispatchEvent(new Event("change"));
  }
}
