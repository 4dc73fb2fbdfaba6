// Lasers and marks on the miniature, everybody's; and the surface to point and draw on.

import { h, keyed, oncePerFrame, say } from "../elements.js";
import { colourOf, personName } from "../persons.js";

const SVG = "http://www.w3.org/2000/svg";
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEPS = 8;

export class PlanMarks extends HTMLElement {
  constructor(desk, plan) {
    super();
    this.desk = desk;
    this.plan = plan;
    this.draw = oncePerFrame(() => this.#draw());
  }

  connectedCallback() {
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("aria-hidden", "true");
    this.lasers = h("div", { "aria-hidden": "true" });
    this.surface = h("div", { class: "point-surface", tabIndex: 0, role: "application", hidden: true });
    say(this.surface, "label", "pointing.surface");
    this.append(this.svg, this.lasers, this.surface);
    const { presence, pointing, scenes } = this.desk;
    for (const type of ["people", "pointers", "marks"]) presence.addEventListener(type, this.draw);
    scenes.addEventListener("mode", this.draw);
    scenes.addEventListener("wall", this.draw);
    this.plan.addEventListener("laid", this.draw);
    pointing.addEventListener("change", () => this.#changed());
    this.#listen();
    this.draw();
  }

  #listen() {
    const { pointing } = this.desk;
    const at = (event) => this.plan.toCanvas(event.clientX, event.clientY);
    const stop = (run) => (event) => {
      event.stopPropagation();
      run(event);
    };
    const { surface } = this;
    surface.addEventListener("pointerdown", stop((event) => {
      if (event.button !== 0) return;
      surface.setPointerCapture(event.pointerId);
      if (pointing.tool === "draw") pointing.begin(at(event));
      else pointing.aim(at(event));
    }));
    surface.addEventListener("pointermove", stop((event) => {
      if (pointing.tool === "laser") pointing.aim(at(event));
      else if (event.buttons & 1) for (const each of event.getCoalescedEvents?.() ?? [event]) pointing.draw(at(each));
    }));
    surface.addEventListener("pointerup", stop(() => pointing.lift()));
    surface.addEventListener("pointerleave", () => pointing.tool === "laser" && pointing.aim(null));
    surface.addEventListener("keydown", (event) => this.#press(event));
  }

  /** The laser by arrow keys: an eighth of a screen, with Shift a whole one. */
  #press(event) {
    const { pointing, scenes } = this.desk;
    if (!(event.key in ARROWS) || pointing.tool !== "laser") return;
    event.preventDefault();
    event.stopPropagation();
    const [x, y, width, height] = scenes.canvas;
    const [, , wide, high] = scenes.wall.screens[0].rect;
    const from = pointing.at ?? [x + width / 2, y + height / 2];
    const part = event.shiftKey ? 1 : 1 / STEPS;
    const [right, down] = ARROWS[event.key];
    const moved = [from[0] + right * wide * part, from[1] + down * high * part];
    pointing.aim([Math.min(Math.max(moved[0], x), x + width), Math.min(Math.max(moved[1], y), y + height)]);
  }

  #changed() {
    const { tool } = this.desk.pointing;
    this.surface.hidden = !tool;
    this.surface.dataset.tool = tool ?? "";
    if (tool) this.surface.focus({ preventScroll: true });
  }

  #draw() {
    const { presence, scenes } = this.desk;
    if (!scenes.wall || !this.plan.scale) return;
    const isLive = scenes.mode === "live";
    const lasers = presence.pointers.filter(({ wall, laser, at }) => isLive && laser && at && wall === scenes.wallName);
    const create = () => h("div", { class: "laser" }, h("span", { class: "other-name" }));
    keyed(this.lasers, lasers, ({ id }) => id, create, (element, { id, at }) => {
      const name = presence.person(id)?.name ?? "";
      element.style.setProperty("--face", colourOf(name));
      element.firstChild.textContent = name && personName(name);
      this.plan.place(element, [...at, 0, 0]);
    });
    this.svg.setAttribute("viewBox", scenes.canvas.join(" "));
    this.svg.replaceChildren(...(isLive ? presence.marks : []).map((mark) => this.#line(mark)));
  }

  #line({ points, colour, width }) {
    const line = document.createElementNS(SVG, "polyline");
    const drawn = points.length > 1 ? points : [...points, ...points];
    line.setAttribute("points", drawn.map((point) => point.join(",")).join(" "));
    line.setAttribute("stroke", colour);
    line.setAttribute("stroke-width", Math.max(width, 2 / this.plan.scale));
    return line;
  }
}

customElements.define("plan-marks", PlanMarks);
