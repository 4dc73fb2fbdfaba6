// A list of posts to be worked through: one is current, some may be chosen; what is new waits above.

import { h, keyed, oncePerFrame, say } from "../elements.js";
import { language, t } from "../i18n.js";
import { problemText } from "../notices.js";
import { personName } from "../persons.js";
import { claimedByOther } from "../posts.js";
import { PostCard } from "./post-card.js";
import { Seen } from "./seen.js";

const AGES_MS = 30_000;
const CLAIMED_AHEAD = 3;
const NARROW = matchMedia("(max-width: 900px)");
const LEAST_IN_VIEW = 0.6;

/** Events: `current` (another one, or what is known of it); `chosen`. */
export class PostFeed extends HTMLElement {
  #close = null;
  #list = null;
  #anchor = null;
  #place = 0;
  #timer = 0;
  #isByHand = false;
  #seen = new Seen();
  #current = null;
  #said = { id: null, said: "" };

  constructor(desk) {
    super();
    this.desk = desk;
    this.chosen = new Set();
    this.isState = false;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.news = h("button", { type: "button", class: "primary posts-new", hidden: true, on: { click: () => this.takeNew() } });
    this.feed = h("div", { class: "posts-rows", role: "feed", label: "posts.list" });
    this.state = h("p", { class: "posts-empty muted", role: "status" });
    this.scroller = h("div", { class: "posts-scroll" }, this.feed, this.state);
    this.append(this.news, this.scroller);
    this.feed.addEventListener("click", (event) => this.#click(event));
    this.feed.addEventListener("focusin", ({ target }) => this.#focused(target));
    this.scroller.addEventListener("scroll", oncePerFrame(() => this.#scrolled()), { passive: true });
    this.update = oncePerFrame(() => this.#update());
    language.addEventListener("change", () => this.update());
    setInterval(() => this.feed.querySelectorAll("post-card").forEach((card) => card.showAge()), AGES_MS);
  }

  get current() {
    return this.#current;
  }

  set current(id) {
    if (id === this.#current) return;
    this.#current = id;
    this.#seen.changed();
  }

  get mayDecide() {
    return this.desk.may("moderate");
  }

  /** Whether who pressed at this event could see what it is about. */
  couldSee(event) {
    return this.#seen.before(event) && this.#isInView();
  }

  /** Where the list alone shows it, it must not be below or above what is seen of that. */
  #isInView() {
    const card = this.#card(this.current);
    if (!NARROW.matches || this.chosen.size || !card?.offsetParent) return true;
    const [seen, whole] = [this.scroller.getBoundingClientRect(), card.getBoundingClientRect()];
    const shown = Math.min(seen.bottom, whole.bottom) - Math.max(seen.top, whole.top);
    if (shown >= Math.min(whole.height, seen.height) * LEAST_IN_VIEW) return true;
    card.scrollIntoView({ block: "nearest" });
    return false;
  }

  /** Its author may change it while it is read: who is about to press has read something else. */
  #watchWords() {
    const { post = {}, version = "" } = this.entry ?? {};
    const said = JSON.stringify([version, post.title, post.text, post.media, post.author?.name]);
    const isOther = this.current !== null && this.#said.id === this.current && this.#said.said !== said;
    this.#said = { id: this.current, said };
    if (isOther) this.#seen.surprise();
  }

  get entry() {
    return this.current ? this.desk.posts.entry(this.current) : null;
  }

  /** Another list, or none; `isState`: whether each says its own state. */
  use(list, { isState = false, empty = "empty.search" } = {}) {
    this.#close?.();
    this.#list = list;
    this.isState = isState;
    this.empty = empty;
    this.current = null;
    this.chosen.clear();
    this.#place = 0;
    this.feed.replaceChildren();
    this.feed.hidden = true; // a feed without articles is none
    this.scroller.scrollTop = 0;
    this.#claim();
    this.#close = null;
    if (!list) return;
    const changed = () => this.update();
    const loaded = ({ detail }) => this.#loaded(detail);
    list.addEventListener("change", changed);
    list.addEventListener("loaded", loaded);
    const close = list.open();
    this.#close = () => {
      close();
      list.removeEventListener("change", changed);
      list.removeEventListener("loaded", loaded);
    };
    this.#tell();
  }

  /** `by`: 1 for the next, -1 for the one before; `extends`: it is chosen, too. */
  step(by, isExtending = false) {
    const ids = this.#list?.ids ?? [];
    const at = ids.indexOf(this.current);
    const next = ids[Math.min(Math.max((at < 0 ? this.#place - (by > 0) : at) + by, 0), ids.length - 1)];
    if (!next) return;
    if (isExtending) this.#extend(next);
    this.#isByHand = true;
    this.go(next);
  }

  /** Make one current; the page follows and screen readers read it. */
  go(id, { isFocused = true } = {}) {
    this.current = id;
    this.#list.drop(id);
    this.#watchWords();
    this.#draw();
    const card = this.#card(id);
    if (card && isFocused) {
      card.focus({ preventScroll: true });
      card.scrollIntoView({ block: "nearest" });
    }
    this.#list.near(id);
    this.#claim();
    this.#tell();
  }

  /** What a decision is about: what is chosen, else the current one. */
  get about() {
    const ids = this.#list?.ids ?? [];
    if (this.chosen.size) return [...this.chosen];
    return this.current && ids.includes(this.current) ? [this.current] : [];
  }

  /** Goes on to the next that nobody else is at, before those that leave have left. */
  goOnFrom(ids) {
    const leaving = new Set(ids);
    const all = this.#list.ids;
    const from = Math.max(0, all.indexOf(this.current));
    const isFree = (id) => !leaving.has(id) && !claimedByOther(this.desk.posts.entry(id), this.desk.posts.own);
    const next = all.slice(from).find(isFree) ?? all.slice(0, from).findLast(isFree) ?? null;
    this.chosen.clear();
    this.#anchor = null;
    this.current = next;
    this.#isByHand = false;
    return next;
  }

  /** One that has come back: it is current again, where it is in this list. */
  show(id) {
    if (this.#list.ids.includes(id)) this.go(id);
  }

  takeNew() {
    const first = this.#list.takeNew();
    this.scroller.scrollTop = 0;
    if (first) this.go(first);
  }

  toggle(id, event = null) {
    if (event?.shiftKey) this.#extend(id);
    else if (!this.chosen.delete(id)) this.chosen.add(id);
    this.#anchor = id;
    this.#choiceChanged();
  }

  chooseAll(ids) {
    for (const id of ids) this.chosen.add(id);
    this.#choiceChanged();
  }

  clearChoice() {
    this.chosen.clear();
    this.#anchor = null;
    this.#choiceChanged();
  }

  /** Others of the same group, the current one among them. */
  get alike() {
    const group = this.entry?.post.group;
    return group ? this.#list.ids.filter((id) => this.desk.posts.entry(id)?.post.group === group) : [];
  }

  focusCurrent() {
    (this.#card(this.current) ?? this.feed.firstElementChild)?.focus();
  }

  reload() {
    this.#list?.reload();
  }

  /** Nobody looks any more: nothing is claimed. */
  rest() {
    this.use(null);
  }

  #extend(id) {
    const ids = this.#list.ids;
    this.#anchor ??= this.current ?? id;
    const [from, to] = [ids.indexOf(this.#anchor), ids.indexOf(id)].sort((a, b) => a - b);
    for (const other of ids.slice(Math.max(0, from), to + 1)) this.chosen.add(other);
    this.#choiceChanged();
  }

  #choiceChanged() {
    this.#draw();
    this.dispatchEvent(new Event("chosen"));
  }

  #click(event) {
    const card = event.target.closest("post-card");
    if (!card || event.target.closest("button, input, a")) return;
    if (!String(getSelection()).length) {
      if (event.shiftKey) this.#extend(card.dataset.key);
      this.#isByHand = true;
      this.go(card.dataset.key);
    }
  }

  #focused(target) {
    const card = target.closest("post-card");
    if (card && card.dataset.key !== this.current) this.go(card.dataset.key, { isFocused: false });
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < clientHeight) this.#list?.more();
  }

  #loaded(error) {
    if (error) {
      this.state.textContent = problemText(error);
      return;
    }
    this.#update();
    if (this.#list.ids.length < CLAIMED_AHEAD && this.#list.mayHaveMore) this.#list.more();
  }

  /** Keeps what is read where it is on the page, whatever came or went above it. */
  #update() {
    const list = this.#list;
    if (!list) return;
    const held = this.#card(this.current) ?? this.#firstInView();
    const before = held?.getBoundingClientRect().top;
    const hadFocus = this.feed.contains(document.activeElement);
    const was = this.current;
    this.#settle();
    if (was && this.current !== was) this.#seen.surprise();
    this.#watchWords();
    list.drop(this.current);
    this.#draw();
    if (held?.isConnected) this.scroller.scrollTop += held.getBoundingClientRect().top - before;
    const isElsewhere = this.current !== was || !this.feed.contains(document.activeElement);
    if (hadFocus && isElsewhere) this.focusCurrent();
    if (this.current) list.near(this.current);
    this.#claim();
    this.#tell();
  }

  /** Where the current one has left, or somebody else was quicker, the next free one is current. */
  #settle() {
    const { ids } = this.#list;
    const at = ids.indexOf(this.current);
    const isFree = (id) => !claimedByOther(this.desk.posts.entry(id), this.desk.posts.own);
    if (at >= 0) {
      this.#place = at;
      if (this.#isByHand || isFree(this.current)) return;
    }
    const free = ids.slice(this.#place).find(isFree);
    this.current = free ?? (at >= 0 ? this.current : ids[this.#place] ?? ids.at(-1) ?? null);
    this.#isByHand = false;
    this.#place = Math.max(0, ids.indexOf(this.current));
  }

  #draw() {
    const list = this.#list;
    const { posts } = this.desk;
    for (const id of this.chosen) if (!list.ids.includes(id) && !posts.entry(id)) this.chosen.delete(id);
    const size = list.mayHaveMore ? -1 : list.ids.length;
    let place = 0;
    keyed(this.feed, list.ids, (id) => id, () => new PostCard(this.desk, this), (card, id) => {
      card.setAttribute("aria-posinset", ++place);
      card.setAttribute("aria-setsize", size);
      card.show(posts.entry(id), {
        isCurrent: id === this.current, isChosen: this.chosen.has(id), isGone: list.isGone(id), isState: this.isState,
      });
    });
    this.#showNews(list.fresh.length);
    const isEmpty = !list.ids.length;
    this.feed.hidden = isEmpty;
    this.state.hidden = !isEmpty;
    if (isEmpty) say(this.state, "t", list.hasLoaded ? this.empty : "posts.loading");
  }

  #showNews(count) {
    const words = count ? t("posts.new", { count, n: count }) : "";
    if (this.news.textContent === words) return;
    this.news.hidden = !count;
    this.news.textContent = words;
    clearTimeout(this.#timer);
    // Not each one aloud while many come.
    if (count) this.#timer = setTimeout(() => this.desk.posts.say(words), 1500);
  }

  #claim() {
    const ids = this.#list?.ids ?? [];
    const at = ids.indexOf(this.current);
    const isFree = (id) => !claimedByOther(this.desk.posts.entry(id), this.desk.posts.own);
    this.desk.postClaims.want(at < 0 ? [] : ids.slice(at, at + CLAIMED_AHEAD).filter(isFree));
  }

  #firstInView() {
    const top = this.scroller.getBoundingClientRect().top;
    return [...this.feed.children].find((card) => card.getBoundingClientRect().bottom > top);
  }

  #card(id) {
    return id ? this.feed.querySelector(`:scope > [data-key="${CSS.escape(id)}"]`) : null;
  }

  #tell() {
    this.dispatchEvent(new Event("current"));
  }
}

/** Who has it, where somebody else does. */
export const holderOf = (entry, own) => (claimedByOther(entry, own) ? personName(entry.claimed_by) : "");

customElements.define("post-feed", PostFeed);
