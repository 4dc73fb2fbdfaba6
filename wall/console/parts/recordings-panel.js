// Recording a part of the wall, and the films that were recorded.

import { field, h, keyed } from "../elements.js";
import { clockOf, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { filmOf } from "../recordings.js";
import { SureButton } from "../dialogs/sure-button.js";
import { dayTimeOf } from "../times.js";
import { AreaField } from "./area-field.js";
import { durationSelect, secondsOf } from "./durations.js";

/** So often it is asked whether the parts of several displays are one film. */
const JOINING_MS = 2000;

export class RecordingsPanel extends HTMLElement {
  #timer = 0;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { desk } = this;
    this.area = new AreaField(desk, { value: "all", purpose: () => t("record.this") });
    this.length = durationSelect(300);
    this.list = h("ul", { class: "rows recordings", "aria-labelledby": "recordings-title" });
    this.listTitle = h("h2", { id: "recordings-title", t: "record.films" });
    this.nothing = h("p", { class: "muted nothing", t: "record.nothing" });
    this.append(this.#form(), this.listTitle, this.list, this.nothing);
    desk.recordings.addEventListener("change", () => this.#show());
    language.addEventListener("change", () => this.#show());
    this.addEventListener("shown", () => desk.recordings.ask());
    this.#show();
  }

  #form() {
    const onSubmit = async (event) => {
      event.preventDefault();
      const at = this.area.read();
      if (!at) return;
      this.begin.disabled = true;
      await this.desk.recordings.start({ at }, secondsOf(this.length));
      this.begin.disabled = false;
    };
    this.begin = h("button", { class: "primary", disabled: !this.desk.may("record") }, icon("record"), h("span", { t: "record.begin" }));
    return h("form", { class: "stack", on: { submit: onSubmit } },
      h("div", { class: "field-pair" }, this.area, field("record.length", this.length)),
      this.begin,
    );
  }

  #show() {
    const { all, running } = this.desk.recordings;
    this.listTitle.hidden = !all.length;
    this.nothing.hidden = all.length > 0;
    const keyOf = (one) => `${one.id} ${one.ended === null} ${one.joining} ${document.documentElement.lang}`;
    keyed(this.list, all, keyOf, (one) => this.#row(one), (row, one) => this.#update(row, one));
    clearInterval(this.#timer);
    const joining = all.some((one) => one.joining);
    if (joining) this.#timer = setInterval(() => this.desk.recordings.ask(), JOINING_MS);
    else if (running.length) this.#timer = setInterval(() => this.#tick(), 1000);
  }

  #row(recording) {
    const isRunning = recording.ended === null;
    const mayRecord = this.desk.may("record");
    const words = h("span", { class: "recording-words grow" }, h("strong", { class: "ellipsis" }), h("span", { class: "muted small ellipsis" }));
    const actions = isRunning
      ? [h("button", { type: "button", disabled: !mayRecord, t: "record.stop", on: { click: () => this.desk.recordings.stop(recording) } })]
      : [
          recording.joining ? null : h("a", { class: "film", href: filmOf(recording), download: `${recording.id}.mp4` }, icon("download"), h("span", { t: "record.download" })),
          mayRecord ? new SureButton({ key: "record.delete", ask: () => t("record.sure"), run: () => this.desk.recordings.remove(recording), isQuiet: true }) : null,
        ];
    return h("li", { class: isRunning ? "row recording running" : "row recording" }, icon(isRunning ? "record" : "video"), words, ...actions.filter(Boolean));
  }

  #update(row, recording) {
    const [title, about] = row.querySelector(".recording-words").children;
    title.textContent = `${recording.tile ?? recording.screens.join(", ")} · ${lengthOf(recording)}`;
    const when = recording.ended === null ? t("record.until_now", { time: clockOf(recording.since) }) : dayTimeOf(recording.since);
    const facts = [when, t("tile.by", { name: personName(recording.by) }), sizeOf(recording.size)];
    about.textContent = facts.filter(Boolean).join(" · ");
    if (recording.joining) about.append(` · ${t("record.joining")}`);
    const told = [recording.why, recording.note].filter(Boolean).join(" · ");
    if (told) about.append(h("span", { lang: "en" }, ` · ${told}`));
  }

  #tick() {
    const byKey = new Map([...this.list.children].map((row) => [row.dataset.key.split(" ")[0], row]));
    for (const recording of this.desk.recordings.running) {
      const row = byKey.get(recording.id);
      if (row) this.#update(row, recording);
    }
  }
}

/** `0:05`, `1:02:03`. */
export function lengthOf({ since, ended }) {
  const seconds = Math.max(0, Math.round((ended ?? Date.now() / 1000) - since));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, index) => (index ? String(part).padStart(2, "0") : String(part))).join(":");
}

function sizeOf(bytes) {
  if (!bytes) return "";
  const form = { style: "unit", unit: bytes < 1e9 ? "megabyte" : "gigabyte", maximumFractionDigits: 1 };
  return new Intl.NumberFormat(document.documentElement.lang, form).format(bytes / (bytes < 1e9 ? 1e6 : 1e9));
}

customElements.define("recordings-panel", RecordingsPanel);
