// The bar at the top: which wall, what is on, whether it is live, undo and redo, who is here.

import { h, say } from "../elements.js";
import { LANGUAGES, choose, currentLanguage, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { chooseTheme, isDark } from "../preferences.js";
import { PersonButtons } from "./person-buttons.js";
import { PanicButton } from "./panic-button.js";
import { PeopleHere } from "./people-here.js";
import { numberOf } from "./post-words.js";

export class AppBar extends HTMLElement {
  constructor(desk, help) {
    super();
    this.desk = desk;
    this.help = help;
  }

  connectedCallback() {
    const { scenes, connection } = this.desk;
    this.setAttribute("role", "banner");
    this.wall = h("span", { class: "bar-wall" });
    this.walls = h("select", { label: "bar.wall", on: { change: () => scenes.look(this.walls.value) } });
    this.layout = h("span", { class: "bar-layout" });
    this.state = h("span", { class: "chip", role: "status" });
    this.steps = h("div", { class: "bar-group" }, this.#undo(), this.#redo());
    this.append(
      h("div", { class: "bar-group grow bar-now" }, this.wall, this.walls, this.layout, this.state),
      this.#places(),
      h("div", { class: "bar-group" }, new PanicButton(this.desk)),
      this.steps,
      this.#more(),
      // Beside the rest where there is room, else what the button before it opens.
      h("div", { id: "bar-rest", popover: "auto" },
        h("div", { class: "bar-group" }, this.#theme(), this.#language(), this.#help()),
        h("div", { class: "bar-group" }, new PeopleHere(this.desk), new PersonButtons(this.desk), this.#signOut()),
      ),
    );
    for (const type of ["walls", "wall", "scene"]) scenes.addEventListener(type, () => this.#update());
    connection.addEventListener("state", () => this.#update());
    language.addEventListener("change", () => this.#update());
    this.#update();
  }

  /** `room` of the moderation desk, or null at the wall. */
  show(room) {
    this.steps.hidden = room !== null;
    const [there, elsewhere] = room ? [this.toPosts, this.toWall] : [this.toWall, this.toPosts];
    there.setAttribute("aria-current", "page");
    elsewhere.removeAttribute("aria-current");
  }

  #places() {
    this.toWall = h("a", { href: "#", label: "bar.wall" }, icon("desk"), h("span", { class: "wide-only", t: "bar.wall" }));
    this.waiting = h("span", { class: "count" });
    this.toPosts = h("a", { href: "#posts" }, icon("posts"), h("span", { class: "wide-only", t: "bar.posts" }), this.waiting);
    const { posts } = this.desk;
    const count = () => {
      this.waiting.textContent = posts.waiting ? numberOf(posts.waiting) : "";
      this.toPosts.setAttribute("aria-label", t("bar.posts_waiting", { count: posts.waiting, n: numberOf(posts.waiting) }));
    };
    posts.addEventListener("counters", count);
    language.addEventListener("change", count);
    count();
    return h("nav", { class: "bar-group bar-places", label: "bar.places" }, this.toWall, this.toPosts);
  }

  #button(name, key, run, worded = false) {
    const words = worded ? h("span", { class: "wide-only", t: key }) : null;
    const properties = { type: "button", class: "quiet", hint: key, label: key, on: { click: run } };
    return h("button", properties, icon(name), words);
  }

  #more() {
    const button = this.#button("more", "bar.more", () => {});
    button.classList.add("bar-more");
    button.setAttribute("popovertarget", "bar-rest");
    return button;
  }

  #undo() {
    return this.#button("undo", "action.undo", () => this.desk.commands.undo(), true);
  }

  #redo() {
    return this.#button("redo", "action.redo", () => this.desk.commands.redo());
  }

  #help() {
    return this.#button("help", "help.title", () => this.help.open());
  }

  #theme() {
    const button = this.#button(isDark() ? "sun" : "moon", "bar.theme", () => {
      chooseTheme(isDark() ? "light" : "dark");
      show();
    });
    const show = () => button.replaceChildren(icon(isDark() ? "sun" : "moon"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
    return button;
  }

  #language() {
    const select = h("select", { class: "quiet", label: "bar.language", on: { change: () => this.#speak(select) } });
    for (const [name, title] of Object.entries(LANGUAGES)) {
      select.append(h("option", { value: name, lang: name, selected: name === currentLanguage() }, title));
    }
    return select;
  }

  #signOut() {
    return this.#button("signout", "bar.sign_out", async () => {
      await this.desk.session.signOut();
      // Nothing of this person stays behind for the next one.
      location.reload();
    });
  }

  async #speak(select) {
    if (!(await choose(select.value))) select.value = currentLanguage();
  }

  #update() {
    const { scenes, connection } = this.desk;
    if (!scenes.wall) return;
    this.wall.textContent = scenes.wall.title;
    this.wall.hidden = scenes.walls.length > 1;
    this.walls.hidden = scenes.walls.length < 2;
    this.walls.replaceChildren(
      ...scenes.walls.map((wall) => h("option", { value: wall.name, selected: wall === scenes.wall }, wall.title)),
    );
    this.layout.textContent = scenes.layout ? scenes.layout.title : t("bar.no_layout");
    const online = connection.state === "online";
    this.state.classList.toggle("live", online);
    this.state.classList.toggle("warning", !online);
    say(this.state, "t", online ? "bar.live" : "bar.offline");
  }
}

customElements.define("app-bar", AppBar);
