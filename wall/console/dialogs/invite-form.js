// Inviting somebody: a name, roles, and then the link to hand over.

import { field, h } from "../elements.js";
import { LANGUAGES, currentLanguage, t } from "../i18n.js";
import { dayTimeOf } from "../times.js";
import { isOnlyHere, offlineOr, page, turnTo } from "./access-view.js";
import { GrantsField } from "./grants-field.js";
import { during } from "../parts/holding.js";
import { ToldOnce } from "./told-once.js";

const NAME = "[A-Za-z0-9][A-Za-z0-9_.@\\-]{0,63}";
const LONGEST_NAME = 64;

export class InviteForm extends HTMLElement {
  constructor(desk, back) {
    super();
    this.desk = desk;
    this.back = back;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.name = h("input", { required: true, pattern: NAME, maxLength: LONGEST_NAME, autocomplete: "off", autocapitalize: "none", spellcheck: false, "aria-describedby": "invite-hint invite-problem" });
    this.shown = h("input", { maxLength: 100, autocomplete: "off" });
    this.language = h("select", {}, ...Object.entries(LANGUAGES).map(([name, title]) =>
      h("option", { value: name, lang: name, selected: name === currentLanguage() }, title)));
    this.grants = new GrantsField(this.desk);
    this.problem = h("p", { class: "field-problem", id: "invite-problem", role: "alert" });
    this.submit = h("button", { class: "primary", t: "access.make_link" });
    this.name.addEventListener("input", () => {
      this.hasOwnName = this.name.value !== "";
      this.#say("");
    });
    this.shown.addEventListener("input", () => this.#suggest());
    // The browser's own words would be in its language, and gone in a moment.
    this.name.addEventListener("invalid", (event) => {
      event.preventDefault();
      this.#say(t("access.name_wrong"));
    });
    this.append(
      page("access.invite", () => this.back(),
        h("form", { class: "stack wide-form", on: { submit: (event) => this.#invite(event) } },
          h("div", { class: "field-pair" }, field("access.shown_name", this.shown), field("access.language", this.language)),
          h("div", { class: "stack-tight" },
            field("access.name", this.name),
            h("p", { class: "muted small", id: "invite-hint", t: "access.name_hint" }),
            this.problem,
          ),
          h("fieldset", {}, h("legend", { t: "access.roles" }), this.grants),
          h("div", {}, this.submit),
        ),
      ),
    );
  }

  /** Most sign in with their name as it is written; whoever types another keeps it. */
  #suggest() {
    if (this.hasOwnName) return;
    this.name.value = signInName(this.shown.value);
    this.#say("");
  }

  async #invite(event) {
    event.preventDefault();
    const grants = this.grants.read();
    if (!grants) return;
    const body = { name: this.name.value, display_name: this.shown.value.trim(), language: this.language.value, grants };
    try {
      const { result } = await during(this.submit, this.desk.connection.request("users.invite", body));
      turnTo(this, linkPage(result, body.display_name || body.name, () => this.back(body.name)));
    } catch (error) {
      this.#say(offlineOr(error));
    }
  }

  #say(text) {
    this.problem.textContent = text;
    if (text) {
      this.name.setAttribute("aria-invalid", "true");
      this.name.focus();
    } else this.name.removeAttribute("aria-invalid");
  }
}

/** `Ben Okoyé` signs in as `ben.okoye`; nothing where no letter or figure is left. */
export const signInName = (shown) =>
  shown.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[^a-z0-9]+/g, ".").replace(/^\.|\.$/g, "").slice(0, LONGEST_NAME);

/** The link that sets a password, shown this once. */
export function linkPage({ path, until }, shown, back) {
  const done = h("button", { type: "button", class: "primary", t: "action.done", on: { click: back } });
  return page(h("h3", { tell: () => t("access.link_for", { name: shown }) }), back,
    h("p", { tell: () => t("access.link_how", { time: dayTimeOf(until) }) }),
    new ToldOnce(`${location.origin}${path}`, { key: "access.link", isLink: true }),
    isOnlyHere() ? h("p", { class: "caution", t: "access.only_here" }) : "",
    h("div", {}, done),
  );
}

customElements.define("invite-form", InviteForm);
