// The settings of the chosen tile; each change is one step, which can be taken back.

import { h } from "../elements.js";
import { SettingsForm } from "./settings-form.js";

export class TileSettings extends HTMLElement {
  #shown = "";
  #tile = null;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.form = new SettingsForm();
    this.more = h("details", { class: "place-settings" }, h("summary", { t: "place.settings" }), this.form);
    this.append(this.more);
    this.hidden = true;
    this.more.addEventListener("toggle", () => this.#draw());
    this.form.addEventListener("setting", ({ detail: { name, value } }) => this.desk.commands.configure(this.#tile, { [name]: value }));
  }

  /** null: there is not one tile alone that may be changed. */
  show(tile) {
    this.#tile = tile && !tile.locked && this.desk.mayChange ? tile : null;
    this.hidden = !this.#tile;
    if (this.#tile) this.#draw();
  }

  /** What somebody is typing stays, until another tile is chosen. */
  async #draw() {
    const tile = this.#tile;
    if (!this.more.open || !tile) return;
    const shown = JSON.stringify([tile.id, tile.kind, tile.settings, document.documentElement.lang]);
    const isOther = JSON.parse(this.#shown || "[]")[0] !== tile.id;
    if (shown === this.#shown || (!isOther && this.form.contains(document.activeElement))) return;
    try {
      const kind = (await this.desk.kinds.all()).get(tile.kind);
      if (tile !== this.#tile) return;
      this.#shown = shown;
      this.form.show(kind?.settings ?? {}, tile.settings);
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }
}

customElements.define("tile-settings", TileSettings);
