// Writing a message of the room, or changing one: words, networks, a time, pictures.

import { field, h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { listed } from "../post-queries.js";
import { upload } from "../uploading.js";
import { fieldTimeIn, sentTime } from "../zones.js";
import { DraftPicture } from "./draft-picture.js";
import { during } from "./holding.js";

const LONGEST = 10_000;
const MOST_MEDIA = 10;
const TAKEN = "image/jpeg,image/png,image/gif,image/webp,video/mp4,video/webm";

export class DraftForm extends HTMLElement {
  /** `draft`: to change; null: a new one. `networks`: used before. `done()`: go on. */
  constructor(desk, { draft = null, networks = [], done }) {
    super();
    this.desk = desk;
    this.draft = draft;
    this.offered = networks;
    this.done = done;
    this.media = [...(draft?.media ?? [])];
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { draft, desk } = this;
    const { zone } = desk.drafts;
    this.text = h("textarea", { rows: 5, maxLength: LONGEST, required: true, value: draft?.text ?? "", dir: "auto" });
    this.networks = h("input", { required: true, autocomplete: "off", spellcheck: false, placeholderKey: "draft.networks_hint", value: draft?.networks.join(", ") ?? "" });
    this.planned = h("input", { type: "datetime-local", value: draft?.planned ? fieldTimeIn(Date.parse(draft.planned) / 1000, zone) : "" });
    this.link = h("input", { type: "url", maxLength: 2000, pattern: "https?://\\S+", autocomplete: "off", placeholderKey: "draft.link_hint" });
    this.files = h("input", { type: "file", accept: TAKEN, hidden: true, on: { change: () => this.#send(this.files.files[0]) } });
    this.sending = h("p", { class: "muted small", role: "status" });
    this.pictures = h("ul", { class: "draft-pictures", label: "draft.pictures" });
    this.submit = h("button", { class: "primary", t: draft ? "draft.keep" : "draft.propose" });
    this.count = h("p", { class: "muted small draft-count" });
    this.text.addEventListener("input", () => this.#count());
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.done();
    });
    this.append(h("form", { class: "stack draft-form", label: draft ? "draft.change" : "draft.write", on: { submit: (event) => this.#submit(event) } },
      field("draft.text", this.text, this.count),
      field("draft.networks", this.networks, this.#offers()),
      h("div", { class: "field-pair" },
        field("draft.planned", this.planned, h("p", { class: "muted small" }, zone ? t("draft.zone", { zone }) : t("draft.no_time"))),
        this.#media()),
      this.pictures,
      draft?.state === "approved" ? h("p", { class: "caution", t: "draft.again" }) : "",
      h("div", { class: "field-row" }, this.submit, h("button", { type: "button", class: "quiet", t: "action.cancel", on: { click: () => this.done() } })),
    ));
    this.#showMedia();
    this.#count();
  }

  focusFirst() {
    this.text.focus();
  }

  /** Networks that were used before, to click. */
  #offers() {
    const add = (name) => {
      const names = listed(this.networks.value);
      if (!names.includes(name)) this.networks.value = [...names, name].join(", ");
      this.networks.focus();
    };
    return this.offered.length === 0 ? null : h("div", { class: "draft-offers" },
      ...this.offered.map((name) => h("button", { type: "button", class: "quiet small", on: { click: () => add(name) } }, icon("add"), h("span", {}, name))));
  }

  #media() {
    const add = () => {
      if (!this.link.value.trim() || !this.link.reportValidity()) return;
      this.#take(this.link.value.trim());
      this.link.value = "";
    };
    this.link.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      add();
    });
    const choose = h("button", { type: "button", on: { click: () => this.files.click() } }, icon("image"), h("span", { t: "draft.choose" }));
    choose.hidden = !this.desk.may("push");
    return h("div", { class: "stack-tight" },
      field("draft.link", h("div", { class: "field-row" }, this.link, h("button", { type: "button", t: "draft.add", on: { click: add } }))),
      h("div", { class: "field-row" }, choose, this.files, this.sending));
  }

  async #send(file) {
    this.files.value = "";
    if (!file) return;
    const ending = new AbortController();
    const onProgress = (share) => (this.sending.textContent = t("draft.sending", { n: Math.round(share * 100) }));
    try {
      this.#take(await during(this.submit, upload(this.desk.connection, file, onProgress, ending.signal)));
    } catch (error) {
      if (error.code === undefined) throw error;
      this.desk.notices.refuse(error, file.name);
    }
    this.sending.textContent = "";
  }

  #take(address) {
    if (!this.media.includes(address) && this.media.length < MOST_MEDIA) this.media.push(address);
    this.#showMedia();
  }

  #showMedia() {
    const forget = (address) => {
      this.media = this.media.filter((other) => other !== address);
      this.#showMedia();
    };
    this.pictures.hidden = !this.media.length;
    this.pictures.replaceChildren(...this.media.map((address) => h("li", {}, new DraftPicture(this.desk, address),
      h("button", { type: "button", class: "quiet", label: "draft.forget", hint: "draft.forget", on: { click: () => forget(address) } }, icon("close")))));
  }

  #count() {
    this.count.textContent = t("draft.characters", { n: [...this.text.value].length });
  }

  async #submit(event) {
    event.preventDefault();
    const { drafts } = this.desk;
    const typed = this.planned.value;
    const networks = listed(this.networks.value);
    const planned = typed ? { planned: sentTime(typed, drafts.zone) } : {};
    const fields = { text: this.text.value.trim(), networks, media: this.media, ...planned };
    const isUnplanned = this.draft?.planned && !typed ? { unplanned: true } : {};
    const work = this.draft ? drafts.edit(this.draft, { ...fields, ...isUnplanned }) : drafts.propose(fields);
    if (await during(this.submit, work)) this.done();
  }
}

customElements.define("draft-form", DraftForm);
