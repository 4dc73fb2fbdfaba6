// The time line: stands above the miniature while it shows the wall as it was. Who did what, in
// words and small pictures; steps and a slider through time; putting it back.

import { deedWords } from "../deeds.js";
import { h, say } from "../elements.js";
import { clockOf, language, t, timeOf } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { PastFilm } from "./past-film.js";

export class PastBar extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    const { past, pastPictures } = this.desk;
    this.setAttribute("role", "region");
    say(this, "label", "past.label");
    this.name = h("strong", {});
    this.what = h("p", { class: "past-what", "aria-live": "polite" });
    this.pictured = h("p", { class: "past-pictured muted small" });
    this.slider = h("input", { type: "range", min: 0, step: 1, label: "past.slider", class: "past-slider" });
    this.slider.addEventListener("input", () => past.look(Number(this.slider.value)));
    this.at = h("input", { type: "datetime-local", label: "past.at", step: 1 });
    this.at.addEventListener("change", () => this.at.value && past.lookAt(new Date(this.at.value).getTime() / 1000));
    const step = (name, key, by) =>
      h("button", { type: "button", class: "quiet", label: key, hint: key, on: { click: () => past.look(past.at + by, 0) } }, icon(name));
    this.earlier = step("earlier", "past.earlier", -1);
    this.later = step("later", "past.later", 1);
    this.restore = h("button", { type: "button", class: "primary", t: "past.restore", on: { click: () => past.putBack() } });
    this.append(
      h("div", { class: "mode-title grow" }, icon("history"), h("p", {}, h("span", { t: "past.title" }), " ", this.name), this.what),
      h("div", { class: "mode-actions" }, this.at, this.restore,
        h("button", { type: "button", t: "past.leave", on: { click: () => past.leave() } })),
      h("div", { class: "past-line" }, this.earlier, this.slider, this.later),
      new PastFilm(this.desk, (moment) => ({ who: this.#who(moment), what: deedWords(moment), words: this.#words(moment) })),
      this.pictured,
    );
    for (const source of [past, pastPictures]) source.addEventListener("change", () => this.#update());
    language.addEventListener("change", () => this.#update());
    this.#update();
  }

  #update() {
    const { past } = this.desk;
    const { moment } = past;
    this.hidden = !past.isOpen || !moment;
    if (this.hidden) return;
    const last = past.moments.length - 1;
    this.slider.max = last;
    this.slider.value = past.at;
    this.earlier.disabled = past.at <= 0;
    this.later.disabled = past.at >= last;
    this.restore.disabled = !this.desk.may("arrange");
    this.name.textContent = clockOf(moment.at);
    const words = this.#words(moment);
    this.what.textContent = words;
    this.slider.setAttribute("aria-valuetext", `${timeOf(moment.at)}: ${words}`);
    this.pictured.textContent = this.#picture();
    if (this.at !== document.activeElement) this.at.value = localTime(moment.at);
  }

  /** What stands under the frames: a picture of then, or none. */
  #picture() {
    const { past, pastPictures } = this.desk;
    if (past.shown !== past.moment.revision || !pastPictures.isListed) return "";
    const picture = pastPictures.of(past.at);
    if (!picture || pastPictures.isGone(picture)) return t("past.no_picture");
    return t("past.picture", { time: timeOf(picture.at) });
  }

  #who({ actor }) {
    return actor === this.desk.connection.me?.name ? t("history.you") : personName(actor);
  }

  #words(moment) {
    return t("past.who", { name: this.#who(moment), what: deedWords(moment) });
  }
}

function localTime(seconds) {
  const at = new Date(seconds * 1000);
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
}

customElements.define("past-bar", PastBar);
