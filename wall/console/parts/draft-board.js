// The room's own messages: to write one, and all that are on their way.

import { h, keyed } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { problemText } from "../notices.js";
import { DraftCard } from "./draft-card.js";
import { DraftForm } from "./draft-form.js";

const MOST_OFFERED = 8;

export class DraftBoard extends HTMLElement {
  #isOpen = false;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.writing = h("div", { class: "draft-writing" });
    this.write = h("button", { type: "button", class: "primary", on: { click: () => this.propose() } }, icon("add"), h("span", { t: "draft.write" }));
    this.which = h("select", { class: "quiet", label: "draft.which", on: { change: () => this.desk.drafts.look(this.which.value) } },
      h("option", { value: "open", t: "draft.open" }), h("option", { value: "all", t: "draft.all" }));
    this.said = h("p", { class: "muted posts-empty", role: "status" });
    this.list = h("div", { class: "draft-list", role: "feed", label: "draft.title" });
    this.append(h("div", { class: "field-row draft-tools" }, this.write, h("span", { class: "grow" }), this.which), this.writing, this.list, this.said);
    const { drafts } = this.desk;
    for (const type of ["change", "counters"]) drafts.addEventListener(type, () => this.#show());
    language.addEventListener("change", () => this.#show());
  }

  open(isOpen) {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    this.desk.drafts.look(isOpen ? this.which.value : null);
    if (isOpen) this.#show();
  }

  /** Networks that messages went to lately. */
  get networks() {
    return [...new Set((this.desk.drafts.all ?? []).flatMap(({ networks }) => networks))].slice(0, MOST_OFFERED);
  }

  propose() {
    if (!this.desk.drafts.mayDraft) return;
    if (!this.form) {
      this.form = new DraftForm(this.desk, { networks: this.networks, done: () => this.#written() });
      this.writing.replaceChildren(this.form);
    }
    this.form.focusFirst();
  }

  /** What keys ask for; false where there was nothing to do. */
  run(name) {
    const cards = [...this.list.children];
    const at = cards.findIndex((card) => card.contains(document.activeElement));
    const step = (by) => cards[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : cards.length - 1) : at + by, 0), cards.length - 1)]?.focus();
    const does = { next: () => step(1), before: () => step(-1), new: () => this.propose(), approve: () => cards[at]?.approve(), reject: () => cards[at]?.sendBack(), edit: () => cards[at]?.change() };
    does[name]?.();
    return name in does;
  }

  #written() {
    this.form = null;
    this.writing.replaceChildren();
    this.write.focus();
  }

  #show() {
    if (!this.#isOpen) return;
    const { all, problem, mayDraft } = this.desk.drafts;
    this.write.hidden = !mayDraft;
    this.said.hidden = !problem && Boolean(all?.length);
    this.said.textContent = problem ? problemText(problem) : t(all ? "draft.none" : "posts.loading");
    const shown = this.which.value === "all" ? all ?? [] : (all ?? []).filter(({ state }) => state !== "sent" && state !== "withdrawn");
    if (all && !shown.length) this.said.hidden = false;
    keyed(this.list, shown, ({ id }) => id, () => new DraftCard(this.desk, this), (card, draft) => card.show(draft));
  }
}

customElements.define("draft-board", DraftBoard);
