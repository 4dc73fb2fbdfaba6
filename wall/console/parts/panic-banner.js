// Says to everybody that the wall is covered.

import { h } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";

export class PanicBanner extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.role === "alert") return;
    this.setAttribute("role", "alert");
    const { panic } = this.desk;
    const update = () => {
      const words = panic.by ? t("panic.state_by", { name: personName(panic.by) }) : t("panic.state");
      this.replaceChildren(...(panic.isCovered ? [icon("panic"), h("p", {}, words)] : []));
    };
    panic.addEventListener("change", update);
    this.desk.scenes.addEventListener("wall", update);
    language.addEventListener("change", update);
    update();
  }
}

customElements.define("panic-banner", PanicBanner);
