// The layouts: which is on, which is prepared, what is not ready and why; preparing and taking.

import { field, h, keyed, say } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { fadeMsOf, fadeSelect } from "./fade-select.js";
import { FocusControl } from "./focus-control.js";
import { LayoutWork } from "./layout-work.js";

export class LayoutsPanel extends HTMLElement {
  #layouts = [];
  #stages = new Map();
  #busy = new Map();

  constructor(desk, dialogs) {
    super();
    this.desk = desk;
    this.dialogs = dialogs;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.list = h("ul", { class: "rows layouts", label: "layouts.title" });
    this.fade = fadeSelect();
    this.focusTool = new FocusControl(this.desk);
    this.clear = h("input", { type: "checkbox" });
    this.append(
      this.list,
      h("div", { class: "field-pair options" },
        field("layouts.fade", this.fade),
        h("label", { class: "check" }, this.clear, h("span", { t: "layouts.clear" })),
      ),
      this.focusTool,
      new LayoutWork(this.desk, this.dialogs),
    );
    language.addEventListener("change", () => this.#show());
    const { connection, scenes } = this.desk;
    scenes.addEventListener("wall", () => this.#ask());
    connection.addEventListener("told", ({ detail }) => {
      const asksAgain = ["layouts.changed", "stage.changed"].includes(detail.type);
      const isTaken = detail.changes?.some((change) => change.type === "layout.taken");
      if (asksAgain || isTaken) this.#ask();
    });
    this.#ask();
  }

  async #ask() {
    const { connection, scenes } = this.desk;
    if (connection.state !== "online") return;
    try {
      const { result } = await connection.request("layout.list", { wall: scenes.wallName });
      this.#layouts = result;
      for (const layout of result) if (!layout.staged) this.#stages.delete(layout.name);
      this.#show();
    } catch (error) {
      if (error.code !== "offline") this.desk.notices.refuse(error);
    }
  }

  #show() {
    keyed(this.list, this.#layouts, (layout) => layout.name, (layout) => this.#create(layout), (element, layout) =>
      this.#update(element, layout),
    );
  }

  #create({ name }) {
    const prepare = h("button", { type: "button", class: "prepare", t: "layouts.prepare", on: { click: () => this.#prepare(name) } });
    const take = h("button", { type: "button", class: "take", t: "layouts.take", on: { click: () => this.#take(name) } });
    return h("li", { class: "row layout" },
      h("div", { class: "layout-text grow" },
        h("p", { class: "layout-title" }, h("span", { class: "ellipsis" }), h("span", { class: "chip" })),
        h("ul", { class: "reasons" }),
      ),
      h("button", { type: "button", class: "quiet edit", hint: "preparing.edit", on: { click: () => this.desk.preparing.open(name) } }, icon("edit")),
      prepare,
      take,
    );
  }

  #update(element, layout) {
    const [title, chip] = element.querySelector(".layout-title").children;
    title.textContent = layout.title;
    const stage = this.#stages.get(layout.name);
    const state = this.#stateOf(layout, stage);
    chip.hidden = !state;
    if (state) say(chip, "t", `layouts.${state}`);
    chip.className = `chip ${{ on: "live", ready: "ok", incomplete: "warning" }[state] ?? ""}`;
    const reasons = Object.entries(stage?.failed ?? {});
    const create = ([tile, why]) => h("li", {}, icon("warning"), h("span", {}, `${tile}: ${why}`));
    keyed(element.querySelector(".reasons"), reasons, ([tile]) => tile, create, () => {});
    const isBusy = this.#busy.has(layout.name);
    const [edit, prepare, take] = element.querySelectorAll("button");
    edit.disabled = isBusy || !this.desk.may("prepare");
    prepare.disabled = isBusy || !this.desk.may("prepare");
    prepare.hidden = layout.staged;
    take.disabled = isBusy || !this.desk.may("take");
    take.classList.toggle("primary", layout.staged);
    for (const [button, key] of [[edit, "layouts.edit"], [prepare, "layouts.prepare"], [take, "layouts.take"]]) {
      button.setAttribute("aria-label", `${t(key)}: ${layout.title}`);
    }
  }

  #stateOf(layout, stage) {
    if (this.#busy.has(layout.name)) return this.#busy.get(layout.name);
    if (layout.staged) return stage && isLacking(stage) ? "incomplete" : "ready";
    return layout.on ? "on" : "";
  }

  async #prepare(name) {
    await this.#during(name, "preparing", async () => {
      const about = { layout: name, wall: this.desk.scenes.wallName };
      const { result } = await this.desk.connection.request("layout.stage", about);
      this.#stages.set(name, result);
    });
  }

  async #take(name) {
    await this.#during(name, "taking", async () => {
      await this.desk.connection.request("layout.take", {
        layout: name,
        wall: this.desk.scenes.wallName,
        clear: this.clear.checked,
        fade_ms: fadeMsOf(this.fade),
      });
      const title = this.#layouts.find((layout) => layout.name === name)?.title ?? name;
      this.desk.notices.say(t("done.taken", { name: title }), {
        action: { key: "action.undo", run: () => this.desk.commands.undo() },
      });
    });
  }

  async #during(name, state, run) {
    const pressed = document.activeElement;
    this.#busy.set(name, state);
    this.#show();
    try {
      await run();
    } catch (error) {
      this.desk.notices.refuse(error);
    }
    this.#busy.delete(name);
    await this.#ask();
    // What is disabled for a while loses the keyboard.
    if (document.activeElement !== document.body || !this.list.contains(pressed)) return;
    (pressed.hidden ? pressed.closest("li").querySelector(".take") : pressed).focus({ preventScroll: true });
  }
}

const isLacking = (stage) => !stage.complete || Object.keys(stage.failed).length > 0;

customElements.define("layouts-panel", LayoutsPanel);
