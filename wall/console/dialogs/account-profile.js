// How one is called and in which language, and what one may do here.

import { field, h } from "../elements.js";
import { LANGUAGES, choose, currentLanguage, t } from "../i18n.js";
import { problemText } from "../notices.js";
import { during } from "../parts/holding.js";
import { grantText } from "./grants-field.js";

export class AccountProfile extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { account } = this.desk.session;
    const { walls } = this.desk.scenes;
    this.name = h("input", { value: account.display_name, maxLength: 100, autocomplete: "name", required: true });
    this.language = h("select", { on: { change: () => this.#speak() } },
      ...Object.entries(LANGUAGES).map(([name, title]) => h("option", { value: name, lang: name, selected: name === currentLanguage() }, title)));
    this.submit = h("button", { t: "account.save" });
    this.said = h("p", { class: "small", role: "status" });
    this.append(
      h("form", { class: "stack", on: { submit: (event) => this.#save(event) } },
        h("p", { class: "muted", tell: () => t("account.signed_in_as", { name: account.name }) }),
        h("ul", { class: "chips" }, ...account.grants.map((grant) => h("li", { class: "chip", tell: () => grantText(grant, walls) }))),
        h("div", { class: "field-row end" },
          h("div", { class: "grow" }, field("account.name", this.name)),
          this.submit,
        ),
        this.said,
        field("bar.language", this.language),
      ),
    );
  }

  async #save(event) {
    event.preventDefault();
    try {
      await during(this.submit, this.desk.session.change({ display_name: this.name.value.trim() }));
      this.said.textContent = t("account.saved");
    } catch (error) {
      this.said.textContent = problemText(error);
    }
  }

  async #speak() {
    if (!(await choose(this.language.value))) this.language.value = currentLanguage();
  }
}

customElements.define("account-profile", AccountProfile);
