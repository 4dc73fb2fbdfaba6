// Choosing what all tiles are about for a while: a topic, a time window, or both.

import { field, h } from "../elements.js";
import { language, t } from "../i18n.js";
import { spanOf } from "./post-words.js";

const HOUR_S = 3600;
const WINDOWS_S = [HOUR_S / 2, HOUR_S, 3 * HOUR_S, 6 * HOUR_S, 12 * HOUR_S, 24 * HOUR_S, 7 * 24 * HOUR_S, 30 * 24 * HOUR_S];
const LASTS_S = [HOUR_S / 4, HOUR_S / 2, HOUR_S, 2 * HOUR_S, 4 * HOUR_S, 8 * HOUR_S];

export class FocusControl extends HTMLElement {
  #shown = "";

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { focus } = this.desk;
    this.topic = h("select");
    this.window = h("select");
    this.lasts = h("select");
    this.begin = h("button", { class: "primary", disabled: !this.desk.may("take") });
    this.stop = h("button", { type: "button", t: "focus.end", disabled: !this.desk.may("take"), on: { click: () => focus.end() } });
    const onSubmit = (event) => {
      event.preventDefault();
      this.#set();
    };
    this.append(
      h("h2", { t: "focus.title" }),
      h("form", { class: "stack", on: { submit: onSubmit } },
        h("p", { class: "muted small", t: "focus.hint" }),
        h("div", { class: "field-pair" }, field("focus.topic", this.topic), field("focus.window", this.window)),
        field("focus.lasts", this.lasts),
        h("div", { class: "work-buttons" }, this.begin, this.stop),
      ),
    );
    for (const select of [this.topic, this.window]) {
      select.addEventListener("change", () => select.setCustomValidity(""));
    }
    focus.addEventListener("change", () => this.#update());
    language.addEventListener("change", () => this.#update());
    this.#update();
  }

  /** The person wants to choose now. */
  open() {
    (this.topic.options.length > 1 ? this.topic : this.window).focus();
    this.scrollIntoView({ block: "nearest" });
  }

  async #set() {
    const { value: topic } = this.topic;
    const window = numberIn(this.window);
    this.window.setCustomValidity(topic || window ? "" : t("focus.nothing"));
    if (this.window.reportValidity()) await this.desk.focus.set({ topic, window, for_s: numberIn(this.lasts) });
  }

  #update() {
    const { focus } = this.desk;
    const { now } = focus;
    this.hidden = !now.can_follow && !focus.isOn;
    this.stop.hidden = !focus.isOn;
    this.begin.textContent = t(focus.isOn ? "focus.change" : "focus.begin");
    const known = JSON.stringify([now.topics, document.documentElement.lang]);
    if (known !== this.#shown) this.#fill(now.topics);
    this.#shown = known;
    if (!focus.isOn || this.contains(document.activeElement)) return;
    this.topic.value = now.topic;
    choose(this.window, now.window);
  }

  #fill(topics) {
    const own = () => option("", t("focus.own"));
    const spans = (all) => all.map((seconds) => option(seconds, spanOf(seconds)));
    refill(this.topic, [own(), ...topics.map(({ name, title }) => option(name, title))]);
    refill(this.window, [own(), ...spans(WINDOWS_S)]);
    refill(this.lasts, [option("", t("focus.until_ended")), ...spans(LASTS_S)]);
  }
}

const option = (value, words) => h("option", { value }, words);
const numberIn = (select) => (select.value ? Number(select.value) : null);

/** Other words; what was chosen stays. */
function refill(select, options) {
  const { value } = select;
  select.replaceChildren(...options);
  select.value = options.some((one) => one.value === value) ? value : "";
}

/** A window that somebody set elsewhere may be none of those here. */
function choose(select, seconds) {
  const value = seconds === null ? "" : String(seconds);
  if (![...select.options].some((one) => one.value === value)) select.append(option(value, spanOf(seconds)));
  select.value = value;
}

customElements.define("focus-control", FocusControl);
