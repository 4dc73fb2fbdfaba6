// A password: typed unseen or seen, with how good it is where a new one is chosen.

import { h, say, tell } from "../elements.js";
import { t } from "../i18n.js";
import { judge } from "../passwords.js";

const LEVELS = 4;
let fields = 0;

export class PasswordField extends HTMLElement {
  #said = "";

  /** `rules`: `{shortest, longest, name}` of a new password; null for one that is there. */
  constructor({ key, name = "password", rules = null }) {
    super();
    this.key = key;
    this.rules = rules;
    this.input = h("input", {
      name,
      type: "password",
      required: true,
      autocomplete: rules ? "new-password" : "current-password",
      autocapitalize: "none",
      spellcheck: false,
      id: `password-${++fields}`,
    });
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { id } = this.input;
    this.classList.add("field");
    this.show = h("button", { type: "button", t: "password.show", "aria-controls": id, "aria-pressed": "false", on: { click: () => this.#toggle() } });
    this.problem = h("p", { class: "field-problem", id: `${id}-problem`, role: "alert" });
    this.append(
      h("label", { htmlFor: id, t: this.key }),
      h("div", { class: "field-row password-row" }, this.input, this.show),
    );
    if (this.rules) this.#strength();
    this.append(this.problem);
    this.input.setAttribute("aria-describedby", [this.rules && `${id}-strength`, this.problem.id].filter(Boolean).join(" "));
    this.input.addEventListener("input", () => {
      this.refuse("");
      this.#judge();
    });
  }

  get value() {
    return this.input.value;
  }

  /** Whether a new password may be sent; says what is wrong with it. */
  check() {
    const { level, why } = judge(this.value, this.rules);
    if (level > 0) return true;
    this.refuse(t(why, this.rules));
    return false;
  }

  refuse(text) {
    this.problem.textContent = text;
    if (this.words) this.words.hidden = text !== "";
    if (text) {
      this.input.setAttribute("aria-invalid", "true");
      this.input.focus();
    } else this.input.removeAttribute("aria-invalid");
  }

  clear() {
    this.input.value = "";
    this.refuse("");
    this.#judge();
  }

  focus() {
    this.input.focus();
  }

  #toggle() {
    const isShown = this.input.type === "password";
    this.input.type = isShown ? "text" : "password";
    this.show.setAttribute("aria-pressed", isShown);
    say(this.show, "t", isShown ? "password.hide" : "password.show");
  }

  #strength() {
    this.bars = h("div", { class: "strength", "aria-hidden": "true" }, ...Array.from({ length: LEVELS }, () => h("span")));
    this.words = h("p", { class: "muted small", id: `${this.input.id}-strength`, "aria-live": "polite" });
    this.append(this.bars, this.words);
    this.#judge();
  }

  #judge() {
    if (!this.rules) return;
    const { level, why } = this.value ? judge(this.value, this.rules) : { level: 0, why: "password.hint" };
    this.bars.dataset.level = level;
    // The same words again would be read out again.
    if (why !== this.#said) tell(this.words, () => t(why, this.rules));
    this.#said = why;
  }
}

customElements.define("password-field", PasswordField);
