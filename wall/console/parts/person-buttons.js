// In the bar: people and access for those who keep them, and the own account. What they open
// comes when it is asked for first.

import { h, say } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";

export class PersonButtons extends HTMLElement {
  #dialogs = new Map();

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { connection, scenes, session } = this.desk;
    this.waiting = h("span", { class: "waiting", hidden: true });
    this.access = h("button", { type: "button", class: "quiet", hint: "access.title", on: { click: () => this.#openAccess() } },
      icon("people"), this.waiting);
    this.name = h("span", { class: "bar-person" });
    this.account = h("button", { type: "button", class: "quiet", hint: "account.title", on: { click: () => this.#open("account-dialog") } },
      icon("person"), this.name);
    this.append(this.access, this.account);
    for (const type of ["identified", "state"]) connection.addEventListener(type, () => this.#update());
    session.addEventListener("change", () => this.#update());
    scenes.addEventListener("health", () => this.#update());
    language.addEventListener("change", () => this.#update());
    this.#update();
  }

  #update() {
    const { connection, session, scenes } = this.desk;
    const name = session.account?.display_name || connection.me?.name || "";
    this.name.textContent = name;
    const role = connection.me ? t(`role.${connection.me.role}`) : "";
    this.account.setAttribute("aria-label", `${name}, ${role}: ${t("account.title")}`);
    this.access.hidden = !["users", "displays"].some((right) => this.desk.mayEverywhere(right));
    const asking = (scenes.status?.displays ?? []).filter((display) => !display.approved).length;
    this.waiting.hidden = !asking || !this.desk.mayEverywhere("displays");
    this.waiting.textContent = asking;
    if (this.waiting.hidden) say(this.access, "label", "access.title");
    else this.access.setAttribute("aria-label", `${t("access.title")}: ${t("displays.count", { count: asking, n: asking })}`);
  }

  #openAccess() {
    this.#open("access-dialog", this.waiting.hidden ? "people" : "displays");
  }

  async #open(name, ...about) {
    if (!this.#dialogs.has(name)) {
      const [Dialog] = Object.values(await import(`../dialogs/${name}.js`));
      this.#dialogs.set(name, new Dialog(this.desk));
      this.closest("console-shell").append(this.#dialogs.get(name));
    }
    this.#dialogs.get(name).open(...about);
  }
}

customElements.define("person-buttons", PersonButtons);
