// The rooms of the moderation desk, each with its own address: queues, search, answers, sources.

import { h, say } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { STATES } from "../posts.js";
import { numberOf } from "./post-words.js";

export const HOME = "#posts";
const OTHERS = [
  { name: "search", sign: "search", key: "posts.search" },
  { name: "answers", sign: "answer", key: "answers.title" },
  { name: "drafts", sign: "edit", key: "draft.title", rights: ["moderate", "push"] },
  { name: "contributors", sign: "contributor", key: "contributor.title", rights: ["moderate"] },
  { name: "rules", sign: "rules", key: "posts.rules" },
  { name: "sources", sign: "source", key: "posts.sources" },
];
const QUEUES = STATES.map((name) => ({ name, key: `poststate.${name}` }));
const ROOMS = [...QUEUES, ...OTHERS];

/** The room of an address; null where it is none of the desk. */
export function roomIn({ hash }) {
  const [home, name = "pending"] = hash.split("/");
  return home === HOME && ROOMS.some((room) => room.name === name) ? name : null;
}

const addressOf = (name) => (name === "pending" ? HOME : `${HOME}/${name}`);

export class PostRooms extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.setAttribute("role", "navigation");
    say(this, "label", "posts.rooms");
    this.links = new Map(ROOMS.map((room) => [room.name, this.#link(room)]));
    this.append(
      h("ul", {}, ...QUEUES.map(({ name }) => h("li", {}, this.links.get(name)))),
      h("ul", {}, ...OTHERS.map(({ name }) => h("li", {}, this.links.get(name)))),
    );
    this.desk.drafts.addEventListener("counters", () => this.#count());
    this.desk.posts.addEventListener("counters", () => this.#count());
    language.addEventListener("change", () => this.#count());
    this.#count();
  }

  show(name) {
    this.current = name;
    for (const [other, link] of this.links) {
      if (other === name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.#bringIn();
  }

  /** On a phone they are a strip, which has its width in the next frame. */
  #bringIn() {
    requestAnimationFrame(() => this.links.get(this.current)?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  }

  #link({ name, sign, key }) {
    return h("a", { href: addressOf(name), "data-room": name },
      sign ? icon(sign) : null, h("span", { class: "grow", t: key }), h("span", { class: "count" }));
  }

  #count() {
    for (const { name, rights } of OTHERS) this.links.get(name).parentElement.hidden = rights !== undefined && !rights.some((right) => this.desk.may(right));
    const { drafts } = this.desk;
    this.#tell("drafts", drafts.waiting, drafts.failed, "draft.failing");
    const { counters } = this.desk.posts;
    if (!counters) return;
    if (!this.hasCounted) this.#bringIn();
    this.hasCounted = true;
    for (const state of STATES) this.#tell(state, counters.states[state] ?? 0);
    this.#tell("answers", counters.unanswered, counters.overdue);
  }

  #tell(name, count, late = 0, key = "answers.late") {
    const place = this.links.get(name).querySelector(".count");
    place.textContent = count || name === "pending" ? numberOf(count) : "";
    place.classList.toggle("late", late > 0);
    place.title = late ? t(key, { count: late, n: late }) : "";
  }
}

customElements.define("post-rooms", PostRooms);
