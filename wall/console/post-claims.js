// Claims of posts: taken for what one is about to decide, so that nobody else does; let go when one
// goes on elsewhere.

const SETTLES_MS = 120;

export class PostClaims {
  #posts;
  #may;
  #held = new Map();
  #wanted = [];
  #timer = 0;
  #asking = false;

  constructor(posts, may) {
    this.#posts = posts;
    this.#may = may;
    setInterval(() => this.#look(), 10_000);
  }

  /** Hold these, in the order in which they come up; let go of others. */
  want(ids) {
    this.#wanted = this.#may() ? ids : [];
    this.#timer ||= setTimeout(() => this.#look(), SETTLES_MS);
  }

  async #look() {
    this.#timer = 0;
    if (this.#asking || (!this.#wanted.length && !this.#held.size)) return;
    const now = Date.now();
    const renewed = now - (this.#posts.site.claim_s * 1000) / 2;
    const isOpen = (id) => this.#posts.entry(id)?.state === "pending";
    const left = [...this.#held.keys()].filter((id) => !this.#wanted.includes(id));
    const released = left.filter(isOpen);
    for (const id of left) this.#held.delete(id);
    const claimed = this.#wanted.filter((id) => isOpen(id) && (this.#held.get(id) ?? 0) < renewed);
    this.#asking = true;
    try {
      if (released.length) await this.#release(released);
      if (claimed.length) await this.#claim(claimed, now);
    } catch (error) {
      // Claims are a courtesy: without them two may decide the same, and the later word holds.
      if (error.code === undefined) throw error;
    } finally {
      this.#asking = false;
    }
  }

  async #claim(ids, now) {
    const { done = [], refused = {} } = await this.#posts.ask("post.claim", { posts: ids });
    for (const id of done) this.#held.set(id, now);
    const mine = done.filter((id) => this.#posts.entry(id)?.state === "pending");
    const until = now / 1000 + this.#posts.site.claim_s;
    this.#posts.patch(mine, () => ({ claimed_by: this.#posts.own, claimed_until: until }));
    if (Object.keys(refused).length) this.#posts.dispatchEvent(new Event("taken"));
  }

  async #release(ids) {
    await this.#posts.ask("post.claim", { posts: ids, release: true });
    const mine = ids.filter((id) => this.#posts.entry(id)?.claimed_by === this.#posts.own);
    this.#posts.patch(mine, () => ({ claimed_by: "", claimed_until: null }));
  }
}
