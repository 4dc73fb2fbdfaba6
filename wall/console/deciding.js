// Decisions about posts: shown at once, sent at once, put back where they are refused. What cannot
// be sent for a moment is sent again; the newest word about a post is the one that counts.

import { claimedByOther } from "./posts.js";

const STATE_OF = { approve: "approved", stash: "stashed", reject: "rejected", pending: "pending" };
const VERDICT_OF = { pending: "pending", approved: "approve", shown: "approve", stashed: "stash", rejected: "reject" };
const MOST_AT_ONCE = 500;
const MOST_UNDONE = 100;
const AGAIN_MS = 2000;
/** The connection or ingest is away for a moment, or has too much to do. */
const PASSES = ["offline", "unavailable", "busy", "rate_limited"];

/** Events: `change` (how many wait to be sent again); `refused` (detail: `{ids, why}`). */
export class Deciding extends EventTarget {
  #posts;
  #notices;
  #open = new Set();
  #latest = new Map();
  #undoable = [];
  #timer = 0;

  constructor(posts, connection, notices) {
    super();
    this.#posts = posts;
    this.#notices = notices;
    connection.addEventListener("identified", () => this.#sendAgain());
    addEventListener("beforeunload", (event) => this.unsaved && event.preventDefault());
  }

  /** How many decisions could not be sent yet. */
  get unsaved() {
    return [...this.#open].reduce((sum, one) => sum + (one.isLate ? one.ids.length : 0), 0);
  }

  /** Returns the ids that it was done for: not what somebody else has claimed, where it approves. */
  decide(ids, verdict, reason = "") {
    const free = ids.filter((id) => this.#mayDecide(id, verdict)).slice(0, MOST_AT_ONCE);
    if (!free.length) return [];
    const before = new Map(free.map((id) => [id, this.#posts.entry(id)]));
    this.#undoable.push({ ids: free, before });
    if (this.#undoable.length > MOST_UNDONE) this.#undoable.shift();
    this.#begin(free, verdict, reason);
    return free;
  }

  /** Put the newest decision back as it was; returns its ids, or none. */
  undo() {
    const last = this.#undoable.pop();
    if (!last) return [];
    const byVerdict = Map.groupBy(last.ids, (id) => VERDICT_OF[last.before.get(id).state]);
    for (const [verdict, ids] of byVerdict) this.#begin(ids, verdict, last.before.get(ids[0]).why);
    return last.ids;
  }

  #mayDecide(id, verdict) {
    const entry = this.#posts.entry(id);
    return entry && (verdict !== "approve" || !claimedByOther(entry, this.#posts.own));
  }

  #begin(ids, verdict, reason) {
    const before = new Map(ids.map((id) => [id, this.#posts.entry(id)]));
    const decision = { ids, verdict, reason, before, isLate: false };
    for (const id of ids) this.#latest.set(id, decision);
    this.#open.add(decision);
    this.#posts.patch(ids, (entry) => this.#after(entry, verdict, reason));
    this.#send(decision);
  }

  /** As the controller will tell it. */
  #after(entry, verdict, reason) {
    const free = { claimed_by: "", claimed_until: null };
    const { own } = this.#posts;
    if (this.isFirstVote(entry, verdict)) return { ...free, first_vote: own };
    const vote = verdict === "approve" ? {} : { first_vote: "" };
    return { ...free, ...vote, state: STATE_OF[verdict], by: own, why: reason, decided_at: Date.now() / 1000 };
  }

  /** Whether somebody else has to approve it, too. */
  isFirstVote({ state, first_vote: first }, verdict) {
    const isOpen = state !== "approved" && state !== "shown";
    return verdict === "approve" && this.#posts.site.two_people && isOpen && !first;
  }

  async #send(decision) {
    const { verdict, reason } = decision;
    const ids = decision.ids.filter((id) => this.#latest.get(id) === decision);
    decision.isLate = false;
    try {
      const seen = Object.fromEntries(ids.map((id) => [id, decision.before.get(id)?.version]).filter(([, one]) => one));
      const { refused = {} } = ids.length ? await this.#posts.ask("post.decide", { posts: ids, verdict, reason, seen }) : {};
      this.#end(decision, refused);
    } catch (error) {
      if (error.code === undefined) throw error;
      if (PASSES.includes(error.code)) this.#wait(decision);
      else {
        this.#end(decision, Object.fromEntries(ids.map((id) => [id, ""])));
        this.#notices.refuse(error);
      }
    }
    this.dispatchEvent(new Event("change"));
  }

  #wait(decision) {
    decision.isLate = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#sendAgain(), AGAIN_MS);
  }

  /** In the order in which they were made. */
  #sendAgain() {
    for (const decision of this.#open) if (decision.isLate) this.#send(decision);
  }

  #end(decision, refused) {
    this.#open.delete(decision);
    const isLatest = (id) => this.#latest.get(id) === decision;
    const back = Object.keys(refused).filter(isLatest);
    for (const id of decision.ids) if (isLatest(id)) this.#latest.delete(id);
    if (!back.length) return;
    this.#posts.learn(back.map((id) => decision.before.get(id)));
    this.#undoable = this.#undoable.filter((done) => !done.ids.some((id) => id in refused));
    this.dispatchEvent(new CustomEvent("refused", { detail: { ids: back, why: refused[back[0]] } }));
  }
}
