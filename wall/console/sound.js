// What is heard on the wall, as the scene says; levels while somebody looks at meters.

export const QUIETEST_DB = -60;
export const LOUDEST_DB = 12;
/** Kinds that have sound of their own. */
const SOUNDING = ["video", "web", "desk", "tv"];
const WHOLE = { muted: false, volume_db: 0 };

/** Why each tile is silent, `""` for what is heard: as wall/model/sound.py. */
export function hearing(scene) {
  const panics = scene.tiles.some((tile) => tile.layer === "panic");
  const solos = scene.tiles.some((tile) => tile.sound.solo);
  return new Map(scene.tiles.map((tile) => [tile.id, silence(scene, tile, panics, solos)]));
}

function silence(scene, tile, panics, solos) {
  const { sound } = tile;
  const group = scene.sound.groups[sound.group ?? ""] ?? WHOLE;
  if (panics) return "panic";
  if (scene.sound.muted) return "wall";
  if (group.muted) return "group";
  if (solos && !sound.solo) return "solo";
  if (sound.muted && !sound.solo && scene.sound.focus !== tile.id) return "muted";
  return "";
}

/** Events: `change`; `levels` (detail: tile → [left, right]). */
export class Sound extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #topics;

  constructor(connection, scenes, notices, topics) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    this.#topics = topics;
    for (const type of ["scene", "wall"]) {
      scenes.addEventListener(type, () => this.dispatchEvent(new Event("change")));
    }
    connection.addEventListener("told", ({ detail }) => this.#told(detail));
  }

  /** Of the wall that is looked at, as it is; null before its scene has come. */
  get scene() {
    return this.#scenes.live;
  }

  /** Tiles that have sound, or that somebody has set something of; from the top. */
  get tiles() {
    const tiles = this.scene?.tiles ?? [];
    return [...tiles].reverse().filter((tile) => SOUNDING.includes(tile.kind) || !tile.sound.muted || tile.sound.solo);
  }

  /** Meters are looked at, or not any more. */
  watch(isWatched) {
    this.#topics.want("levels", isWatched);
  }

  setTile(id, fields) {
    return this.#send("sound.tile", { id, ...fields });
  }

  focus(id) {
    return this.#send("sound.focus", { id });
  }

  setWall(fields) {
    return this.#send("sound.wall", fields);
  }

  setGroup(group, fields) {
    return this.#send("sound.group", { group, ...fields });
  }

  /** The key for it: silent ones are heard then, and the others silent. */
  toggle(tiles) {
    const silent = tiles.some((tile) => tile.sound.muted);
    return Promise.all(tiles.map(({ id }) => this.setTile(id, { muted: !silent })));
  }

  #told(event) {
    if (event.type !== "sound.levels" || event.wall !== this.#scenes.wallName) return;
    this.dispatchEvent(new CustomEvent("levels", { detail: event.tiles }));
  }

  async #send(type, fields) {
    try {
      await this.#connection.request(type, { ...fields, wall: this.#scenes.wallName });
    } catch (error) {
      this.#notices.refuse(error);
      this.dispatchEvent(new Event("change"));
    }
  }
}
