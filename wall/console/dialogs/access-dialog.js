// People and access, for administrators: accounts, tokens of programs, displays that ask.

import { h } from "../elements.js";
import { AccountsList } from "./accounts-list.js";
import { DisplaysList } from "./displays-list.js";
import { modalDialog } from "./modal-dialog.js";
import { TokensList } from "./tokens-list.js";

/** Each needs a right on all walls. */
const TABS = [
  { name: "people", right: "users", title: "access.people", create: (desk) => new AccountsList(desk) },
  { name: "tokens", right: "users", title: "access.tokens", create: (desk) => new TokensList(desk) },
  { name: "displays", right: "displays", title: "access.displays", create: (desk) => new DisplaysList(desk) },
];

export class AccessDialog extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.tabs = h("div", { class: "tabs", role: "tablist", label: "access.title" });
    this.panel = h("div", { class: "access-panel", role: "tabpanel", id: "access-panel", tabIndex: -1 });
    this.tabs.addEventListener("keydown", (event) => this.#press(event));
    this.dialog = modalDialog("access.title", h("div", { class: "access" }, this.tabs, this.panel), "access-modal");
    // Links and tokens that were shown are gone with it.
    this.dialog.addEventListener("close", () => this.panel.replaceChildren());
    this.append(this.dialog);
  }

  open(name = "people") {
    this.offered = TABS.filter(({ right }) => this.desk.mayEverywhere(right));
    const tab = ({ name: tabName, title }) =>
      h("button", { type: "button", role: "tab", id: `access-${tabName}`, "aria-controls": "access-panel", t: title, on: { click: () => this.#choose(tabName) } });
    this.tabs.replaceChildren(...this.offered.map(tab));
    this.dialog.showModal();
    this.#choose(this.offered.some((offered) => offered.name === name) ? name : this.offered[0].name);
  }

  #choose(chosen) {
    for (const { name, create } of this.offered) {
      const tab = this.tabs.querySelector(`#access-${name}`);
      const isChosen = name === chosen;
      tab.setAttribute("aria-selected", isChosen);
      tab.tabIndex = isChosen ? 0 : -1;
      if (!isChosen) continue;
      this.chosen = name;
      this.panel.setAttribute("aria-labelledby", tab.id);
      this.panel.replaceChildren(create(this.desk));
    }
  }

  #press(event) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const names = this.offered.map(({ name }) => name);
    const next = names[(names.indexOf(this.chosen) + by + names.length) % names.length];
    this.#choose(next);
    this.tabs.querySelector(`#access-${next}`).focus();
  }
}

customElements.define("access-dialog", AccessDialog);
