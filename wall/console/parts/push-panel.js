// Putting something on the wall: an address, words or a file; where; and for how long.

import { ADDRESS_KINDS, addressIn, ofAddress, ofFile, ofText } from "../contents.js";
import { field, h, keyed, say } from "../elements.js";
import { nameOf } from "../geometry.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { AreaField } from "./area-field.js";
import { durationSelect, secondsOf } from "./durations.js";

export class PushPanel extends HTMLElement {
  #file = null;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.text = h("textarea", { rows: 2, placeholderKey: "push.placeholder", on: { input: () => this.#changed() } });
    this.kind = h("select", { on: { change: () => (this.kind.isChosen = true) } });
    this.kindField = field("push.kind", this.kind);
    this.kindField.hidden = true;
    this.area = new AreaField(this.desk, { purpose: () => this.#content()?.name ?? "" });
    this.duration = durationSelect();
    this.submit = h("button", { class: "primary", t: "push.put" });
    this.recent = h("ul", { class: "rows", "aria-labelledby": "recent-title" });
    this.recentTitle = h("h2", { id: "recent-title", t: "push.recent" });
    this.append(this.#form(), this.recentTitle, this.recent);
    this.desk.pushing.addEventListener("recent", () => this.#showRecent());
    language.addEventListener("change", () => {
      this.#changed();
      this.#showRecent();
    });
    this.desk.scenes.addEventListener("mode", ({ detail: mode }) => {
      say(this.submit, "t", mode === "preparing" ? "push.prepare" : "push.put");
      this.submit.disabled = mode === "past" || !this.desk.may(mode === "preparing" ? "prepare" : "push");
    });
    this.submit.disabled = !this.desk.may("push");
    this.#changed();
    this.#showRecent();
  }

  #form() {
    this.chosen = h("div", { class: "chosen-file", hidden: true });
    this.files = h("input", { type: "file", hidden: true, on: { change: () => this.#take(this.files.files[0]) } });
    const choose = h("button", { type: "button", on: { click: () => this.files.click() } }, icon("file"), h("span", { t: "push.file" }));
    const onSubmit = (event) => {
      event.preventDefault();
      this.#push();
    };
    this.what = field("push.what", this.text);
    return h("form", { class: "stack", on: { submit: onSubmit } },
      this.what,
      this.chosen,
      h("div", { class: "field-row" }, choose, this.files, h("span", { class: "muted small", t: "push.or_drop" })),
      this.kindField,
      h("div", { class: "field-pair" }, this.area, field("push.duration", this.duration)),
      this.submit,
    );
  }

  async #take(file) {
    this.files.value = "";
    if (!file) return;
    const content = await ofFile(file);
    if (!content) {
      this.desk.notices.say(t("problem.unknown_file", { name: file.name }), { level: "error" });
      return;
    }
    this.#file = content;
    this.#changed();
  }

  #content() {
    if (this.#file) return this.#file;
    const text = this.text.value.trim();
    if (!text) return null;
    const address = addressIn(text);
    return address ? ofAddress(address, this.kind.isChosen ? this.kind.value : null) : ofText(text);
  }

  #changed() {
    this.what.hidden = this.#file !== null;
    this.chosen.hidden = this.#file === null;
    if (this.#file) {
      const forget = () => {
        this.#file = null;
        this.#changed();
        this.text.focus();
      };
      this.chosen.replaceChildren(
        icon(this.#file.kind),
        h("span", { class: "grow" }, this.#file.name),
        h("button", { type: "button", class: "quiet", label: "push.forget", on: { click: forget } }, icon("close")),
      );
    }
    this.#guess();
  }

  /** What an address is opened as: a guess until somebody says otherwise. */
  #guess() {
    const address = this.#file ? "" : addressIn(this.text.value);
    this.kindField.hidden = !address;
    if (!address) {
      this.kind.isChosen = false;
      this.kind.replaceChildren();
      return;
    }
    const chosen = this.kind.isChosen ? this.kind.value : ofAddress(address).kind;
    this.kind.replaceChildren(
      ...ADDRESS_KINDS.map((kind) => h("option", { value: kind, t: `kind.${kind}`, selected: kind === chosen })),
    );
  }

  async #push() {
    const content = this.#content();
    if (!content) {
      this.text.focus();
      this.desk.notices.say(t("push.nothing"), { level: "error" });
      return;
    }
    const at = this.area.value ? this.area.read() : await this.#pick(content.name);
    if (!at) return;
    this.submit.disabled = true;
    const done = await this.desk.pushing.push(content, { at }, { forS: secondsOf(this.duration) });
    this.submit.disabled = false;
    if (!done) return;
    this.#file = null;
    this.text.value = "";
    this.area.value = "";
    this.#changed();
  }

  async #pick(name) {
    const screens = await this.desk.picking.pick(name);
    return screens && nameOf(this.desk.scenes.wall, screens);
  }

  #showRecent() {
    const { pushing } = this.desk;
    this.recentTitle.hidden = !pushing.recent.length;
    const again = async (content) => {
      const at = await this.#pick(content.name);
      if (at) pushing.push(content, { at });
    };
    const isOwn = ({ by }) => by === this.desk.connection.me?.name;
    const create = (content) =>
      h("li", {},
        h("button", { type: "button", class: "row-button", on: { click: () => again(content) } },
          icon(content.kind), h("span", { class: "grow ellipsis" }, content.name), isOwn(content) ? null : h("span", { class: "muted small ellipsis recent-by" }), h("span", { class: "muted small", t: "push.again" })),
      );
    keyed(this.recent, pushing.recent, (c) => c.kind + (c.source ?? "") + JSON.stringify(c.settings), create, (element, { by }) => {
      const told = element.querySelector(".recent-by");
      if (told) told.textContent = personName(by);
    });
  }
}

customElements.define("push-panel", PushPanel);
