// The room's own messages before they go out: which there are, and what people do with them.

import { t } from "./i18n.js";

const OPEN = ["proposed", "reviewed", "changes_asked", "approved"];
const LOOK_MS = 150;
const TOLD = { failed: "draft.told_failed", uncertain: "draft.told_uncertain" };

/** Events: `counters` (how many wait); `change` (the list, or why there is none). */
export class Drafts extends EventTarget {
  #connection;
  #notices;
  #may;
  #timer = 0;
  #isOpen = false;
  #which = "open";

  constructor(connection, notices, topics, may) {
    super();
    this.#connection = connection;
    this.#notices = notices;
    this.#may = may;
    /** The newest first; null before they were heard of. */
    this.all = null;
    /** Why there is no list. */
    this.problem = null;
    this.waiting = 0;
    this.failed = 0;
    /** Of the site; empty: that of the controller's machine. */
    this.zone = "";
    /** Whether the site says where messages go out. */
    this.isReady = false;
    topics.want("drafts");
    connection.addEventListener("identified", () => this.#isOpen && this.#ask());
    connection.addEventListener("told", ({ detail }) => detail.type === "drafts.changed" && this.#told(detail));
  }

  get own() {
    return this.#connection.me?.name ?? "";
  }

  /** Who may propose, change and review. */
  get mayDraft() {
    return this.#may("moderate") || this.#may("push");
  }

  /** Look at them, `open` or `all`; null: nobody looks any more. */
  look(which) {
    this.#isOpen = which !== null;
    if (!which) return;
    this.#which = which;
    this.#ask();
  }

  /** What may be done with one, here and now; the controller judges again. */
  ways(draft) {
    const { state, writers, approved_by: approver } = draft;
    const isWriter = writers.includes(this.own);
    const mayModerate = this.#may("moderate");
    const isUndecided = state === "proposed" || state === "reviewed";
    return {
      edit: this.mayDraft && (OPEN.includes(state) || state === "failed"),
      good: this.mayDraft && !isWriter && isUndecided,
      changes: this.mayDraft && !isWriter && OPEN.includes(state),
      approve: mayModerate && !isWriter && isUndecided,
      send: mayModerate && Boolean(approver) && ["approved", "failed", "uncertain"].includes(state),
      withdraw: (isWriter || mayModerate) && ![ "sending", "sent", "withdrawn"].includes(state),
      isWriter,
    };
  }

  /** Whether it was done; why not is told. */
  propose(fields) {
    return this.#do("draft.propose", fields, "draft.proposed");
  }

  edit({ id, version }, fields) {
    return this.#do("draft.edit", { draft: id, version, ...fields }, "draft.edited");
  }

  review({ id, version }, verdict, note) {
    return this.#do("draft.review", { draft: id, version, verdict, note }, verdict === "good" ? "draft.reviewed" : "draft.sent_back");
  }

  approve({ id, version }, note) {
    return this.#do("draft.approve", { draft: id, version, note }, "draft.done_approve");
  }

  send({ id }) {
    return this.#do("draft.send", { draft: id }, "draft.done_send");
  }

  withdraw({ id }, note = "") {
    return this.#do("draft.withdraw", { draft: id, note }, "draft.done_withdraw");
  }

  async #do(type, data, done) {
    try {
      const { result } = await this.#connection.request(type, data);
      this.#learn(result);
      this.#notices.say(t(done));
      return true;
    } catch (error) {
      this.#notices.refuse(error);
      // What was refused was often changed by somebody else meanwhile.
      if (this.#isOpen) this.#ask();
      return false;
    }
  }

  #learn(draft) {
    if (!this.all) return;
    const isKnown = this.all.some(({ id }) => id === draft.id);
    this.all = isKnown ? this.all.map((one) => (one.id === draft.id ? draft : one)) : [draft, ...this.all];
    this.dispatchEvent(new Event("change"));
  }

  #told({ draft, state, why, waiting, failed, zone, ready }) {
    Object.assign(this, { waiting, failed, zone, isReady: ready });
    this.dispatchEvent(new Event("counters"));
    if (state in TOLD) this.#notices.say(t(TOLD[state]), { level: "error", detail: why });
    if (!draft || !this.#isOpen) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), LOOK_MS);
  }

  async #ask() {
    try {
      this.all = (await this.#connection.request("draft.list", { which: this.#which })).result;
      this.problem = null;
    } catch (error) {
      if (error.code === undefined) throw error;
      this.problem = error;
    }
    this.dispatchEvent(new Event("change"));
  }
}
