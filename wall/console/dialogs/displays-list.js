// Displays: the machines that show the walls, and those that ask to.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { offlineOr } from "./access-view.js";
import { during } from "../parts/holding.js";

export class DisplaysList extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    this.problem = h("p", { class: "field-problem", role: "alert" });
    this.list = h("ul", { class: "rows access-rows", label: "access.displays" });
    this.replaceChildren(h("p", { class: "muted section-head", t: "displays.lead" }), this.problem, this.list);
    this.again = () => this.#show();
    this.desk.scenes.addEventListener("health", this.again);
    this.#show();
    this.desk.scenes.askStatus().catch((error) => (this.problem.textContent = offlineOr(error)));
  }

  disconnectedCallback() {
    this.desk.scenes.removeEventListener("health", this.again);
  }

  #show() {
    const displays = this.desk.scenes.status?.displays ?? [];
    this.list.replaceChildren(...displays.map((display) => this.#row(display)));
  }

  #row(display) {
    const fingerprint = display.fingerprint.replace(/(.{4})(?=.)/g, "$1 ");
    const approve = h("button", { type: "button", class: "primary", t: "displays.approve" });
    approve.setAttribute("aria-label", `${t("displays.approve")}: ${display.name}`);
    approve.addEventListener("click", () => this.#approve(display, approve));
    return h("li", { class: "row display-row" },
      icon("identify"),
      h("div", { class: "grow person-names" },
        h("span", { class: "strong ellipsis" }, display.name),
        h("span", { class: "muted small ellipsis" }, display.machine),
        fingerprint ? h("span", { class: "small" }, h("span", { class: "muted", t: "displays.fingerprint" }), " ", h("code", {}, fingerprint)) : "",
      ),
      display.approved
        ? h("span", { class: `chip ${display.connected ? "live" : ""}`, t: display.connected ? "displays.connected" : "displays.away" })
        : h("span", { class: "field-row" }, h("span", { class: "chip warning", t: "displays.waiting" }), approve),
    );
  }

  async #approve(display, button) {
    try {
      await during(button, this.desk.connection.request("display.approve", { name: display.name }));
      this.problem.textContent = "";
      await this.desk.scenes.askStatus();
    } catch (error) {
      this.problem.textContent = offlineOr(error);
    }
  }
}

customElements.define("displays-list", DisplaysList);
