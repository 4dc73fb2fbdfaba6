// Takes that are put down for a time: what there is, adding and cancelling.

import { clockOf, t } from "./i18n.js";

/** Event: `change`. */
export class Scheduling extends EventTarget {
  #connection;
  #scenes;
  #notices;

  constructor(connection, scenes, notices, topics) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    /** The next one first. */
    this.takes = [];
    topics.want("schedule");
    connection.addEventListener("identified", () => this.#ask());
    scenes.addEventListener("wall", () => this.#ask());
    connection.addEventListener("told", ({ detail }) => {
      if (detail.type !== "schedule.changed" || detail.wall !== scenes.wallName) return;
      if (detail.failed) {
        notices.say(t("schedule.failed", { name: detail.failed }), { level: "error", detail: detail.why });
      }
      this.#ask();
    });
  }

  /** A `layout`, or what is staged now under the name `stage`. Whether it is on the list. */
  async add({ layout, stage, title, at, fadeMs, clear }) {
    const about = { wall: this.#scenes.wallName, at, fade_ms: fadeMs, clear };
    try {
      await this.#connection.request("schedule.add", layout ? { ...about, layout } : { ...about, stage });
      this.#notices.say(t("schedule.added", { name: title, time: clockOf(at) }));
      return true;
    } catch (error) {
      this.#notices.refuse(error, title);
      return false;
    }
  }

  async cancel({ id, layout }) {
    try {
      await this.#connection.request("schedule.remove", { wall: this.#scenes.wallName, id });
      this.#notices.say(t("schedule.cancelled", { name: layout }));
    } catch (error) {
      this.#notices.refuse(error, layout);
    }
  }

  async #ask() {
    const wall = this.#scenes.wallName;
    if (this.#connection.state !== "online" || !wall) return;
    try {
      const { result } = await this.#connection.request("schedule.list", { wall });
      this.takes = [...result].sort((a, b) => a.at - b.at);
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }
}
