// Saving what is on the wall, or what is prepared, as a layout file of the site.

import { field, h, say } from "../elements.js";
import { t } from "../i18n.js";
import { modalDialog } from "./modal-dialog.js";

const NAME = "[A-Za-z0-9][A-Za-z0-9_\\-]{0,63}";

export class SaveDialog extends HTMLElement {
  #source = "wall";

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.heading = h("input", { required: true, maxLength: 200, on: { input: () => this.#suggest() } });
    this.file = h("input", { required: true, pattern: NAME, spellcheck: false, autocapitalize: "none", autocomplete: "off" });
    this.file.addEventListener("input", () => {
      this.file.isTyped = true;
      this.#tellOver();
    });
    this.over = h("p", { class: "muted small", "aria-live": "polite" });
    const onSubmit = (event) => {
      event.preventDefault();
      this.#save();
    };
    const form = h("form", { class: "stack", on: { submit: onSubmit } },
      field("save.name", this.heading),
      field("save.file", this.file, this.over),
      h("div", { class: "dialog-end" }, h("button", { class: "primary", t: "save.save" })),
    );
    this.title_ = h("h2", {});
    this.dialog = modalDialog(this.title_, form);
    this.append(this.dialog);
  }

  /** `wall`, or `staged` for what is prepared. */
  open(source) {
    this.#source = source;
    const before = this.#before();
    say(this.title_, "t", source === "wall" ? "save.wall" : "save.staged");
    this.heading.value = before.title;
    this.file.value = before.name;
    this.file.isTyped = Boolean(before.name);
    this.#suggest();
    this.dialog.showModal();
    this.heading.select();
  }

  /** The layout that it was before somebody changed it: its name, title and hash. */
  #before() {
    const { preparing, scenes } = this.desk;
    if (this.#source === "wall") {
      const { layout } = scenes;
      return { name: plain(layout?.name), title: layout?.title ?? "", sha256: layout?.digest ?? "" };
    }
    const { stage, base } = preparing;
    return { name: stage.digest ? base : "", title: stage.digest ? stage.title : "", sha256: stage.digest };
  }

  #suggest() {
    if (!this.file.isTyped) this.file.value = plain(this.heading.value);
    this.#tellOver();
  }

  #tellOver() {
    const before = this.#before();
    const isSame = before.sha256 && this.file.value === before.name;
    this.over.textContent = isSame ? t("save.over", { file: `${before.name}.yaml` }) : t("save.new", { file: `${this.file.value || "…"}.yaml` });
  }

  async #save() {
    const { connection, scenes, notices, preparing } = this.desk;
    const before = this.#before();
    const name = this.file.value;
    const over = before.sha256 && name === before.name ? { over_sha256: before.sha256 } : {};
    const staged = this.#source === "staged" ? { stage: preparing.stage.stage } : {};
    const data = { wall: scenes.wallName, name, title: this.heading.value.trim(), source: this.#source, ...staged, ...over };
    try {
      const { result } = await connection.request("layout.save", data);
      this.dialog.close();
      const text = t(result.copied ? "save.copied" : "save.saved", { file: result.file });
      notices.say(text, { detail: result.why });
    } catch (error) {
      notices.refuse(error, name);
    }
  }
}

/** A title as the name of a file. */
function plain(title = "") {
  const letters = title.normalize("NFD").replace(/\p{M}/gu, "").replace(" (edited)", "");
  return letters.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[-_]+|-+$/g, "").slice(0, 64).toLowerCase();
}

customElements.define("save-dialog", SaveDialog);
