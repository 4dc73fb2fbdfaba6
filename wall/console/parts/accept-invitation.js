// Where a one-time link leads: who one is on this wall, a password, and in.

import { field, h } from "../elements.js";
import { currentLanguage, isLanguageChosen, speak, t } from "../i18n.js";
import { problemText } from "../notices.js";
import { dayTimeOf } from "../times.js";
import { beforeCard } from "./before-card.js";
import { during, holdFor } from "./holding.js";
import { PasswordField } from "./password-field.js";

const LINK = "#invitation=";

/** The code of the link that was opened, or "". */
export function invitationIn({ hash }) {
  if (!hash.startsWith(LINK)) return "";
  const code = hash.slice(LINK.length);
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}

export class AcceptInvitation extends HTMLElement {
  constructor(desk, enter, invitation, signIn) {
    super();
    this.desk = desk;
    this.enter = enter;
    this.invitation = invitation;
    this.signIn = signIn;
  }

  async connectedCallback() {
    try {
      this.info = await this.desk.session.look(this.invitation);
      if (!isLanguageChosen() && this.info.language !== "en") await speak(this.info.language);
      this.#ask();
    } catch (error) {
      if (error.code === "refused") this.#tellEnded();
      else this.#tellTrouble(error);
    }
  }

  #ask() {
    const { name, display_name: displayName, shortest, longest, again } = this.info;
    this.said = h("p", { class: "problem", role: "alert", hidden: true });
    const { site, role, until } = this.info;
    const about = { site: site || t("console.title"), name: displayName || name };
    const title = h("h1", { tell: () => t(again ? "invitation.title_again" : "invitation.title", about) });
    const lead = h("p", { class: "muted", tell: () => t(again ? "invitation.lead_again" : "invitation.lead", { ...about, role: t(`role.${role}`) }) });
    const account = h("input", { value: name, readOnly: true, autocomplete: "username", "aria-describedby": "account-hint" });
    const shown = h("input", { value: displayName, autocomplete: "name", maxLength: 100, "aria-describedby": "name-hint" });
    const password = new PasswordField({ key: "invitation.password", rules: { shortest, longest, name } });
    const submit = h("button", { class: "primary", t: again ? "invitation.enter_again" : "invitation.enter" });
    const onSubmit = (event) => {
      event.preventDefault();
      if (password.check()) this.#accept(password, shown.value.trim(), submit);
    };
    this.replaceChildren(
      beforeCard([
        title,
        lead,
        this.said,
        h("form", { noValidate: true, on: { submit: onSubmit } },
          withHint(field("invitation.account", account), "account-hint", "invitation.account_hint"),
          withHint(field("invitation.name", shown), "name-hint", "invitation.name_hint"),
          password,
          submit,
          h("p", { class: "muted small", tell: () => t("invitation.until", { time: dayTimeOf(until) }) }),
        ),
      ], "invitation"),
    );
    (again ? password : shown).focus();
  }

  async #accept(password, displayName, submit) {
    this.said.hidden = true;
    try {
      const { session } = this.desk;
      const identity = await during(submit, session.accept(this.invitation, password.value, displayName || null));
      // The page was read in this language: the account speaks it from now on.
      if (session.account.language !== currentLanguage()) {
        await session.change({ language: currentLanguage() }).catch((error) => this.desk.notices.refuse(error));
      }
      this.enter(identity);
    } catch (error) {
      this.#refuse(error, password, submit);
    }
  }

  #refuse(error, password, submit) {
    if (error.waitS) {
      this.#say(t("signin.too_many", { count: error.waitS, n: error.waitS }));
      holdFor(submit, error.waitS, () => (this.said.hidden = true));
    } else if (error.code === "refused" && error.message.includes("link")) this.#tellEnded();
    else if (error.code === "refused") password.refuse(t("password.refused"));
    else this.#say(problemText(error));
  }

  #tellEnded() {
    const step = (key) => h("li", { t: key });
    const title = h("h1", { tabIndex: -1, t: "invitation.ended" });
    this.replaceChildren(
      beforeCard([
        title,
        h("p", { class: "muted", t: "invitation.ended_why" }),
        h("ul", { class: "what-to-do" }, step("invitation.ended_used"), step("invitation.ended_ask"), step("invitation.ended_first")),
        h("button", { type: "button", class: "primary", t: "signin.enter", on: { click: () => this.signIn() } }),
      ], "invitation"),
    );
    title.focus();
  }

  #tellTrouble(error) {
    const retry = h("button", { type: "button", class: "primary", t: "invitation.retry", on: { click: () => this.connectedCallback() } });
    const text = error.waitS ? t("signin.too_many", { count: error.waitS, n: error.waitS }) : problemText(error);
    this.replaceChildren(
      beforeCard([
        h("h1", { t: "invitation.trouble" }),
        h("p", { class: "problem", role: "alert" }, text),
        retry,
      ], "invitation"),
    );
    if (error.waitS) holdFor(retry, error.waitS);
  }

  #say(text) {
    this.said.textContent = text;
    this.said.hidden = false;
  }
}

function withHint(element, id, key) {
  element.append(h("p", { class: "muted small", id, t: key }));
  return element;
}

customElements.define("accept-invitation", AcceptInvitation);
