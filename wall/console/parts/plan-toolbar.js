// What can be done to the chosen tiles, and how the miniature looks.

import { h, say } from "../elements.js";
import { language } from "../i18n.js";
import { icon } from "../icons.js";
import { remember, remembered } from "../preferences.js";

const IDENTIFY_S = 10;

export class PlanToolbar extends HTMLElement {
  constructor(desk, plan) {
    super();
    this.desk = desk;
    this.plan = plan;
  }

  connectedCallback() {
    const { commands, selection, scenes } = this.desk;
    this.setAttribute("role", "toolbar");
    say(this, "label", "toolbar.label");
    this.lock = this.#button("lock", "action.lock", () => {
      commands.lock(selection.tiles, !selection.tiles.every((tile) => tile.locked));
    });
    this.needsTiles = [
      this.#button("front", "action.front", () => commands.stack(selection.tiles, "front")),
      this.#button("back", "action.back", () => commands.stack(selection.tiles, "back")),
      this.lock,
      this.#button("duplicate", "action.duplicate", async () => this.#duplicate()),
      this.#button("close", "action.close", () => commands.close(selection.tiles)),
    ];
    this.append(
      h("div", { class: "bar-group grow" }, ...this.needsTiles),
      h("div", { class: "bar-group" },
        this.#toggle("names", "toolbar.names", (on) => this.plan.showNames(on)),
        this.#toggle("magnet", "toolbar.snapping", () => {}, "snapping"),
        this.#button("identify", "toolbar.identify", () => this.#identify()),
      ),
    );
    const groups = new ResizeObserver(() => this.#fit());
    for (const group of [this, ...this.children]) groups.observe(group);
    language.addEventListener("change", () => this.#fit());
    selection.addEventListener("change", () => this.#update());
    scenes.addEventListener("scene", () => this.#update());
    this.#update();
  }

  #button(name, key, run) {
    const words = h("span", { class: "wide-only", t: key });
    return h("button", { type: "button", class: "quiet", hint: key, label: key, on: { click: run } }, icon(name), words);
  }

  /** What is done to tiles has signs alone where the words of this language do not fit. */
  #fit() {
    this.classList.remove("tight");
    const [first] = this.children;
    this.classList.toggle("tight", first.scrollWidth > first.clientWidth + 1);
  }

  #toggle(name, key, run, kept = name) {
    const button = this.#button(name, key, () => {
      const on = !remembered(kept, true);
      remember(kept, on);
      button.setAttribute("aria-pressed", on);
      run(on);
    });
    button.setAttribute("aria-pressed", remembered(kept, true));
    return button;
  }

  async #duplicate() {
    const copies = await this.desk.commands.duplicate(this.desk.selection.tiles);
    if (copies.length) this.desk.selection.set(copies);
  }

  #identify() {
    this.desk.connection
      .request("screens.identify", { seconds: IDENTIFY_S })
      .catch((error) => this.desk.notices.refuse(error));
  }

  #update() {
    const { tiles } = this.desk.selection;
    for (const button of this.needsTiles) button.disabled = !tiles.length || !this.desk.mayChange;
    const areLocked = tiles.length > 0 && tiles.every((tile) => tile.locked);
    if (this.lock.dataset.locked === String(areLocked)) return;
    this.lock.dataset.locked = areLocked;
    const key = areLocked ? "action.unlock" : "action.lock";
    for (const slot of ["hint", "label"]) say(this.lock, slot, key);
    this.lock.replaceChildren(icon(areLocked ? "unlock" : "lock"), h("span", { class: "wide-only", t: key }));
  }
}

customElements.define("plan-toolbar", PlanToolbar);
