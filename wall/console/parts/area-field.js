// Where something goes: an area that is typed, or screens that are pointed at.

import { h } from "../elements.js";
import { AreaError, nameOf, screensOf } from "../geometry.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

let fields = 0;

/** Event: `chosen`, when it was pointed at or typed and left. */
export class AreaField extends HTMLElement {
  /** `purpose` tells what the screens are chosen for. */
  constructor(desk, { key = "area.label", value = "", purpose = () => "" } = {}) {
    super();
    this.desk = desk;
    this.key = key;
    this.purpose = purpose;
    this.input = h("input", {
      value,
      spellcheck: false,
      autocapitalize: "characters",
      autocomplete: "off",
      id: `area-${++fields}`,
      placeholderKey: "area.example",
    });
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const point = h("button", { type: "button", label: "area.point", hint: "area.point", on: { click: () => this.#point() } },
      icon("point"), h("span", { t: "area.point_short" }));
    this.problem = h("p", { class: "field-problem", id: `${this.input.id}-problem`, role: "alert" });
    this.input.setAttribute("aria-describedby", this.problem.id);
    this.classList.add("field");
    this.append(
      h("label", { htmlFor: this.input.id, t: this.key }),
      h("div", { class: "field-row" }, this.input, point),
      this.problem,
    );
    this.input.addEventListener("input", () => this.#say(""));
    this.input.addEventListener("change", () => this.dispatchEvent(new Event("chosen")));
  }

  get value() {
    return this.input.value.trim();
  }

  set value(area) {
    this.input.value = area;
    this.#say("");
  }

  /** The area, or null after saying what is wrong with it. */
  read() {
    try {
      return nameOf(this.desk.scenes.wall, screensOf(this.desk.scenes.wall, this.value));
    } catch (error) {
      if (!(error instanceof AreaError)) throw error;
      this.#say(error.part ? t("area.unknown", { part: error.part }) : t("area.missing"));
      this.input.focus();
      return null;
    }
  }

  async #point() {
    const screens = await this.desk.picking.pick(this.purpose() || t("pick.this"));
    if (!screens) return;
    this.value = nameOf(this.desk.scenes.wall, screens);
    this.dispatchEvent(new Event("chosen"));
  }

  #say(text) {
    if (!this.problem) return;
    this.problem.textContent = text;
    this.input.setAttribute("aria-invalid", text !== "");
  }
}

customElements.define("area-field", AreaField);
