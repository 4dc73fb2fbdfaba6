// The pictures of a post: fetched by the controller, hidden until somebody asks for them.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { problemText } from "../notices.js";

const RESTS_MS = 250;

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
    this.#timer = setTimeout(() => figures.forEach(({ load }) => load()), isOther && !isPlain ? RESTS_MS : 0);
  }

  toggle(post) {
    const hadFocus = this.contains(document.activeElement);
    this.desk.postPictures.toggle(post.id);
    this.show(post);
    this.desk.posts.say(t(this.desk.postPictures.isPlain(post.id) ? "posts.picture_shown" : "posts.picture_hidden"));
    if (hadFocus) this.querySelector("button").focus();
  }

  #figure(id, { type, url, alt }) {
    const said = h("figcaption", { class: "muted small", dir: "auto" }, alt || t(type === "video" ? "posts.no_alt_video" : "posts.no_alt"));
    const place = h("div", { class: "post-picture" }, icon(type === "video" ? "video" : "image"));
    const load = async () => {
      if (type === "video" && !looksLikePicture(url)) return;
      try {
        place.replaceChildren(h("img", { src: await this.desk.postPictures.get(id, url), alt }));
      } catch (error) {
        if (error.code === undefined) throw error;
        said.textContent = `${alt ? `${alt} – ` : ""}${t("posts.no_picture")} (${error.message || problemText(error)})`;
      }
    };
    return { figure: h("figure", {}, place, said), load };
  }
}

/** Connectors give the still of a video where they know one. */
const looksLikePicture = (url) => /\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|$)/i.test(url);

customElements.define("post-media", PostMedia);
