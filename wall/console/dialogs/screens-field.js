// Some screens of a wall: pointed at on a small picture of it, or typed.

import { h } from "../elements.js";
import { AreaError, bounding, nameOf, screensOf } from "../geometry.js";
import { t } from "../i18n.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
let fields = 0;

export class ScreensField extends HTMLElement {
  #screens;

  constructor(wall, area = "all") {
    super();
    this.wall = wall;
    this.first = area;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const id = `screens-${++fields}`;
    this.input = h("input", { id, spellcheck: false, autocapitalize: "characters", autocomplete: "off", placeholderKey: "area.example", "aria-describedby": `${id}-problem` });
    this.problem = h("p", { class: "field-problem", id: `${id}-problem`, role: "alert" });
    this.map = h("div", { class: "small-wall", role: "group", label: "grant.map" }, ...this.#buttons());
    const all = h("button", { type: "button", t: "pick.all", on: { click: () => this.#choose(this.wall.screens) } });
    this.append(
      this.map,
      h("div", { class: "field" },
        h("label", { htmlFor: id, t: "grant.screens" }),
        h("div", { class: "field-row" }, this.input, all),
        this.problem,
      ),
    );
    this.input.addEventListener("input", () => this.#typed(false));
    this.input.addEventListener("change", () => this.#typed(true));
    this.map.addEventListener("keydown", (event) => this.#press(event));
    this.input.value = this.first;
    this.#typed(true);
  }

  /** The area, or null after saying what is wrong with it. */
  read() {
    return this.#typed(true) ? nameOf(this.wall, this.#screens) : null;
  }

  #buttons() {
    const [x, y, width, height] = bounding(this.wall.screens.map((screen) => screen.rect));
    return this.wall.screens.map(({ address, rect }, index) => {
      const button = h("button", { type: "button", tabIndex: index ? -1 : 0, on: { click: () => this.#toggle(address) } }, address);
      button.dataset.address = address;
      button.style.left = `${((rect[0] - x) / width) * 100}%`;
      button.style.top = `${((rect[1] - y) / height) * 100}%`;
      button.style.width = `${(rect[2] / width) * 100}%`;
      button.style.height = `${(rect[3] / height) * 100}%`;
      return button;
    });
  }

  /** The picture has the wall's shape. */
  #shape() {
    const [, , width, height] = bounding(this.wall.screens.map((screen) => screen.rect));
    this.map.style.aspectRatio = `${width} / ${height}`;
  }

  #toggle(address) {
    const chosen = new Set(this.#screens.map((screen) => screen.address));
    const isWhole = chosen.size === this.wall.screens.length && chosen.size > 1;
    if (isWhole) chosen.clear();
    if (isWhole || !chosen.delete(address)) chosen.add(address);
    this.#choose(this.wall.screens.filter((screen) => chosen.has(screen.address)));
  }

  #choose(screens) {
    this.input.value = nameOf(this.wall, screens);
    this.#screens = screens;
    this.#say("");
    this.#show();
  }

  #typed(isDone) {
    try {
      this.#screens = screensOf(this.wall, this.input.value);
      this.#say("");
    } catch (error) {
      if (!(error instanceof AreaError)) throw error;
      this.#screens = [];
      if (isDone) this.#say(error.part ? t("area.unknown", { part: error.part }) : t("area.missing"));
    }
    this.#show();
    return this.#screens.length > 0;
  }

  #show() {
    this.#shape();
    const chosen = new Set(this.#screens.map((screen) => screen.address));
    for (const button of this.map.children) button.setAttribute("aria-pressed", chosen.has(button.dataset.address));
  }

  #say(text) {
    this.problem.textContent = text;
    if (text) this.input.setAttribute("aria-invalid", "true");
    else this.input.removeAttribute("aria-invalid");
  }

  #press(event) {
    const address = event.target.dataset.address;
    if (!address || !(event.key in ARROWS)) return;
    event.preventDefault();
    const [toRight, down] = ARROWS[event.key];
    const from = this.wall.screens.find((screen) => screen.address === address).rect;
    const distance = ({ rect }) => {
      const along = toRight ? (rect[0] - from[0]) * toRight : (rect[1] - from[1]) * down;
      const across = toRight ? Math.abs(rect[1] - from[1]) : Math.abs(rect[0] - from[0]);
      return along > 0 ? along + 3 * across : Infinity;
    };
    const best = this.wall.screens.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    if (distance(best) === Infinity) return;
    for (const button of this.map.children) {
      const isBest = button.dataset.address === best.address;
      button.tabIndex = isBest ? 0 : -1;
      if (isBest) button.focus();
    }
  }
}

customElements.define("screens-field", ScreensField);
