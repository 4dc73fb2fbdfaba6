// Choosing screens on the miniature: click one, drag across several, or use the arrow keys.

import { h, keyed } from "../elements.js";
import { screensUnder } from "../geometry.js";
import { t } from "../i18n.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class ScreenPicker extends HTMLElement {
  #picked = new Set();
  #drag = null;
  #focusBefore = null;

  constructor(desk, plan) {
    super();
    this.desk = desk;
    this.plan = plan;
    this.hidden = true;
  }

  connectedCallback() {
    this.setAttribute("role", "group");
    this.screens = h("div", { class: "picker-screens" });
    this.append(this.screens);
    this.desk.picking.addEventListener("change", () => this.#changed());
    this.addEventListener("pointerdown", (event) => this.#begin(event));
    this.addEventListener("pointermove", (event) => this.#move(event));
    this.addEventListener("pointerup", (event) => this.#end(event));
    this.addEventListener("keydown", (event) => this.#press(event));
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !this.hidden) this.desk.picking.end(null);
    });
  }

  /** Put the screens where they are; they may have moved. */
  lay() {
    const { wall } = this.desk.scenes;
    const create = ({ address }) =>
      h("button", { type: "button", class: "picker-screen", tabIndex: -1 }, address);
    const update = (element, screen) => {
      this.plan.place(element, screen.rect);
      element.setAttribute("aria-pressed", this.#picked.has(screen.address));
    };
    keyed(this.screens, wall.screens, (screen) => screen.address, create, update);
  }

  #changed() {
    const { purpose } = this.desk.picking;
    this.hidden = !purpose;
    if (!purpose) {
      this.#focusBefore?.focus?.();
      return;
    }
    this.#focusBefore = document.activeElement;
    this.#picked.clear();
    this.setAttribute("aria-label", t("pick.label", { name: purpose }));
    this.lay();
    const [first] = this.screens.children;
    first.tabIndex = 0;
    first.focus({ preventScroll: true });
  }

  #begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    const at = this.plan.toCanvas(event.clientX, event.clientY);
    this.#drag = { from: at, adds: event.shiftKey || event.ctrlKey, before: new Set(this.#picked) };
    this.#stretch(at);
  }

  #move(event) {
    if (this.#drag) this.#stretch(this.plan.toCanvas(event.clientX, event.clientY));
  }

  #stretch([x, y]) {
    const [fromX, fromY] = this.#drag.from;
    const rect = [Math.min(x, fromX), Math.min(y, fromY), Math.abs(x - fromX) + 1, Math.abs(y - fromY) + 1];
    const touched = screensUnder(this.desk.scenes.wall, rect).map((screen) => screen.address);
    this.#picked = new Set([...(this.#drag.adds ? this.#drag.before : []), ...touched]);
    this.lay();
  }

  #end() {
    const drag = this.#drag;
    this.#drag = null;
    if (drag && !drag.adds) this.#done();
  }

  #press(event) {
    const address = event.target.dataset?.key;
    if (!address) return;
    if (event.key in ARROWS) this.#focus(address, ARROWS[event.key]);
    else if (event.key === " ") this.#toggle(address);
    else if (event.key === "Enter") {
      if (!this.#picked.size) this.#picked.add(address);
      this.#done();
    } else return;
    event.preventDefault();
  }

  #toggle(address) {
    if (!this.#picked.delete(address)) this.#picked.add(address);
    this.lay();
  }

  /** The nearest screen in a direction. */
  #focus(address, [toRight, down]) {
    const { screens } = this.desk.scenes.wall;
    const from = screens.find((screen) => screen.address === address).rect;
    const distance = ({ rect }) => {
      const along = toRight ? (rect[0] - from[0]) * toRight : (rect[1] - from[1]) * down;
      const across = toRight ? Math.abs(rect[1] - from[1]) : Math.abs(rect[0] - from[0]);
      return along > 0 ? along + 3 * across : Infinity;
    };
    const best = screens.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    if (distance(best) === Infinity) return;
    for (const element of this.screens.children) {
      const isBest = element.dataset.key === best.address;
      element.tabIndex = isBest ? 0 : -1;
      if (isBest) element.focus();
    }
  }

  #done() {
    const { wall } = this.desk.scenes;
    this.desk.picking.end(wall.screens.filter((screen) => this.#picked.has(screen.address)));
  }
}

customElements.define("screen-picker", ScreenPicker);
