// Small pictures along the time line: one card for each moment, with who did it; what was done
// stands where there is no picture. The arrow keys go from one to the next.

import { h, keyed } from "../elements.js";
import { language, timeOf } from "../i18n.js";

const HIGH_PX = 48;
const [NARROWEST_PX, WIDEST_PX] = [72, 168];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -5, PageDown: 5, Home: -Infinity, End: Infinity };

export class PastFilm extends HTMLElement {
  #seen = new Set();
  #at = null;

  constructor(desk, tell) {
    super();
    this.desk = desk;
    /** `{who, what, words}` of a moment. */
    this.tell = tell;
  }

  connectedCallback() {
    const { past, pastPictures } = this.desk;
    this.list = h("ol", { class: "film", label: "past.film" });
    this.append(this.list);
    this.list.addEventListener("keydown", (event) => this.#press(event));
    this.watch = new IntersectionObserver((entries) => this.#look(entries), { root: this.list, rootMargin: "0px 60px" });
    for (const source of [past, pastPictures]) source.addEventListener("change", () => this.#update());
    language.addEventListener("change", () => {
      for (const card of this.list.children) this.#word(card);
    });
    new ResizeObserver(() => this.#turn()).observe(this.list);
  }

  #press(event) {
    const step = STEPS[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { past } = this.desk;
    past.look(Math.min(Math.max(past.at + step, 0), past.moments.length - 1), 0);
    this.#card(past.at)?.firstChild.focus();
  }

  #card(index) {
    return this.list.children[index];
  }

  #look(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#seen.add(target);
      else this.#seen.delete(target);
    }
    this.#want();
  }

  #update() {
    const { past, scenes } = this.desk;
    if (!past.isOpen) {
      this.#seen.clear();
      this.list.replaceChildren();
      return;
    }
    const [, , width, height] = scenes.canvas;
    const wide = Math.min(Math.max((HIGH_PX * width) / height, NARROWEST_PX), WIDEST_PX);
    this.list.style.setProperty("--wide", `${Math.round(wide)}px`);
    const before = new Set(this.list.children);
    let index = 0;
    keyed(this.list, past.moments, ({ revision }) => revision, (moment) => this.#create(moment), (card) => {
      card.index = index;
      this.#fill(card, index++);
    });
    for (const card of this.list.children) if (!before.has(card)) this.watch.observe(card);
    for (const card of this.#seen) if (!card.isConnected) this.#seen.delete(card);
    this.#want();
    this.#turn();
  }

  #create(moment) {
    const button = h("button", { type: "button", class: "film-card" },
      h("span", { class: "film-picture" }), h("span", { class: "film-time" }), h("span", { class: "film-who ellipsis" }));
    const card = h("li", {}, button);
    card.moment = moment;
    button.addEventListener("click", () => this.desk.past.look(card.index, 0));
    this.#word(card);
    return card;
  }

  #word(card) {
    const { who, what, words } = this.tell(card.moment);
    const time = timeOf(card.moment.at);
    const button = card.firstChild;
    const [place, when, by] = button.children;
    button.setAttribute("aria-label", `${time}: ${words}`);
    button.title = words;
    when.textContent = time;
    by.textContent = who;
    card.what = what;
    const shown = place.querySelector(".film-what");
    if (shown) shown.textContent = what;
  }

  #fill(card, index) {
    const { past, pastPictures } = this.desk;
    const button = card.firstChild;
    const isCurrent = index === past.at;
    button.tabIndex = isCurrent ? 0 : -1;
    if (isCurrent) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
    const picture = this.#seen.has(card) ? pastPictures.of(index) : null;
    const url = pastPictures.url(picture);
    const [place] = button.children;
    if (place.firstChild && place.dataset.url === url) return;
    place.dataset.url = url;
    place.replaceChildren(url ? h("img", { src: url, alt: "" }) : h("span", { class: "film-what" }, card.what));
  }

  /** Only the pictures of the cards that are to be seen. */
  #want() {
    const { past, pastPictures } = this.desk;
    if (!past.isOpen) return;
    const pictures = [...this.#seen].map((card) => pastPictures.of(card.index)).filter(Boolean);
    pastPictures.want("film", [...new Set(pictures)]);
    for (const card of this.#seen) this.#fill(card, card.index);
  }

  /** The current card comes into view. */
  #turn() {
    const { past } = this.desk;
    const card = this.#card(past.at);
    if (!past.isOpen || !card || !this.list.clientWidth) return;
    const key = `${past.moment.revision} ${past.moments.length} ${this.list.clientWidth}`;
    if (key === this.#at) return;
    this.#at = key;
    this.list.scrollLeft = card.offsetLeft - (this.list.clientWidth - card.offsetWidth) / 2;
  }
}

customElements.define("past-film", PastFilm);
