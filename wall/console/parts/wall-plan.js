// The miniature: the wall to scale, with its screens, its live picture and its tiles.

import { h, keyed, oncePerFrame, say } from "../elements.js";
import { contains, overlaps, screensUnder } from "../geometry.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { isGround, kindOf, shortTitleOf } from "../naming.js";
import { personName } from "../persons.js";
import { remembered } from "../preferences.js";
import { PlanGestures } from "./plan-gestures.js";
import { PlanKeys } from "./plan-keys.js";
import { PlanZoom } from "./plan-zoom.js";
import { ScreenPicker } from "./screen-picker.js";

const MOST_HEIGHT = 0.54;
/** What a low window leaves the panels, and how low the wall may be for that. */
const PANELS_PX = 400;
const LEAST_HEIGHT = 0.38;
const LABEL_FROM_PX = 72;
const ADDRESS_FROM_PX = 84;
const LABEL_PX = 24;
const SHARPEST_PX = 320;
const PHONE_PX = 480;
const PART_HEIGHT = 0.3;

export class WallPlan extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
    this.scale = 0;
    this.draw = oncePerFrame(() => this.#draw());
  }

  connectedCallback() {
    this.#build();
    const { scenes, selection, pictures, commands } = this.desk;
    for (const type of ["scene", "health"]) scenes.addEventListener(type, this.draw);
    for (const type of ["wall", "mode"]) scenes.addEventListener(type, () => this.fit());
    selection.addEventListener("change", this.draw);
    language.addEventListener("change", this.draw);
    pictures.addEventListener("picture", ({ detail }) => this.#paint(detail));
    document.addEventListener("visibilitychange", () => this.fit());
    commands.addEventListener("refused", ({ detail }) => this.#shake(detail.ids));
    this.gestures = new PlanGestures(this);
    new PlanKeys(this);
    new ResizeObserver(() => this.fit()).observe(this);
    addEventListener("resize", () => this.fit());
    this.fit();
  }

  /** Something of its own above the tiles; it hears `laid` when the miniature has another size. */
  addOverlay(element) {
    this.plan.insertBefore(element, this.band);
  }

  showNames(shown) {
    this.plan.classList.toggle("nameless", !shown);
  }

  /** A point of the window in canvas pixels. */
  toCanvas(clientX, clientY) {
    const box = this.plan.getBoundingClientRect();
    const [x, y] = this.desk.scenes.canvas;
    return [x + (clientX - box.left) / this.scale, y + (clientY - box.top) / this.scale];
  }

  /** Where a point of the canvas is in the window. */
  toClient(canvasX, canvasY) {
    const box = this.plan.getBoundingClientRect();
    const [x, y] = this.desk.scenes.canvas;
    return [box.left + (canvasX - x) * this.scale, box.top + (canvasY - y) * this.scale];
  }

  /** The screen under a point of the window, or null. */
  screenAt(clientX, clientY) {
    const [x, y] = this.toCanvas(clientX, clientY);
    return screensUnder(this.desk.scenes.wall, [x, y, 1, 1])[0] ?? null;
  }

  place(element, rect) {
    const [x, y] = this.desk.scenes.canvas;
    element.style.left = `${(rect[0] - x) * this.scale}px`;
    element.style.top = `${(rect[1] - y) * this.scale}px`;
    element.style.width = `${rect[2] * this.scale}px`;
    element.style.height = `${rect[3] * this.scale}px`;
  }

  /** Lines that hold what is dragged, and what it would become. */
  showGuides({ xs, ys }, text = "") {
    const [x, y] = this.desk.scenes.canvas;
    const lines = [
      ...xs.map((at) => ["guide-x", "left", (at - x) * this.scale]),
      ...ys.map((at) => ["guide-y", "top", (at - y) * this.scale]),
    ];
    this.guides.replaceChildren(
      ...lines.map(([name, side, at]) => {
        const line = h("div", { class: `guide ${name}` });
        line.style[side] = `${at}px`;
        return line;
      }),
    );
    this.readout.textContent = text;
    this.readout.hidden = !text;
  }

  tileElement(id) {
    return this.tiles.querySelector(`[data-key="${CSS.escape(id)}"]`);
  }

  #build() {
    this.picture = h("canvas", { class: "picture", "aria-hidden": "true" });
    this.tiles = h("div", { class: "tiles", role: "group", label: "plan.label" });
    this.screens = h("div", { class: "screens", "aria-hidden": "true" });
    this.frame = h("div", { class: "selection-frame", hidden: true, "aria-hidden": "true" });
    for (const edges of ["nw", "n", "ne", "e", "se", "s", "sw", "w"]) {
      this.frame.append(h("div", { class: "handle", "data-edges": edges }));
    }
    this.guides = h("div", { class: "guides", "aria-hidden": "true" });
    this.band = h("div", { class: "band", hidden: true });
    this.readout = h("output", { class: "readout", hidden: true });
    this.picker = new ScreenPicker(this.desk, this);
    const below = [this.picture, this.tiles, this.screens, this.guides, this.frame];
    this.plan = h("div", { class: "plan" }, ...below, this.band, this.picker);
    this.view = h("div", { class: "plan-view" }, this.plan);
    this.zoom = new PlanZoom(this, this.view);
    this.append(this.view, this.readout);
    this.showNames(remembered("names", true));
  }

  /** Lay everything out for the room that there is. */
  fit() {
    const { wall, canvas } = this.desk.scenes;
    if (!wall || !this.plan) return;
    const { paddingLeft, paddingRight } = getComputedStyle(this);
    const wide = this.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    const least = Math.max(innerHeight * LEAST_HEIGHT, 120);
    const high = Math.max(Math.min(innerHeight * MOST_HEIGHT, innerHeight - PANELS_PX), least);
    const whole = Math.min(wide / canvas[2], high / canvas[3]);
    this.scale = whole * this.zoom.factor;
    this.view.style.width = `${canvas[2] * whole}px`;
    // On a phone the whole wall is a strip; a part of it may take more room.
    const most = innerWidth <= PHONE_PX ? Math.max(canvas[3] * whole, innerHeight * PART_HEIGHT) : canvas[3] * whole;
    this.view.style.height = `${Math.min(canvas[3] * this.scale, most)}px`;
    this.view.classList.toggle("zoomed", this.zoom.factor > 1);
    this.plan.style.width = `${canvas[2] * this.scale}px`;
    this.plan.style.height = `${canvas[3] * this.scale}px`;
    this.plan.dataset.mode = this.desk.scenes.mode;
    const isSeen = wide > 0 && !document.hidden;
    const density = isSeen ? whole * devicePixelRatio : 0;
    const widest = Math.max(...wall.screens.map((screen) => screen.rect[2]));
    // Enlarged, screens get pictures as sharp as they come, not snapshots of what is out of view.
    const sharpest = Math.max(density, SHARPEST_PX / widest);
    const sharp = Math.min(density * this.zoom.factor, sharpest);
    this.desk.pictures.showAt(canvas[2] * density, widest * sharp);
    this.#sizePicture(canvas[2] * sharp, canvas[3] * sharp);
    this.plan.classList.toggle("unaddressed", widest * this.scale < ADDRESS_FROM_PX);
    this.#drawScreens();
    this.draw();
    this.dispatchEvent(new Event("laid"));
  }

  #drawScreens() {
    const update = (element, screen) => this.place(element, screen.rect);
    const create = ({ address }) =>
      h("div", { class: "screen" }, h("span", { class: "address" }, address));
    keyed(this.screens, this.desk.scenes.wall.screens, (s) => s.address, create, update);
    this.picker.lay();
  }

  #draw() {
    const { scenes, selection } = this.desk;
    if (!scenes.wall || !this.scale) return;
    const stacking = scenes.tiles;
    const order = new Map(stacking.map((tile, index) => [tile.id, index]));
    const byId = [...stacking].sort((a, b) => (a.id < b.id ? -1 : 1));
    const create = (tile) => this.#createTile(tile);
    keyed(this.tiles, byId, (tile) => tile.id, create, (element, tile) =>
      this.#updateTile(element, tile, order.get(tile.id)),
    );
    this.#hideCovered(stacking);
    this.#drawSelection(selection.tiles);
    this.#rove();
  }

  /** What lies under another tile has no name and no frame there. */
  #hideCovered(stacking) {
    const label = LABEL_PX / this.scale;
    stacking.forEach((tile, index) => {
      const above = stacking.slice(index + 1).map((other) => other.rect);
      const [x, y, width, height] = tile.rect;
      const corner = [x, y + height - 1, Math.min(label, width), 1];
      const classes = this.tileElement(tile.id).classList;
      classes.toggle("nameless", above.some((rect) => overlaps(rect, corner)));
      classes.toggle("buried", above.some((rect) => contains(rect, tile.rect)));
    });
  }

  /** As far as the name may go: the address of the screen where it begins stands at its end. */
  #nameRoom([x, y, width, height]) {
    const [screen] = screensUnder(this.desk.scenes.wall, [x, y + height - 1, 1, 1]);
    const end = screen && x + width > screen.rect[0] + screen.rect[2] ? screen.rect[0] + screen.rect[2] : x + width;
    return (end - x) * this.scale;
  }

  #createTile() {
    return h(
      "div",
      { class: "tile-box", role: "button", tabIndex: -1 },
      h("span", { class: "tile-foot" },
        h("span", { class: "tile-marks" }),
        h("span", { class: "tile-label" }, h("span", { class: "tile-kind" }), h("span", { class: "tile-title" }), h("span", { class: "tile-owner" })),
      ),
    );
  }

  #updateTile(element, tile, order) {
    const isSelected = this.desk.selection.has(tile.id);
    const health = this.desk.scenes.health(tile.id);
    this.place(element, tile.rect);
    element.style.setProperty("--name-room", `${this.#nameRoom(tile.rect)}px`);
    element.style.zIndex = order;
    element.setAttribute("aria-pressed", isSelected);
    element.setAttribute("aria-label", this.#describe(tile, health));
    element.dataset.layer = tile.layer;
    element.dataset.health = tile.suspended ? "failed" : health.state;
    element.classList.toggle("narrow", tile.rect[2] * this.scale < LABEL_FROM_PX);
    element.classList.toggle("locked", tile.locked);
    this.#fill(element, tile);
  }

  /** Only when it says something else: it is drawn on every frame of a drag. */
  #fill(element, tile) {
    const health = element.dataset.health;
    const content = [tile.kind, shortTitleOf(tile), personName(tile.owner), tile.locked, health].join("\n");
    if (element.content === content) return;
    element.content = content;
    const [kind, title, owner] = element.querySelector(".tile-label").children;
    kind.replaceChildren(icon(tile.kind));
    title.textContent = shortTitleOf(tile);
    owner.textContent = tile.owner === "file" ? "" : personName(tile.owner);
    const marks = [];
    if (tile.locked && !isGround(tile)) marks.push(h("span", { class: "mark", hint: "tile.locked" }, icon("lock")));
    if (health !== "ok") {
      const mark = h("span", { class: `mark ${health}` }, icon(health === "loading" ? "clock" : "warning"));
      say(mark, "hint", `health.${health}`);
      marks.push(mark);
    }
    element.querySelector(".tile-marks").replaceChildren(...marks);
  }

  #describe(tile, health) {
    const screens = screensUnder(this.desk.scenes.wall, tile.rect).map((screen) => screen.address);
    const words = [...new Set([shortTitleOf(tile), kindOf(tile)]), screens.join(" ")];
    if (tile.owner !== "file") words.push(t("tile.by", { name: personName(tile.owner) }));
    if (tile.locked) words.push(t("tile.locked"));
    const claim = this.desk.leases.inTheWay(tile.rect);
    if (claim) words.push(t("lease.by", { name: personName(claim.holder) }));
    if (health.state !== "ok") words.push(`${t(`health.${health.state}`)} ${health.why}`);
    return words.join(", ");
  }

  #drawSelection(tiles) {
    this.frame.hidden = tiles.length !== 1;
    if (tiles.length !== 1) return;
    this.place(this.frame, tiles[0].rect);
    this.frame.classList.toggle("locked", tiles[0].locked || !this.desk.mayChange);
    const canvas = this.desk.scenes.canvas;
    this.frame.classList.toggle("outside", !contains(canvas, tiles[0].rect));
  }

  /** One tab stop for all tiles: the focused one, else a selected one, else the first. */
  #rove() {
    const all = [...this.tiles.children];
    const focused = all.find((element) => element === document.activeElement);
    const stop = focused ?? all.find((e) => e.ariaPressed === "true") ?? this.inReadingOrder()[0];
    for (const element of all) element.tabIndex = element === stop ? 0 : -1;
  }

  /** Tile elements from the upper left to the lower right. */
  inReadingOrder() {
    const { tiles } = this.desk.scenes;
    const ordered = [...tiles].sort((a, b) => a.rect[1] - b.rect[1] || a.rect[0] - b.rect[0]);
    return ordered.map((tile) => this.tileElement(tile.id)).filter(Boolean);
  }

  /** Setting a size empties a canvas: only when it is another one, and what it showed stays. */
  #sizePicture(width, height) {
    const { picture } = this;
    const size = [Math.round(width), Math.round(height)];
    if (!size[0] || (picture.width === size[0] && picture.height === size[1])) return;
    const before = this.plan.classList.contains("seen") ? new OffscreenCanvas(picture.width, picture.height) : null;
    before?.getContext("2d").drawImage(picture, 0, 0);
    [picture.width, picture.height] = size;
    if (before) picture.getContext("2d").drawImage(before, 0, 0, ...size);
  }

  #paint({ bitmap, screen }) {
    const { canvas, wall } = this.desk.scenes;
    const rect = screen ? wall.screens.find((other) => other.address === screen)?.rect : canvas;
    if (rect) {
      const scale = this.picture.width / canvas[2];
      const [x, y, width, height] = rect;
      const target = [(x - canvas[0]) * scale, (y - canvas[1]) * scale, width * scale, height * scale];
      this.picture.getContext("2d").drawImage(bitmap, ...target);
    }
    bitmap.close();
    this.plan.classList.add("seen");
  }

  #shake(ids) {
    for (const id of ids) {
      const element = this.tileElement(id);
      if (!element) continue;
      element.classList.add("refused");
      setTimeout(() => element.classList.remove("refused"), 4000);
    }
  }
}

customElements.define("wall-plan", WallPlan);
