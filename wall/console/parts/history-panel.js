// Who did what, newest first.

import { deedWords, reasonWords } from "../deeds.js";
import { h, keyed } from "../elements.js";
import { language, t, timeOf } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";

const LIMIT = 60;
const REST_MS = 300;

export class HistoryPanel extends HTMLElement {
  #timer = 0;
  #entries = [];

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.list = h("ol", { class: "rows history", label: "history.title", tabIndex: 0 });
    this.append(this.list);
    this.desk.scenes.addEventListener("changed", () => this.#later());
    this.desk.scenes.addEventListener("wall", () => this.#later());
    this.addEventListener("shown", () => this.#later());
    language.addEventListener("change", () => {
      this.list.replaceChildren();
      this.#show();
    });
    this.#later();
  }

  /** Once for a burst of changes, and only while somebody looks. */
  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => !this.hidden && this.#ask(), REST_MS);
  }

  async #ask() {
    const { connection, scenes, notices } = this.desk;
    if (connection.state !== "online") return;
    try {
      const about = { wall: scenes.wallName, limit: LIMIT };
      ({ result: this.#entries } = await connection.request("history", about));
      this.#show();
    } catch (error) {
      if (error.code !== "offline") notices.refuse(error);
    }
  }

  #show() {
    const create = (entry) => {
      const time = h("time", { dateTime: new Date(entry.at * 1000).toISOString() }, timeOf(entry.at));
      const isOwn = entry.actor === this.desk.connection.me?.name;
      const actor = h("span", { class: "actor" }, isOwn ? t("history.you") : personName(entry.actor));
      const text = [deedWords(entry), reasonWords(entry)].filter(Boolean).join(" – ");
      const look = h("button", { type: "button", class: "quiet look", hint: "past.look", label: "past.look", on: { click: () => this.desk.past.open(entry.revision) } }, icon("history"));
      return h("li", { class: "row" }, time, actor, h("span", { class: "grow" }, text), look);
    };
    keyed(this.list, this.#entries, (entry) => entry.revision, create, () => {});
  }
}

customElements.define("history-panel", HistoryPanel);
