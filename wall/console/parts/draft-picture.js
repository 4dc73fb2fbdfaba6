// A picture or film of a message, small; or its address where it cannot be shown here.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

const FILM = /\.(mp4|webm|mov)(?:$|\?)/i;

export class DraftPicture extends HTMLElement {
  constructor(desk, address) {
    super();
    this.desk = desk;
    this.address = address;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const words = this.address.startsWith("upload:") ? t("draft.uploaded") : this.address;
    this.append(icon(FILM.test(this.address) ? "video" : "image"), h("span", { class: "ellipsis" }, words));
    if (this.desk.may("moderate") && !FILM.test(this.address)) this.#load(words);
  }

  async #load(alt) {
    try {
      const src = await this.desk.postPictures.get("", this.address);
      this.replaceChildren(h("img", { src, alt, title: alt }));
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }
}

customElements.define("draft-picture", DraftPicture);
