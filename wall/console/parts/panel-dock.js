// The panels below the wall: side by side where there is room, else behind one row of tabs.

import { h, say } from "../elements.js";
import { remember, remembered } from "../preferences.js";

const NARROW = matchMedia("(max-width: 720px)");
const MIDDLE = matchMedia("(max-width: 1160px)");

export class PanelDock extends HTMLElement {
  #panels = new Map();

  constructor(desk, groups, dialogs) {
    super();
    this.desk = desk;
    this.dialogs = dialogs;
    this.groups = groups;
  }

  connectedCallback() {
    this.id = "panels";
    this.tabIndex = -1;
    for (const { name, create } of this.groups.flat()) {
      const panel = create(this.desk, this.dialogs);
      panel.id = `panel-${name}`;
      panel.classList.add("panel");
      this.#panels.set(name, panel);
    }
    for (const query of [NARROW, MIDDLE]) query.addEventListener("change", () => this.#arrange());
    this.#arrange();
  }

  /** Bring a panel to the front of its group. */
  show(name) {
    const group = [...this.children].find((element) => element.names.includes(name));
    this.#choose(group, name);
    return this.#panels.get(name);
  }

  #arrange() {
    const all = this.groups.map((group) => group.map(({ name }) => name));
    let groups = all;
    if (NARROW.matches) groups = [this.#narrowOrder(all.flat())];
    else if (MIDDLE.matches) groups = [[...all[0], ...all[1]], all.slice(2).flat()];
    this.dataset.groups = groups.length;
    this.replaceChildren(...groups.map((names) => this.#group(names)));
  }

  /** On a phone: what people do there comes first. */
  #narrowOrder(names) {
    const first = ["layouts", "announce"];
    return [...first, ...names.filter((name) => !first.includes(name))];
  }

  #group(names) {
    const tabs = h("div", { class: "tabs", role: "tablist", label: "dock.label" });
    const section = h("section", { class: "dock-group" }, tabs);
    section.names = names;
    say(section, "label", `${names[0]}.title`);
    for (const name of names) {
      const panel = this.#panels.get(name);
      const tab = h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": panel.id, t: `${name}.title` });
      tab.addEventListener("click", () => this.#choose(section, name));
      tab.addEventListener("keydown", (event) => this.#press(event, section, name));
      tabs.append(tab);
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      section.append(panel);
    }
    const kept = remembered(`panel.${names.join("-")}`, names[0]);
    this.#choose(section, names.includes(kept) ? kept : names[0]);
    return section;
  }

  #choose(section, chosen) {
    for (const name of section.names) {
      const tab = section.querySelector(`#tab-${name}`);
      tab.setAttribute("aria-selected", name === chosen);
      tab.tabIndex = name === chosen ? 0 : -1;
      const panel = this.#panels.get(name);
      const wasHidden = panel.hidden;
      panel.hidden = name !== chosen;
      if (wasHidden && !panel.hidden) panel.dispatchEvent(new Event("shown"));
    }
    remember(`panel.${section.names.join("-")}`, chosen);
  }

  #press(event, section, name) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const { names } = section;
    const next = names[(names.indexOf(name) + by + names.length) % names.length];
    this.#choose(section, next);
    section.querySelector(`#tab-${next}`).focus();
    event.preventDefault();
  }
}

customElements.define("panel-dock", PanelDock);
