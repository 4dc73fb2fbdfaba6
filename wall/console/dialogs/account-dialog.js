// The own account: name and language, password, second factor, and where one has signed in.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { AccountPassword } from "./account-password.js";
import { AccountProfile } from "./account-profile.js";
import { modalDialog } from "./modal-dialog.js";
import { OwnSessions } from "./own-sessions.js";
import { SecondFactor } from "./second-factor.js";

export class AccountDialog extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.content = h("div", { class: "sections" });
    this.dialog = modalDialog("account.title", this.content, "account-modal");
    // What was begun and the codes that were shown are gone with it.
    this.dialog.addEventListener("close", () => this.content.replaceChildren());
    this.append(this.dialog);
  }

  open() {
    const { session, connection } = this.desk;
    const parts = session.account ? this.#parts(session.account) : [this.#token(connection.me)];
    this.content.replaceChildren(...parts);
    this.dialog.showModal();
  }

  #parts(account) {
    const parts = [new AccountProfile(this.desk)];
    if (account.password) parts.push(new AccountPassword(this.desk), new SecondFactor(this.desk));
    return [...parts, new OwnSessions(this.desk)];
  }

  #token(me) {
    return h("p", { tell: () => t("account.is_token", { name: me.name, role: t(`role.${me.role}`) }) });
  }
}

customElements.define("account-dialog", AccountDialog);
