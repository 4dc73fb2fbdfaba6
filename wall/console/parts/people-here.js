// Who is on, as initials in the bar; the button lists names and programs.

import { h, keyed, say } from "../elements.js";
import { language, t, timeOf } from "../i18n.js";
import { accountName, colourOf, initialsOf, personName } from "../persons.js";

const MOST = 5;

export class PeopleHere extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.faces = h("span", { class: "faces", "aria-hidden": "true" });
    this.button = h("button", { type: "button", class: "quiet people-button", popovertarget: "people-list" }, this.faces);
    this.list = h("ul", { class: "rows" });
    this.drop = h("div", { id: "people-list", class: "drop-down", popover: "auto", role: "group" },
      h("h2", { t: "people.title" }), this.list);
    say(this.drop, "label", "people.title");
    this.drop.addEventListener("toggle", () => this.#place());
    this.append(this.button, this.drop);
    this.desk.presence.addEventListener("people", () => this.#update());
    language.addEventListener("change", () => this.#update());
    this.#update();
  }

  #place() {
    const { bottom, right } = this.button.getBoundingClientRect();
    this.drop.style.top = `${bottom + 4}px`;
    this.drop.style.right = `${Math.max(8, innerWidth - right)}px`;
  }

  #update() {
    const people = this.desk.presence.byName;
    const shown = people.slice(0, MOST);
    keyed(this.faces, shown, (person) => person.name, ({ name }) => face(name), (element, { name }) => dressFace(element, name));
    const more = people.length - shown.length;
    this.faces.dataset.more = more ? `+${more}` : "";
    const words = t("people.count", { count: people.length, n: people.length });
    this.button.setAttribute("aria-label", words);
    this.button.title = words;
    keyed(this.list, people, (person) => person.name, (person) => this.#create(person), (element, person) => {
      const [mark, name, about] = element.children;
      dressFace(mark, person.name);
      const called = personName(person.name);
      name.textContent = person.isOwn ? t("people.you", { name: called }) : called;
      name.title = accountName(person.name);
      about.textContent = t("people.since", { client: counted(person.clients), time: timeOf(person.since) });
    });
  }

  #create({ name }) {
    return h("li", { class: "row" }, face(name), h("span", { class: "grow ellipsis" }), h("span", { class: "muted small" }));
  }
}

/** `console ×2, osc`. */
function counted(clients) {
  const numbers = new Map();
  for (const client of clients) numbers.set(client, (numbers.get(client) ?? 0) + 1);
  return [...numbers].map(([client, number]) => (number > 1 ? `${client} ×${number}` : client)).join(", ");
}

/** A round mark with the initials of somebody, by the name of the account, in their colour. */
export function face(name) {
  const element = h("span", { class: "face", "aria-hidden": "true" });
  dressFace(element, name);
  return element;
}

/** Again, where somebody is called otherwise or has another colour. */
export function dressFace(element, name) {
  element.textContent = initialsOf(personName(name));
  element.title = accountName(name);
  element.style.setProperty("--face", colourOf(name));
}

customElements.define("people-here", PeopleHere);
