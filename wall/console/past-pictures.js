// Small pictures of the wall as it was: which of them there are, and those that are to be seen.
// Nothing is asked for while the time line is closed.

const MOST_LISTED = 1000;
const MOST_KEPT = 120;
const AT_ONCE = 2;
/** The controller makes a picture some seconds after a change, and tells nobody. */
const MADE_WITHIN_S = 40;
const LOOK_AGAIN_MS = 3000;
/** How far the shape of a picture may be from the wall's: the wall may have had other screens. */
const SHAPE = 0.02;

/** Event: `change`, when others are known or have come. */
export class PastPictures extends EventTarget {
  #connection;
  #scenes;
  #past;
  #known = [];
  #isListed = false;
  #newest = null;
  #timer = 0;
  #asked = 0;
  #urls = new Map();
  #wanted = new Map();
  #coming = new Set();
  #gone = new Set();

  constructor(connection, scenes, past) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#past = past;
    past.addEventListener("change", () => this.#follow());
    // Other rights, another wall: what was seen before says nothing.
    connection.addEventListener("identified", () => this.#forget());
    scenes.addEventListener("wall", () => this.#forget());
  }

  /**
   * The picture of the wall as it was from this moment on, until something was changed; or null.
   * One that was taken while the next change came shows neither.
   */
  of(index) {
    const { moments } = this.#past;
    const changes = (moment) => moment.tiles.length > 0;
    const begins = moments[Math.max(0, moments.findLastIndex((moment, at) => at <= index && changes(moment)))];
    const ends = moments.find((moment, at) => at > index && changes(moment))?.at ?? Infinity;
    if (!begins) return null;
    const shows = ({ at, revision }) => revision >= begins.revision && at >= begins.at && at < ends;
    return this.#known.find((picture) => shows(picture) && this.#fits(picture)) ?? null;
  }

  /** Whether it is known which there are. */
  get isListed() {
    return this.#isListed;
  }

  /** The address of a picture that has come, or "". */
  url(picture) {
    return (picture && this.#urls.get(picture.id)) ?? "";
  }

  /** Whether it cannot come any more. */
  isGone(picture) {
    return this.#gone.has(picture.id);
  }

  /** `who` shows these pictures now, and no others. */
  want(who, pictures) {
    this.#wanted.set(who, pictures);
    this.#fetch();
  }

  #fits({ width, height }) {
    const [, , wide, high] = this.#scenes.canvas;
    return Math.abs((width / height) * (high / wide) - 1) < SHAPE;
  }

  #follow() {
    if (!this.#past.isOpen) {
      if (this.#newest !== null) this.#forget();
      return;
    }
    const newest = this.#past.moments.at(-1)?.revision ?? null;
    if (newest === this.#newest) return;
    this.#newest = newest;
    this.#list();
  }

  async #list() {
    clearTimeout(this.#timer);
    const mine = ++this.#asked;
    const wall = this.#scenes.wallName;
    const since = this.#past.moments[0]?.at ?? 0;
    try {
      const { result } = await this.#connection.request("history.pictures", { wall, since, limit: MOST_LISTED });
      if (mine !== this.#asked) return;
      this.#known = result;
    } catch (error) {
      // Without pictures the time line is what it was: frames, names and words.
      if (error.code === undefined) throw error;
      if (mine !== this.#asked) return;
    }
    this.#isListed = true;
    this.#tell();
    const last = this.#past.moments.length - 1;
    const age = Date.now() / 1000 - (this.#past.moments[last]?.at ?? 0);
    if (age < MADE_WITHIN_S && !this.of(last)) {
      this.#timer = setTimeout(() => this.#list(), LOOK_AGAIN_MS);
    }
  }

  #fetch() {
    for (const picture of [...this.#wanted.values()].flat()) {
      if (this.#coming.size >= AT_ONCE) return;
      const { id } = picture;
      if (!this.#urls.has(id) && !this.#coming.has(id) && !this.#gone.has(id)) this.#ask(picture);
    }
  }

  async #ask({ id, wall }) {
    this.#coming.add(id);
    const coming = this.#coming;
    try {
      const { picture } = await this.#connection.request("history.picture", { wall, id });
      if (coming !== this.#coming) return;
      this.#urls.set(id, URL.createObjectURL(new Blob([picture], { type: "image/jpeg" })));
      this.#drop();
    } catch (error) {
      if (error.code === undefined) throw error;
      if (error.code !== "offline") this.#gone.add(id);
    } finally {
      coming.delete(id);
    }
    if (coming !== this.#coming) return;
    this.#tell();
    if (this.#connection.state === "online") this.#fetch();
  }

  /** The ones that came first go, of those that nobody looks at. */
  #drop() {
    const seen = new Set([...this.#wanted.values()].flat().map(({ id }) => id));
    for (const [id, url] of this.#urls) {
      if (this.#urls.size <= MOST_KEPT) return;
      if (seen.has(id)) continue;
      URL.revokeObjectURL(url);
      this.#urls.delete(id);
    }
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#newest = null;
    this.#known = [];
    this.#isListed = false;
    this.#coming = new Set();
    this.#gone.clear();
    this.#wanted.clear();
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
