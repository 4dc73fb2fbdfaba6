// People elsewhere who report subjects by a form: each has a link of their own, shown once.

import { field, h, keyed } from "../elements.js";
import { currentLanguage, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { problemText } from "../notices.js";
import { agoOf } from "../times.js";
import { isOnlyHere } from "../dialogs/access-view.js";
import { SureButton } from "../dialogs/sure-button.js";
import { ToldOnce } from "../dialogs/told-once.js";
import { during } from "./holding.js";
import { countryName, languageName, numberOf } from "./post-words.js";

const FORM_LANGUAGES = ["en", "fr", "es", "pl", "ar", "ro"];
const DAYS = [7, 30, 90, 365, 730];
const DAY_S = 86_400;

export class PostContributors extends HTMLElement {
  #isOpen = false;
  #all = null;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.place = h("div", { class: "contributor-new" });
    this.add = h("button", { type: "button", class: "primary", on: { click: () => this.#form() } }, icon("add"), h("span", { t: "contributor.add" }));
    this.said = h("p", { class: "muted posts-empty", role: "status" });
    this.list = h("ul", { class: "contributor-list", label: "contributor.title" });
    this.append(
      h("p", { class: "muted contributor-lead", t: "contributor.lead" }),
      h("div", { class: "field-row" }, this.add),
      this.place, this.list, this.said);
    language.addEventListener("change", () => this.#show());
    this.desk.connection.addEventListener("identified", () => this.#isOpen && this.#ask());
  }

  open(isOpen) {
    if (isOpen === this.#isOpen) return;
    this.#isOpen = isOpen;
    // A link is shown once, and to nobody who comes by later.
    if (!isOpen) this.place.replaceChildren();
    if (isOpen) this.#ask();
  }

  async #ask() {
    try {
      this.#all = (await this.desk.connection.request("contributor.list")).result;
      this.#show();
    } catch (error) {
      if (error.code === undefined) throw error;
      this.said.hidden = false;
      this.said.textContent = problemText(error);
    }
  }

  #show() {
    const all = this.#all ?? [];
    this.add.hidden = !this.desk.may("moderate");
    this.said.hidden = all.length > 0;
    this.said.textContent = t(this.#all ? "contributor.none" : "posts.loading");
    keyed(this.list, all, ({ id }) => id, () => h("li", { class: "contributor" }), (row, one) => {
      const drawn = JSON.stringify([one, document.documentElement.lang]);
      if (row.drawn === drawn) return;
      row.drawn = drawn;
      row.replaceChildren(...this.#row(one));
    });
  }

  #row({ id, name, country, language: spoken, used, reports, until }) {
    const facts = [
      country ? countryName(country) : "", languageName(spoken),
      reports ? t("contributor.reports", { count: reports, n: numberOf(reports), time: agoOf(used) }) : t("contributor.no_reports"),
    ];
    const isOver = until < Date.now() / 1000;
    const ends = t(isOver ? "contributor.over" : "contributor.until", { time: dayOf(until) });
    return [
      icon("person"),
      h("div", { class: "grow contributor-about" },
        h("strong", {}, h("bdi", {}, name)), h("span", { class: "muted small" }, facts.filter(Boolean).join(" · ")),
        h("span", { class: isOver ? "problem small" : "muted small" }, ends)),
      new SureButton({ key: "contributor.revoke", ask: () => t("contributor.revoke_sure", { name }), run: (yes) => this.#revoke(id, yes), isQuiet: true }),
    ];
  }

  async #revoke(contributor, button) {
    try {
      await during(button, this.desk.connection.request("contributor.remove", { contributor }));
      this.#all = this.#all.filter(({ id }) => id !== contributor);
      this.#show();
      this.add.focus();
    } catch (error) {
      this.desk.notices.refuse(error);
    }
  }

  #form() {
    const name = h("input", { required: true, maxLength: 100, autocomplete: "off" });
    const country = h("select", {}, h("option", { value: "" }, t("contributor.no_country")), ...countries().map(([code, title]) => h("option", { value: code }, title)));
    const spoken = h("select", {}, ...FORM_LANGUAGES.map((code) => h("option", { value: code, selected: code === currentLanguage() }, languageName(code))));
    const days = h("select", {}, ...DAYS.map((count) => h("option", { value: count, selected: count === 365 }, dayOf(Date.now() / 1000 + count * DAY_S))));
    const submit = h("button", { class: "primary", t: "contributor.make" });
    const problem = h("p", { class: "field-problem", role: "alert" });
    const onSubmit = async (event) => {
      event.preventDefault();
      const about = { name: name.value.trim(), country: country.value || null, language: spoken.value, for_days: Number(days.value) };
      try {
        const { result } = await during(submit, this.desk.connection.request("contributor.add", about));
        this.#tell(result);
        this.#ask();
      } catch (error) {
        if (error.code === undefined) throw error;
        problem.textContent = error.message || problemText(error);
      }
    };
    this.place.replaceChildren(h("form", { class: "stack draft-form", label: "contributor.add", on: { submit: onSubmit } },
      field("contributor.name", name),
      h("div", { class: "field-pair" }, field("contributor.country", country), field("contributor.language", spoken)),
      field("contributor.for", days),
      problem,
      h("div", { class: "field-row" }, submit, h("button", { type: "button", class: "quiet", t: "action.cancel", on: { click: () => this.#close() } }))));
    name.focus();
  }

  #tell({ contributor, path }) {
    const heading = h("h2", { tabIndex: -1 }, t("contributor.link_for", { name: contributor.name }));
    const done = h("button", { type: "button", class: "primary", t: "action.done", on: { click: () => this.#close() } });
    this.place.replaceChildren(h("div", { class: "stack draft-form" },
      heading,
      h("p", { t: "contributor.once" }),
      new ToldOnce(`${location.origin}${path}`, { key: "contributor.link", isLink: true }),
      isOnlyHere() ? h("p", { class: "caution", t: "access.only_here" }) : "",
      h("div", {}, done)));
    heading.focus();
  }

  #close() {
    this.place.replaceChildren();
    this.add.focus();
  }
}

const dayOf = (seconds) => new Intl.DateTimeFormat(currentLanguage(), { dateStyle: "long" }).format(new Date(seconds * 1000));

/** All of ISO 3166-1 that the browser has names for, by name. */
function countries() {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const names = new Intl.DisplayNames(currentLanguage(), { type: "region", fallback: "none" });
  const found = letters.flatMap((a) => letters.map((b) => [a + b, names.of(a + b)]));
  return found.filter(([code, name]) => name && !NO_COUNTRIES.has(code)).sort(([, a], [, b]) => a.localeCompare(b, currentLanguage()));
}

/** Names of the browser that are of no country: unions, tests, what is no more. */
const NO_COUNTRIES = new Set(["AC", "AN", "BU", "CP", "CQ", "CS", "DD", "DG", "DY", "EA", "EU", "EZ", "FQ", "FX", "HV", "IC", "JT", "MI", "NH", "NQ", "NT", "PC", "PU", "PZ", "QO", "QU", "RH", "SU", "TA", "TP", "UK", "UN", "VD", "WK", "XA", "XB", "XK", "YD", "YU", "ZR", "ZZ"]);

customElements.define("post-contributors", PostContributors);
