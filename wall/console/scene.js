// What is on the walls: follows the controller, and shows one's own moves before they are answered.

import { follow } from "./following.js";
import { canvasOf } from "./geometry.js";

/**
 * What is shown is the wall as it is (`live`), or instead of it what is prepared (`preparing`) or
 * was there (`past`). Events: `walls` (other walls), `wall` (another one is looked at), `scene`
 * (tiles changed), `mode`, `changed` (detail: the controller's event), `health`.
 */
export class Scenes extends EventTarget {
  #connection;
  #topics;
  #scenes = new Map();
  #ahead = new Map();
  #health = new Map();
  #instead = null;

  constructor(connection, topics) {
    super();
    this.#connection = connection;
    this.#topics = topics;
    this.walls = [];
    this.wallName = null;
    this.status = null;
    connection.addEventListener("identified", ({ detail }) => this.#identified(detail));
    connection.addEventListener("told", ({ detail }) => this.#told(detail));
  }

  /** The wall that is looked at, or null before sign-in. */
  get wall() {
    return this.walls.find((wall) => wall.name === this.wallName) ?? null;
  }

  get canvas() {
    return canvasOf(this.wall);
  }

  get revision() {
    return this.#scenes.get(this.wallName)?.revision ?? 0;
  }

  get layout() {
    return this.#scenes.get(this.wallName)?.layout ?? null;
  }

  /** The whole scene of the wall as it is, or null. */
  get live() {
    return this.#scenes.get(this.wallName) ?? null;
  }

  /** `live`, `preparing` or `past`. */
  get mode() {
    return this.#instead?.mode ?? "live";
  }

  /** The tiles that are on the wall, whatever is shown. */
  get liveTiles() {
    return this.#scenes.get(this.wallName)?.tiles ?? [];
  }

  /** From bottom to top, where they are or will be in a moment. */
  get tiles() {
    const tiles = this.#instead?.tiles ?? this.liveTiles;
    if (!this.#ahead.size) return tiles;
    return tiles.map((tile) => {
      const rect = this.#ahead.get(tile.id);
      return rect ? { ...tile, rect } : tile;
    });
  }

  tile(id) {
    return this.tiles.find((tile) => tile.id === id) ?? null;
  }

  /** Where the controller has it, whatever is shown ahead. */
  onWall(id) {
    return (this.#instead?.tiles ?? this.liveTiles).find((tile) => tile.id === id) ?? null;
  }

  /** `{state, why, since}` as the display reported it last. */
  health(id) {
    if (this.#instead) return this.#instead.health?.get(id) ?? { state: "ok", why: "" };
    return this.#health.get(`${this.wallName}/${id}`) ?? { state: "ok", why: "" };
  }

  look(wallName) {
    this.wallName = wallName;
    this.#ahead.clear();
    this.showInstead(null);
    this.#tell("wall");
    this.#tell("scene");
  }

  /** `{mode, tiles, health}` is shown from now on; null: the wall as it is. */
  showInstead(other) {
    const before = this.mode;
    this.#instead = other;
    if (this.mode !== before) {
      this.#ahead.clear();
      this.#tell("mode", this.mode);
    }
    this.#tell("scene");
  }

  /** Show rectangles before the controller answered; `forget` ends it, whatever came of it. */
  runAhead(rects) {
    for (const [id, rect] of rects) this.#ahead.set(id, rect);
    this.#tell("scene");
  }

  /** Only what is still shown for the same reason: a newer drag of the same tile goes on. */
  forget(rects) {
    for (const [id, rect] of rects) if (this.#ahead.get(id) === rect) this.#ahead.delete(id);
    this.#tell("scene");
  }

  async askStatus() {
    const { result } = await this.#connection.request("status");
    this.status = result;
    this.#health = new Map(result.tiles.map((tile) => [`${tile.wall}/${tile.id}`, tile.health]));
    this.#tell("health");
  }

  #identified(message) {
    this.walls = message.walls;
    if (!this.wall) this.wallName = this.walls[0]?.name ?? null;
    this.#ahead.clear();
    this.#tell("walls");
    this.#tell("wall");
    this.askStatus().catch(() => {});
  }

  #told(event) {
    if (event.type === "scene.snapshot") this.#scenes.set(event.wall, event.scene);
    else if (event.type === "scene.changed") {
      if (!this.#follow(event)) return;
    } else {
      if (event.type === "status.changed") this.askStatus().catch(() => {});
      return;
    }
    if (event.wall === this.wallName) this.#tell("scene");
    this.#tell("changed", event);
  }

  #follow(event) {
    const scene = this.#scenes.get(event.wall);
    if (!scene || event.revision !== scene.revision + 1) {
      this.#topics.subscribe();
      return false;
    }
    this.#scenes.set(event.wall, follow(scene, event.changes, event.revision));
    return true;
  }

  #tell(type, detail = null) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
