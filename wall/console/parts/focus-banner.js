// Says to everybody that all tiles are about one topic or time window, and ends it.

import { h } from "../elements.js";
import { clockOf, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { spanOf } from "./post-words.js";

export class FocusBanner extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.role === "status") return;
    this.setAttribute("role", "status");
    const { focus } = this.desk;
    const update = () => {
      if (!focus.isOn) return this.replaceChildren();
      const hadFocus = this.contains(document.activeElement);
      const end = h("button", { type: "button", t: "focus.end", disabled: !this.desk.may("take"), on: { click: () => focus.end() } });
      this.replaceChildren(icon("focus"), h("p", { class: "grow" }, this.#words(focus.now)), end);
      if (hadFocus) end.focus();
    };
    focus.addEventListener("change", update);
    this.desk.scenes.addEventListener("wall", update);
    language.addEventListener("change", update);
    update();
  }

  #words({ title, window, until, by, follows }) {
    const parts = [title, window ? t("focus.span", { span: spanOf(window) }) : ""].filter(Boolean);
    const values = { what: parts.join(", "), name: personName(by), time: until ? clockOf(until) : "" };
    const state = t(until ? "focus.state_until" : "focus.state", values);
    return `${state} ${t("focus.follows", { count: follows.length, n: follows.length })}`;
  }
}

customElements.define("focus-banner", FocusBanner);
