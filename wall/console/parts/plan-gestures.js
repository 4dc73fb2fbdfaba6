// Mouse, pen and finger on the miniature: choosing, dragging, resizing, the rubber band.

import { SMALLEST, placeOf } from "../commands.js";
import { bounding, overlaps, screensWithin, translate } from "../geometry.js";
import { t } from "../i18n.js";
import { remembered } from "../preferences.js";
import { Edge, drag, guidesOf, settle, snap } from "../snapping.js";

const SLACK_PX = 4;
const REACH_PX = 9;
const BLUR_PX = 2;
const EDGES = {
  n: Edge.TOP,
  s: Edge.BOTTOM,
  w: Edge.LEFT,
  e: Edge.RIGHT,
  nw: Edge.TOP | Edge.LEFT,
  ne: Edge.TOP | Edge.RIGHT,
  sw: Edge.BOTTOM | Edge.LEFT,
  se: Edge.BOTTOM | Edge.RIGHT,
};

export class PlanGestures {
  #plan;
  #desk;
  #gesture = null;

  constructor(plan) {
    this.#plan = plan;
    this.#desk = plan.desk;
    plan.addEventListener("pointerdown", (event) => this.#begin(event));
    plan.addEventListener("pointermove", (event) => this.#move(event));
    plan.addEventListener("pointerup", (event) => this.#end(event));
    plan.addEventListener("pointercancel", () => this.cancel());
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#gesture) this.cancel();
    });
  }

  get isBusy() {
    return this.#gesture !== null;
  }

  #begin(event) {
    if (event.button !== 0 || this.#desk.picking.purpose) return;
    const handle = event.target.closest(".handle");
    const element = event.target.closest(".tile-box");
    const adds = event.shiftKey || event.ctrlKey || event.metaKey;
    this.#gesture = {
      pointer: event.pointerId,
      from: [event.clientX, event.clientY],
      id: element?.dataset.key ?? null,
      adds,
      edges: handle ? EDGES[handle.dataset.edges] : Edge.ALL,
      does: handle || (element && !adds) ? "drag" : "band",
      isMoving: false,
    };
    if (handle) return;
    if (element && !adds && !this.#desk.selection.has(element.dataset.key)) {
      this.#desk.selection.set([element.dataset.key]);
    }
    element?.focus({ preventScroll: true });
  }

  #move(event) {
    const gesture = this.#gesture;
    if (!gesture || event.pointerId !== gesture.pointer) return;
    const moved = [event.clientX - gesture.from[0], event.clientY - gesture.from[1]];
    if (!gesture.isMoving) {
      if (Math.hypot(...moved) < SLACK_PX) return;
      if (!this.#startMoving(gesture)) return;
      this.#plan.setPointerCapture(gesture.pointer);
    }
    if (gesture.does === "band") this.#stretch(gesture, event);
    else this.#drag(gesture, moved, event.altKey);
  }

  /** Whether there is anything to move. */
  #startMoving(gesture) {
    const { selection, scenes, commands } = this.#desk;
    if (gesture.does === "drag") {
      commands.settle();
      gesture.tiles = selection.tiles.filter((tile) => !tile.locked);
      if (!gesture.tiles.length || !this.#desk.mayChange) {
        this.#gesture = null;
        if (this.#desk.mayChange) this.#desk.notices.say(t("problem.locked"), { level: "error" });
        return false;
      }
      const dragged = new Set(gesture.tiles.map((tile) => tile.id));
      const others = scenes.tiles.filter((tile) => !dragged.has(tile.id)).map((tile) => tile.rect);
      gesture.guides = guidesOf(scenes.wall, others);
      gesture.seen = scenes.revision;
      gesture.rects = new Map();
      this.#plan.plan.classList.add("dragging");
    } else gesture.before = gesture.adds ? selection.ids : [];
    gesture.isMoving = true;
    return true;
  }

  #drag(gesture, moved, isFree) {
    const { scale } = this.#plan;
    const [dx, dy] = moved.map((pixels) => Math.round(pixels / scale));
    const around = bounding(gesture.tiles.map((tile) => tile.rect));
    const wanted = drag(around, gesture.edges, dx, dy, SMALLEST);
    const aimed = gesture.edges === Edge.ALL ? this.#onWall(wanted) : wanted;
    const snaps = remembered("snapping", true) !== isFree;
    const reach = snaps ? Math.round(REACH_PX / scale) : -1;
    const held = snap(aimed, gesture.edges, gesture.guides, reach, SMALLEST);
    const within = screensWithin(this.#desk.scenes.wall, held.rect);
    if (snaps) held.rect = settle(held.rect, gesture.edges, within, BLUR_PX / scale);
    const shift = [held.rect[0] - around[0], held.rect[1] - around[1]];
    this.#desk.scenes.forget(gesture.rects);
    gesture.rects = new Map(
      gesture.tiles.map((tile) => [
        tile.id,
        gesture.tiles.length === 1 ? held.rect : translate(tile.rect, ...shift),
      ]),
    );
    this.#desk.scenes.runAhead(gesture.rects);
    this.#plan.showGuides(snaps ? held : { xs: [], ys: [] }, placeOf(this.#desk.scenes.wall, held.rect));
  }

  /** At least a corner stays on the wall, so that it can be found again. */
  #onWall(rect) {
    const [x, y, width, height] = this.#desk.scenes.canvas;
    return [
      Math.min(Math.max(rect[0], x + SMALLEST - rect[2]), x + width - SMALLEST),
      Math.min(Math.max(rect[1], y + SMALLEST - rect[3]), y + height - SMALLEST),
      rect[2],
      rect[3],
    ];
  }

  #stretch(gesture, event) {
    const a = this.#plan.toCanvas(...gesture.from);
    const b = this.#plan.toCanvas(event.clientX, event.clientY);
    const [x, y] = [Math.min(a[0], b[0]), Math.min(a[1], b[1])];
    const rect = [x, y, Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])];
    this.#plan.place(this.#plan.band, rect);
    this.#plan.band.hidden = false;
    const touched = this.#desk.scenes.tiles.filter((tile) => overlaps(tile.rect, rect));
    const ids = new Set([...gesture.before, ...touched.map((tile) => tile.id)]);
    this.#desk.selection.set([...ids]);
  }

  #end(event) {
    const gesture = this.#gesture;
    if (!gesture || event.pointerId !== gesture.pointer) return;
    this.#rest();
    if (gesture.isMoving) {
      if (gesture.does === "drag") this.#desk.commands.move(gesture.rects, gesture.seen);
      return;
    }
    const { selection } = this.#desk;
    if (gesture.id && gesture.adds) selection.toggle(gesture.id);
    else if (gesture.id) selection.set([gesture.id]);
    else if (gesture.does === "band" && !gesture.adds) selection.set([]);
  }

  /** Give up what is being dragged: it is where it was. */
  cancel() {
    const gesture = this.#gesture;
    this.#rest();
    if (gesture?.rects) this.#desk.scenes.forget(gesture.rects);
  }

  #rest() {
    this.#gesture = null;
    this.#plan.band.hidden = true;
    this.#plan.plan.classList.remove("dragging");
    this.#plan.showGuides({ xs: [], ys: [] });
  }
}
