// One account: roles, sessions, a new link, and the way out.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { agoOf } from "../times.js";
import { STATES, offlineOr, page, seenText, turnTo } from "./access-view.js";
import { GrantsField } from "./grants-field.js";
import { during } from "../parts/holding.js";
import { linkPage } from "./invite-form.js";
import { browserOf } from "./own-sessions.js";
import { SureButton } from "./sure-button.js";

export class AccountDetails extends HTMLElement {
  constructor(desk, account, back) {
    super();
    this.desk = desk;
    this.account = account;
    this.back = back;
  }

  connectedCallback() {
    if (!this.hasChildNodes()) this.#show();
  }

  get #isOwn() {
    return this.account.name === this.desk.connection.me?.name;
  }

  get #shown() {
    return this.account.display_name || this.account.name;
  }

  #show() {
    const { account } = this;
    const back = () => this.back(account.name);
    this.problem = h("p", { class: "problem", role: "alert", hidden: true });
    this.said = h("p", { class: "small", role: "status" });
    this.replaceChildren(
      page(h("h3", {}, this.#shown), back,
        h("p", { class: "chips" },
          h("span", { class: "chip" }, account.name),
          h("span", { class: `chip ${account.state === "active" ? "ok" : "warning"}`, t: STATES[account.state] }),
          account.second_factor ? h("span", { class: "chip ok", t: "access.factor" }) : "",
          h("span", { class: "muted", tell: () => seenText(account) }),
        ),
        this.problem,
        this.#roles(),
        this.#sessions(),
        this.#isOwn ? h("p", { class: "muted", t: "access.own" }) : this.#ways(),
      ),
    );
  }

  #roles() {
    const grants = new GrantsField(this.desk, this.account.grants);
    const submit = h("button", { t: "access.save_roles" });
    const onSubmit = async (event) => {
      event.preventDefault();
      const wanted = grants.read();
      if (!wanted) return;
      await this.#run("users.set_grants", { grants: wanted }, submit);
    };
    return h("section", { class: "section" },
      h("h4", { t: "access.roles" }),
      h("form", { class: "stack wide-form", on: { submit: onSubmit } }, grants, h("div", { class: "field-row" }, submit, this.said)),
    );
  }

  #sessions() {
    const list = h("ul", { class: "rows" });
    const none = h("p", { class: "muted", t: "access.no_sessions", hidden: true });
    const all = new SureButton({
      key: "access.sign_out",
      ask: () => t("access.sign_out_sure", { name: this.#shown }),
      run: (button) => this.#run("users.sign_out", {}, button),
    });
    all.hidden = this.#isOwn;
    const row = (session) => h("li", { class: "row" },
      h("div", { class: "grow" },
        h("p", {}, browserOf(session.agent)),
        h("p", { class: "muted small", tell: () => t("session.used", { address: session.address, time: agoOf(session.used) }) })));
    this.desk.connection.request("users.sessions", { name: this.account.name }).then(
      ({ result }) => {
        list.replaceChildren(...result.map(row));
        none.hidden = result.length > 0;
        all.hidden ||= !result.length;
      },
      (error) => this.#refuse(error),
    );
    return h("section", { class: "section" }, h("div", { class: "section-head" }, h("h4", { t: "session.title" }), all), list, none);
  }

  #ways() {
    const isDisabled = this.account.state === "disabled";
    const lost = h("input", { type: "checkbox" });
    const link = new SureButton({
      key: "access.reset",
      ask: () => t("access.reset_sure", { name: this.#shown }),
      run: (button) => this.#reset(button, lost.checked),
    });
    const disable = isDisabled
      ? h("button", { type: "button", t: "access.enable", on: { click: ({ target }) => this.#run("users.enable", {}, target) } })
      : new SureButton({ key: "access.disable", ask: () => t("access.disable_sure", { name: this.#shown }), run: (button) => this.#run("users.disable", {}, button) });
    const remove = new SureButton({ key: "access.remove", ask: () => t("access.remove_sure", { name: this.#shown }), run: (button) => this.#remove(button) });
    const way = (key, ...buttons) => h("li", { class: "way" }, h("p", { class: "muted grow", t: key }), ...buttons);
    return h("section", { class: "section" },
      h("h4", { t: "access.ways" }),
      h("ul", { class: "ways" },
        h("li", { class: "way" },
          h("div", { class: "grow" },
            h("p", { class: "muted", t: "access.reset_means" }),
            this.account.second_factor ? h("label", { class: "check" }, lost, h("span", { t: "access.reset_factor" })) : "",
          ),
          link,
        ),
        way(isDisabled ? "access.enable_means" : "access.disable_means", disable),
        way("access.remove_means", remove),
      ),
    );
  }

  async #reset(button, secondFactor) {
    const { name } = this.account;
    try {
      const about = { name, second_factor: secondFactor };
      const { result } = await during(button, this.desk.connection.request("users.reset_password", about));
      turnTo(this, linkPage(result, this.#shown, () => this.back(name)));
    } catch (error) {
      this.#refuse(error);
    }
  }

  async #remove(button) {
    try {
      await during(button, this.desk.connection.request("users.remove", { name: this.account.name }));
      this.back();
    } catch (error) {
      this.#refuse(error);
    }
  }

  /** Then everything anew, as the controller has it. */
  async #run(type, fields, button) {
    const { connection } = this.desk;
    const { name } = this.account;
    try {
      await during(button, connection.request(type, { name, ...fields }));
      const { result } = await connection.request("users.list");
      this.account = result.find((account) => account.name === name) ?? this.account;
      this.#show();
      this.said.textContent = t("account.saved");
      this.querySelector("h3").focus();
    } catch (error) {
      this.#refuse(error);
    }
  }

  #refuse(error) {
    this.problem.textContent = offlineOr(error);
    this.problem.hidden = false;
    this.problem.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("account-details", AccountDetails);
