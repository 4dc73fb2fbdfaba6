// Which tiles are chosen here. Told by `change`.

export class Selection extends EventTarget {
  #ids = new Set();
  #scenes;

  constructor(scenes) {
    super();
    this.#scenes = scenes;
    scenes.addEventListener("scene", () => this.#dropClosed());
    scenes.addEventListener("wall", () => this.set([]));
  }

  get ids() {
    return [...this.#ids];
  }

  get tiles() {
    return this.#scenes.tiles.filter((tile) => this.#ids.has(tile.id));
  }

  has(id) {
    return this.#ids.has(id);
  }

  set(ids) {
    const wanted = new Set(ids);
    if (wanted.size === this.#ids.size && ids.every((id) => this.#ids.has(id))) return;
    this.#ids = wanted;
    this.dispatchEvent(new Event("change"));
  }

  toggle(id) {
    this.set(this.has(id) ? this.ids.filter((other) => other !== id) : [...this.ids, id]);
  }

  #dropClosed() {
    const here = new Set(this.#scenes.tiles.map((tile) => tile.id));
    this.set(this.ids.filter((id) => here.has(id)));
  }
}
