// Decisions about posts: shown at once, sent in their order, put back where they are refused.

import { claimedByOther } from "./posts.js";

const STATE_OF = { approve: "approved", stash: "stashed", reject: "rejected", pending: "pending" };
const VERDICT_OF = { pending: "pending", approved: "approve", shown: "approve", stashed: "stash", rejected: "reject" };
const MOST_AT_ONCE = 500;
const MOST_UNDONE = 100;
const AGAIN_MS = 3000;
/** The controller or its ingest is away for a moment: what was decided waits. */
const PASSES = ["offline", "ingest_away", "rate_limited"];

/** Events: `change` (how many wait to be sent); `refused` (detail: `{ids, why}`). */
export class Deciding extends EventTarget {
  #posts;
  #notices;
  #waiting = [];
  #isSending = false;
  #undoable = [];
  #timer = 0;

  constructor(posts, connection, notices) {
    super();
    this.#posts = posts;
    this.#notices = notices;
    connection.addEventListener("identified", () => this.#send());
    addEventListener("beforeunload", (event) => this.unsaved && event.preventDefault());
  }

  /** How many decisions have not arrived yet. */
  get unsaved() {
    return this.#waiting.reduce((sum, { ids }) => sum + ids.length, 0);
  }

  /** Returns the ids that it was done for: not what somebody else has claimed, where it approves. */
  decide(ids, verdict, reason = "") {
    const free = ids.filter((id) => this.#mayDecide(id, verdict));
    if (!free.length) return [];
    const before = new Map(free.map((id) => [id, this.#posts.entry(id)]));
    this.#undoable.push({ ids: free, before });
    if (this.#undoable.length > MOST_UNDONE) this.#undoable.shift();
    this.#begin({ ids: free, verdict, reason, before });
    return free;
  }

  /** Put the newest decision back as it was; returns its ids, or none. */
  undo() {
    const last = this.#undoable.pop();
    if (!last) return [];
    const byVerdict = Map.groupBy(last.ids, (id) => VERDICT_OF[last.before.get(id).state]);
    for (const [verdict, ids] of byVerdict) {
      const before = new Map(ids.map((id) => [id, this.#posts.entry(id)]));
      this.#begin({ ids, verdict, reason: last.before.get(ids[0]).why, before });
    }
    return last.ids;
  }

  #mayDecide(id, verdict) {
    const entry = this.#posts.entry(id);
    return entry && (verdict !== "approve" || !claimedByOther(entry, this.#posts.own));
  }

  #begin(decision) {
    const { ids, verdict, reason } = decision;
    const now = Date.now() / 1000;
    this.#posts.patch(ids, () => ({
      state: STATE_OF[verdict], by: this.#posts.own, why: reason, decided_at: now, claimed_by: "", claimed_until: null,
    }));
    this.#waiting.push(decision);
    this.#tell();
    this.#send();
  }

  /** One request at a time, with all that follows and says the same. */
  async #send() {
    if (this.#isSending || !this.#waiting.length) return;
    this.#isSending = true;
    const batch = this.#nextBatch();
    const ids = batch.flatMap((decision) => decision.ids);
    const [{ verdict, reason }] = batch;
    try {
      const { refused = {} } = await this.#posts.ask("post.decide", { posts: ids, verdict, reason });
      this.#waiting.splice(0, batch.length);
      this.#refuse(batch, refused);
    } catch (error) {
      if (error.code === undefined) throw error;
      if (PASSES.includes(error.code)) {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#send(), AGAIN_MS);
        return;
      }
      this.#waiting.splice(0, batch.length);
      this.#refuse(batch, Object.fromEntries(ids.map((id) => [id, ""])));
      this.#notices.refuse(error);
    } finally {
      this.#isSending = false;
      this.#tell();
    }
    this.#send();
  }

  #nextBatch() {
    const [first] = this.#waiting;
    const batch = [];
    let count = 0;
    for (const decision of this.#waiting) {
      count += decision.ids.length;
      const isAlike = decision.verdict === first.verdict && decision.reason === first.reason;
      if (batch.length && (!isAlike || count > MOST_AT_ONCE)) break;
      batch.push(decision);
    }
    return batch;
  }

  #refuse(batch, refused) {
    const ids = Object.keys(refused);
    if (!ids.length) return;
    const later = new Set(this.#waiting.flatMap((decision) => decision.ids));
    const before = new Map(batch.flatMap((decision) => [...decision.before]));
    this.#posts.learn(ids.filter((id) => !later.has(id)).map((id) => before.get(id)));
    this.#undoable = this.#undoable.filter((done) => !done.ids.some((id) => id in refused));
    this.dispatchEvent(new CustomEvent("refused", { detail: { ids, why: refused[ids[0]] } }));
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
