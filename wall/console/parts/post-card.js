// One post in a list: who, where, when, the words, and what is to be known before deciding.

import { h, say } from "../elements.js";
import { currentLanguage, t } from "../i18n.js";
import { icon } from "../icons.js";
import { initialsOf, personName } from "../persons.js";
import { claimedByOther, moodOf } from "../posts.js";
import { PostMedia } from "./post-media.js";
import { ageOf, countryName, flagWords, languageName, networkName, secondsOf } from "./post-words.js";

const LONG = 420;
const NARROW = matchMedia("(max-width: 900px)");
let cards = 0;

export class PostCard extends HTMLElement {
  #shown = null;
  #unfolded = false;

  constructor(desk, view) {
    super();
    this.desk = desk;
    this.view = view;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.setAttribute("role", "article");
    this.classList.add("post-card");
    this.tabIndex = -1;
    const id = `post-${++cards}`;
    this.choose = h("input", { type: "checkbox", tabIndex: -1, label: "posts.choose", on: { change: (event) => this.view.toggle(this.dataset.key, event) } });
    this.initials = h("span", { class: "initials", "aria-hidden": "true" });
    this.author = h("bdi", { class: "post-author" });
    this.handle = h("bdi", { class: "post-handle muted" });
    this.time = h("time", { class: "muted" });
    this.facts = h("span", { class: "post-facts" });
    this.named = h("p", { class: "post-title", dir: "auto" });
    this.words = h("p", { class: "post-text", dir: "auto", id });
    this.unfold = h("button", { type: "button", class: "quiet small post-more", tabIndex: -1, on: { click: () => this.#unfold() } });
    this.notes = h("p", { class: "post-notes" });
    this.append(
      this.choose, this.initials,
      h("div", { class: "post-body" },
        h("p", { class: "post-head", id: `${id}-who` }, this.author, this.handle, this.facts, this.time),
        this.named, this.words, this.unfold, this.notes,
      ),
    );
    this.setAttribute("aria-labelledby", `${id}-who ${id}`);
  }

  /** Draws it where it is otherwise than before. */
  show(entry, { isCurrent, isChosen, isGone, isState }) {
    this.classList.toggle("current", isCurrent);
    this.classList.toggle("chosen", isChosen);
    this.classList.toggle("gone", isGone);
    this.tabIndex = isCurrent ? 0 : -1;
    this.choose.checked = isChosen;
    this.choose.hidden = !this.view.mayDecide;
    this.#showMedia(entry.post, isCurrent && NARROW.matches && entry.post.media.length > 0);
    const drawn = [entry, isGone, isState, currentLanguage(), this.desk.posts.own].join("\n");
    if (this.#shown?.entry === entry && this.#shown.drawn === drawn) return;
    this.#shown = { entry, drawn };
    this.#draw(entry, isGone, isState);
  }

  /** On a phone the post at hand shows its pictures in the list: nobody decides without them. */
  #showMedia(post, isShown) {
    if (!isShown) {
      this.media?.remove();
      this.media = null;
      return;
    }
    if (!this.media) {
      this.media = new PostMedia(this.desk);
      this.notes.after(this.media);
    }
    this.media.show(post);
  }

  /** The age goes on while nothing else changes. */
  showAge() {
    if (this.#shown) this.time.textContent = ageOf(this.#shown.entry.post.at);
  }

  #draw(entry, isGone, isState) {
    const { post } = entry;
    this.initials.textContent = initialsOf(post.author.name || post.author.handle || "?");
    this.author.textContent = post.author.name || post.author.handle;
    const isNamedTwice = !post.author.handle || post.author.handle === post.author.name;
    this.handle.textContent = isNamedTwice ? "" : `@${post.author.handle.replace(/^@/, "")}`;
    this.time.dateTime = post.at;
    this.time.title = new Date(secondsOf(post.at) * 1000).toLocaleString(currentLanguage());
    this.showAge();
    this.facts.replaceChildren(...this.#facts(post));
    this.named.textContent = post.title;
    this.named.hidden = !post.title || post.text.startsWith(post.title);
    this.words.textContent = post.text;
    this.words.lang = post.language && post.language !== "und" ? post.language : "";
    const isLong = post.text.length > LONG || post.text.split("\n").length > 7;
    this.unfold.hidden = !isLong;
    this.#fold();
    this.notes.replaceChildren(...this.#notes(entry, isGone, isState));
  }

  #facts(post) {
    const facts = [h("span", { class: "network" }, networkName(post.network))];
    if (post.author.verified) facts.push(h("span", { class: "fact", title: t("posts.verified") }, icon("ok"), h("span", { class: "unseen" }, t("posts.verified"))));
    if (post.country) facts.push(h("span", { class: "fact", title: countryName(post.country) }, post.country));
    if (post.language && post.language !== "und") facts.push(h("span", { class: "fact", title: languageName(post.language) }, post.language));
    return facts;
  }

  #notes(entry, isGone, isState) {
    const { post } = entry;
    const note = (name, text, sort = "") => h("span", { class: `note ${sort}` }, icon(name), h("bdi", {}, text));
    const notes = entry.flags.map((flag) => note("warning", flagWords(flag), "flagged"));
    if (isState) notes.unshift(h("span", { class: `note state-${entry.state}` }, t(`poststate.${entry.state}`)));
    if (isGone) notes.unshift(note("info", t("posts.gone"), "flagged"));
    if (claimedByOther(entry, this.desk.posts.own)) notes.unshift(note("claim", t("posts.claimed", { name: personName(entry.claimed_by) }), "claimed"));
    if (entry.first_vote && entry.state === "pending") notes.push(note("ok", t("posts.first_vote", { name: personName(entry.first_vote) })));
    if (post.media.length) {
      const sort = post.media.some(({ type }) => type === "video") ? "video" : "image";
      notes.push(note(sort, t(sort === "video" ? "posts.videos" : "posts.pictures", { count: post.media.length, n: post.media.length })));
    }
    if (post.pinned) notes.push(note("claim", t("posts.pinned")));
    if (post.highlighted) notes.push(note("sun", t("posts.highlighted")));
    if (entry.assigned_to) notes.push(note("person", this.#answerWords(entry), isOverdue(entry) ? "flagged" : ""));
    const mood = moodOf(post);
    if (mood === "negative") notes.push(h("span", { class: "note" }, t(`mood.${mood}`)));
    return notes;
  }

  #answerWords(entry) {
    const name = personName(entry.assigned_to);
    if (entry.answered_at) return t("posts.answered_by", { name });
    return isOverdue(entry) ? t("posts.overdue_by", { name }) : t("posts.assigned_to", { name });
  }

  #unfold() {
    this.#unfolded = !this.#unfolded;
    this.#fold();
  }

  #fold() {
    const isFolded = !this.unfold.hidden && !this.#unfolded;
    this.words.classList.toggle("folded", isFolded);
    say(this.unfold, "t", isFolded ? "posts.unfold" : "posts.fold");
    this.unfold.setAttribute("aria-expanded", String(!isFolded));
  }
}

export const isOverdue = (entry) => Boolean(entry.assigned_to) && !entry.answered_at && entry.due_at !== null && entry.due_at < Date.now() / 1000;

customElements.define("post-card", PostCard);
