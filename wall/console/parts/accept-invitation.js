// Where a one-time link leads: choosing a password, and signing in with it.

import { field, h } from "../elements.js";
import { t } from "../i18n.js";
import { problemText } from "../notices.js";

const LINK = "#invitation=";
const SHORTEST = 10;

/** The code of the link that was opened, or "". */
export function invitationIn({ hash }) {
  return hash.startsWith(LINK) ? decodeURIComponent(hash.slice(LINK.length)) : "";
}

export class AcceptInvitation extends HTMLElement {
  constructor(desk, enter, invitation) {
    super();
    this.desk = desk;
    this.enter = enter;
    this.invitation = invitation;
  }

  connectedCallback() {
    this.said = h("p", { class: "problem", role: "alert", hidden: true });
    const [password, again] = ["new", "again"].map((name) =>
      h("input", { name, type: "password", autocomplete: "new-password", required: true, minLength: SHORTEST }),
    );
    const onSubmit = (event) => {
      event.preventDefault();
      if (password.value === again.value) this.#accept(password.value);
      else this.#refuse(t("invitation.differ"));
    };
    this.append(
      h("main", { class: "sign-in" },
        h("h1", { t: "invitation.title" }),
        h("p", { class: "muted", t: "invitation.lead" }),
        this.said,
        h("form", { on: { submit: onSubmit } },
          field("invitation.password", password),
          field("invitation.again", again),
          h("button", { class: "primary", t: "invitation.enter" }),
        ),
      ),
    );
    password.focus();
  }

  async #accept(password) {
    try {
      this.enter(await this.desk.session.accept(this.invitation, password));
    } catch (error) {
      this.#refuse(error.message || problemText(error));
    }
  }

  #refuse(text) {
    this.said.textContent = text;
    this.said.hidden = false;
  }
}

customElements.define("accept-invitation", AcceptInvitation);
