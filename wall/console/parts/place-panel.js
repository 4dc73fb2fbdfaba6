// Putting a tile of any kind on the wall: what it is, what it shows, where, and how it looks.

import { field, h } from "../elements.js";
import { nameOf } from "../geometry.js";
import { language, t } from "../i18n.js";
import { fitting, isMadeFor, kindName } from "../kinds.js";
import { problemText } from "../notices.js";
import { AreaField } from "./area-field.js";
import { durationSelect, secondsOf } from "./durations.js";
import { during } from "./holding.js";
import { SettingsForm } from "./settings-form.js";

export class PlacePanel extends HTMLElement {
  #kinds = [];
  #sources = [];

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.kind = h("select", { on: { change: () => this.#choose() } });
    this.source = h("select");
    this.sourceField = field("place.source", this.source);
    this.none = h("p", { class: "caution", role: "status" });
    this.name = h("input", { maxLength: 200, autocomplete: "off" });
    this.area = new AreaField(this.desk, { purpose: () => this.#title() });
    this.duration = durationSelect();
    this.settings = new SettingsForm();
    this.more = h("details", { class: "place-settings" }, h("summary", { t: "place.settings" }), this.settings);
    this.submit = h("button", { class: "primary", t: "push.put" });
    this.problem = h("p", { class: "problem", role: "alert" });
    const onSubmit = (event) => {
      event.preventDefault();
      this.#put();
    };
    this.append(h("form", { class: "stack", on: { submit: onSubmit } },
      h("div", { class: "field-pair" }, field("place.kind", this.kind), this.sourceField),
      this.none,
      h("div", { class: "field-pair" }, this.area, field("push.duration", this.duration)),
      field("details.name", this.name),
      this.more,
      this.submit,
      this.problem,
    ));
    this.addEventListener("shown", () => this.#ask());
    this.desk.connection.addEventListener("identified", () => !this.hidden && this.#ask());
    this.desk.scenes.addEventListener("mode", () => this.#allow());
    language.addEventListener("change", () => this.#kinds.length && this.#offer());
    this.#allow();
    if (!this.hidden) this.#ask();
  }

  #allow() {
    const { mode } = this.desk.scenes;
    this.submit.disabled = mode === "past" || !this.desk.may(mode === "preparing" ? "prepare" : "push");
  }

  async #ask() {
    try {
      const { kinds } = this.desk;
      [this.#kinds, this.#sources] = [await kinds.placed(), await kinds.sources()];
      this.problem.textContent = "";
      this.#offer();
    } catch (error) {
      if (error.code === undefined) throw error;
      this.problem.textContent = problemText(error);
    }
  }

  get #chosen() {
    return this.#kinds.find(({ kind }) => kind === this.kind.value);
  }

  #offer() {
    const chosen = this.kind.value || this.#kinds[0]?.kind;
    const isOther = chosen !== this.kind.value;
    const option = (kind) => h("option", { value: kind.kind, selected: kind.kind === chosen }, kindName(kind));
    const ofData = this.#kinds.filter(({ datasets }) => datasets.length);
    const others = this.#kinds.filter(({ datasets }) => !datasets.length);
    this.kind.replaceChildren(
      h("optgroup", { label: t("place.with_source") }, ...ofData.map(option)),
      h("optgroup", { label: t("place.without") }, ...others.map(option)));
    if (isOther) this.kind.value = ofData[0]?.kind ?? chosen;
    this.#choose(isOther);
  }

  #choose(isOther = true) {
    const kind = this.#chosen;
    if (!kind) return;
    const found = fitting(kind, this.#sources);
    const made = found.filter((one) => isMadeFor(kind, one));
    const usual = found.some(({ source }) => source === kind.usual_source) ? kind.usual_source : "";
    const before = isOther ? made[0]?.source ?? usual : this.source.value;
    this.sourceField.hidden = !kind.datasets.length;
    const words = ({ source, kind: sort, measure, state }) => [source, measure || sort, state === "failed" ? t("health.failed") : ""].filter(Boolean).join(" – ");
    const option = (one) => h("option", { value: one.source, selected: one.source === before }, words(one));
    const others = found.filter((one) => !made.includes(one));
    this.source.replaceChildren(
      ...(kind.source_required ? [] : [h("option", { value: "" }, t("place.no_source"))]),
      ...(made.length && made.length < found.length ? [h("optgroup", { label: t("place.made_for") }, ...made.map(option)), h("optgroup", { label: t("place.others") }, ...others.map(option))] : found.map(option)));
    const isMissing = kind.source_required && !found.length;
    this.none.hidden = !isMissing;
    this.none.textContent = isMissing ? t("place.none_fits", { datasets: kind.datasets.map((name) => t(`dataset.${name}`)).join(", ") }) : "";
    if (!isOther) return;
    this.settings.show(kind.settings);
    this.more.open = Boolean(kind.settings.required?.length);
    this.more.hidden = !Object.keys(kind.settings.properties ?? {}).length;
  }

  #title() {
    return this.name.value.trim() || (this.#chosen ? kindName(this.#chosen) : "");
  }

  async #put() {
    const kind = this.#chosen;
    const settings = this.settings.read();
    if (!kind || !settings) return;
    if (kind.source_required && !this.source.value) {
      this.source.focus();
      return;
    }
    const at = this.area.value ? this.area.read() : await this.#pick();
    if (!at) return;
    const content = { kind: kind.kind, settings, source: this.source.value || null, name: this.#title(), hasTitle: false };
    await during(this.submit, this.desk.pushing.push(content, { at }, { title: this.name.value.trim(), forS: secondsOf(this.duration) }));
    this.#allow();
  }

  async #pick() {
    const screens = await this.desk.picking.pick(this.#title());
    return screens && nameOf(this.desk.scenes.wall, screens);
  }
}

customElements.define("place-panel", PlacePanel);
