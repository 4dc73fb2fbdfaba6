// One post in full, beside the list: what may be done, its pictures, and all that is known of it.

import { field, h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { moodOf } from "../posts.js";
import { dayTimeOf } from "../times.js";
import { PostAnswering } from "./post-answering.js";
import { holderOf } from "./post-feed.js";
import { PostMedia } from "./post-media.js";
import { countryName, flagWords, languageName, networkName, safeLink, secondsOf, shortNumberOf } from "./post-words.js";

const PICTURE_RIGHTS = ["unknown", "asked", "granted", "refused"];
const MOODS = ["positive", "neutral", "negative"];

export class PostDetails extends HTMLElement {
  #shown = "";

  /** `work`: what the buttons here do: `{search(), author(), alike()}`. */
  constructor(desk, work) {
    super();
    this.desk = desk;
    this.work = work;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.media = new PostMedia(this.desk);
    this.answering = new PostAnswering(this.desk);
    this.about = h("div", { class: "post-about" });
    this.facts = h("dl", { class: "post-known" });
    this.corrections = h("div", { class: "field-pair" });
    this.group = h("div", { class: "post-group" });
    this.whole = h("div", { class: "post-whole" }, this.about, this.media, this.group, this.facts, this.corrections, this.answering);
    this.nothing = h("p", { class: "muted posts-empty", t: "posts.none_current" });
    this.append(this.whole, this.nothing);
  }

  /** `alike`: how many of the list say nearly the same. */
  show(entry, alike) {
    this.whole.hidden = !entry;
    this.nothing.hidden = Boolean(entry);
    if (!entry) return;
    this.media.show(entry.post);
    this.answering.show(entry);
    const shown = JSON.stringify([entry, alike, document.documentElement.lang, this.desk.posts.own]);
    if (shown === this.#shown) return;
    const isOther = !this.#shown || JSON.parse(this.#shown)[0].post.id !== entry.post.id;
    this.#shown = shown;
    if (isOther) this.scrollTop = 0;
    this.about.replaceChildren(...this.#about(entry));
    this.facts.replaceChildren(...this.#facts(entry).flatMap(([key, ...words]) => [h("dt", { t: key }), h("dd", {}, ...words)]));
    this.group.replaceChildren(...this.#group(entry, alike));
    // A choice that is open is not closed under the hand.
    if (isOther || !this.corrections.contains(document.activeElement)) this.corrections.replaceChildren(...this.#corrections(entry));
  }

  #about(entry) {
    const { post } = entry;
    const { author } = post;
    const holder = holderOf(entry, this.desk.posts.own);
    const link = safeLink(post.url);
    return [
      holder ? h("p", { class: "post-holder" }, icon("claim"), h("span", {}, t("posts.claimed_now", { name: holder }))) : "",
      h("p", { class: "post-head" }, h("bdi", { class: "post-author" }, author.name || author.handle),
        author.handle && author.handle !== author.name ? h("bdi", { class: "muted" }, `@${author.handle.replace(/^@/, "")}`) : "",
        author.verified ? icon("ok") : ""),
      post.title && !post.text.startsWith(post.title) ? h("p", { class: "post-title", dir: "auto" }, post.title) : "",
      h("p", { class: "post-text", dir: "auto", lang: post.language && post.language !== "und" ? post.language : "" }, post.text),
      link ? h("p", {}, h("a", { href: link, target: "_blank", rel: "noopener noreferrer" }, t("posts.open", { network: networkName(post.network) }))) : "",
    ].filter(Boolean);
  }

  #facts(entry) {
    const { post } = entry;
    const { author, counts } = post;
    const count = (number, key) => (number ? t(key, { n: shortNumberOf(number) }) : "");
    const figures = [
      count(author.followers, "posts.followers"), count(counts.likes, "posts.likes"), count(counts.shares, "posts.shares"),
      count(counts.replies, "posts.replies"), count(post.reach, "posts.reach"),
    ].filter(Boolean).join(" · ");
    const bdi = (text) => h("bdi", {}, text);
    const facts = [
      ["posts.state", t(`poststate.${entry.state}`), ...this.#decided(entry)],
      ["posts.flags", entry.flags.map(flagWords).join(" · ")],
      ["posts.published", dayTimeOf(secondsOf(post.at))],
      ["posts.edited", post.edited_at ? dayTimeOf(secondsOf(post.edited_at)) : ""],
      ["posts.from", [networkName(post.network), post.source].filter(Boolean).join(" · ")],
      ["posts.country", post.country ? countryName(post.country) + from(post.country_from) : ""],
      ["posts.language", post.language ? languageName(post.language) + from(post.language_from) : ""],
      ["posts.figures", figures],
      ["posts.topics", post.topics.join(" · ")],
      ["posts.hashtags", post.hashtags.length ? bdi(post.hashtags.map((tag) => `#${tag}`).join(" ")) : ""],
      ["posts.licence", post.licence],
    ];
    return facts.filter(([, word]) => word);
  }

  #decided({ by, why, decided_at: at, first_vote: first, state }) {
    const words = [];
    if (by && at) words.push(t("posts.decided", { name: personName(by), time: dayTimeOf(at) }));
    if (why) words.push(why);
    if (first) words.push(t(state === "pending" ? "posts.first_vote" : "posts.first_was", { name: personName(first) }));
    return words.length ? [h("span", { class: "muted" }, h("bdi", {}, ` – ${words.join(" – ")}`))] : [];
  }

  #group(entry, alike) {
    const { author } = entry.post;
    const isNamed = author.handle || author.name;
    const button = (key, run, sort = "") => h("button", { type: "button", class: sort, t: key, on: { click: run } });
    const buttons = isNamed ? [button("posts.search_author", () => this.work.search(), "quiet")] : [];
    if (!this.desk.may("moderate")) return buttons;
    if (isNamed) buttons.unshift(button("posts.choose_author", () => this.work.author()));
    if (alike > 1) buttons.push(h("button", { type: "button", on: { click: () => this.work.alike() } }, t("posts.choose_alike", { n: alike })));
    return buttons;
  }

  #corrections(entry) {
    if (!this.desk.may("moderate")) return [];
    const { posts } = this.desk;
    const id = [entry.post.id];
    const right = h("select", { on: { change: () => posts.mark(id, { picture_right: right.value }) } },
      ...PICTURE_RIGHTS.map((name) => h("option", { value: name, selected: name === entry.picture_right }, t(`picture.${name}`))));
    const own = moodOf(entry.post);
    const mood = h("select", { on: { change: () => mood.value && posts.mark(id, { sentiment: mood.value }) } },
      ...(own ? [] : [h("option", { value: "" }, t("posts.unknown"))]),
      ...MOODS.map((name) => h("option", { value: name, selected: name === own }, t(`mood.${name}`))));
    return [field("posts.picture_right", right), field("posts.sentiment", mood)];
  }
}

/** ` (detected)`: from what it was inferred. */
const from = (way) => (way && way !== "declared" ? ` (${t(`inferred.${way}`)})` : "");

customElements.define("post-details", PostDetails);
