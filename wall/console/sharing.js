// Shared desks: all of them as the controller tells, and those that go out from this browser.

import { CannotCapture, Capture, capture, obstacle } from "./desk-capture.js";
import { t } from "./i18n.js";

/** Event: `change`. */
export class Sharing extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #captures = new Map();
  #known = new Set();
  /** All that are shared, as ShareInfo. */
  shares = [];

  constructor(connection, scenes, notices, topics) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    topics.want("shares");
    connection.addEventListener("told", ({ detail }) => detail.type === "shares.changed" && this.#told(detail.shares));
    // A tab that is closed says good-bye; the wall is told at once.
    addEventListener("beforeunload", (event) => this.#captures.size && event.preventDefault());
  }

  /** The key of the words that say why nothing can be shared from here, or null. */
  get obstacle() {
    return obstacle();
  }

  /** Those of the wall that is looked at. */
  get here() {
    return this.shares.filter((share) => share.wall === this.#scenes.wallName && share.state !== "ended");
  }

  /** What goes out from here under that id, if it does. */
  own(id) {
    return this.#captures.get(id) ?? null;
  }

  /** Choose what to share, then share it there. Whether it goes on. */
  async start(at, { sound, name = "" }) {
    let stream = null;
    try {
      stream = await capture({ sound });
      if (!stream) return false;
      const words = name || nameOf(stream.getVideoTracks()[0]);
      const where = this.#scenes.walls.length > 1 ? `${this.#scenes.wallName}/${at}` : at;
      const { result } = await this.#connection.request("share.start", { at: where, name: words.slice(0, 100) });
      this.#follow(new Capture(stream, result), at);
      return true;
    } catch (error) {
      for (const track of stream?.getTracks() ?? []) track.stop();
      if (error instanceof CannotCapture) this.#notices.say(t(error.message), { level: "error" });
      else this.#notices.refuse(error);
      return false;
    }
  }

  setState(id, state) {
    this.own(id)?.setState(state);
    this.#changed();
  }

  async stop(id) {
    const capture = this.own(id);
    if (capture) capture.end();
    else await this.#ask("share.stop", id);
  }

  allow(id) {
    return this.#ask("share.allow", id);
  }

  refuse(id) {
    return this.#ask("share.refuse", id);
  }

  /** A small picture of it, as an address, or null. */
  async picture(id) {
    try {
      const { picture } = await this.#connection.request("share.picture", { share: id });
      return picture;
    } catch (error) {
      if (error.code === undefined) throw error;
      return null;
    }
  }

  async #ask(type, share) {
    try {
      await this.#connection.request(type, { share });
    } catch (error) {
      this.#notices.refuse(error);
    }
  }

  #follow(capture, at) {
    this.#captures.set(capture.id, capture);
    capture.addEventListener("told", () => this.#changed());
    capture.addEventListener("failed", ({ detail }) =>
      this.#notices.say(t("share.failed", { why: detail }), { level: "error" }));
    capture.addEventListener("ended", ({ detail: reason }) => {
      this.#captures.delete(capture.id);
      this.#notices.say(reason ? t("share.ended_because", { reason }) : t("share.ended"));
      this.#changed();
    });
    this.#notices.say(t("share.begun", { at }));
    this.#changed();
  }

  #told(shares) {
    const waiting = shares.filter((share) => share.state === "waiting");
    for (const share of waiting) {
      if (this.#known.has(share.id) || this.own(share.id)) continue;
      this.#known.add(share.id);
      this.dispatchEvent(new CustomEvent("asked", { detail: share }));
    }
    this.shares = shares;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** What is shared, in words: some browsers tell the title of a window, others a number. */
function nameOf(track) {
  const { displaySurface } = track.getSettings();
  const isNumber = /^(screen|window|web-contents)\S*:\S*$/.test(track.label);
  return track.label && !isNumber ? track.label : t(`share.surface.${displaySurface ?? "monitor"}`);
}
