// The chosen tiles: what they are, and where, as fields to type into.

import { SMALLEST } from "../commands.js";
import { field, h } from "../elements.js";
import { areaOf, areaRect } from "../geometry.js";
import { language, t, timeOf } from "../i18n.js";
import { icon } from "../icons.js";
import { titleOf } from "../naming.js";
import { personName } from "../persons.js";
import { AreaField } from "./area-field.js";
import { ChannelPicker } from "./channel-picker.js";
import { DriveView } from "./drive-view.js";
import { TileSettings } from "./tile-settings.js";

const MARGIN = 0.05;
const WORKED = ["web", "vnc"];
const SIDES = ["x", "y", "width", "height"];

export class TileDetails extends HTMLElement {
  #shown = "";

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.about = h("div", { class: "details-about" });
    this.empty = h("p", { class: "muted", t: "details.empty" });
    this.form = h("form", { class: "stack", on: { submit: (event) => event.preventDefault() } });
    this.#fields();
    this.driveView = new DriveView(this.desk);
    this.drive = h("button", { type: "button" }, icon("point"), h("span", { t: "drive.open" }));
    this.drive.addEventListener("click", () => this.driveView.open(this.desk.selection.tiles[0]));
    this.record = h("button", { type: "button" });
    this.record.addEventListener("click", () => this.#record());
    this.channel = new ChannelPicker(this.desk);
    this.settings = new TileSettings(this.desk);
    const tools = h("div", { class: "field-row" }, this.drive, this.record);
    this.append(this.empty, this.about, tools, this.channel, this.form, this.settings, this.driveView);
    this.desk.recordings.addEventListener("change", () => this.#update());
    const { scenes, selection } = this.desk;
    selection.addEventListener("change", () => this.#update());
    for (const type of ["scene", "health"]) scenes.addEventListener(type, () => this.#update());
    this.desk.driving.addEventListener("change", () => this.#update());
    language.addEventListener("change", () => this.#update());
    this.#update();
  }

  focusFirst() {
    this.area.input.focus();
  }

  #fields() {
    const { commands, selection } = this.desk;
    this.name = h("input", { maxLength: 200 });
    this.name.addEventListener("change", () => {
      const [tile] = selection.tiles;
      if (tile) commands.rename(tile, this.name.value.trim());
    });
    this.nameField = field("details.name", this.name);
    this.area = new AreaField(this.desk, { key: "details.area", purpose: () => this.#title() });
    this.area.addEventListener("chosen", () => this.#toArea());
    this.sides = SIDES.map((side) => {
      const min = side === "width" || side === "height" ? SMALLEST : undefined;
      const input = h("input", { type: "number", step: 1, min, required: true });
      input.addEventListener("change", () => this.#toNumbers());
      return input;
    });
    this.numbers = h("fieldset", { class: "numbers" }, h("legend", { t: "details.pixels" }),
      ...SIDES.map((side, index) => field(`details.${side}`, this.sides[index])));
    this.form.append(this.nameField, this.area, this.numbers);
  }

  #title() {
    const { tiles } = this.desk.selection;
    return tiles.length === 1 ? titleOf(tiles[0]) : t("details.several", { count: tiles.length, n: tiles.length });
  }

  #update() {
    const { tiles } = this.desk.selection;
    this.empty.hidden = tiles.length > 0;
    this.drive.hidden = tiles.length !== 1 || !WORKED.includes(tiles[0].kind) || !this.desk.may("drive");
    this.record.hidden = tiles.length !== 1 || !this.desk.may("record") || this.desk.scenes.mode !== "live";
    this.channel.show(tiles.length === 1 && tiles[0].kind === "tv" ? tiles[0] : null);
    this.form.hidden = this.about.hidden = tiles.length === 0;
    this.settings.show(tiles.length === 1 ? tiles[0] : null);
    if (!tiles.length) {
      this.#shown = "";
      return;
    }
    const one = tiles.length === 1 ? tiles[0] : null;
    this.nameField.hidden = this.numbers.hidden = !one;
    if (one) this.#showRecord(one);
    for (const control of this.form.elements) control.disabled = !this.desk.mayChange || tiles.some((tile) => tile.locked);
    this.#tellAbout(tiles, one);
    this.#fill(tiles, one);
  }

  /** What somebody types into stays, until another tile is chosen. */
  #fill(tiles, one) {
    const ids = tiles.map((tile) => tile.id).join(" ");
    const isOther = ids !== this.#shown;
    this.#shown = ids;
    const put = (input, value) => {
      if (isOther || input !== document.activeElement) input.value = value;
    };
    const { wall } = this.desk.scenes;
    if (isOther || this.area.input !== document.activeElement) {
      this.area.value = one ? areaOf(wall, one.rect, MARGIN) : "";
    }
    if (!one) return;
    put(this.name, one.title ?? "");
    this.sides.forEach((input, index) => put(input, one.rect[index]));
  }

  #tellAbout(tiles, one) {
    if (!one) {
      this.about.replaceChildren(h("p", { class: "details-title" }, icon("tile"), h("strong", {}, this.#title())));
      return;
    }
    const health = this.desk.scenes.health(one.id);
    const facts = [t(`kind.${one.kind}`), t(`layer.${one.layer}`)];
    if (one.owner !== "file") facts.push(t("tile.by", { name: personName(one.owner) }));
    if (one.source) facts.push(t("tile.from", { name: one.source }));
    const drive = this.desk.driving.driver(this.desk.scenes.wallName, one.id);
    if (drive) facts.push(t("drive.by", { name: personName(drive.name) }));
    if (one.until) facts.push(t("tile.until", { time: timeOf(one.until) }));
    const state = one.suspended
      ? { state: "failed", why: one.suspended }
      : health;
    const lines = [
      h("p", { class: "details-title" }, icon(one.kind), h("strong", { class: "ellipsis" }, titleOf(one))),
      h("p", { class: "muted small" }, facts.join(" · ")),
      one.locked ? h("p", { class: "state" }, icon("lock"), h("span", {}, t("details.locked"))) : null,
      state.state === "ok" ? null : h("p", { class: `state ${state.state}` }, icon("warning"),
        h("span", {}, h("span", {}, t(`health.${state.state}`)), state.why ? h("span", { lang: "en" }, ` – ${state.why}`) : "")),
    ];
    this.about.replaceChildren(...lines.filter(Boolean));
  }

  #showRecord(tile) {
    const isRunning = this.desk.recordings.ofTile(tile.id) !== null;
    this.record.ariaPressed = String(isRunning);
    this.record.replaceChildren(icon("record"), h("span", { t: isRunning ? "record.stop" : "record.tile" }));
  }

  #record() {
    const [tile] = this.desk.selection.tiles;
    const running = this.desk.recordings.ofTile(tile.id);
    if (running) this.desk.recordings.stop(running);
    else this.desk.recordings.start({ tile: tile.id });
  }

  #toArea() {
    const { selection, scenes, commands } = this.desk;
    if (!this.area.value) return;
    const at = this.area.read();
    if (!at) return;
    const rect = areaRect(scenes.wall, at);
    commands.move(new Map(selection.tiles.map((tile) => [tile.id, [...rect]])));
  }

  #toNumbers() {
    const [tile] = this.desk.selection.tiles;
    if (!tile || !this.sides.every((input) => input.reportValidity())) return;
    this.desk.commands.move(new Map([[tile.id, this.sides.map((input) => Math.round(input.valueAsNumber))]]));
  }
}

customElements.define("tile-details", TileDetails);
