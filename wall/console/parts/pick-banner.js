// Stands above the miniature while somebody chooses screens.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

export class PickBanner extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    this.setAttribute("aria-live", "assertive");
    const { picking, scenes } = this.desk;
    picking.addEventListener("change", () => {
      const name = picking.purpose;
      if (!name) return this.replaceChildren();
      this.replaceChildren(
        icon("point"),
        h("p", {}, h("strong", {}, t("pick.title", { name })), " ", h("span", { t: "pick.hint" })),
        h("button", { type: "button", t: "pick.all", on: { click: () => picking.end(scenes.wall.screens) } }),
        h("button", { type: "button", t: "action.cancel", on: { click: () => picking.end(null) } }),
      );
      scrollTo({ top: 0, behavior: "smooth" });
    });
  }
}

customElements.define("pick-banner", PickBanner);
