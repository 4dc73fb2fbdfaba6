// One button that covers the wall at once; to uncover it asks first. So does the key.

import { h, say } from "../elements.js";
import { icon } from "../icons.js";
import { modalDialog } from "../dialogs/modal-dialog.js";

export class PanicButton extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.words = h("span", { class: "panic-words" });
    this.button = h("button", { type: "button", class: "panic", on: { click: () => this.press() } }, icon("panic"), this.words);
    this.button.setAttribute("aria-keyshortcuts", "Control+Shift+Space");
    this.button.disabled = !this.desk.may("panic");
    this.append(this.button, this.#confirmation());
    addEventListener("keydown", (event) => {
      const isKey = event.code === "Space" && event.ctrlKey && event.shiftKey;
      if (!isKey || event.repeat || !this.checkVisibility() || this.button.disabled) return;
      event.preventDefault();
      this.press();
    });
    this.desk.panic.addEventListener("change", () => this.#update());
    this.desk.scenes.addEventListener("wall", () => this.#update());
    this.#update();
  }

  press() {
    if (!this.desk.panic.isCovered) this.desk.panic.cover();
    else if (!this.dialog.open) this.dialog.showModal();
  }

  #confirmation() {
    const uncover = () => {
      this.dialog.close();
      this.desk.panic.uncover();
    };
    const keep = h("button", { type: "button", t: "panic.keep", autofocus: true, on: { click: () => this.dialog.close() } });
    const content = h("form", { class: "stack", method: "dialog" },
      h("p", { t: "panic.sure" }),
      h("div", { class: "dialog-end" }, keep, h("button", { type: "button", class: "primary", t: "panic.uncover", on: { click: uncover } })),
    );
    this.dialog = modalDialog("panic.uncover_title", content);
    return this.dialog;
  }

  #update() {
    const { isCovered } = this.desk.panic;
    this.button.classList.toggle("covered", isCovered);
    say(this.words, "t", isCovered ? "panic.uncover_now" : "panic.panic");
    say(this.button, "hint", isCovered ? "panic.uncover_hint" : "panic.hint");
    if (!isCovered && this.dialog.open) this.dialog.close();
  }
}

customElements.define("panic-button", PanicButton);
