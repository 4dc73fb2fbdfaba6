// How large the miniature is shown, and which part of it: by buttons, keys, wheel, or two fingers.

import { h, say } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isTyping } from "./console-shell.js";

export const MOST = 8;
const STEP = 1.5;
const WHEEL = 0.0022;
const WHEEL_LINE_PX = 33;
const PART = 0.25;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const MIDDLE = 1;

/** From the whole wall to eight times that; next to the whole it is the whole. */
export function allowed(zoom) {
  const bounded = Math.min(Math.max(zoom, 1), MOST);
  return bounded < 1.05 ? 1 : bounded;
}

/** Event of the plan: `zoomed`. */
export class PlanZoom {
  #plan;
  #view;
  #pinch = null;
  #pan = null;

  constructor(plan, view) {
    this.#plan = plan;
    this.#view = view;
    this.factor = 1;
    addEventListener("keydown", (event) => this.#press(event));
    view.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    for (const type of ["touchstart", "touchmove"]) {
      view.addEventListener(type, (event) => this.#touch(event), { passive: false });
    }
    for (const type of ["touchend", "touchcancel"]) view.addEventListener(type, () => (this.#pinch = null));
    view.addEventListener("pointerdown", (event) => this.#grab(event));
    view.addEventListener("pointermove", (event) => this.#drag(event));
    for (const type of ["pointerup", "pointercancel"]) view.addEventListener(type, () => (this.#pan = null));
  }

  in() {
    this.to(this.factor * STEP);
  }

  out() {
    this.to(this.factor / STEP);
  }

  /** What is at the point of the window stays there; without one, the middle stays. */
  to(zoom, at = this.#middle()) {
    const factor = allowed(zoom);
    if (factor === this.factor) return;
    const point = this.#plan.toCanvas(...at);
    this.factor = factor;
    this.#plan.fit();
    this.#bring(point, at);
    this.#plan.dispatchEvent(new Event("zoomed"));
  }

  #bring(point, at) {
    const now = this.#plan.toClient(...point);
    this.#view.scrollBy({ left: now[0] - at[0], top: now[1] - at[1], behavior: "instant" });
  }

  #middle() {
    const { left, top, width, height } = this.#view.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  }

  #press(event) {
    if (!this.#view.isConnected || !this.#plan.desk.isAtWall || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      if (!(event.key in ARROWS) || this.factor === 1) return;
      const [right, down] = ARROWS[event.key];
      const { clientWidth, clientHeight } = this.#view;
      // Not smoothly: a second press would begin from where the first has not yet come to.
      this.#view.scrollBy({ left: right * clientWidth * PART, top: down * clientHeight * PART, behavior: "instant" });
    } else if (event.key === "+" || event.key === "=") this.in();
    else if (event.key === "-") this.out();
    else if (event.key === "0") this.to(1);
    else return;
    event.preventDefault();
  }

  /** With Ctrl, which is also what a pinch on a touch pad sends. Without it the view scrolls. */
  #wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const moved = event.deltaY * (event.deltaMode ? WHEEL_LINE_PX : 1);
    this.to(this.factor * Math.exp(-moved * WHEEL), [event.clientX, event.clientY]);
  }

  /** Two fingers: what is between them stays between them. */
  #touch(event) {
    if (event.touches.length !== 2) return;
    if (event.cancelable) event.preventDefault();
    const [a, b] = event.touches;
    const middle = [(a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2];
    const apart = Math.max(Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY), 1);
    if (!this.#pinch) {
      this.#plan.gestures.cancel();
      this.#pinch = { apart, factor: this.factor, point: this.#plan.toCanvas(...middle) };
      return;
    }
    this.to((this.#pinch.factor * apart) / this.#pinch.apart, middle);
    this.#bring(this.#pinch.point, middle);
  }

  #grab(event) {
    if (event.button !== MIDDLE || this.factor === 1) return;
    event.preventDefault();
    this.#pan = [event.clientX, event.clientY];
    this.#view.setPointerCapture(event.pointerId);
  }

  #drag(event) {
    if (!this.#pan) return;
    const [x, y] = this.#pan;
    this.#view.scrollBy({ left: x - event.clientX, top: y - event.clientY, behavior: "instant" });
    this.#pan = [event.clientX, event.clientY];
  }
}

export class ZoomButtons extends HTMLElement {
  constructor(plan) {
    super();
    this.plan = plan;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.setAttribute("role", "group");
    say(this, "label", "zoom.label");
    const { zoom } = this.plan;
    this.out = this.#button("minus", "zoom.out", () => zoom.out());
    this.whole = h("button", { type: "button", class: "quiet zoom-whole", hint: "zoom.whole", on: { click: () => zoom.to(1) } });
    this.in = this.#button("add", "zoom.in", () => zoom.in());
    this.append(this.out, this.whole, this.in);
    this.plan.addEventListener("zoomed", () => this.#update());
    language.addEventListener("change", () => this.#update());
    this.#update();
  }

  #button(name, key, run) {
    return h("button", { type: "button", class: "quiet", hint: key, label: key, on: { click: run } }, icon(name));
  }

  #update() {
    const { factor } = this.plan.zoom;
    const percent = t("zoom.percent", { n: Math.round(factor * 100) });
    this.whole.textContent = percent;
    this.whole.setAttribute("aria-label", `${percent}: ${t("zoom.whole")}`);
    // Disabled, a button would lose the focus of who presses it again and again.
    this.out.setAttribute("aria-disabled", factor === 1);
    this.in.setAttribute("aria-disabled", factor === MOST);
  }
}

customElements.define("zoom-buttons", ZoomButtons);
