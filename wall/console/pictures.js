// The live picture of the wall: small pictures of each screen, told by the controller while
// somebody looks. Where a screen is shown larger than they are, or none come, snapshots instead.

const HEADER_BYTES = 40;
const PREVIEWS = 3;
const NARROWEST = 48;
const WIDEST = 320;
const PAUSE_MS = 2000;
const AFTER_CHANGE_MS = 350;
const PREVIEWS_WITHIN_MS = 2500;
const WIDEST_SNAPSHOT = 1920;

/** Event: `picture` (detail: `{bitmap, screen}`; without a screen it is the whole wall). */
export class Pictures extends EventTarget {
  #connection;
  #scenes;
  #topics;
  #width = 0;
  #screenWidth = 0;
  #timer = 0;
  #havePreviews = false;

  constructor(connection, scenes, topics) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#topics = topics;
    const plan = () => this.#plan(0);
    connection.addEventListener("state", () => {
      this.#havePreviews = false;
      plan();
    });
    connection.addEventListener("binary", ({ detail }) => this.#hear(detail));
    for (const type of ["wall", "mode"]) scenes.addEventListener(type, plan);
    scenes.addEventListener("changed", () => this.#usesSnapshots && this.#plan(AFTER_CHANGE_MS));
    document.addEventListener("visibilitychange", plan);
  }

  /** Device pixels of the miniature and of its widest screen; 0 where it is not seen. */
  showAt(width, screenWidth) {
    this.#width = Math.min(Math.round(width), WIDEST_SNAPSHOT);
    this.#screenWidth = screenWidth;
    this.#plan(0);
  }

  get #usesSnapshots() {
    return this.#screenWidth > WIDEST * 1.5;
  }

  #plan(delay) {
    clearTimeout(this.#timer);
    const { mode } = this.#scenes;
    const isSeen = !document.hidden && this.#width > NARROWEST && mode === "live";
    // A tile may span many screens.
    const wide = mode === "preparing" ? WIDEST : Math.min(Math.max(Math.ceil(this.#screenWidth / 16) * 16, NARROWEST), WIDEST);
    this.#topics.widenPreviews(wide);
    this.#topics.want("previews", isSeen && !this.#usesSnapshots);
    if (!isSeen || this.#connection.state !== "online") return;
    const wait = this.#usesSnapshots ? delay : Math.max(delay, PREVIEWS_WITHIN_MS);
    if (this.#usesSnapshots || !this.#havePreviews) this.#timer = setTimeout(() => this.#ask(), wait);
  }

  async #ask() {
    const wall = this.#scenes.wallName;
    try {
      const about = { wall, max_width: this.#width };
      const { picture } = await this.#connection.request("snapshot", about);
      if (picture) await this.#tell(wall, null, picture);
    } catch (error) {
      if (error.code === undefined) throw error;
    }
    this.#plan(PAUSE_MS);
  }

  /** docs/protocol.md, "Binary messages". */
  #hear(message) {
    const view = new DataView(message);
    if (view.getUint8(1) !== PREVIEWS) return;
    this.#havePreviews = true;
    const length = view.getUint32(HEADER_BYTES);
    let at = HEADER_BYTES + 4 + length;
    const head = JSON.parse(new TextDecoder().decode(new Uint8Array(message, HEADER_BYTES + 4, length)));
    for (const picture of head.pictures) {
      const bytes = new Uint8Array(message, at, picture.size);
      at += picture.size;
      const blob = new Blob([bytes], { type: "image/jpeg" });
      if (head.stage) this.#tellStaged(head, picture, blob);
      else if (picture.tile) this.#tellDriven(head, picture, blob);
      else this.#tell(head.wall, picture.screen, blob);
    }
  }

  async #tell(wall, screen, blob) {
    const bitmap = await createImageBitmap(blob);
    if (wall !== this.#scenes.wallName) return bitmap.close();
    this.dispatchEvent(new CustomEvent("picture", { detail: { bitmap, screen } }));
  }

  /** Event `driven` (detail: `{wall, tile, blob}`): the tile that is worked from here. */
  #tellDriven({ wall }, { tile }, blob) {
    this.dispatchEvent(new CustomEvent("driven", { detail: { wall, tile, blob } }));
  }

  /** Event `staged` (detail: `{wall, stage, tile, blob}`). */
  #tellStaged({ wall, stage }, { tile }, blob) {
    this.dispatchEvent(new CustomEvent("staged", { detail: { wall, stage, tile, blob } }));
  }
}
