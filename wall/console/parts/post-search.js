// What is looked for: words, and what else must hold.

import { field, h } from "../elements.js";
import { currentLanguage, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { copyButton } from "../dialogs/told-once.js";
import { modalDialog } from "../dialogs/modal-dialog.js";
import { listed, sourceName, sourceText, tidy } from "../post-queries.js";
import { STATES } from "../posts.js";
import { networkName } from "./post-words.js";

const LISTS = ["hashtags", "authors", "languages", "countries", "networks", "sources", "topics"];
const HOURS = [1, 6, 24, 168, 720];
const ORDERS = ["newest", "oldest", "reach", "engagement"];

/** Event: `search` (detail: `{query, order}`). */
export class PostSearch extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.text = h("input", { type: "search", maxLength: 1000, autocomplete: "off", spellcheck: false, label: "search.text", placeholderKey: "search.hint" });
    this.lists = Object.fromEntries(LISTS.map((name) => [name, h("input", { autocomplete: "off", spellcheck: false, maxLength: 1000 })]));
    this.sentiment = this.#choice(["", "positive", "neutral", "negative"], (name) => (name ? `mood.${name}` : "search.any"));
    this.media = this.#choice(["", "any", "image", "video", "none"], (name) => `media.${name || "all"}`);
    this.since = h("select");
    this.order = this.#choice(ORDERS, (name) => `order.${name}`);
    this.states = STATES.map((state) => h("input", { type: "checkbox", value: state }));
    this.filters = h("details", { class: "search-filters" }, h("summary", {}, icon("rules"), h("span", { t: "search.filters" })), this.#fields());
    this.form = h("form", { role: "search", on: { submit: (event) => this.#submit(event), reset: () => setTimeout(() => this.#tell()) } },
      h("div", { class: "field-row" }, this.text,
        h("button", { class: "primary", label: "search.do" }, icon("search"), h("span", { class: "wide-only", t: "search.do" }))),
      h("div", { class: "field-row search-tools" }, this.filters,
        h("span", { class: "grow" }),
        h("button", { type: "reset", class: "quiet", t: "search.clear" }),
        h("button", { type: "button", class: "quiet", on: { click: () => this.#save() } }, icon("source"), h("span", { t: "search.save" })),
      ),
    );
    this.append(this.form);
    this.#times();
    language.addEventListener("change", () => this.#times());
    this.form.addEventListener("change", () => this.#tell());
  }

  get query() {
    const hours = Number(this.since.value);
    return tidy({
      text: this.text.value.trim(),
      ...Object.fromEntries(LISTS.map((name) => [name, listed(this.lists[name].value)])),
      sentiment: this.sentiment.value,
      media: this.media.value,
      states: this.states.filter(({ checked }) => checked).map(({ value }) => value),
      since: hours ? new Date(Date.now() - hours * 3600_000).toISOString() : "",
    });
  }

  /** Look for this author, and nothing else. */
  ofAuthor(name) {
    this.form.reset();
    this.lists.authors.value = name;
  }

  /** What is known is offered while somebody types. */
  offer(known) {
    for (const [name, values] of Object.entries(known)) {
      const input = this.lists[name];
      let offered = this.querySelector(`#known-${name}`);
      if (!offered) {
        offered = h("datalist", { id: `known-${name}` });
        this.append(offered);
        input.setAttribute("list", offered.id);
      }
      offered.replaceChildren(...values.map((value) => h("option", { value }, name === "networks" ? networkName(value) : value)));
    }
  }

  #fields() {
    const checks = this.states.map((box) => h("label", { class: "check" }, box, h("span", { t: `poststate.${box.value}` })));
    return h("div", { class: "search-fields" },
      ...LISTS.map((name) => field(`facet.${name}`, this.lists[name])),
      field("search.sentiment", this.sentiment),
      field("search.media", this.media),
      field("search.since", this.since),
      field("search.order", this.order),
      h("fieldset", { class: "search-states" }, h("legend", { t: "search.states" }), ...checks),
      h("p", { class: "muted small", t: "search.help" }),
    );
  }

  #choice(names, keyOf) {
    return h("select", {}, ...names.map((name) => h("option", { value: name, t: keyOf(name) })));
  }

  #times() {
    const chosen = this.since.value;
    const form = new Intl.RelativeTimeFormat(currentLanguage(), { numeric: "always" });
    const words = (hours) => (hours < 48 ? form.format(-hours, "hour") : form.format(-hours / 24, "day"));
    this.since.replaceChildren(h("option", { value: "" }, t("search.ever")), ...HOURS.map((hours) => h("option", { value: hours }, words(hours))));
    this.since.value = chosen;
  }

  #submit(event) {
    event.preventDefault();
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("search", { detail: { query: this.query, order: this.order.value } }));
  }

  #save() {
    const name = h("input", { value: sourceName(this.query), maxLength: 60, pattern: "[a-z][a-z0-9_\\-]*", spellcheck: false });
    const lines = h("pre", { class: "snippet", tabIndex: 0, label: "search.lines" });
    const show = () => (lines.textContent = sourceText(name.value || "search", this.query));
    name.addEventListener("input", show);
    show();
    const dialog = modalDialog("search.save_title", h("div", { class: "stack" },
      h("p", { t: "search.save_where" }),
      field("search.save_name", name),
      lines,
      h("div", { class: "dialog-end" }, copyButton(() => lines.textContent)),
    ));
    dialog.addEventListener("close", () => dialog.remove());
    this.append(dialog);
    dialog.showModal();
  }
}

customElements.define("post-search", PostSearch);
