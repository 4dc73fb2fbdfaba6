// Putting a take down for a day and a time.

import { field, h } from "../elements.js";
import { t } from "../i18n.js";
import { fadeMsOf, fadeSelect } from "../parts/fade-select.js";
import { modalDialog } from "./modal-dialog.js";

const AHEAD_MS = 15 * 60000;
const MINUTE_MS = 60000;

export class ScheduleDialog extends HTMLElement {
  #staged = null;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.layout = h("select");
    this.layoutField = field("schedule.layout", this.layout);
    this.at = h("input", { type: "datetime-local", required: true });
    this.fade = fadeSelect();
    this.clear = h("input", { type: "checkbox" });
    this.about = h("p", {});
    const onSubmit = (event) => {
      event.preventDefault();
      this.#add();
    };
    const form = h("form", { class: "stack", on: { submit: onSubmit } },
      this.about,
      this.layoutField,
      field("schedule.at", this.at),
      h("div", { class: "field-pair options" }, field("layouts.fade", this.fade),
        h("label", { class: "check" }, this.clear, h("span", { t: "layouts.clear" }))),
      h("div", { class: "dialog-end" }, h("button", { class: "primary", t: "schedule.add" })),
    );
    this.dialog = modalDialog("schedule.title", form);
    this.append(this.dialog);
  }

  /** For what is prepared, or, without `staged`, for a layout to choose. */
  async open({ staged = null, fade = null, clear = false } = {}) {
    this.#staged = staged;
    this.layoutField.hidden = staged !== null;
    this.about.hidden = staged === null;
    this.about.textContent = staged ? t("schedule.staged", { name: staged.title }) : "";
    if (fade !== null) this.fade.value = fade;
    this.clear.checked = clear;
    this.at.min = localTime(Date.now());
    this.at.value = localTime(Math.ceil((Date.now() + AHEAD_MS) / (5 * MINUTE_MS)) * 5 * MINUTE_MS);
    if (!staged && !(await this.#fill())) return;
    this.dialog.showModal();
  }

  async #fill() {
    const { connection, scenes, notices } = this.desk;
    try {
      const { result } = await connection.request("layout.list", { wall: scenes.wallName });
      this.layout.replaceChildren(...result.map(({ name, title }) => h("option", { value: name }, title)));
      return true;
    } catch (error) {
      notices.refuse(error);
      return false;
    }
  }

  async #add() {
    const layout = this.#staged ? null : this.layout.value;
    const title = this.#staged?.title ?? this.layout.selectedOptions[0].textContent;
    const at = new Date(this.at.value).getTime() / 1000;
    const stage = this.#staged?.stage ?? null;
    const done = await this.desk.scheduling.add({ layout, stage, title, at, fadeMs: fadeMsOf(this.fade), clear: this.clear.checked });
    if (done) this.dialog.close();
  }
}

/** What a field of date and time takes. */
function localTime(ms) {
  const at = new Date(ms);
  return new Date(ms - at.getTimezoneOffset() * MINUTE_MS).toISOString().slice(0, 16);
}

customElements.define("schedule-dialog", ScheduleDialog);
