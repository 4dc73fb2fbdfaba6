// Tokens: programs that act on the wall. What each may, and when it was used last.

import { field, h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { agoOf } from "../times.js";
import { offlineOr, page, turnTo } from "./access-view.js";
import { GrantsField, grantText } from "./grants-field.js";
import { during } from "../parts/holding.js";
import { SureButton } from "./sure-button.js";
import { ToldOnce } from "./told-once.js";

const DAY_S = 86400;
const LIVES = { "tokens.always": 0, "tokens.day": DAY_S, "tokens.month": 30 * DAY_S, "tokens.year": 365 * DAY_S };
const NAME = "[A-Za-z0-9][A-Za-z0-9_.@\\-]{0,63}";

export class TokensList extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (!this.hasChildNodes()) this.#list();
  }

  async #list() {
    let tokens;
    try {
      tokens = (await this.desk.connection.request("token.list")).result;
    } catch (error) {
      this.replaceChildren(h("p", { class: "problem", role: "alert" }, offlineOr(error)));
      return;
    }
    this.problem = h("p", { class: "field-problem", role: "alert" });
    const make = h("button", { type: "button", class: "primary", on: { click: () => this.#form() } }, icon("add"), h("span", { t: "tokens.make" }));
    this.replaceChildren(
      h("div", { class: "section-head" }, h("p", { class: "muted", t: "tokens.lead" }), make),
      this.problem,
      h("ul", { class: "rows access-rows", label: "access.tokens" }, ...tokens.map((token) => this.#row(token))),
      tokens.length ? "" : h("p", { class: "muted", t: "tokens.none" }),
    );
  }

  #row(token) {
    const { walls } = this.desk.scenes;
    const grants = token.grants ?? [{ role: token.role }];
    const used = () => {
      const parts = [token.used ? t("tokens.used", { time: agoOf(token.used) }) : t("tokens.never_used")];
      if (token.until) parts.push(t("tokens.until", { time: agoOf(token.until) }));
      return parts.join(" · ");
    };
    return h("li", { class: "row token-row" },
      icon("token"),
      h("div", { class: "grow person-names" },
        h("span", { class: "ellipsis strong" }, token.name),
        h("span", { class: "muted small ellipsis", tell: () => grants.map((grant) => grantText(grant, walls)).join(" · ") }),
      ),
      h("span", { class: "muted small", tell: used }),
      new SureButton({ key: "tokens.revoke", ask: () => t("tokens.revoke_sure", { name: token.name }), run: (button) => this.#revoke(token.name, button) }),
    );
  }

  async #revoke(name, button) {
    try {
      await during(button, this.desk.connection.request("token.revoke", { name }));
      await this.#list();
      this.querySelector("button")?.focus();
    } catch (error) {
      this.problem.textContent = offlineOr(error);
    }
  }

  #form() {
    const name = h("input", { required: true, pattern: NAME, maxLength: 64, autocomplete: "off", autocapitalize: "none", spellcheck: false, "aria-describedby": "token-hint token-problem" });
    const life = h("select", {}, ...Object.entries(LIVES).map(([key, seconds]) => h("option", { value: seconds, t: key })));
    const grants = new GrantsField(this.desk);
    const problem = h("p", { class: "field-problem", id: "token-problem", role: "alert" });
    const submit = h("button", { class: "primary", t: "tokens.make" });
    const say = (text) => {
      problem.textContent = text;
      if (text) name.setAttribute("aria-invalid", "true");
      else name.removeAttribute("aria-invalid");
      if (text) name.focus();
    };
    name.addEventListener("input", () => say(""));
    name.addEventListener("invalid", (event) => {
      event.preventDefault();
      say(t("access.name_wrong"));
    });
    const onSubmit = async (event) => {
      event.preventDefault();
      const wanted = grants.read();
      if (!wanted) return;
      const lasting = Number(life.value) ? { for_s: Number(life.value) } : {};
      try {
        const about = { name: name.value, grants: wanted, ...lasting };
        const { result } = await during(submit, this.desk.connection.request("token.add", about));
        this.#tell(result);
      } catch (error) {
        say(offlineOr(error));
      }
    };
    turnTo(this, page("tokens.make", () => this.#list(),
      h("form", { class: "stack wide-form", on: { submit: onSubmit } },
        h("div", { class: "field-pair" },
          h("div", { class: "stack-tight" }, field("tokens.name", name), h("p", { class: "muted small", id: "token-hint", t: "tokens.name_hint" }), problem),
          field("tokens.life", life),
        ),
        h("fieldset", {}, h("legend", { t: "access.roles" }), grants),
        h("div", {}, submit),
      )));
  }

  #tell({ name, token }) {
    const done = h("button", { type: "button", class: "primary", t: "action.done", on: { click: () => this.#list() } });
    turnTo(this, page(h("h3", { tell: () => t("tokens.made", { name }) }), () => this.#list(),
      h("p", { t: "tokens.once" }),
      new ToldOnce(token, { key: "signin.token" }),
      h("div", {}, done)));
  }
}

customElements.define("tokens-list", TokensList);
