// The live picture of the wall: asked for only while somebody can see it.

const PAUSE_MS = 2000;
const AFTER_CHANGE_MS = 350;
const WIDEST = 1920;

/** Event: `picture` (detail: an ImageBitmap; whoever takes it closes the one before). */
export class Pictures extends EventTarget {
  #connection;
  #scenes;
  #timer = 0;
  #isAsking = false;
  #again = false;

  constructor(connection, scenes) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.width = 0;
    connection.addEventListener("state", () => this.#plan(0));
    scenes.addEventListener("wall", () => this.#plan(0));
    scenes.addEventListener("changed", () => this.#plan(AFTER_CHANGE_MS));
    document.addEventListener("visibilitychange", () => this.#plan(0));
  }

  /** `width`: of the miniature in device pixels; 0 where it is not seen. */
  showAt(width) {
    const wanted = Math.min(Math.round(width), WIDEST);
    if (wanted === this.width) return;
    this.width = wanted;
    this.#plan(AFTER_CHANGE_MS);
  }

  #plan(delay) {
    clearTimeout(this.#timer);
    if (this.#isAsking) {
      this.#again = true;
      return;
    }
    if (document.hidden || this.width < 16 || this.#connection.state !== "online") return;
    this.#timer = setTimeout(() => this.#ask(), delay);
  }

  async #ask() {
    this.#isAsking = true;
    const wall = this.#scenes.wallName;
    try {
      const about = { wall, max_width: this.width };
      const { picture } = await this.#connection.request("snapshot", about);
      if (picture && wall === this.#scenes.wallName) await this.#tell(picture);
    } catch {
      this.dispatchEvent(new Event("missing"));
    }
    this.#isAsking = false;
    const delay = this.#again ? AFTER_CHANGE_MS : PAUSE_MS;
    this.#again = false;
    this.#plan(delay);
  }

  async #tell(picture) {
    const bitmap = await createImageBitmap(picture);
    this.dispatchEvent(new CustomEvent("picture", { detail: bitmap }));
  }
}
