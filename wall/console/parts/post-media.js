// The pictures of a post, and stills of its films: fetched by the controller, hidden until somebody
// asks for them.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { problemText } from "../notices.js";

const RESTS_MS = 250;
/** A film is fetched as a whole before there are stills of it. */
const RESTS_AT_FILM_MS = 600;

export class PostMedia extends HTMLElement {
  #shown = "";
  #timer = 0;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  show(post) {
    const isPlain = this.desk.postPictures.isPlain(post.id);
    const stamp = this.desk.postPictures.stamp(post.id);
    const shown = JSON.stringify([post.id, post.media, isPlain, stamp, document.documentElement.lang]);
    if (shown === this.#shown) return;
    const isOther = this.#shown && JSON.parse(this.#shown)[0] !== post.id;
    this.#shown = shown;
    clearTimeout(this.#timer);
    this.hidden = !post.media.length;
    if (this.hidden) {
      this.replaceChildren();
      return;
    }
    this.classList.toggle("blurred", !isPlain);
    const toggle = h("button", { type: "button", "aria-pressed": String(isPlain), on: { click: () => this.toggle(post) } },
      icon("eye"), h("span", { t: isPlain ? "posts.hide_picture" : "posts.show_picture" }), h("kbd", { "aria-hidden": "true" }, "B"));
    const figures = post.media.map((medium) => this.#figure(post.id, medium));
    this.replaceChildren(h("div", { class: "post-pictures" }, ...figures.map(({ figure }) => figure)), this.desk.posts.site.blur_pictures ? toggle : "");
    // Whoever hurries past needs none.
    const restsMs = post.media.some(isFilm) ? RESTS_AT_FILM_MS : RESTS_MS;
    this.#timer = setTimeout(() => figures.forEach(({ load }) => load()), isOther && !isPlain ? restsMs : 0);
  }

  toggle(post) {
    const hadFocus = this.contains(document.activeElement);
    this.desk.postPictures.toggle(post.id);
    this.show(post);
    this.desk.posts.say(t(this.desk.postPictures.isPlain(post.id) ? "posts.picture_shown" : "posts.picture_hidden"));
    if (hadFocus) this.querySelector("button").focus();
  }

  #figure(id, medium) {
    const { type, url, alt } = medium;
    const film = isFilm(medium);
    const said = h("figcaption", { class: "muted small", dir: "auto" }, alt || t(type === "video" ? "posts.no_alt_video" : "posts.no_alt"));
    const place = h("div", { class: film ? "post-picture stills" : "post-picture" }, icon(type === "video" ? "video" : "image"));
    const load = async () => {
      if (film) place.append(h("span", { class: "small", role: "status", t: "posts.film_coming" }));
      place.setAttribute("aria-busy", "true");
      try {
        const src = await this.desk.postPictures.get(id, url, { film });
        place.replaceChildren(h("img", { src, alt: film ? t("posts.film_stills", { alt: said.textContent }) : alt }));
        if (film) said.append(" – ", h("span", { t: "posts.film_whole" }));
      } catch (error) {
        if (error.code === undefined) throw error;
        place.querySelector("[role=status]")?.remove();
        const why = t(film ? "posts.no_film" : "posts.no_picture");
        said.textContent = `${alt ? `${alt} – ` : ""}${why} (${error.message || problemText(error)})`;
      } finally {
        place.removeAttribute("aria-busy");
      }
    };
    return { figure: h("figure", { class: film ? "film" : "" }, place, said), load };
  }
}

/** Connectors give the still of a video where they know one. */
const isFilm = ({ type, url }) => type === "video" && !/\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)/i.test(url);

customElements.define("post-media", PostMedia);
