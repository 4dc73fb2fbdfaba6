// What people do with each other, beside the tools for tiles.

import { h } from "../elements.js";
import { icon } from "../icons.js";

/**
 * `tools`: `{name, key, run, right}`; a tool that is a mode has `isOn` and `watch(update)`, and one
 * that not every site has `isThere`, too. */
export class TogetherTools extends HTMLElement {
  constructor(desk, tools) {
    super();
    this.desk = desk;
    this.tools = tools;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.classList.add("bar-group");
    this.append(...this.tools.map((tool) => this.#button(tool)));
  }

  #button({ name, key, run, right, isOn, isThere, watch }) {
    const words = h("span", { class: "wide-only", t: key });
    const properties = { type: "button", class: "quiet", hint: key, label: key, on: { click: run } };
    const button = h("button", properties, icon(name), words);
    button.disabled = !this.desk.may(right);
    if (isOn) {
      const update = () => {
        button.setAttribute("aria-pressed", isOn());
        button.hidden = isThere ? !isThere() : false;
      };
      watch(update);
      update();
    }
    return button;
  }
}

customElements.define("together-tools", TogetherTools);
