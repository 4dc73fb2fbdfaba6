// The sign-in screen: name and password, or a token.

import { field, h } from "../elements.js";
import { LANGUAGES, choose, currentLanguage } from "../i18n.js";
import { problemText } from "../notices.js";

export class SignIn extends HTMLElement {
  constructor(desk, enter, problem = null) {
    super();
    this.desk = desk;
    this.enter = enter;
    this.problem = problem;
  }

  connectedCallback() {
    this.said = h("p", { class: "problem", role: "alert", hidden: true });
    this.append(
      h("main", { class: "sign-in" },
        h("h1", { t: "console.title" }),
        h("p", { class: "muted", t: "signin.lead" }),
        this.said,
        this.#passwordForm(),
        this.#tokenForm(),
        this.#languageChoice(),
      ),
    );
    if (this.problem) this.#refuse(this.problem);
    this.querySelector("input").focus();
  }

  #passwordForm() {
    const name = h("input", { name: "name", autocomplete: "username", required: true });
    const password = h("input", {
      name: "password",
      type: "password",
      autocomplete: "current-password",
      required: true,
    });
    this.code = h("input", { name: "code", inputMode: "numeric", autocomplete: "one-time-code" });
    this.codeField = field("signin.code", this.code);
    this.codeField.hidden = true;
    const onSubmit = (event) => {
      event.preventDefault();
      this.#try(this.desk.session.signIn(name.value.trim(), password.value, this.code.value.trim()));
    };
    return h("form", { on: { submit: onSubmit } },
      field("signin.name", name),
      field("signin.password", password),
      this.codeField,
      h("button", { class: "primary", t: "signin.enter" }),
    );
  }

  #tokenForm() {
    const token = h("input", { name: "token", type: "password", autocomplete: "off", required: true });
    const onSubmit = (event) => {
      event.preventDefault();
      this.enter(this.desk.session.useToken(token.value.trim()));
    };
    return h("details", {},
      h("summary", { t: "signin.with_token" }),
      h("form", { on: { submit: onSubmit } },
        field("signin.token", token),
        h("button", { t: "signin.enter" }),
      ),
    );
  }

  #languageChoice() {
    const select = h("select", { label: "bar.language", on: { change: () => this.#speak(select) } });
    for (const [name, title] of Object.entries(LANGUAGES)) {
      select.append(h("option", { value: name, lang: name, selected: name === currentLanguage() }, title));
    }
    return h("div", { class: "sign-in-language" }, select);
  }

  async #speak(select) {
    if (!(await choose(select.value))) select.value = currentLanguage();
  }

  async #try(signingIn) {
    this.said.hidden = true;
    try {
      this.enter(await signingIn);
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error) {
    if (error.code === "second_factor") {
      this.codeField.hidden = false;
      this.code.focus();
    }
    this.said.textContent = problemText(error);
    this.said.hidden = false;
  }
}

customElements.define("sign-in", SignIn);
