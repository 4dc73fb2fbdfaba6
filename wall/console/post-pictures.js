// Pictures of posts: made small by the controller, which alone asks the networks for them. Kept
// while they are among the newest; hidden until somebody asks, where the site wants that.

const KEPT_AT_MOST = 120;
const ASKED_AT_MOST = 2000;

export class PostPictures {
  #session;
  #posts;
  #kept = new Map();
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

  /** Resolves to an address that `img` may show; rejects with Refused. */
  get(url) {
    const kept = this.#kept.get(url) ?? this.#fetch(url);
    this.#kept.delete(url);
    this.#kept.set(url, kept);
    return kept;
  }

  #fetch(url) {
    for (const [old, loading] of this.#kept) {
      if (this.#kept.size < KEPT_AT_MOST) break;
      this.#kept.delete(old);
      loading.then(URL.revokeObjectURL, () => null);
    }
    const loading = this.#session.picture(`/posts/media?url=${encodeURIComponent(url)}`).then(URL.createObjectURL);
    loading.catch(() => this.#kept.delete(url));
    return loading;
  }
}
