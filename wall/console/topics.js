// What this console wants to hear of. Every screen says what it needs; the controller is told once.

const ALWAYS = ["scene", "layouts", "stages", "status"];

export class Topics {
  #connection;
  #wanted = new Set(ALWAYS);
  #isPlanned = false;
  #previewWidth = 0;
  #stage = null;

  constructor(connection) {
    this.#connection = connection;
    connection.addEventListener("identified", () => this.subscribe());
  }

  want(topic, isWanted = true) {
    if (this.#wanted.has(topic) === isWanted) return;
    if (isWanted) this.#wanted.add(topic);
    else this.#wanted.delete(topic);
    this.subscribe();
  }

  /** Pixels of the preview of one screen. */
  widenPreviews(width) {
    if (width === this.#previewWidth) return;
    this.#previewWidth = width;
    if (this.#wanted.has("previews")) this.subscribe();
  }

  /** The stage whose tiles are to be seen. */
  watchStage(name) {
    if (name === this.#stage) return;
    this.#stage = name;
    if (this.#wanted.has("stage_previews")) this.subscribe();
  }

  /** Tell the controller, once for all that ask in the same turn. It answers with the scene. */
  subscribe() {
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    queueMicrotask(() => {
      this.#isPlanned = false;
      if (this.#connection.state !== "online") return;
      const width = this.#previewWidth ? { preview_width: this.#previewWidth } : {};
      const about = { topics: [...this.#wanted], preview_stage: this.#stage, ...width };
      this.#connection.request("subscribe", about).catch(() => {});
    });
  }
}
