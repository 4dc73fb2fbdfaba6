// Something secret that is told once: a link, a token. To copy, and as a QR code for a phone.

import { h, say } from "../elements.js";
import { qrCode } from "./qr.js";

const SVG = "http://www.w3.org/2000/svg";
const QUIET = 4;
const SAID_MS = 3000;

export class ToldOnce extends HTMLElement {
  /** `key`: of its label. `isLink`: whether a phone may open it. */
  constructor(text, { key, isLink = false }) {
    super();
    this.text = text;
    this.key = key;
    this.isLink = isLink;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const input = h("input", { value: this.text, readOnly: true, spellcheck: false, id: "told-once", on: { focus: () => input.select() } });
    this.classList.add("told-once");
    this.append(
      h("div", { class: "field grow" },
        h("label", { htmlFor: input.id, t: this.key }),
        h("div", { class: "field-row" }, input, copyButton(() => this.text)),
      ),
    );
    if (this.isLink) this.append(qrPicture(this.text));
  }
}

/** Copies what `text()` gives, and says so on itself. */
export function copyButton(text) {
  const button = h("button", { type: "button", class: "copy", t: "once.copy", "aria-live": "polite" });
  button.addEventListener("click", async () => {
    await copy(text());
    say(button, "t", "once.copied");
    setTimeout(() => say(button, "t", "once.copy"), SAID_MS);
  });
  return button;
}

/** Pages that did not come over TLS from another machine have no clipboard of their own. */
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const before = document.activeElement;
  const area = h("textarea", { value: text, class: "unseen" });
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  before?.focus();
}

function qrPicture(text) {
  const modules = qrCode(text);
  const size = modules.length + 2 * QUIET;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("role", "img");
  say(svg, "label", "once.qr");
  svg.classList.add("qr");
  const path = document.createElementNS(SVG, "path");
  const dark = modules.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")));
  path.setAttribute("d", dark.join(""));
  svg.append(path);
  return svg;
}

customElements.define("told-once", ToldOnce);
