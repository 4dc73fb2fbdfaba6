// The second factor: an authenticator app on the phone, and recovery codes for when it is lost.

import { field, h } from "../elements.js";
import { t } from "../i18n.js";
import { problemText } from "../notices.js";
import { during, holdFor } from "../parts/holding.js";
import { PasswordField } from "../parts/password-field.js";
import { whosePassword } from "./account-password.js";
import { copyButton } from "./told-once.js";

const PATH = "/account/second-factor";
/** What takes the password: the button that does it, what it means, and the method. */
const SET_UP = { run: "offerWith", does: "factor.next", look: "primary" };
const TURN_OFF = { run: "removeWith", does: "factor.turn_off", look: "danger", means: "factor.off_means" };
const RENEW = { run: "renewWith", does: "factor.renew", look: "primary", means: "factor.renew_means" };

export class SecondFactor extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (!this.hasChildNodes()) this.#tellState();
  }

  get #isOn() {
    return this.desk.session.account.second_factor;
  }

  #show(...below) {
    this.replaceChildren(
      h("div", { class: "section-head" },
        h("h3", { t: "factor.title" }),
        h("span", { class: `chip ${this.#isOn ? "ok" : ""}`, t: this.#isOn ? "factor.on" : "factor.off" }),
      ),
      ...below,
    );
  }

  #tellState() {
    const key = this.#isOn ? "factor.turn_off" : "factor.set_up";
    const begin = h("button", { type: "button", t: key, on: { click: () => this.#askPassword(this.#isOn ? TURN_OFF : SET_UP) } });
    const renew = h("button", { type: "button", t: "factor.renew", on: { click: () => this.#askPassword(RENEW) } });
    this.#show(
      h("p", { class: "muted", t: this.#isOn ? "factor.is_on" : "factor.is_off" }),
      h("div", { class: "field-row wrap" }, begin, this.#isOn ? renew : ""),
    );
    return begin;
  }

  /** A found browser must not do this: the password once more. */
  #askPassword(what) {
    const password = new PasswordField({ key: "factor.password" });
    const submit = h("button", { class: what.look, t: what.does });
    const onSubmit = async (event) => {
      event.preventDefault();
      try {
        await during(submit, this[what.run](password.value));
      } catch (error) {
        if (error.waitS) holdFor(submit, error.waitS);
        password.refuse(this.#words(error, "account.password_wrong"));
      }
    };
    this.#show(
      h("form", { class: "stack", on: { submit: onSubmit } },
        what.means ? h("p", { class: "muted", t: what.means }) : "",
        whosePassword(this.desk.session.account.name),
        password,
        h("div", { class: "field-row" }, submit, this.#cancel()),
      ),
    );
    password.focus();
  }

  async renewWith(password) {
    const { codes } = await this.desk.session.ask("POST", `${PATH}/recovery-codes`, { password });
    this.#tellCodes(codes, "factor.renewed");
  }

  async removeWith(password) {
    const { session } = this.desk;
    await session.ask("POST", `${PATH}/removal`, { password });
    await session.renew();
    this.#tellState().focus();
  }

  async offerWith(password) {
    const { secret, address, qr } = await this.desk.session.ask("POST", PATH, { password });
    const code = h("input", { autocomplete: "one-time-code", inputMode: "numeric", maxLength: 8, required: true, "aria-describedby": "factor-problem" });
    const problem = h("p", { class: "field-problem", id: "factor-problem", role: "alert" });
    const submit = h("button", { class: "primary", t: "factor.confirm" });
    const onSubmit = async (event) => {
      event.preventDefault();
      problem.textContent = "";
      try {
        await during(submit, this.#confirm(code.value.trim()));
      } catch (error) {
        if (error.waitS) holdFor(submit, error.waitS);
        problem.textContent = error.code === "refused" ? t("factor.code_wrong") : problemText(error);
        code.setAttribute("aria-invalid", "true");
        code.focus();
        code.select();
      }
    };
    const key = secret.replace(/(.{4})(?=.)/g, "$1 ");
    this.#show(
      h("ol", { class: "steps" },
        h("li", {}, h("p", { t: "factor.step_app" })),
        h("li", {},
          h("p", { t: "factor.step_scan" }),
          h("div", { class: "factor-key" },
            h("img", { class: "qr", src: qr, alt: t("factor.qr") }),
            h("div", { class: "stack-tight" },
              h("p", { class: "muted small", t: "factor.by_hand" }),
              h("code", {}, key),
              h("div", { class: "field-row" }, copyButton(() => secret), h("a", { href: address, t: "factor.on_this_phone" })),
            ),
          ),
        ),
        h("li", {},
          h("form", { class: "stack-tight", on: { submit: onSubmit } },
            field("factor.step_code", code), problem,
            h("div", { class: "field-row" }, submit, this.#cancel()),
          ),
        ),
      ),
    );
    code.focus();
  }

  async #confirm(code) {
    const { session } = this.desk;
    const { codes } = await session.ask("PUT", PATH, { code });
    await session.renew();
    this.dispatchEvent(new Event("sessions-ended", { bubbles: true }));
    this.#tellCodes(codes, "factor.recovery");
  }

  /** They are shown this once. */
  #tellCodes(codes, key) {
    const text = `${codes.join("\n")}\n`;
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const lead = h("p", { tabIndex: -1, t: key });
    const done = h("button", { type: "button", class: "primary", t: "factor.kept" });
    done.addEventListener("click", () => {
      URL.revokeObjectURL(address);
      this.#tellState().focus();
    });
    this.#show(
      lead,
      h("ul", { class: "recovery", label: "factor.recovery_codes" }, ...codes.map((one) => h("li", {}, h("code", {}, one)))),
      h("div", { class: "field-row wrap" },
        copyButton(() => text),
        h("a", { class: "button plain", href: address, download: "wall-recovery-codes.txt", t: "once.download" }),
        done,
      ),
    );
    lead.focus();
  }

  #cancel() {
    return h("button", { type: "button", class: "quiet", t: "action.cancel", on: { click: () => this.#tellState().focus() } });
  }

  #words(error, wrong) {
    if (error.code === "unauthorized") return t(wrong);
    if (error.waitS) return t("signin.too_many", { count: error.waitS, n: error.waitS });
    return problemText(error);
  }
}

customElements.define("second-factor", SecondFactor);
