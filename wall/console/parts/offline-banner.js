// Says that the controller cannot be reached, and that the wall itself goes on.

import { h } from "../elements.js";
import { icon } from "../icons.js";

export class OfflineBanner extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.role === "alert") return;
    this.setAttribute("role", "alert");
    const { connection } = this.desk;
    const update = () => {
      const isOffline = connection.state === "offline";
      if (isOffline === this.hasChildNodes()) return;
      this.replaceChildren(...(isOffline ? [icon("offline"), h("span", { t: "offline.text" })] : []));
    };
    connection.addEventListener("state", update);
    update();
  }
}

customElements.define("offline-banner", OfflineBanner);
