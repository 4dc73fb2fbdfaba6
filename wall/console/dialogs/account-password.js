// Another password for the own account.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { problemText } from "../notices.js";
import { during, holdFor } from "../parts/holding.js";
import { PasswordField } from "../parts/password-field.js";

/** As the controller has them; it refuses by itself where they differ. */
const [SHORTEST, LONGEST] = [10, 256];

/** Password managers want to know whose password a form asks for. */
export function whosePassword(name) {
  return h("input", { class: "unseen", value: name, autocomplete: "username", readOnly: true, tabIndex: -1, "aria-hidden": "true" });
}

export class AccountPassword extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { name } = this.desk.session.account;
    this.now = new PasswordField({ key: "account.password_now", name: "password" });
    this.next = new PasswordField({
      key: "account.password_new",
      name: "new_password",
      rules: { shortest: SHORTEST, longest: LONGEST, name },
    });
    this.submit = h("button", { class: "primary", t: "account.password_set" });
    this.said = h("p", { class: "small", role: "status" });
    const form = h("form", { class: "stack", hidden: true, noValidate: true, on: { submit: (event) => this.#set(event) } },
      whosePassword(name), this.now, this.next, h("div", {}, this.submit));
    const begin = h("button", { type: "button", t: "account.password_change", "aria-expanded": "false" });
    begin.addEventListener("click", () => {
      form.hidden = !form.hidden;
      begin.setAttribute("aria-expanded", !form.hidden);
      this.said.textContent = "";
      if (!form.hidden) this.now.focus();
    });
    this.form = form;
    this.begin = begin;
    this.append(h("div", { class: "section-head" }, h("h3", { t: "account.password" }), begin), form, this.said);
  }

  async #set(event) {
    event.preventDefault();
    this.now.refuse("");
    if (!this.next.check()) return;
    const body = { password: this.now.value, new_password: this.next.value };
    try {
      await during(this.submit, this.desk.session.ask("PUT", "/account/password", body));
      for (const field of [this.now, this.next]) field.clear();
      this.begin.click();
      this.begin.focus();
      this.said.textContent = t("account.password_changed");
      this.dispatchEvent(new Event("sessions-ended", { bubbles: true }));
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error) {
    if (error.code === "unauthorized") this.now.refuse(t("account.password_wrong"));
    else if (error.waitS) {
      this.now.refuse(t("signin.too_many", { count: error.waitS, n: error.waitS }));
      holdFor(this.submit, error.waitS);
    } else if (error.code === "refused") this.next.refuse(t("password.refused"));
    else this.said.textContent = problemText(error);
  }
}

customElements.define("account-password", AccountPassword);
