// Why a post is rejected, by one key; or in words of one's own.

import { h } from "../elements.js";
import { t } from "../i18n.js";

const REASONS = ["topic", "advertising", "insult", "personal", "rumour", "picture", "rights", "repeated", "minor"];

export class PostReasons extends HTMLElement {
  #done = null;

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.heading = h("h2", { id: "reasons-title" });
    this.own = h("input", { maxLength: 500, autocomplete: "off", label: "reason.own", placeholderKey: "reason.own" });
    const choices = REASONS.map((name, index) => h("li", {},
      h("button", { type: "button", class: "quiet reason", on: { click: () => this.#end(t(`reason.${name}`)) } },
        h("kbd", { "aria-hidden": "true" }, String(index + 1)), h("span", { t: `reason.${name}` }))));
    const onSubmit = (event) => {
      event.preventDefault();
      this.#end(this.own.value.trim());
    };
    this.dialog = h("dialog", { class: "post-reasons", "aria-labelledby": "reasons-title" },
      this.heading,
      h("ul", {}, ...choices),
      h("form", { class: "field-row", on: { submit: onSubmit } }, this.own, h("button", { class: "danger", t: "reason.without" })),
      h("p", { class: "muted small", t: "reason.hint" }),
    );
    this.own.addEventListener("input", () => {
      this.dialog.querySelector("form button").textContent = t(this.own.value.trim() ? "reason.with" : "reason.without");
    });
    this.dialog.addEventListener("keydown", (event) => this.#press(event));
    this.dialog.addEventListener("close", () => (this.#done = null));
    this.append(this.dialog);
  }

  /** `done(reason)` is called unless somebody thinks better of it. */
  ask(count, done) {
    this.#done = done;
    this.own.value = "";
    this.heading.textContent = t("reason.title", { count, n: count });
    this.dialog.querySelector("form button").textContent = t("reason.without");
    this.dialog.showModal();
  }

  #press(event) {
    if (event.repeat || event.target === this.own || event.ctrlKey || event.metaKey || event.altKey) return;
    const place = Number(event.key);
    if (place >= 1 && place <= REASONS.length) this.#end(t(`reason.${REASONS[place - 1]}`));
    else if (event.key.toLowerCase() === "r") this.#end("");
    else return;
    event.preventDefault();
  }

  #end(reason) {
    const done = this.#done;
    this.dialog.close();
    done?.(reason);
  }
}

customElements.define("post-reasons", PostReasons);
