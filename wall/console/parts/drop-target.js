// Files, addresses and words that are dropped or pasted anywhere on the page.

import { ofFile, ofText } from "../contents.js";
import { h } from "../elements.js";
import { nameOf } from "../geometry.js";
import { t } from "../i18n.js";
import { isTyping } from "./console-shell.js";

export class DropTarget extends HTMLElement {
  constructor(desk, plan) {
    super();
    this.desk = desk;
    this.plan = plan;
  }

  connectedCallback() {
    this.hidden = true;
    this.setAttribute("aria-hidden", "true");
    this.append(h("p", { t: "drop.hint" }));
    const listen = (type, run) => addEventListener(type, (event) => this.isConnected && this.desk.isAtWall && run(event));
    listen("dragover", (event) => this.#over(event));
    listen("dragleave", (event) => event.relatedTarget === null && this.#rest());
    listen("drop", (event) => this.#drop(event));
    listen("paste", (event) => this.#paste(event));
  }

  #over(event) {
    event.preventDefault();
    event.dataTransfer.dropEffect = this.desk.may("push") ? "copy" : "none";
    this.hidden = false;
    this.#mark(this.#screenUnder(event));
  }

  async #drop(event) {
    event.preventDefault();
    const screen = this.#screenUnder(event);
    this.#rest();
    await this.#offer(event.dataTransfer, screen);
  }

  async #paste(event) {
    const { clipboardData } = event;
    if (isTyping(event.target) && !clipboardData.files.length) return;
    event.preventDefault();
    await this.#offer(clipboardData, null);
  }

  async #offer(data, screen) {
    if (!this.desk.may("push")) return;
    const text = data.getData("text/uri-list").split("\n")[0] || data.getData("text/plain");
    const files = [...data.files];
    const contents = files.length ? await Promise.all(files.map(ofFile)) : [text.trim() && ofText(text)];
    files.forEach((file, index) => {
      if (contents[index] === null) {
        this.desk.notices.say(t("problem.unknown_file", { name: file.name }), { level: "error" });
      }
    });
    for (const content of contents.filter(Boolean)) await this.#put(content, screen);
  }

  async #put(content, screen) {
    const screens = screen ? [screen] : await this.desk.picking.pick(content.name);
    if (!screens) return;
    await this.desk.pushing.push(content, { at: nameOf(this.desk.scenes.wall, screens) });
  }

  #screenUnder(event) {
    return event.target instanceof Element && event.target.closest(".plan")
      ? this.plan.screenAt(event.clientX, event.clientY)
      : null;
  }

  #mark(screen) {
    for (const element of this.plan.screens.children) {
      element.classList.toggle("aimed", element.dataset.key === screen?.address);
    }
  }

  #rest() {
    this.hidden = true;
    this.#mark(null);
  }
}

customElements.define("drop-target", DropTarget);
