// What a television tile shows: its channel, the ones beside it, and all others by name or number.

import { h, keyed } from "../elements.js";
import { clockOf, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { channelOf, matching } from "../television.js";

const MOST_SHOWN = 60;
const TYPED_FOR_MS = 1200;

export class ChannelPicker extends HTMLElement {
  #tile = null;
  #channels = [];
  #digits = "";
  #timer = 0;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.before = h("button", { type: "button", label: "tv.before", on: { click: () => this.#step(-1) } }, icon("earlier"));
    this.after = h("button", { type: "button", label: "tv.after", on: { click: () => this.#step(1) } }, icon("later"));
    this.now = h("div", { class: "channel-now" });
    this.search = h("input", { type: "search", placeholderKey: "tv.search", label: "tv.search" });
    this.search.addEventListener("input", () => this.#list());
    this.search.addEventListener("keydown", (event) => this.#searchKey(event));
    this.list = h("ul", { class: "rows channels", label: "tv.channels" });
    this.none = h("p", { class: "muted small" });
    this.append(h("div", { class: "channel-bar" }, this.before, this.now, this.after), this.search, this.none, this.list);
    this.addEventListener("keydown", (event) => this.#digit(event));
    language.addEventListener("change", () => this.#show());
  }

  /** Null for tiles that are no television. */
  async show(tile) {
    const isOther = tile?.id !== this.#tile?.id || tile?.source !== this.#tile?.source;
    this.#tile = tile;
    this.hidden = !tile;
    if (!tile) return;
    if (isOther) this.search.value = "";
    try {
      const channels = await this.desk.television.channels(tile.source ?? "television");
      if (this.#tile !== tile) return;
      this.#channels = channels;
      this.none.textContent = "";
    } catch (error) {
      if (error.code === undefined) throw error;
      if (this.#tile !== tile) return;
      this.#channels = [];
      this.none.textContent = error.message || t("tv.away");
    }
    this.#show();
  }

  #show() {
    if (!this.#tile) return;
    const channel = this.#current;
    const on = channel?.now ? `${clockOf(channel.now.start)} – ${clockOf(channel.now.stop)}  ${channel.now.title}` : "";
    this.now.replaceChildren(
      logo(channel),
      h("span", { class: "channel-words" },
        h("strong", { class: "ellipsis" }, channel?.name ?? String(this.#tile.settings.channel ?? "")),
        h("span", { class: "muted small ellipsis" }, on)),
    );
    for (const button of [this.before, this.after]) button.disabled = !this.#mayChange || !this.#channels.length;
    this.search.hidden = !this.#channels.length;
    this.#list();
  }

  #list() {
    const found = matching(this.#channels, this.search.value).slice(0, MOST_SHOWN);
    const create = () => h("li", {}, h("button", { type: "button", class: "row-button channel" }));
    keyed(this.list, found, (channel) => channel.id, create, (element, channel) => {
      const button = element.firstChild;
      button.disabled = !this.#mayChange;
      button.ariaPressed = String(channel === this.#current);
      button.onclick = () => this.#tune(channel);
      const number = channel.number === null ? "" : String(channel.number);
      button.replaceChildren(logo(channel),
        h("span", { class: "channel-number" }, number),
        h("span", { class: "channel-words" },
          h("span", { class: "ellipsis" }, channel.name),
          h("span", { class: "muted small ellipsis" }, channel.now?.title ?? channel.group)));
    });
  }

  get #mayChange() {
    return this.desk.mayChange && !this.#tile.locked;
  }

  get #current() {
    return channelOf(this.#channels, this.#tile.settings.channel);
  }

  #step(by) {
    const all = this.#channels;
    if (!all.length) return;
    const at = all.indexOf(this.#current);
    this.#tune(all[(at + by + all.length) % all.length]);
  }

  #tune(channel) {
    if (!this.#tile || !this.#mayChange) return;
    // Some lists have one name twice.
    const words = [channel.name, channel.id].find((word) => channelOf(this.#channels, word) === channel);
    this.desk.commands.configure(this.#tile, { channel: words ?? channel.name });
  }

  #searchKey(event) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const text = this.search.value.trim();
    const channel = channelOf(this.#channels, text) ?? matching(this.#channels, text)[0];
    if (channel && text) {
      this.#tune(channel);
      this.search.value = "";
      this.#list();
    }
  }

  /** A number that is typed over the list is a channel, as on a remote control. */
  #digit(event) {
    if (event.target === this.search || !/^\d$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    this.#digits = (this.#digits + event.key).slice(-5);
    this.none.textContent = t("tv.number", { number: this.#digits });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const channel = this.#channels.find(({ number }) => String(number) === this.#digits);
      this.none.textContent = channel ? "" : t("tv.unknown", { number: this.#digits });
      this.#digits = "";
      if (channel) this.#tune(channel);
    }, TYPED_FOR_MS);
  }
}

function logo(channel) {
  if (!channel?.icon) return h("span", { class: "channel-logo" }, icon("tv"));
  return h("img", { class: "channel-logo", src: channel.icon, alt: "" });
}

customElements.define("channel-picker", ChannelPicker);
