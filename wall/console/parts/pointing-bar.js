// Stands above the miniature while somebody points at the wall: laser or pen, wiping, ending.

import { h } from "../elements.js";
import { icon } from "../icons.js";

export class PointingBar extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    const { pointing, selection, presence } = this.desk;
    const button = (key, run, properties = {}) => h("button", { type: "button", t: key, on: { click: run }, ...properties });
    const tool = (name, key) => {
      const element = h("button", { type: "button", class: "quiet", on: { click: () => pointing.choose(name) } }, icon(name), h("span", { t: key }));
      element.dataset.tool = name;
      return element;
    };
    this.tools = [tool("laser", "pointing.laser"), tool("draw", "pointing.draw")];
    this.mark = button("pointing.mark", () => pointing.mark(selection.tiles.map((tile) => tile.rect)));
    this.wipe = button("pointing.wipe", () => pointing.wipe());
    this.wipeAll = button("pointing.wipe_all", () => pointing.wipe(true));
    this.append(
      h("div", { class: "mode-title grow" }, ...this.tools, h("span", { class: "muted small wide-only", t: "pointing.hint" })),
      h("div", { class: "mode-actions" }, this.mark, this.wipe, this.wipeAll, button("pointing.end", () => pointing.end(), { class: "primary" })),
    );
    const update = () => this.#update();
    pointing.addEventListener("change", update);
    selection.addEventListener("change", update);
    for (const type of ["marks", "people"]) presence.addEventListener(type, update);
    addEventListener("keydown", (event) => event.key === "Escape" && pointing.tool && pointing.end());
    update();
  }

  #update() {
    const { pointing, selection, presence } = this.desk;
    this.hidden = !pointing.tool;
    for (const tool of this.tools) tool.setAttribute("aria-pressed", tool.dataset.tool === pointing.tool);
    this.mark.disabled = !selection.tiles.length;
    this.wipe.disabled = this.wipeAll.disabled = !presence.marks.length;
  }
}

customElements.define("pointing-bar", PointingBar);
