// Where posts are read and decided about: its rooms, the list, and the post at hand.

import { h, say } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { PostList } from "../post-list.js";
import { STATES } from "../posts.js";
import { DraftBoard } from "./draft-board.js";
import { PostActions, doneWords } from "./post-actions.js";
import { PostContributors } from "./post-contributors.js";
import { PostDetails } from "./post-details.js";
import { PostFeed, holderOf } from "./post-feed.js";
import { keysDialog, listenToKeys } from "./post-keys.js";
import { PostReasons } from "./post-reasons.js";
import { PostRooms, roomIn } from "./post-rooms.js";
import { PostRules } from "./post-rules.js";
import { PostSearch } from "./post-search.js";
import { PostSources } from "./post-sources.js";
import { safeLink } from "./post-words.js";

const NARROW = matchMedia("(max-width: 900px)");
const TITLES = { search: "posts.search", answers: "answers.title", drafts: "draft.title", contributors: "contributor.title", rules: "posts.rules", sources: "posts.sources" };
/** Rooms without a list of posts. */
const APART = ["drafts", "contributors", "rules", "sources"];
const ANSWERS = ["open", "mine", "overdue", "answered"];
const MOST_OF_AUTHOR = 200;
/** What must not be done to a post that nobody has seen yet. */
const DECIDES = ["approve", "stash", "pull", "reject", "pin", "highlight"];
/** Also where there is no list of posts. */
const ANYWHERE = ["search", "help"];
/** What a key does again while it is held. */
const STEPS = ["next", "before"];
const HINT_MS = 2500;

export class ModerationDesk extends HTMLElement {
  #room = null;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.hidden = true;
    const { desk } = this;
    this.rooms = new PostRooms(desk);
    this.feed = new PostFeed(desk);
    this.actions = new PostActions(desk, (name, how) => this.run(name, how));
    this.details = new PostDetails(desk, {
      search: () => this.#searchAuthor(), author: () => this.#chooseAuthor(), alike: () => this.#chooseAlike(),
    });
    this.search = new PostSearch(desk);
    this.apart = {
      drafts: new DraftBoard(desk), contributors: new PostContributors(desk), rules: new PostRules(desk), sources: new PostSources(desk),
    };
    this.reasons = new PostReasons();
    this.heading = h("h1", { class: "posts-title" });
    this.unsaved = h("p", { class: "posts-unsaved", role: "status" });
    this.hint = h("p", { class: "posts-hint", role: "status" });
    this.polite = h("div", { class: "unseen", role: "log", "aria-live": "polite", id: "posts-said" });
    this.order = h("select", { class: "quiet", label: "search.order", on: { change: () => this.#open() } },
      h("option", { value: "newest", t: "order.newest" }), h("option", { value: "oldest", t: "order.oldest" }));
    this.which = h("select", { class: "quiet", label: "answers.which", on: { change: () => this.#open() } },
      ...ANSWERS.map((name) => h("option", { value: name, t: `which.${name}` })));
    this.choice = h("div", { class: "posts-choice", hidden: true },
      h("strong", {}), h("button", { type: "button", class: "quiet", t: "posts.clear", on: { click: () => this.feed.clearChoice() } }));
    this.back = h("button", { type: "button", class: "quiet posts-back", on: { click: () => this.#showDetails(false) } },
      icon("earlier"), h("span", { t: "posts.back" }));
    this.more = h("button", { type: "button", class: "quiet posts-more", label: "posts.details", on: { click: () => this.#showDetails(true) } }, icon("more"));
    this.head = h("header", { class: "posts-head" }, this.heading, this.unsaved, this.hint, h("span", { class: "grow" }), this.which, this.order);
    this.main = h("main", { class: "posts-main", id: "posts-main" },
      this.head, this.search, this.choice, this.feed, ...Object.values(this.apart));
    this.side = h("aside", { class: "posts-side", label: "posts.details" }, this.back, this.details);
    this.tools = h("div", { class: "posts-tools" }, this.actions, this.more);
    this.side.prepend(this.tools);
    this.append(this.rooms, this.main, this.side, this.reasons, this.polite);
    this.#listen();
  }

  /** Come to the room that the address names; null: nobody is here. */
  show(room) {
    if (room === this.#room) return;
    this.#room = room;
    this.hidden = room === null;
    if (room) {
      this.rooms.show(room);
      this.#arrange(room);
    }
    this.#open();
  }

  /** Where notices and banners stand while this is looked at. */
  hold(notices, banners) {
    this.head.after(...banners);
    this.main.append(notices);
  }

  /** What keys and buttons ask for; false where there was nothing to do. */
  run(name, { isExtending = false, event = null } = {}) {
    if (this.apart[this.#room] && !ANYWHERE.includes(name)) return this.apart[this.#room].run?.(name) ?? false;
    if (event?.repeat && !STEPS.includes(name)) return true;
    if (event && DECIDES.includes(name) && !this.#couldSee(event)) return true;
    const does = {
      next: () => this.feed.step(1, isExtending),
      before: () => this.feed.step(-1, isExtending),
      approve: () => this.#decide("approve"),
      stash: () => this.#decide("stash"),
      pull: () => this.#decide("stash", t("verdict.pulled")),
      reject: () => this.#reject(),
      pin: () => this.#mark("pinned"),
      highlight: () => this.#mark("highlighted"),
      undo: () => this.#undo(),
      picture: () => this.feed.entry && this.details.media.toggle(this.feed.entry.post),
      choose: () => this.feed.current && this.feed.toggle(this.feed.current),
      new: () => this.feed.takeNew(),
      open: () => this.#openAtNetwork(),
      search: () => this.#toSearch(),
      help: () => this.#help(),
      clear: () => this.#clear(),
      edit: () => false,
    };
    return does[name]();
  }

  #listen() {
    const { desk, feed } = this;
    listenToKeys(() => this.#room !== null, (name, how) => this.run(name, how));
    feed.addEventListener("current", () => this.#showCurrent());
    feed.addEventListener("chosen", () => this.#showChosen());
    this.search.addEventListener("search", () => this.#open());
    desk.posts.addEventListener("changed", () => this.#showCurrent());
    desk.posts.addEventListener("site", () => this.#showCurrent());
    desk.posts.addEventListener("said", ({ detail }) => this.#say(detail));
    desk.presence.addEventListener("people", () => this.#showCurrent());
    desk.deciding.addEventListener("change", () => this.#showUnsaved());
    desk.deciding.addEventListener("refused", ({ detail }) => {
      // Perhaps because another picture stands there now than was shown here.
      desk.postPictures.doubt(detail.ids);
      this.#refused(detail);
    });
    desk.connection.addEventListener("identified", () => this.#room && feed.update());
    language.addEventListener("change", () => this.#showCurrent());
    NARROW.addEventListener("change", () => this.#place());
    this.#place();
  }

  // -- rooms

  #arrange(room) {
    const isList = !APART.includes(room);
    say(this.heading, "t", TITLES[room] ?? `poststate.${room}`);
    this.search.hidden = room !== "search";
    this.order.hidden = !STATES.includes(room);
    this.which.hidden = room !== "answers";
    this.feed.hidden = this.side.hidden = this.tools.hidden = !isList;
    for (const [name, place] of Object.entries(this.apart)) place.hidden = name !== room;
    this.classList.toggle("wide", !isList);
    this.#showDetails(false);
  }

  /** Begin the list of this room. */
  #open() {
    const room = this.#room;
    for (const [name, place] of Object.entries(this.apart)) place.open(name === room);
    if (!room || APART.includes(room)) {
      this.feed.rest();
      return;
    }
    const isQueue = STATES.includes(room);
    this.feed.use(this.#list(room), { isState: !isQueue, empty: isQueue ? `empty.${room}` : room === "answers" ? "empty.answers" : "empty.search" });
    if (room === "search") this.#offer();
    this.#showChosen();
  }

  #list(room) {
    const { posts } = this.desk;
    if (room === "search") {
      const { query, order } = { query: this.search.query, order: this.search.order.value };
      return new PostList(posts, { about: { query, order }, isLive: order === "newest" });
    }
    if (room === "answers") {
      const isMine = this.which.value === "mine";
      const about = { which: isMine ? "open" : this.which.value, to: isMine ? posts.own : "" };
      const isAnswered = about.which === "answered";
      const fits = (entry) => Boolean(entry.assigned_to) && Boolean(entry.answered_at) === isAnswered;
      return new PostList(posts, { about, type: "post.answers", fits, isLive: false });
    }
    const order = this.order.value;
    const fits = (entry) => entry.state === room && (room !== "pending" || entry.first_vote !== posts.own);
    return new PostList(posts, { about: { query: { states: [room] }, order }, fits, isLive: order === "newest" });
  }

  async #offer() {
    try {
      const sources = await this.desk.posts.ask("post.sources");
      this.search.offer({ sources: sources.map(({ source }) => source) });
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }

  #toSearch() {
    location.hash = "#posts/search";
    setTimeout(() => this.search.text.select());
  }

  // -- deciding

  #decide(verdict, reason = "", about = this.feed.about) {
    if (!about.length || !this.#may()) return;
    const holder = verdict === "approve" ? holderOf(this.desk.posts.entry(about[0]), this.desk.posts.own) : "";
    if (holder && about.length === 1) {
      this.desk.notices.say(t("posts.claimed_now", { name: holder }));
      return;
    }
    const next = this.feed.goOnFrom(about);
    const { deciding, posts } = this.desk;
    const isFirst = about.some((id) => posts.entry(id) && deciding.isFirstVote(posts.entry(id), verdict));
    const done = deciding.decide(about, verdict, reason);
    this.#say(isFirst ? t("verdict.first", { count: done.length, n: done.length }) : doneWords(verdict, done.length));
    this.#goOn(next);
  }

  #reject() {
    const { about } = this.feed;
    // The list may go on while somebody looks for the reason.
    if (about.length && this.#may()) this.reasons.ask(about.length, (reason) => this.#decide("reject", reason, about));
  }

  #undo() {
    if (!this.#may()) return;
    const ids = this.desk.deciding.undo();
    this.#say(ids.length ? t("verdict.undone", { count: ids.length, n: ids.length }) : t("verdict.nothing"));
    if (ids.length) this.feed.show(ids[0]);
  }

  #mark(field) {
    const entries = this.#entries();
    if (!entries.length || !this.#may()) return;
    const isOn = !entries.every(({ post }) => post[field]);
    this.desk.posts.mark(entries.map(({ post }) => post.id), { [field]: isOn });
    this.#say(t(`marked.${field}_${isOn ? "on" : "off"}`));
  }

  /** What was pressed before the post at hand was shown was meant for another. */
  #couldSee(event) {
    if (this.feed.couldSee(event)) return true;
    this.#hint(t("posts.too_soon"));
    return false;
  }

  #hint(words) {
    this.hint.textContent = words;
    clearTimeout(this.hint.timer);
    this.hint.timer = setTimeout(() => (this.hint.textContent = ""), HINT_MS);
  }

  #may() {
    const may = this.desk.may("moderate");
    if (!may) this.#say(t("posts.may_not"));
    return may;
  }

  #goOn(next) {
    this.#showChosen();
    if (next) this.feed.go(next);
    else this.feed.update();
    if (NARROW.matches) this.#showDetails(false);
  }

  #refused({ ids, why }) {
    const words = t("posts.refused", { count: ids.length, n: ids.length });
    this.#say(words);
    if (why) this.desk.notices.say(words, { level: "error", detail: why });
  }

  // -- choosing

  async #chooseAuthor() {
    const { author, network } = this.feed.entry.post;
    const name = author.handle || author.name;
    const states = STATES.includes(this.#room) ? { states: [this.#room] } : {};
    try {
      const query = { authors: [name], networks: [network], ...states };
      const { entries, ids } = await this.desk.posts.page({ query, limit: MOST_OF_AUTHOR });
      this.desk.posts.learn(entries);
      this.feed.chooseAll(ids);
    } catch (error) {
      this.desk.notices.refuse(error);
    }
  }

  #searchAuthor() {
    const { author } = this.feed.entry.post;
    this.search.ofAuthor(author.handle || author.name);
    location.hash = "#posts/search";
  }

  #chooseAlike() {
    this.feed.chooseAll(this.feed.alike);
  }

  #clear() {
    if (this.dataset.details === "open") this.#showDetails(false);
    else if (this.feed.chosen.size) this.feed.clearChoice();
    else return false;
    return true;
  }

  #entries() {
    return this.feed.about.map((id) => this.desk.posts.entry(id)).filter(Boolean);
  }

  // -- showing

  #showCurrent() {
    if (!this.#room) return;
    this.details.show(this.feed.entry, this.feed.alike.length);
    this.actions.show(this.#entries());
  }

  #showChosen() {
    const count = this.feed.chosen.size;
    this.choice.hidden = !count;
    this.choice.querySelector("strong").textContent = count ? t("posts.chosen", { count, n: count }) : "";
    if (count) this.#say(t("posts.chosen", { count, n: count }));
    this.#showCurrent();
  }

  #showUnsaved() {
    const count = this.desk.deciding.unsaved;
    this.unsaved.textContent = count ? t("posts.unsaved", { count, n: count }) : "";
  }

  /** On a phone what one may do stands at the foot, and all that is known over the list. */
  #place() {
    if (NARROW.matches) this.main.append(this.tools);
    else this.side.prepend(this.tools);
  }

  #showDetails(isOpen) {
    this.dataset.details = isOpen ? "open" : "closed";
    if (isOpen && NARROW.matches) this.back.focus();
    else if (this.feed.isConnected && NARROW.matches) this.feed.focusCurrent();
  }

  #openAtNetwork() {
    const link = safeLink(this.feed.entry?.post.url ?? "");
    if (link) open(link, "_blank", "noopener,noreferrer");
  }

  #help() {
    const dialog = keysDialog(this.#room);
    dialog.addEventListener("close", () => dialog.remove());
    this.append(dialog);
    dialog.showModal();
  }

  #say(words) {
    const said = h("p", {}, words);
    this.polite.append(said);
    while (this.polite.children.length > 3) this.polite.firstElementChild.remove();
  }
}

export { roomIn };

customElements.define("moderation-desk", ModerationDesk);
