// The site's rules: how each stands, muting it for a while, and taking away what it has put up.

import { h, keyed } from "../elements.js";
import { clockOf, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { agoOf, dayTimeOf } from "../times.js";
import { spanOf } from "./post-words.js";

const MUTES_MIN = [30, 60, 240, 1440];
const TRIED_DAYS = 7;
const TOLD_AT_MOST = 20;

export class PostRules extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.list = h("ul", { class: "rules-list" });
    this.none = h("p", { class: "muted posts-empty", t: "rule.none" });
    this.append(this.list, this.none);
    this.desk.rules.addEventListener("change", () => this.#show());
    language.addEventListener("change", () => this.#show());
    this.#show();
  }

  open(isOpen) {
    if (isOpen) this.desk.rules.ask();
  }

  #show() {
    const { all } = this.desk.rules;
    this.none.hidden = all.length > 0;
    keyed(this.list, all, ({ rule }) => rule, () => h("li", { class: "rule" }), (row, rule) => this.#update(row, rule));
  }

  #update(row, rule) {
    const drawn = JSON.stringify([rule, document.documentElement.lang]);
    if (row.drawn === drawn) return;
    row.drawn = drawn;
    const tried = row.querySelector(".rule-tried") ?? h("div", { class: "rule-tried", role: "status" });
    const hadFocus = row.contains(document.activeElement);
    row.replaceChildren(
      h("div", { class: "rule-head" },
        icon("rules"), h("strong", {}, h("bdi", {}, rule.title || rule.rule)),
        h("span", { class: `chip rule-${rule.state}` }, t(`rulestate.${rule.state}`)),
        h("span", { class: "muted small" }, rule.rule)),
      ...this.#facts(rule).map((words) => h("p", { class: "muted" }, words)),
      this.#actions(rule, tried),
      tried,
    );
    if (hadFocus) row.querySelector("button, select")?.focus();
  }

  #facts({ state, muted_until: until, muted_by: by, last, walls, until: ends, held }) {
    const facts = [];
    if (state === "muted" && until) facts.push(t("rule.muted", { name: personName(by), time: clockOf(until) }));
    if (walls.length) facts.push(t("rule.covers", { walls: walls.join(", "), time: ends ? clockOf(ends) : "–" }));
    if (held) facts.push(t("rule.held", { why: held }));
    facts.push(last ? t("rule.last", { time: agoOf(last.at), why: last.why || last.topic }) : t("rule.never"));
    return facts;
  }

  #actions({ rule, state, walls }, tried) {
    const { desk } = this;
    const mayTake = desk.may("take");
    const button = (key, run, sort = "") => h("button", { type: "button", class: sort, t: key, on: { click: run } });
    const actions = [];
    if (mayTake && walls.length) actions.push(button("rule.dismiss", () => desk.rules.dismiss(rule), "danger"));
    if (mayTake && state === "muted") actions.push(button("rule.unmute", () => desk.rules.mute(rule, null)));
    else if (mayTake) actions.push(this.#mute(rule));
    if (desk.may("prepare")) actions.push(button("rule.try", () => this.#try(rule, tried), "quiet"));
    if (!mayTake) actions.push(h("p", { class: "muted small", t: "rule.may_not" }));
    return h("div", { class: "field-row rule-actions" }, ...actions);
  }

  #mute(rule) {
    const choose = () => select.value && this.desk.rules.mute(rule, Date.now() / 1000 + Number(select.value) * 60);
    const select = h("select", { label: "rule.mute", on: { change: choose } },
      h("option", { value: "" }, t("rule.mute")),
      ...MUTES_MIN.map((minutes) => h("option", { value: minutes }, t("rule.mute_for", { time: spanOf(minutes * 60) }))));
    return select;
  }

  async #try(rule, place) {
    place.textContent = t("rule.trying");
    const firings = await this.desk.rules.try(rule, TRIED_DAYS);
    if (!firings) {
      place.textContent = "";
      return;
    }
    const rows = firings.slice(-TOLD_AT_MOST).reverse().map(({ at, why, topic }) => h("li", {}, `${dayTimeOf(at)} – ${why || topic}`));
    place.replaceChildren(h("p", {}, t("rule.tried", { count: firings.length, n: firings.length })), h("ul", {}, ...rows));
  }
}

customElements.define("post-rules", PostRules);
