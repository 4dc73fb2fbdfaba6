// The keys, for people.

import { h } from "../elements.js";

const ARROWS = "← ↑ → ↓";
const KEYS = [
  [["key.tab"], "help.tab"],
  [["key.page_up", "key.page_down"], "help.next"],
  [["key.enter"], "help.choose"],
  [["key.shift", "key.enter"], "help.add"],
  [[ARROWS], "help.move"],
  [["key.shift", ARROWS], "help.move_screen"],
  [["key.ctrl", ARROWS], "help.resize"],
  [["key.delete"], "help.close"],
  [["key.ctrl", "Z"], "action.undo"],
  [["key.ctrl", "key.shift", "Z"], "action.redo"],
  [["key.ctrl", "V"], "help.paste"],
  [["M"], "help.mute"],
  [["key.alt"], "help.free"],
  [["+", "−", "0"], "help.zoom"],
  [["key.alt", ARROWS], "help.pan"],
  [["key.shift"], "help.band"],
  [["key.ctrl", "key.shift", "key.space"], "panic.key"],
  [["key.escape"], "help.escape"],
  [["?"], "help.this"],
];

export class KeyboardHelp extends HTMLElement {
  connectedCallback() {
    const rows = KEYS.map(([keys, key]) => [h("dt", {}, ...keys.flatMap(cap)), h("dd", { t: key })]);
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

/** A key as it is called in this language, where it has a name; else what is printed on it. */
function cap(key, index) {
  const cap = key.startsWith("key.") ? h("kbd", { t: key }) : h("kbd", {}, key);
  return index ? [" ", cap] : [cap];
}

customElements.define("keyboard-help", KeyboardHelp);
