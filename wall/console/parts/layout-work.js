// Below the layouts: what is being prepared, making new layouts, and the takes that are scheduled.

import { h, keyed } from "../elements.js";
import { clockOf, language, t } from "../i18n.js";
import { icon } from "../icons.js";

export class LayoutWork extends HTMLElement {
  constructor(desk, dialogs) {
    super();
    this.desk = desk;
    this.dialogs = dialogs;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { preparing, scheduling } = this.desk;
    this.staged = h("p", { class: "grow" });
    this.stage = h("div", { class: "row being-prepared" }, icon("stage"), this.staged,
      h("button", { type: "button", t: "preparing.open", on: { click: () => preparing.join() } }));
    this.takes = h("ul", { class: "rows", "aria-labelledby": "scheduled-title" });
    this.takesTitle = h("h2", { id: "scheduled-title", t: "schedule.list" });
    const button = (key, right, run) => h("button", { type: "button", t: key, disabled: !this.desk.may(right), on: { click: run } });
    this.append(
      this.stage,
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
    this.stage.hidden = !preparing.stage || preparing.isOpen;
    if (preparing.stage) this.staged.textContent = t("preparing.there", { name: preparing.stage.title });
    this.takesTitle.hidden = !scheduling.takes.length;
    keyed(this.takes, scheduling.takes, (take) => `${take.id} ${take.at}`, (take) => this.#create(take), (element, take) => {
      const [title, about] = element.querySelector(".claim-text").children;
      title.textContent = `${take.layout} · ${clockOf(take.at)}`;
      const words = [t("tile.by", { name: take.by })];
      if (!take.possible) words.push(t("schedule.impossible"));
      about.textContent = words.join(" · ");
      element.querySelector("button").setAttribute("aria-label", `${t("schedule.cancel")}: ${take.layout}, ${clockOf(take.at)}`);
    });
  }

  #create(take) {
    const mayNot = !this.desk.may("take");
    return h("li", { class: "row" }, icon("clock"),
      h("div", { class: "claim-text grow" }, h("p", { class: "ellipsis" }), h("p", { class: "muted small" })),
      h("button", { type: "button", t: "schedule.cancel", disabled: mayNot, on: { click: () => this.desk.scheduling.cancel(take) } }));
  }
}

customElements.define("layout-work", LayoutWork);
