// The others on the miniature: where they point, and what they have chosen. Tells them the same.

import { h, keyed, oncePerFrame } from "../elements.js";
import { contains } from "../geometry.js";
import { language } from "../i18n.js";
import { colourOf, personName } from "../persons.js";

export class PlanPeople extends HTMLElement {
  constructor(desk, plan) {
    super();
    this.desk = desk;
    this.plan = plan;
    this.draw = oncePerFrame(() => this.#draw());
  }

  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    this.frames = h("div", {});
    this.pointers = h("div", {});
    this.append(this.frames, this.pointers);
    const { presence, scenes } = this.desk;
    for (const type of ["people", "pointers"]) presence.addEventListener(type, this.draw);
    for (const type of ["scene", "mode", "wall"]) scenes.addEventListener(type, this.draw);
    language.addEventListener("change", this.draw);
    this.plan.addEventListener("laid", this.draw);
    this.plan.addEventListener("pointermove", ({ clientX, clientY }) => this.#point(clientX, clientY));
    this.plan.addEventListener("pointerleave", () => presence.point(null));
  }

  #point(clientX, clientY) {
    const at = this.plan.toCanvas(clientX, clientY);
    const isInside = contains(this.desk.scenes.canvas, [...at, 0, 0]);
    this.desk.presence.point(isInside ? at : null);
  }

  #draw() {
    const { presence, scenes } = this.desk;
    if (!scenes.wall || !this.plan.scale) return;
    const known = scenes.mode === "live" ? presence.others : [];
    const named = known
      .map((pointer) => ({ ...pointer, name: presence.person(pointer.id)?.name }))
      .filter(({ name }) => name);
    this.#drawPointers(named.filter(({ at, laser }) => at && !laser));
    this.#drawFrames(named);
  }

  #drawPointers(pointers) {
    const create = () => h("div", { class: "other-pointer" }, h("span", { class: "other-name" }));
    keyed(this.pointers, pointers, ({ id }) => id, create, (element, { at, name }) => this.#place(element, [...at, 0, 0], name));
  }

  #drawFrames(people) {
    const { scenes } = this.desk;
    const chosen = people.flatMap(({ id, name, selection }) => selection.map((tile) => ({ id, name, tile: scenes.tile(tile) })));
    const create = () => h("div", { class: "other-choice" }, h("span", { class: "other-name" }));
    keyed(this.frames, chosen.filter(({ tile }) => tile), ({ id, tile }) => `${id} ${tile.id}`, create, (element, { tile, name }) =>
      this.#place(element, tile.rect, name),
    );
  }

  #place(element, rect, name) {
    this.plan.place(element, rect);
    element.style.setProperty("--face", colourOf(name));
    element.firstChild.textContent = personName(name);
  }
}

customElements.define("plan-people", PlanPeople);
