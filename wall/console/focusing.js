// The focus of the site: one topic and one time window on all tiles that compute from posts.

import { t } from "./i18n.js";

const NONE = { topic: "", window: null, until: null, by: "", title: "", follows: [], can_follow: 0, topics: [] };

/** Event: `change`. */
export class Focus extends EventTarget {
  #connection;
  #notices;

  constructor(connection, notices, topics) {
    super();
    this.#connection = connection;
    this.#notices = notices;
    /** As `focus.get` tells. */
    this.now = NONE;
    topics.want("focus");
    connection.addEventListener("identified", () => this.#ask());
    connection.addEventListener("told", ({ detail }) => {
      if (detail.type === "focus.changed") this.#told(detail);
      else if (detail.type === "layouts.changed") this.#ask();
    });
  }

  get isOn() {
    return Boolean(this.now.topic) || this.now.window !== null;
  }

  /** `window` and `for_s` are seconds or null. Whether it is so now. */
  async set(fields) {
    try {
      this.#become((await this.#connection.request("focus.set", fields)).result);
      return true;
    } catch (error) {
      this.#notices.refuse(error);
      return false;
    }
  }

  end() {
    return this.set({});
  }

  async #ask() {
    try {
      this.#become((await this.#connection.request("focus.get")).result);
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }

  #told({ focus, why }) {
    if (why) this.#notices.say(t("focus.over"), { detail: why });
    this.#become(focus);
  }

  #become(now) {
    this.now = now;
    this.dispatchEvent(new Event("change"));
  }
}
