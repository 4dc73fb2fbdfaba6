// The sign-in screen: name and password, then the code of a second factor; a provider of the
// house; or a token.

import { field, h } from "../elements.js";
import { t } from "../i18n.js";
import { problemText } from "../notices.js";
import { beforeCard } from "./before-card.js";
import { during, holdFor } from "./holding.js";
import { PasswordField } from "./password-field.js";

export class SignIn extends HTMLElement {
  constructor(desk, enter, problem = null) {
    super();
    this.desk = desk;
    this.enter = enter;
    this.problem = problem;
  }

  connectedCallback() {
    this.said = h("p", { class: "problem", role: "alert", hidden: true });
    this.openid = h("div", { class: "sign-in-openid", hidden: true });
    this.append(
      beforeCard([
        h("h1", { t: "signin.title" }),
        this.said,
        this.openid,
        this.#passwordForm(),
        this.#codeForm(),
        this.#tokenForm(),
      ], "sign-in"),
    );
    if (this.problem) this.#say(this.problem.text ?? problemText(this.problem));
    this.name.focus();
    this.#offerProvider();
  }

  #passwordForm() {
    this.name = h("input", { name: "name", autocomplete: "username", autocapitalize: "none", spellcheck: false, required: true });
    this.password = new PasswordField({ key: "signin.password" });
    this.submit = h("button", { class: "primary", t: "signin.enter" });
    this.passwordForm = h("form", { on: { submit: (event) => this.#signIn(event) } },
      field("signin.name", this.name),
      this.password,
      this.submit,
      h("p", { class: "muted small", t: "signin.forgotten" }),
    );
    return this.passwordForm;
  }

  #codeForm() {
    this.code = h("input", { name: "code", autocomplete: "one-time-code", autocapitalize: "none", spellcheck: false, required: true });
    this.codeProblem = h("p", { class: "field-problem", id: "code-problem", role: "alert" });
    this.code.setAttribute("aria-describedby", "code-hint code-problem");
    this.codeSubmit = h("button", { class: "primary", t: "signin.confirm" });
    this.who = h("p", { tell: () => t("signin.password_right", { name: this.name.value.trim() }) });
    const back = h("button", { type: "button", class: "quiet", t: "signin.back", on: { click: () => this.#step(this.passwordForm) } });
    this.codeForm = h("form", { hidden: true, on: { submit: (event) => this.#signIn(event) } },
      this.who,
      h("div", { class: "stack-tight" },
        field("signin.code", this.code),
        h("p", { class: "muted small", id: "code-hint", t: "signin.code_hint" }),
        this.codeProblem,
      ),
      this.codeSubmit,
      back,
    );
    return this.codeForm;
  }

  #tokenForm() {
    const token = h("input", { name: "token", type: "password", autocomplete: "off", required: true });
    const onSubmit = (event) => {
      event.preventDefault();
      this.enter(this.desk.session.useToken(token.value.trim()));
    };
    this.tokenForm = h("details", {},
      h("summary", { t: "signin.with_token" }),
      h("form", { on: { submit: onSubmit } },
        field("signin.token", token),
        h("button", { t: "signin.enter" }),
      ),
    );
    return this.tokenForm;
  }

  async #offerProvider() {
    const ways = await this.desk.session.ways().catch(() => null);
    if (!ways?.openid) return;
    const { title, path } = ways.openid;
    const link = h("a", { class: "button primary", href: path, tell: () => t("signin.with", { name: title }) });
    this.submit.classList.remove("primary");
    this.openid.append(link, h("p", { class: "or", t: "signin.or" }));
    this.openid.hidden = false;
  }

  async #signIn(event) {
    event.preventDefault();
    const isCode = !this.codeForm.hidden;
    const button = isCode ? this.codeSubmit : this.submit;
    this.said.hidden = true;
    this.#refuseCode("");
    this.password.refuse("");
    this.#markName(false);
    const code = isCode ? this.code.value.trim() : "";
    try {
      this.enter(await during(button, this.desk.session.signIn(this.name.value.trim(), this.password.value, code)));
    } catch (error) {
      this.#refuse(error, isCode, button);
    }
  }

  #refuse(error, isCode, button) {
    if (error.code === "second_factor") {
      this.#step(this.codeForm);
    } else if (error.code === "unauthorized" && isCode) {
      this.#refuseCode(t("signin.code_wrong"));
    } else if (error.code === "unauthorized") {
      this.#markName(true);
      this.password.refuse(t("problem.unauthorized"));
      this.password.input.select();
    } else if (error.waitS) {
      this.#say(t("signin.too_many", { count: error.waitS, n: error.waitS }));
      holdFor(button, error.waitS, () => (this.said.hidden = true));
    } else this.#say(problemText(error));
  }

  #step(form) {
    const isCode = form === this.codeForm;
    this.passwordForm.hidden = this.tokenForm.hidden = isCode;
    this.openid.hidden = isCode || !this.openid.hasChildNodes();
    this.codeForm.hidden = !isCode;
    this.code.value = "";
    this.#refuseCode("");
    this.said.hidden = true;
    this.who.tell();
    (isCode ? this.code : this.password).focus();
  }

  #markName(isWrong) {
    if (isWrong) this.name.setAttribute("aria-invalid", "true");
    else this.name.removeAttribute("aria-invalid");
  }

  #refuseCode(text) {
    this.codeProblem.textContent = text;
    if (text) {
      this.code.setAttribute("aria-invalid", "true");
      this.code.focus();
      this.code.select();
    } else this.code.removeAttribute("aria-invalid");
  }

  #say(text) {
    this.said.textContent = text;
    this.said.hidden = false;
  }
}

customElements.define("sign-in", SignIn);
