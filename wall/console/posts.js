// Posts as they are known here, and what is asked about them: the newest word on each, how many
// wait, pages of a query, marks, assignments and answers. Decisions are in deciding.js.

const SITE_USUAL = { blur_pictures: true, two_people: false, claim_s: 120, answer_within_s: 3600, pictures: "all" };
const KNOWN_AT_MOST = 20000;
export const STATES = ["pending", "approved", "shown", "stashed", "rejected"];

/** Events: `counters`; `changed` (detail: a set of ids); `site`; `said`; `taken` (a claim of others). */
export class Posts extends EventTarget {
  #connection;
  #session;
  #notices;
  #known = new Map();
  #stamp = -1;

  constructor(connection, session, notices, topics) {
    super();
    this.#connection = connection;
    this.#session = session;
    this.#notices = notices;
    /** `{states, unanswered, overdue, stamp}`; null before they were heard of. */
    this.counters = null;
    /** What the site says about moderating. */
    this.site = SITE_USUAL;
    topics.want("posts");
    connection.addEventListener("identified", () => this.#begin());
    connection.addEventListener("told", ({ detail }) => detail.type === "posts.changed" && this.#count(detail.counters));
  }

  /** The account that decides here. */
  get own() {
    return this.#connection.me?.name ?? "";
  }

  get waiting() {
    return this.counters?.states.pending ?? 0;
  }

  entry(id) {
    return this.#known.get(id) ?? null;
  }

  /** Entries as the controller tells them now. */
  learn(entries) {
    const changed = entries.filter((entry) => !isSame(this.#known.get(entry.post.id), entry));
    for (const entry of changed) this.#known.set(entry.post.id, entry);
    this.#forgetOldest();
    this.#tellChanged(changed.map((entry) => entry.post.id));
  }

  /** Show entries otherwise than told, until the controller tells them again. */
  patch(ids, change) {
    for (const id of ids) this.#known.set(id, { ...this.#known.get(id), ...change(this.#known.get(id)) });
    this.#tellChanged(ids);
  }

  /** To those who listen to the page. Event: `said`. */
  say(words) {
    this.dispatchEvent(new CustomEvent("said", { detail: words }));
  }

  /** Rejects with RequestFailed. */
  async ask(type, data = {}) {
    return (await this.#connection.request(type, data)).result;
  }

  /** A page: `{ids, next}`. `about`: what `post.list` or `post.answers` takes. */
  async page(about, type = "post.list") {
    const { entries, next } = await this.ask(type, about);
    return { entries, ids: entries.map((entry) => entry.post.id), next };
  }

  /** Pin, highlight or correct; shown at once, put back where it is refused. */
  mark(ids, fields) {
    const { picture_right, ...ofPost } = fields;
    return this.#ahead(ids, "post.mark", { posts: ids, ...fields }, (entry) => ({
      ...(picture_right ? { picture_right } : {}),
      post: { ...entry.post, ...withMood(ofPost) },
    }));
  }

  /** `due`: seconds since the epoch, or null for the usual time. */
  assign(id, to, due) {
    const time = due === null ? null : new Date(due * 1000).toISOString();
    const usual = Date.now() / 1000 + this.site.answer_within_s;
    return this.#ahead([id], "post.assign", { post: id, to, due: time }, () => ({
      assigned_to: to, due_at: to ? due ?? usual : null, answered_at: null,
    }));
  }

  answer(id, answered, note) {
    return this.#ahead([id], "post.answer", { post: id, answered, note }, () => ({
      answered_at: answered ? Date.now() / 1000 : null, answer_note: answered ? note : "",
    }));
  }

  async #ahead(ids, type, data, change) {
    const before = new Map(ids.map((id) => [id, this.entry(id)]));
    this.patch(ids, change);
    try {
      const { refused = {} } = await this.ask(type, data);
      const [why] = Object.values(refused);
      this.learn(Object.keys(refused).map((id) => before.get(id)));
      if (why) this.#notices.refuse({ code: "refused", message: why });
      return !why;
    } catch (error) {
      this.learn([...before.values()]);
      this.#notices.refuse(error);
      return false;
    }
  }

  async #begin() {
    try {
      this.#count(await this.ask("post.count"));
    } catch (error) {
      // A wall without ingest has no posts to count; lists say so themselves.
      if (error.code === undefined) throw error;
    }
    const told = await this.#session.ask("GET", "/posts/desk").catch(() => null);
    if (!told) return;
    this.site = told;
    this.dispatchEvent(new Event("site"));
  }

  #count({ states = {}, unanswered = 0, overdue = 0, stamp = 0 }) {
    if (this.counters && stamp === this.#stamp && unanswered === this.counters.unanswered && overdue === this.counters.overdue) return;
    this.#stamp = stamp;
    this.counters = { states, unanswered, overdue, stamp };
    this.dispatchEvent(new Event("counters"));
  }

  #tellChanged(ids) {
    if (ids.length) this.dispatchEvent(new CustomEvent("changed", { detail: new Set(ids) }));
  }

  #forgetOldest() {
    for (const id of this.#known.keys()) {
      if (this.#known.size <= KNOWN_AT_MOST) return;
      this.#known.delete(id);
    }
  }
}

const isSame = (before, after) => before !== undefined && JSON.stringify(before) === JSON.stringify(after);

const MOODS = { positive: 0.6, neutral: 0, negative: -0.6 };

/** As a post carries it. */
function withMood({ sentiment, ...others }) {
  return sentiment ? { ...others, sentiment: MOODS[sentiment], sentiment_from: "person" } : others;
}

/** `positive`, `neutral`, `negative`, or "" where it is not known. */
export function moodOf({ sentiment }) {
  if (sentiment === null || sentiment === undefined) return "";
  if (sentiment > 0.15) return "positive";
  return sentiment < -0.15 ? "negative" : "neutral";
}

/** Whether somebody else decides about it now. */
export function claimedByOther(entry, own, now = Date.now() / 1000) {
  return Boolean(entry?.claimed_by) && entry.claimed_by !== own && (entry.claimed_until ?? 0) > now;
}
