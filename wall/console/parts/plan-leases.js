// Claims on the miniature: a calm outline, with who holds it and until when.

import { h, keyed, oncePerFrame } from "../elements.js";
import { bounding, screensWithin } from "../geometry.js";
import { language, t } from "../i18n.js";
import { colourOf } from "../persons.js";

export class PlanLeases extends HTMLElement {
  constructor(desk, plan) {
    super();
    this.desk = desk;
    this.plan = plan;
    this.draw = oncePerFrame(() => this.#draw());
  }

  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    const { leases, scenes } = this.desk;
    leases.addEventListener("change", this.draw);
    scenes.addEventListener("mode", this.draw);
    language.addEventListener("change", this.draw);
    this.plan.addEventListener("laid", this.draw);
    this.draw();
  }

  #draw() {
    const { leases, scenes } = this.desk;
    if (!scenes.wall || !this.plan.scale) return;
    const shown = scenes.mode === "live" ? leases.all : [];
    const parts = shown.flatMap((lease) => blocksOf(scenes.wall, lease).map((rect, index) => ({ lease, rect, index })));
    const create = () => h("div", { class: "claim" }, h("span", { class: "claim-label" }));
    keyed(this, parts, ({ lease, index }) => `${lease.id} ${index}`, create, (element, { lease, rect, index }) => {
      element.classList.toggle("own", leases.isOwn(lease));
      element.style.setProperty("--face", colourOf(lease.holder));
      this.plan.place(element, rect);
      const words = leases.describe(lease);
      const [label] = element.children;
      label.hidden = index > 0;
      label.textContent = lease.whole_wall ? `${t("lease.presents")} · ${words}` : words;
    });
  }
}

/** One rectangle where the screens are a block, else one for each. */
function blocksOf(wall, lease) {
  const rects = wall.screens.filter((s) => lease.screens.includes(s.address)).map((s) => s.rect);
  if (!rects.length) return [];
  const around = bounding(rects);
  return screensWithin(wall, around).length === rects.length ? [around] : rects;
}

customElements.define("plan-leases", PlanLeases);
