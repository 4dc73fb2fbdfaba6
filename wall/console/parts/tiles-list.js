// All tiles as a list: what the miniature shows, for the keyboard and for screen readers.

import { h, keyed, oncePerFrame } from "../elements.js";
import { areaOf, screensUnder } from "../geometry.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isGround, titleOf } from "../naming.js";
import { personName } from "../persons.js";

const MARGIN = 0.05;

export class TilesList extends HTMLElement {
  #at = null;

  constructor(desk) {
    super();
    this.desk = desk;
    this.draw = oncePerFrame(() => this.#draw());
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.list = h("ul", { class: "rows tiles-list", role: "listbox", "aria-multiselectable": "true", label: "tiles.title", tabIndex: 0 });
    this.empty = h("p", { class: "muted", t: "tiles.empty", hidden: true });
    this.append(this.list, this.empty);
    const { scenes, selection } = this.desk;
    for (const type of ["scene", "health", "wall"]) scenes.addEventListener(type, this.draw);
    selection.addEventListener("change", this.draw);
    language.addEventListener("change", this.draw);
    this.list.addEventListener("keydown", (event) => this.#press(event));
    this.list.addEventListener("click", (event) => this.#click(event));
    this.draw();
  }

  #draw() {
    const { scenes } = this.desk;
    if (!scenes.wall) return;
    const fromTop = scenes.tiles.filter((tile) => !isGround(tile)).reverse();
    this.empty.hidden = fromTop.length > 0;
    if (!scenes.tile(this.#at)) this.#at = fromTop[0]?.id ?? null;
    keyed(this.list, fromTop, (tile) => tile.id, (tile) => this.#create(tile), (element, tile) => this.#update(element, tile));
    if (this.#at) this.list.setAttribute("aria-activedescendant", idOf(this.#at));
    else this.list.removeAttribute("aria-activedescendant");
  }

  #create(tile) {
    return h("li", { role: "option", id: idOf(tile.id), class: "row tile-row" },
      icon(tile.kind),
      h("span", { class: "tile-row-title grow ellipsis" }),
      h("span", { class: "tile-row-owner muted ellipsis" }),
      h("span", { class: "tile-row-state" }),
      h("span", { class: "tile-row-place muted" }),
    );
  }

  #update(element, tile) {
    const { scenes, selection } = this.desk;
    const health = scenes.health(tile.id);
    element.setAttribute("aria-selected", selection.has(tile.id));
    element.classList.toggle("active", tile.id === this.#at);
    const [, title, owner, state, place] = element.children;
    title.textContent = titleOf(tile);
    title.title = titleOf(tile);
    owner.textContent = tile.owner === "file" ? "" : personName(tile.owner);
    place.textContent = shortPlace(scenes.wall, tile.rect);
    const key = `${health.state} ${tile.locked} ${document.documentElement.lang}`;
    if (state.content === key) return;
    state.content = key;
    state.replaceChildren();
    if (tile.locked) state.append(mark("lock", t("tile.locked")));
    if (health.state !== "ok") state.append(mark("warning", t(`health.${health.state}`), health.state));
  }

  #press(event) {
    const ids = [...this.list.children].map((element) => element.dataset.key);
    const at = ids.indexOf(this.#at);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (next !== undefined) this.#go(ids[Math.min(Math.max(next, 0), ids.length - 1)], event.shiftKey);
    else if (event.key === " ") this.desk.selection.toggle(this.#at);
    else if (event.key === "Enter") this.desk.show("details").focusFirst();
    else if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) this.desk.selection.set(ids);
    else return;
    event.preventDefault();
  }

  #go(id, adds) {
    if (!id) return;
    this.#at = id;
    this.desk.selection.set(adds ? [...new Set([...this.desk.selection.ids, id])] : [id]);
    this.draw();
    document.getElementById(idOf(id))?.scrollIntoView({ block: "nearest" });
  }

  #click(event) {
    const id = event.target.closest("[data-key]")?.dataset.key;
    if (!id) return;
    this.#at = id;
    if (event.shiftKey || event.ctrlKey || event.metaKey) this.desk.selection.toggle(id);
    else this.desk.selection.set([id]);
    this.draw();
  }
}

/** The screens that it fills but for a margin, or those that it touches. */
function shortPlace(wall, rect) {
  const touched = screensUnder(wall, rect).map((screen) => screen.address);
  return areaOf(wall, rect, MARGIN) || (touched.length > 2 ? `${touched[0]} … ${touched.at(-1)}` : touched.join(" "));
}

function mark(name, words, state = "") {
  const element = h("span", { class: `mark ${state}`, title: words, role: "img", "aria-label": words }, icon(name));
  return element;
}

const idOf = (tile) => `tile-row-${tile}`;

customElements.define("tiles-list", TilesList);
