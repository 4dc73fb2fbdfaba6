// A button for what cannot be undone: it asks once more, in its own place.

import { h } from "../elements.js";

export class SureButton extends HTMLElement {
  /** `key`: of the button; `ask()`: the question; `run`: what it does. */
  constructor({ key, ask, run, isQuiet = false }) {
    super();
    this.key = key;
    this.ask = ask;
    this.run = run;
    this.isQuiet = isQuiet;
  }

  connectedCallback() {
    if (!this.hasChildNodes()) this.#offer();
  }

  #offer() {
    this.button = h("button", { type: "button", class: this.isQuiet ? "quiet" : "", t: this.key, on: { click: () => this.#askAgain() } });
    this.replaceChildren(this.button);
  }

  #askAgain() {
    const back = () => {
      this.#offer();
      this.button.focus();
    };
    const yes = h("button", { type: "button", class: "danger", t: this.key, on: { click: () => this.run(yes) } });
    const no = h("button", { type: "button", t: "action.cancel", on: { click: back } });
    const group = h("div", { class: "sure", role: "group", "aria-label": this.ask() }, h("span", {}, this.ask()), yes, no);
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      back();
    });
    this.replaceChildren(group);
    no.focus();
  }
}

customElements.define("sure-button", SureButton);
