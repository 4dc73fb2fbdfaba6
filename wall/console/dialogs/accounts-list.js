// Everybody who may sign in: role, screens, last seen.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { AccountDetails } from "./account-details.js";
import { STATES, initials, offlineOr, seenText, turnTo } from "./access-view.js";
import { grantText } from "./grants-field.js";
import { InviteForm } from "./invite-form.js";

const FIND_FROM = 8;

export class AccountsList extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (!this.hasChildNodes()) this.list();
  }

  /** `focus`: the name of whose row gets the focus. */
  async list(focus = null) {
    let accounts;
    try {
      accounts = (await this.desk.connection.request("users.list")).result;
    } catch (error) {
      this.replaceChildren(h("p", { class: "problem", role: "alert" }, offlineOr(error)));
      return;
    }
    const invite = h("button", { type: "button", class: "primary", on: { click: () => this.#invite() } }, icon("add"), h("span", { t: "access.invite" }));
    const rows = h("ul", { class: "rows access-rows", label: "access.people" }, ...accounts.map((account) => this.#row(account)));
    const find = h("input", { type: "search", label: "access.find", placeholderKey: "access.find" });
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLowerCase();
      for (const row of rows.children) row.hidden = !row.dataset.found.includes(wanted);
    });
    find.hidden = accounts.length < FIND_FROM;
    this.replaceChildren(
      h("div", { class: "section-head" },
        h("p", { class: "muted", tell: () => t("access.count", { count: accounts.length, n: accounts.length }) }), find, invite),
      rows,
    );
    if (focus) rows.querySelector(`[data-name="${CSS.escape(focus)}"]`)?.focus();
  }

  #row(account) {
    const { walls } = this.desk.scenes;
    const shown = account.display_name || account.name;
    const isOwn = account.name === this.desk.connection.me?.name;
    const open = () => turnTo(this, new AccountDetails(this.desk, account, (name) => this.list(name)));
    const button = h("button", { type: "button", class: "row-button person-row", on: { click: open } },
      initials(shown),
      h("span", { class: "grow person-names" },
        h("span", { class: "ellipsis strong" }, shown, isOwn ? h("span", { class: "muted", tell: () => ` ${t("access.you")}` }) : ""),
        h("span", { class: "muted small ellipsis", tell: () => account.grants.map((grant) => grantText(grant, walls)).join(" · ") }),
      ),
      h("span", { class: "person-state" },
        account.state === "active" ? "" : h("span", { class: "chip warning", t: STATES[account.state] }),
        account.second_factor ? h("span", { class: "chip ok", t: "access.factor" }) : "",
        h("span", { class: "muted small", tell: () => seenText(account) }),
      ),
    );
    button.dataset.name = account.name;
    const row = h("li", {}, button);
    row.dataset.found = `${shown} ${account.name}`.toLowerCase();
    return row;
  }

  #invite() {
    turnTo(this, new InviteForm(this.desk, (name) => this.list(name)));
  }
}

customElements.define("accounts-list", AccountsList);
