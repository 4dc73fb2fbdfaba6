// The keyboard on the miniature. parts/keyboard-help.js lists the same keys for people.

import { SMALLEST } from "../commands.js";
import { translate } from "../geometry.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class PlanKeys {
  #plan;
  #desk;

  constructor(plan) {
    this.#plan = plan;
    this.#desk = plan.desk;
    plan.tiles.addEventListener("keydown", (event) => this.#press(event));
    plan.tiles.addEventListener("focusin", () => this.#plan.draw());
  }

  #press(event) {
    const id = event.target.closest(".tile-box")?.dataset.key;
    if (!id || this.#plan.gestures.isBusy) return;
    if (this.#do(event, id)) event.preventDefault();
  }

  /** Whether the key meant anything. */
  #do(event, id) {
    const { key } = event;
    if (key in ARROWS && !event.altKey) return this.#step(event, id);
    if (key === "PageDown" || key === "PageUp") return this.#focus(id, key === "PageDown" ? 1 : -1);
    if (key === " " || key === "Enter") return this.#choose(event, id);
    return false;
  }

  #step(event, id) {
    if (!this.#desk.mayChange) return false;
    if (!this.#desk.selection.has(id)) this.#desk.selection.set([id]);
    const [screen] = this.#desk.scenes.wall.screens;
    const [right, down] = ARROWS[event.key];
    const [dx, dy] = event.shiftKey
      ? [right * screen.rect[2], down * screen.rect[3]]
      : [right, down];
    const change = event.ctrlKey || event.metaKey
      ? ([x, y, w, h]) => [x, y, Math.max(w + dx, SMALLEST), Math.max(h + dy, SMALLEST)]
      : (rect) => translate(rect, dx, dy);
    this.#desk.commands.step(this.#desk.selection.tiles, change);
    return true;
  }

  #focus(id, by) {
    const order = this.#plan.inReadingOrder();
    const at = order.findIndex((element) => element.dataset.key === id);
    order[(at + by + order.length) % order.length]?.focus();
    return true;
  }

  #choose(event, id) {
    if (event.shiftKey || event.ctrlKey) this.#desk.selection.toggle(id);
    else this.#desk.selection.set([id]);
    return true;
  }
}
