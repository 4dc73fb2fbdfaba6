// Sharing one's own desk on the wall, and the desks that are shared.

import { h, keyed, say, tell } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { AreaField } from "./area-field.js";

const PICTURE_EVERY_MS = 2000;

export class SharePanel extends HTMLElement {
  #pictures = new Map();
  #timer = 0;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { desk } = this;
    const obstacle = desk.sharing.obstacle;
    this.area = new AreaField(desk, { value: "all", purpose: () => t("share.this") });
    this.sound = h("input", { type: "checkbox" });
    this.begin = h("button", { class: "primary", disabled: obstacle !== null || !desk.may("push") }, icon("desk"), h("span", { t: "share.begin" }));
    this.list = h("ul", { class: "rows shares", "aria-labelledby": "shares-title" });
    this.listTitle = h("h2", { id: "shares-title", t: "share.shared" });
    this.append(
      obstacle ? this.#cannot(obstacle) : this.#form(),
      this.listTitle,
      this.list,
    );
    desk.sharing.addEventListener("change", () => this.#show());
    desk.scenes.addEventListener("wall", () => this.#show());
    this.addEventListener("shown", () => this.#look());
    language.addEventListener("change", () => this.#show());
    this.#show();
  }

  #form() {
    const onSubmit = (event) => {
      event.preventDefault();
      this.#share();
    };
    return h("form", { class: "stack", on: { submit: onSubmit } },
      h("p", { class: "muted", t: "share.what" }),
      this.area,
      h("label", { class: "check" }, this.sound, h("span", { t: "share.sound" })),
      this.begin,
    );
  }

  #cannot(key) {
    return h("div", { class: "stack share-cannot" },
      h("p", {}, icon("alert"), h("strong", { t: "share.cannot" })),
      h("p", { t: key }),
      h("p", { class: "muted", t: "share.otherwise" }),
      h("code", {}, "videowall share --at B2"),
    );
  }

  async #share() {
    const at = this.area.read();
    if (!at) return;
    this.begin.disabled = true;
    await this.desk.sharing.start(at, { sound: this.sound.checked });
    this.begin.disabled = false;
  }

  // -- what is shared -------------------------------------------------------------------------

  #show() {
    const shares = this.desk.sharing.here;
    this.listTitle.hidden = !shares.length;
    keyed(this.list, shares, (share) => share.id, (share) => this.#row(share), (row, share) => this.#update(row, share));
    for (const id of [...this.#pictures.keys()]) if (!shares.some((share) => share.id === id)) this.#forget(id);
    this.#look();
  }

  #row(share) {
    const { sharing } = this.desk;
    const button = (name, key, run) => h("button", { type: "button", class: name, t: key, on: { click: run } });
    return h("li", { class: "row share" },
      h("img", { class: "share-picture", alt: "", hidden: true }),
      h("div", { class: "grow" },
        h("strong", { class: "share-who ellipsis" }),
        h("span", { class: "share-state muted small" }),
      ),
      h("div", { class: "share-buttons" },
        button("share-allow primary", "share.allow", () => sharing.allow(share.id)),
        button("share-refuse", "share.refuse", () => sharing.refuse(share.id)),
        button("share-pause", "share.pause", () => this.#turn(share.id, "paused")),
        button("share-hide", "share.hide", () => this.#turn(share.id, "hidden")),
        button("share-stop", "share.stop", () => sharing.stop(share.id)),
      ),
    );
  }

  /** The same button again goes on. */
  #turn(id, state) {
    const capture = this.desk.sharing.own(id);
    if (capture) this.desk.sharing.setState(id, capture.wanted === state ? "live" : state);
  }

  #update(row, share) {
    const { desk } = this;
    const own = desk.sharing.own(share.id);
    const part = (name) => row.querySelector(`.${name}`);
    const state = share.state;
    row.dataset.state = state;
    tell(part("share-who"), () => personName(share.who));
    tell(part("share-state"), () => [t(`share.state.${state}`), share.name, share.at].filter(Boolean).join(" · "));
    const mayAllow = state === "waiting" && desk.may("moderate");
    part("share-allow").hidden = part("share-refuse").hidden = !mayAllow;
    part("share-pause").hidden = part("share-hide").hidden = !own;
    part("share-stop").hidden = !own && (mayAllow || !(desk.may("arrange") || this.#isMine(share)));
    if (own) {
      say(part("share-pause"), "t", own.wanted === "paused" ? "share.go_on" : "share.pause");
      say(part("share-hide"), "t", own.wanted === "hidden" ? "share.go_on" : "share.hide");
    }
  }

  #isMine(share) {
    return share.who === this.desk.connection.me?.name;
  }

  // -- pictures, while somebody looks ---------------------------------------------------------

  #look() {
    clearTimeout(this.#timer);
    if (this.hidden || document.hidden) return;
    const pictured = this.desk.sharing.here.filter((share) => share.has_picture);
    for (const share of pictured) this.#picture(share);
    if (pictured.length) this.#timer = setTimeout(() => this.#look(), PICTURE_EVERY_MS);
  }

  async #picture(share) {
    const picture = await this.desk.sharing.picture(share.id);
    const image = this.list.querySelector(`[data-key="${share.id}"] .share-picture`);
    if (!picture || !image) return;
    this.#forget(share.id);
    const address = URL.createObjectURL(new Blob([picture], { type: "image/jpeg" }));
    this.#pictures.set(share.id, address);
    image.src = address;
    image.hidden = false;
  }

  #forget(id) {
    const address = this.#pictures.get(id);
    if (address) URL.revokeObjectURL(address);
    this.#pictures.delete(id);
  }
}

customElements.define("share-panel", SharePanel);
