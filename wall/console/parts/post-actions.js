// What may be done with the post, or posts, at hand: as buttons; their keys stand beside them.

import { h, say } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

const VERDICTS = [
  { name: "approve", sign: "ok", key: "A" },
  { name: "stash", sign: "stash", key: "S" },
  { name: "reject", sign: "close", key: "R" },
];

export class PostActions extends HTMLElement {
  /** `run(name, {event})`: does it. */
  constructor(desk, run) {
    super();
    this.desk = desk;
    this.run = run;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.verdicts = VERDICTS.map((verdict) => this.#button(verdict));
    this.pin = this.#button({ name: "pin", sign: "pin", key: "P" }, "quiet");
    this.highlight = this.#button({ name: "highlight", sign: "star", key: "H" }, "quiet");
    this.pull = this.#button({ name: "pull", sign: "panic" }, "danger post-pull");
    this.undo = this.#button({ name: "undo", sign: "undo", key: "U" }, "quiet");
    this.why = h("p", { class: "muted small" });
    this.decide = h("div", { class: "post-verdicts", role: "group", label: "posts.decide" }, ...this.verdicts);
    this.marks = h("div", { class: "post-marks", role: "group", label: "posts.marks" }, this.pin, this.highlight, this.undo);
    this.append(this.pull, this.decide, this.marks, this.why);
    this.show([]);
  }

  #button({ name, sign, key = "" }, sort = "") {
    const cap = key ? h("kbd", { "aria-hidden": "true" }, key) : null;
    return h("button", { type: "button", class: `${sort} verdict-${name}`, "data-run": name, "aria-keyshortcuts": key || null, on: { click: (event) => this.run(name, { event }) } },
      icon(sign), h("span", { t: `verdict.${name}` }), cap);
  }

  /** For these entries. */
  show(entries) {
    const mayDecide = this.desk.may("moderate");
    const isAnything = entries.length > 0;
    this.hidden = !isAnything;
    this.decide.hidden = this.marks.hidden = !mayDecide;
    this.why.hidden = mayDecide;
    if (!mayDecide) say(this.why, "t", "posts.may_not");
    const isOn = entries.some(({ state }) => state === "approved" || state === "shown");
    this.pull.hidden = !mayDecide || !isOn;
    const [only] = entries.length === 1 ? entries : [];
    for (const [index, state] of ["approved", "stashed", "rejected"].entries()) {
      const isSo = only && (only.state === state || (state === "approved" && only.state === "shown"));
      this.verdicts[index].ariaPressed = String(Boolean(isSo));
    }
    this.pin.ariaPressed = String(isAnything && entries.every(({ post }) => post.pinned));
    this.highlight.ariaPressed = String(isAnything && entries.every(({ post }) => post.highlighted));
  }
}

/** What a decision is called when it is done, for who listens. */
export const doneWords = (verdict, count) => t(`verdict.done_${verdict}`, { count, n: count });

customElements.define("post-actions", PostActions);
