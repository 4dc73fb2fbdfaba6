// How each source of posts is doing.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { problemText } from "../notices.js";
import { agoOf } from "../times.js";
import { numberOf } from "./post-words.js";

const EVERY_MS = 10_000;

export class PostSources extends HTMLElement {
  #timer = 0;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.rows = h("tbody");
    this.said = h("p", { class: "muted", role: "status" });
    const heads = ["sources.name", "sources.state", "sources.newest", "sources.today"];
    this.table = h("table", { class: "sources-table" },
      h("caption", { class: "unseen", t: "posts.sources" }),
      h("thead", {}, h("tr", {}, ...heads.map((key) => h("th", { scope: "col", t: key })))),
      this.rows,
    );
    this.append(this.table, this.said);
  }

  /** Look now and again while it is open. */
  open(isOpen) {
    clearInterval(this.#timer);
    if (!isOpen) return;
    this.#timer = setInterval(() => this.#ask(), EVERY_MS);
    this.#ask();
  }

  async #ask() {
    try {
      const sources = await this.desk.posts.ask("post.sources");
      this.table.hidden = !sources.length;
      this.said.textContent = sources.length ? "" : t("sources.none");
      this.rows.replaceChildren(...sources.map((source) => this.#row(source)));
    } catch (error) {
      if (error.code === undefined) throw error;
      this.said.textContent = problemText(error);
    }
  }

  #row({ source, kind, state, why, note, newest_at, today }) {
    const isWell = state === "ok" || state === "running";
    return h("tr", {},
      h("th", { scope: "row" }, h("bdi", {}, source), h("span", { class: "muted small" }, kind)),
      h("td", {}, h("span", { class: `state ${isWell ? "" : state}` }, icon(isWell ? "ok" : "warning"), h("span", {}, sourceState(state))),
        why || note ? h("span", { class: "muted small", lang: "en" }, [why, note].filter(Boolean).join(" – ")) : ""),
      h("td", {}, newest_at ? agoOf(newest_at) : t("sources.never")),
      h("td", { class: "number" }, numberOf(today)),
    );
  }
}

const STATES = { ok: "sources.ok", running: "sources.ok", stale: "sources.stale", failed: "sources.failed" };
const sourceState = (state) => (state in STATES ? t(STATES[state]) : state);

customElements.define("post-sources", PostSources);
