// Pictures of posts: made small by the controller, which alone asks the networks for them. Kept
// while they are among the newest; hidden until somebody asks, where the site wants that.

const KEPT_AT_MOST = 120;
const ASKED_AT_MOST = 2000;

export class PostPictures {
  #session;
  #posts;
  /** By address and whether it is blurred: what was asked for, and about which version. */
  #kept = new Map();
  /** How often the pictures of a post were in doubt. */
  #doubts = new Map();
  #asked = new Set();

  constructor(session, posts) {
    this.#session = session;
    this.#posts = posts;
  }

  /** Whether the pictures of a post may be seen plainly. */
  isPlain(id) {
    return !this.#posts.site.blur_pictures || this.#asked.has(id);
  }

  /** Show them, or hide them again. */
  toggle(id) {
    if (!this.#asked.delete(id)) this.#asked.add(id);
    if (this.#asked.size > ASKED_AT_MOST) this.#asked.delete(this.#asked.values().next().value);
  }

  /** What is shown of these may no longer be what stands at their addresses. */
  doubt(ids) {
    for (const id of ids) this.#doubts.set(id, (this.#doubts.get(id) ?? 0) + 1);
    while (this.#doubts.size > ASKED_AT_MOST) this.#doubts.delete(this.#doubts.keys().next().value);
  }

  /** What a picture that is shown belongs to: another one is looked at anew. */
  stamp(id) {
    const { version = "", state = "", first_vote: vote = "" } = this.#posts.entry(id) ?? {};
    return JSON.stringify([version, state === "pending" && vote, this.#doubts.get(id) ?? 0]);
  }

  /**
   * Resolves to an address that `img` may show, of a film with stills of it; rejects with Refused.
   * Who is shown it plainly has seen it: the controller hears of that, and it counts when they
   * approve.
   */
  get(id, url, { film = false } = {}) {
    const isPlain = this.isPlain(id);
    const key = `${isPlain} ${film} ${url}`;
    const kept = this.#kept.get(key);
    const stamp = this.stamp(id);
    const isAnew = kept ? kept.stamp !== stamp : this.#doubts.has(id);
    const found = !kept || isAnew ? { stamp, loading: this.#fetch(key, url, { isPlain, isAnew, film }) } : kept;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found.loading;
  }

  #fetch(key, url, { isPlain, isAnew, film }) {
    for (const [old, { loading }] of this.#kept) {
      if (this.#kept.size < KEPT_AT_MOST) break;
      this.#kept.delete(old);
      loading.then(URL.revokeObjectURL, () => null);
    }
    const about = new URLSearchParams({ url, blurred: String(!isPlain), anew: String(isAnew), film: String(film) });
    const loading = this.#session.picture(`/posts/media?${about}`).then(URL.createObjectURL);
    loading.catch(() => this.#kept.delete(key));
    return loading;
  }
}
