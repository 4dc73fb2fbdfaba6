// The pictures of what is prepared, tile by tile, under the frames of the miniature.

import { oncePerFrame } from "../elements.js";

const ROUNDING = 4;

export class PlanStage extends HTMLElement {
  #pictures = new Map();

  constructor(desk, plan) {
    super();
    this.desk = desk;
    this.plan = plan;
    this.draw = oncePerFrame(() => this.#draw());
  }

  connectedCallback() {
    this.setAttribute("aria-hidden", "true");
    this.canvas = document.createElement("canvas");
    this.append(this.canvas);
    const { pictures, scenes } = this.desk;
    pictures.addEventListener("staged", ({ detail }) => this.#keep(detail));
    scenes.addEventListener("scene", this.draw);
    scenes.addEventListener("mode", () => this.#forget());
    this.desk.preparing.addEventListener("change", () => this.#follow());
    this.plan.addEventListener("laid", this.draw);
  }

  async #keep({ wall, stage, tile, blob }) {
    const bitmap = await createImageBitmap(blob);
    const { scenes, preparing } = this.desk;
    if (wall !== scenes.wallName || stage !== preparing.stage?.stage) return bitmap.close();
    this.#pictures.get(tile)?.close();
    this.#pictures.set(tile, bitmap);
    this.draw();
  }

  /** Another stage has other pictures. */
  #follow() {
    const name = this.desk.preparing.stage?.stage ?? null;
    if (name === this.stage) return;
    this.stage = name;
    this.#forget();
  }

  #forget() {
    for (const bitmap of this.#pictures.values()) bitmap.close();
    this.#pictures.clear();
    this.draw();
  }

  #draw() {
    const { scenes } = this.desk;
    this.hidden = scenes.mode !== "preparing";
    if (this.hidden || !this.plan.scale) return;
    const [x, y, width, height] = scenes.canvas;
    const scale = this.plan.scale * devicePixelRatio;
    const size = [Math.round(width * scale), Math.round(height * scale)];
    if (this.canvas.width !== size[0] || this.canvas.height !== size[1]) [this.canvas.width, this.canvas.height] = size;
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, ...size);
    for (const { id, rect } of scenes.tiles) {
      const target = [(rect[0] - x) * scale, (rect[1] - y) * scale, rect[2] * scale, rect[3] * scale];
      const bitmap = this.#pictures.get(id);
      const drawn = bitmap ? within(bitmap, target) : null;
      if (drawn !== target) {
        context.fillStyle = "#19212a";
        context.fillRect(...target);
      }
      if (drawn) context.drawImage(bitmap, ...drawn);
    }
  }
}

/**
 * Where a picture stands in the frame of its tile: a tile that the wall shows already is seen at
 * the size that it has there, until the take.
 */
function within(bitmap, target) {
  const [x, y, width, height] = target;
  const scale = Math.min(width / bitmap.width, height / bitmap.height);
  const [w, h] = [bitmap.width * scale, bitmap.height * scale];
  if (w > width - ROUNDING && h > height - ROUNDING) return target;
  return [x + (width - w) / 2, y + (height - h) / 2, w, h];
}

customElements.define("plan-stage", PlanStage);
