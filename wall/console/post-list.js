// One list of posts: loaded a page at a time, kept in its order. What is new is counted and waits
// beside it; what no longer belongs here leaves it, and comes back where that is taken back.

const PAGE = 50;
const AHEAD = 20;
const EMPTY_PAGES = 20;
const LOOK_EVERY_MS = 4000;
const LOOK_AT_MOST_EVERY_MS = 1200;

/** Events: `change`; `loaded` (detail: the error, or null). */
export class PostList extends EventTarget {
  #posts;
  #about;
  #type;
  #fits;
  #all = [];
  #gone = new Set();
  #next = "";
  #isComplete = false;
  #loading = null;
  #round = 0;
  #lookedAt = 0;
  #timer = 0;
  #watching = null;

  /**
   * `about`: what `type` takes, without `after` and `limit`; `fits(entry)`: whether it belongs
   * here; `isLive`: whether what is new comes first.
   */
  constructor(posts, { about, type = "post.list", fits = () => true, isLive = true }) {
    super();
    this.#posts = posts;
    this.#about = about;
    this.#type = type;
    this.#fits = fits;
    this.isLive = isLive;
    this.ids = [];
    /** New ones that wait to be looked at, the newest first. */
    this.fresh = [];
    this.hasLoaded = false;
    this.heard = ({ detail }) => this.#changed(detail);
    this.counted = () => this.#lookSoon();
  }

  /** Follow what happens, until the result is called. */
  open() {
    this.#posts.addEventListener("changed", this.heard);
    for (const type of ["counters", "taken"]) this.#posts.addEventListener(type, this.counted);
    this.#watching = setInterval(() => document.hidden || this.#look(), LOOK_EVERY_MS);
    this.reload();
    return () => {
      this.#round++;
      clearInterval(this.#watching);
      clearTimeout(this.#timer);
      this.#posts.removeEventListener("changed", this.heard);
      for (const type of ["counters", "taken"]) this.#posts.removeEventListener(type, this.counted);
    };
  }

  get mayHaveMore() {
    return !this.#isComplete;
  }

  reload() {
    this.#round++;
    this.#loading = null;
    this.#all = [];
    this.#gone.clear();
    this.#next = "";
    this.#isComplete = false;
    this.fresh = [];
    this.#filter();
    return this.more();
  }

  /** The next page; at most one at a time. */
  more() {
    if (this.#isComplete) return Promise.resolve();
    this.#loading ??= this.#load(this.#round).finally(() => (this.#loading = null));
    return this.#loading;
  }

  /** Somebody is at this one: load on before they reach the end. */
  near(id) {
    if (this.ids.indexOf(id) >= this.ids.length - AHEAD) this.more();
  }

  /** The new ones come to the top. Returns the first of them. */
  takeNew() {
    const [first = null] = this.fresh;
    this.#all = [...this.fresh, ...this.#all];
    this.fresh = [];
    this.#filter();
    return first;
  }

  /** One that was not decided here has left; it stays until somebody goes on from it. */
  isGone(id) {
    return this.#gone.has(id);
  }

  /** Let go of those that somebody else has decided, but not of `kept`. */
  drop(kept) {
    const size = this.#gone.size;
    if (!size || (size === 1 && this.#gone.has(kept))) return;
    this.#all = this.#all.filter((id) => id === kept || !this.#gone.has(id));
    this.#gone = new Set(this.#gone.has(kept) ? [kept] : []);
    this.#filter();
  }

  async #load(round) {
    let failed = null;
    try {
      // A page may be empty with more to come.
      for (let pages = 0; pages < EMPTY_PAGES; pages++) {
        const { entries, ids, next } = await this.#ask(this.#next);
        if (round !== this.#round) return;
        this.#posts.learn(entries);
        const known = new Set(this.#all);
        this.#all.push(...ids.filter((id) => !known.has(id)));
        this.#next = next;
        this.#isComplete = !next;
        if (ids.length || !next) break;
      }
    } catch (error) {
      if (error.code === undefined) throw error;
      failed = error;
      if (round !== this.#round) return;
    }
    this.hasLoaded = failed === null;
    this.#filter();
    this.dispatchEvent(new CustomEvent("loaded", { detail: failed }));
  }

  #ask(after) {
    return this.#posts.page({ ...this.#about, after, limit: PAGE }, this.#type);
  }

  #lookSoon() {
    if (this.#timer) return;
    const wait = Math.max(0, this.#lookedAt + LOOK_AT_MOST_EVERY_MS - performance.now());
    this.#timer = setTimeout(() => this.#look(), wait);
  }

  /** Read the first page again: what is new, what others have decided, what they have claimed. */
  async #look() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#lookedAt = performance.now();
    if (this.#loading) return;
    if (!this.hasLoaded) {
      await this.more();
      return;
    }
    const round = this.#round;
    const before = new Map(this.#all.map((id) => [id, this.#posts.entry(id)]));
    try {
      const { entries, ids, next } = await this.#ask("");
      if (round !== this.#round) return;
      this.#meet(entries, ids, next, before);
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }

  #meet(entries, ids, next, before) {
    const known = new Set(this.#all);
    // What was decided here while the answer was on its way is newer than the answer.
    const isCurrent = (entry) => !known.has(entry.post.id) || this.#posts.entry(entry.post.id) === before.get(entry.post.id);
    this.#posts.learn(entries.filter(isCurrent));
    const told = new Set(ids);
    const reach = next ? this.#all.indexOf(ids.at(-1)) : this.#all.length;
    for (const id of this.#all.slice(0, Math.max(0, reach))) {
      const isStill = this.#posts.entry(id) === before.get(id);
      if (!told.has(id) && isStill && this.#fits(this.#posts.entry(id))) this.#gone.add(id);
      else if (told.has(id)) this.#gone.delete(id);
    }
    const unseen = ids.filter((id) => !known.has(id) && this.#fits(this.#posts.entry(id)));
    if (!this.isLive || !this.#all.length) this.#all.push(...unseen);
    else this.fresh = unseen;
    this.#filter();
  }

  #changed(ids) {
    if (this.#all.some((id) => ids.has(id))) this.#filter();
  }

  #filter() {
    this.ids = this.#all.filter((id) => this.#fits(this.#posts.entry(id)));
    this.dispatchEvent(new Event("change"));
  }
}
