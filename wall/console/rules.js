// Rules of the site: what of the conversation makes the wall act, how each stands, and keeping one
// from acting.

import { has, t } from "./i18n.js";

const TOLD = ["fired", "held", "failed"];

/** Event: `change`. */
export class Rules extends EventTarget {
  #connection;
  #notices;

  constructor(connection, notices, topics) {
    super();
    this.#connection = connection;
    this.#notices = notices;
    /** As `rule.list` tells; empty where the site has none. */
    this.all = [];
    topics.want("rules");
    connection.addEventListener("identified", () => this.ask());
    connection.addEventListener("told", ({ detail }) => detail.type === "rules.changed" && this.#told(detail));
  }

  async ask() {
    try {
      this.all = (await this.#connection.request("rule.list")).result;
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }

  /** `until`: seconds since the epoch; null: it acts again. */
  mute(rule, until) {
    return this.#send("rule.mute", { rule, until });
  }

  dismiss(rule) {
    return this.#send("rule.dismiss", { rule });
  }

  /** When it would have fired; null where that cannot be told. */
  async try(rule, days) {
    try {
      return (await this.#connection.request("rule.try", { rule, days })).result;
    } catch (error) {
      this.#notices.refuse(error);
      return null;
    }
  }

  titleOf(name) {
    return this.all.find(({ rule }) => rule === name)?.title || name;
  }

  async #send(type, fields) {
    try {
      const { result } = await this.#connection.request(type, fields);
      this.all = this.all.map((one) => (one.rule === result.rule ? result : one));
      this.dispatchEvent(new Event("change"));
    } catch (error) {
      this.#notices.refuse(error);
    }
  }

  #told({ rule, what, firing, why }) {
    const key = `ruletold.${what}`;
    if (TOLD.includes(what) && has(key)) {
      const level = what === "failed" ? "error" : "info";
      this.#notices.say(t(key, { name: this.titleOf(rule) }), { level, detail: firing?.why || why });
    }
    this.ask();
  }
}
