// The keys, for people.

import { h } from "../elements.js";

const KEYS = [
  ["Tab", "help.tab"],
  ["Page Up / Page Down", "help.next"],
  ["Enter", "help.choose"],
  ["Shift + Enter", "help.add"],
  ["← ↑ → ↓", "help.move"],
  ["Shift + ← ↑ → ↓", "help.move_screen"],
  ["Ctrl + ← ↑ → ↓", "help.resize"],
  ["Delete", "help.close"],
  ["Ctrl + Z", "action.undo"],
  ["Ctrl + Shift + Z", "action.redo"],
  ["Ctrl + V", "help.paste"],
  ["Alt", "help.free"],
  ["Shift", "help.band"],
  ["Esc", "help.escape"],
  ["?", "help.this"],
];

export class KeyboardHelp extends HTMLElement {
  connectedCallback() {
    const rows = KEYS.map(([keys, key]) => [h("dt", {}, h("kbd", {}, keys)), h("dd", { t: key })]);
    const close = h("button", { type: "button", class: "primary", t: "action.done" });
    this.dialog = h("dialog", { "aria-labelledby": "keys-title" },
      h("h2", { id: "keys-title", t: "help.title" }),
      h("dl", { class: "keys" }, ...rows.flat()),
      h("div", { class: "dialog-end" }, close),
    );
    close.addEventListener("click", () => this.dialog.close());
    this.append(this.dialog);
  }

  open() {
    this.dialog.showModal();
  }
}

customElements.define("keyboard-help", KeyboardHelp);
