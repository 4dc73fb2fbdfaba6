// Below the layouts: what is being prepared and by whom, making new layouts, and the takes that are
// scheduled.

import { h, keyed } from "../elements.js";
import { clockOf, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { readinessOf } from "../preparing.js";

export class LayoutWork extends HTMLElement {
  constructor(desk, dialogs) {
    super();
    this.desk = desk;
    this.dialogs = dialogs;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { preparing, scheduling } = this.desk;
    this.stages = h("ul", { class: "rows being-prepared", "aria-labelledby": "prepared-title" });
    this.stagesTitle = h("h2", { id: "prepared-title", t: "preparing.list" });
    this.takes = h("ul", { class: "rows", "aria-labelledby": "scheduled-title" });
    this.takesTitle = h("h2", { id: "scheduled-title", t: "schedule.list" });
    const button = (key, right, run) => h("button", { type: "button", t: key, disabled: !this.desk.may(right), on: { click: run } });
    this.append(
      this.stagesTitle,
      this.stages,
      h("h2", { t: "preparing.new" }),
      h("div", { class: "work-buttons" },
        button("preparing.from_wall", "prepare", () => preparing.openWall()),
        button("preparing.from_nothing", "prepare", () => preparing.openEmpty()),
        button("save.wall_short", "prepare", () => this.dialogs.save.open("wall")),
        button("schedule.some", "take", () => this.dialogs.schedule.open()),
      ),
      this.takesTitle,
      this.takes,
    );
    preparing.addEventListener("change", () => this.#update());
    scheduling.addEventListener("change", () => this.#update());
    language.addEventListener("change", () => this.#update());
    this.#update();
  }

  #update() {
    const { preparing, scheduling } = this.desk;
    this.stages.hidden = this.stagesTitle.hidden = !preparing.stages.length;
    keyed(this.stages, preparing.stages, ({ stage }) => stage, ({ stage }) => this.#createStage(stage), (element, stage) =>
      this.#updateStage(element, stage),
    );
    this.takesTitle.hidden = !scheduling.takes.length;
    keyed(this.takes, scheduling.takes, (take) => `${take.id} ${take.at}`, (take) => this.#create(take), (element, take) => {
      const [title, about] = element.querySelector(".claim-text").children;
      title.textContent = `${take.layout} · ${clockOf(take.at)}`;
      const words = [t("tile.by", { name: personName(take.by) })];
      if (!take.possible) words.push(t("schedule.impossible"));
      else if (Object.keys(take.failed).length) words.push(t("preparing.lacking", { count: Object.keys(take.failed).length, n: Object.keys(take.failed).length }));
      else if (take.ready) words.push(t("schedule.ready"));
      about.textContent = words.join(" · ");
      element.querySelector("button").setAttribute("aria-label", `${t("schedule.cancel")}: ${take.layout}, ${clockOf(take.at)}`);
    });
  }

  #createStage(name) {
    const { preparing } = this.desk;
    return h("li", { class: "row draft-row" }, icon("stage"),
      h("div", { class: "claim-text grow" }, h("p", { class: "ellipsis" }), h("p", { class: "muted small" })),
      h("span", { class: "chip" }),
      h("button", { type: "button", t: "preparing.open", on: { click: () => preparing.join(name) } }),
      h("button", { type: "button", t: "preparing.drop", on: { click: () => preparing.drop(name) } }));
  }

  #updateStage(element, stage) {
    const { preparing, connection } = this.desk;
    const [title, about] = element.querySelector(".claim-text").children;
    const isOwn = stage.owner === connection.me?.name;
    title.textContent = stage.title;
    about.textContent = isOwn ? t("preparing.own") : t("tile.by", { name: personName(stage.owner) });
    const chip = element.querySelector(".chip");
    const { look, text } = readinessOf(stage);
    chip.className = `chip ${look}`;
    chip.textContent = text;
    const [open, drop] = element.querySelectorAll("button");
    open.disabled = preparing.isOpen && preparing.stage?.stage === stage.stage;
    drop.disabled = !this.desk.may("prepare");
    for (const [button, key] of [[open, "preparing.open"], [drop, "preparing.drop"]]) {
      button.setAttribute("aria-label", `${t(key)}: ${stage.title}, ${about.textContent}`);
    }
  }

  #create(take) {
    const mayNot = !this.desk.may("take");
    return h("li", { class: "row" }, icon("clock"),
      h("div", { class: "claim-text grow" }, h("p", { class: "ellipsis" }), h("p", { class: "muted small" })),
      h("button", { type: "button", t: "schedule.cancel", disabled: mayNot, on: { click: () => this.desk.scheduling.cancel(take) } }));
  }
}

customElements.define("layout-work", LayoutWork);
