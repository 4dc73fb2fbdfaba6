// Stands above the miniature while it shows what is prepared: what it is, what is not ready and
// why, and the ways on from here.

import { h, keyed } from "../elements.js";
import { readinessOf } from "../preparing.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { titleOf } from "../naming.js";
import { fadeMsOf, fadeSelect } from "./fade-select.js";

export class PreparingBar extends HTMLElement {
  constructor(desk, dialogs) {
    super();
    this.desk = desk;
    this.dialogs = dialogs;
  }

  connectedCallback() {
    this.setAttribute("role", "region");
    this.setAttribute("aria-live", "polite");
    this.name = h("strong", {});
    this.by = h("span", { class: "muted small" });
    this.state = h("span", { class: "chip" });
    this.lacking = h("ul", { class: "lacking" });
    this.fade = fadeSelect({ label: "layouts.fade" });
    this.clear = h("input", { type: "checkbox" });
    const { preparing } = this.desk;
    const button = (key, run, properties = {}) => h("button", { type: "button", t: key, on: { click: run }, ...properties });
    this.taking = button("preparing.take", () => preparing.take({ fadeMs: fadeMsOf(this.fade), clear: this.clear.checked }), { class: "primary" });
    this.schedule = button("preparing.schedule", () => this.dialogs.schedule.open({ staged: preparing.stage, fade: this.fade.value, clear: this.clear.checked }));
    this.append(
      h("div", { class: "mode-title grow" }, icon("stage"), h("p", {}, h("span", { t: "preparing.title" }), " ", this.name), this.by, this.state,
        h("span", { class: "muted small wide-only", t: "preparing.hint" })),
      h("div", { class: "mode-actions" },
        this.fade,
        h("label", { class: "check" }, this.clear, h("span", { t: "preparing.clear" })),
        this.taking,
        this.schedule,
        button("preparing.save", () => this.dialogs.save.open("staged")),
        button("preparing.drop", () => preparing.drop()),
        button("preparing.leave", () => preparing.leave()),
      ),
      this.lacking,
    );
    preparing.addEventListener("change", () => this.#update());
    language.addEventListener("change", () => this.#update());
    this.#update();
  }

  #update() {
    const { preparing } = this.desk;
    this.hidden = !preparing.isOpen;
    if (this.hidden) return;
    const { stage, lacking } = preparing;
    this.setAttribute("aria-label", `${t("preparing.title")} ${stage.title}`);
    this.name.textContent = stage.title;
    this.by.hidden = stage.owner === this.desk.connection.me?.name;
    this.by.textContent = t("tile.by", { name: personName(stage.owner) });
    const failed = lacking.filter(({ state }) => state === "failed");
    const { look, text } = readinessOf(stage);
    this.state.className = `chip ${look}`;
    this.state.textContent = text;
    for (const control of [this.taking, this.schedule]) control.disabled = !this.desk.may("take");
    keyed(this.lacking, failed, ({ tile }) => tile.id, ({ tile }) => this.#create(tile), (element, { tile, why }) => {
      element.querySelector("strong").textContent = titleOf(tile);
      element.querySelector("[lang]").textContent = why;
    });
  }

  #create({ id }) {
    const choose = () => {
      this.desk.selection.set([id]);
      this.desk.show("details");
    };
    return h("li", {}, icon("warning"), h("button", { type: "button", class: "link", on: { click: choose } }, h("strong", {})), h("span", { lang: "en" }));
  }
}

customElements.define("preparing-bar", PreparingBar);
