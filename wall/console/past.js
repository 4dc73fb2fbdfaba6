// The wall as it was: looking back at a moment, and putting it back.

import { clockOf, t } from "./i18n.js";

const LIMIT = 400;
const SETTLES_MS = 120;

/** Event: `change`. Moments are entries of the history, the oldest first. */
export class Past extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #timer = 0;
  #asked = 0;

  constructor(connection, scenes, notices) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    this.moments = [];
    this.at = -1;
    /** The revision that the miniature shows; it follows the moment. */
    this.shown = null;
    scenes.addEventListener("mode", () => this.#tell());
    scenes.addEventListener("changed", ({ detail }) => this.isOpen && detail.wall === scenes.wallName && this.#load());
  }

  /** Whether the miniature shows a moment that is over. */
  get isOpen() {
    return this.#scenes.mode === "past";
  }

  get moment() {
    return this.moments[this.at] ?? null;
  }

  /** Look at the moment before the newest change, or at the one of a revision. */
  async open(revision = null) {
    if (!(await this.#load()) || !this.moments.length) return;
    const found = this.moments.findIndex((moment) => moment.revision === revision);
    this.look(found >= 0 ? found : Math.max(0, this.moments.length - 2), 0);
  }

  leave() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.shown = null;
    if (this.isOpen) this.#scenes.showInstead(null);
  }

  /** The number of a moment. What is dragged over is only looked at where it rests. */
  look(index, settles = SETTLES_MS) {
    this.at = Math.min(Math.max(index, 0), this.moments.length - 1);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(), settles);
    this.#tell();
  }

  /** The last moment at a time of the day, or on a day: seconds since the epoch. */
  lookAt(seconds) {
    const index = this.moments.findLastIndex((moment) => moment.at <= seconds);
    this.look(Math.max(index, 0), 0);
  }

  async putBack() {
    const { moment } = this;
    try {
      const about = { wall: this.#scenes.wallName, revision: moment.revision };
      await this.#connection.request("history.restore", about);
      this.leave();
      this.#notices.say(t("past.restored", { time: clockOf(moment.at) }));
    } catch (error) {
      this.#notices.refuse(error);
    }
  }

  async #load() {
    const wall = this.#scenes.wallName;
    try {
      const { result } = await this.#connection.request("history", { wall, limit: LIMIT });
      // Asked only now: people go on through time while the answer is on its way.
      const revision = this.moment?.revision;
      this.moments = result.reverse();
      const same = this.moments.findIndex((moment) => moment.revision === revision);
      if (same >= 0) this.at = same;
      this.#tell();
      return true;
    } catch (error) {
      this.#notices.refuse(error);
      return false;
    }
  }

  async #show() {
    const { moment } = this;
    const mine = ++this.#asked;
    try {
      const about = { wall: this.#scenes.wallName, revision: moment.revision };
      const { result } = await this.#connection.request("history.scene", about);
      // Meanwhile another moment may be looked at, or the wall again.
      if (mine !== this.#asked) return;
      this.shown = moment.revision;
      this.#scenes.showInstead({ mode: "past", tiles: result.tiles });
      this.#tell();
    } catch (error) {
      if (mine === this.#asked) this.#notices.refuse(error);
    }
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
