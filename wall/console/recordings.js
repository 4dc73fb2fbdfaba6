// What was recorded and what is being recorded, as the controller lists it.

import { t } from "./i18n.js";

/** Event: `change`. */
export class Recordings extends EventTarget {
  #connection;
  #scenes;
  #notices;

  constructor(connection, scenes, notices) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    /** Newest first. */
    this.all = [];
    connection.addEventListener("identified", () => this.ask());
    scenes.addEventListener("wall", () => this.ask());
    scenes.addEventListener("changed", ({ detail }) => {
      if (detail.changes?.some((change) => change.type === "recording.changed")) this.ask();
    });
  }

  /** Those that run now. */
  get running() {
    return this.all.filter((recording) => recording.ended === null);
  }

  /** The running one of a tile, or null. */
  ofTile(tile) {
    return this.running.find((recording) => recording.tile === tile) ?? null;
  }

  /** `what`: `{tile}` or `{at}`; `for_s` or null. Whether it runs. */
  async start(what, forS = null) {
    const about = { ...what, wall: this.#scenes.wallName };
    if (forS) about.for_s = forS;
    if (!(await this.#do("record.start", about))) return false;
    this.#notices.say(t("record.begun"));
    return true;
  }

  async stop(recording) {
    if (await this.#do("record.stop", { recording: recording.id })) this.#notices.say(t("record.kept"));
  }

  async remove(recording) {
    if (await this.#do("record.delete", { recording: recording.id })) this.#notices.say(t("record.gone"));
  }

  async ask() {
    const wall = this.#scenes.wallName;
    if (this.#connection.state !== "online" || !wall) return;
    try {
      const { result } = await this.#connection.request("record.list", { wall });
      this.all = result;
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }

  async #do(type, data) {
    try {
      await this.#connection.request(type, data);
      await this.ask();
      return true;
    } catch (error) {
      this.#notices.refuse(error);
      return false;
    }
  }
}

export const filmOf = (recording) => `/api/v1/recordings/${encodeURIComponent(recording.id)}/film.mp4`;
