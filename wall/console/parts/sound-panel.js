// What is heard: master, groups, and each tile with its volume, mute, solo, focus and meter.

import { h, keyed, oncePerFrame } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { titleOf } from "../naming.js";
import { hearing, LOUDEST_DB, QUIETEST_DB } from "../sound.js";

/** In a tenth of a second a meter falls by so much at most, so that the eye can follow. */
const FALL = 0.75;
const WHY = {
  muted: "audio.why_muted",
  solo: "audio.why_solo",
  group: "audio.why_group",
  wall: "audio.why_wall",
  panic: "audio.why_panic",
};

export class SoundPanel extends HTMLElement {
  #levels = new Map();

  constructor(desk) {
    super();
    this.desk = desk;
    this.draw = oncePerFrame(() => this.#draw());
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { sound } = this.desk;
    this.master = this.#strip((fields) => sound.setWall(fields));
    this.groups = h("ul", { class: "rows sound-rows" });
    this.list = h("ul", { class: "rows sound-rows", label: "audio.title" });
    this.empty = h("p", { class: "muted", t: "audio.empty", hidden: true });
    this.append(h("div", { class: "sound-master" }, h("span", { t: "audio.master" }), this.master), this.groups, this.list, this.empty, h("p", { class: "muted", t: "audio.rule" }));
    sound.addEventListener("change", this.draw);
    sound.addEventListener("levels", ({ detail }) => this.#meter(detail));
    language.addEventListener("change", this.draw);
    this.addEventListener("shown", this.draw);
    document.addEventListener("visibilitychange", () => this.#watch());
    // Panels are hidden by their dock, and meters cost the wall something.
    new IntersectionObserver((entries) => this.#watch(entries.at(-1).isIntersecting)).observe(this);
    this.draw();
  }

  #watch(isSeen = this.isSeen) {
    this.isSeen = isSeen;
    this.desk.sound.watch(Boolean(isSeen) && document.visibilityState === "visible");
  }

  #draw() {
    const { scene, tiles } = this.desk.sound;
    if (!scene) return;
    const why = hearing(scene);
    this.master.update(t("audio.master"), scene.sound);
    const groups = groupsOf(scene);
    keyed(this.groups, groups, ([name]) => name, ([name]) => this.#group(name), (row, [name, group]) => row.strip.update(t("audio.group", { name }), group));
    this.empty.hidden = tiles.length > 0;
    keyed(this.list, tiles, (tile) => tile.id, (tile) => this.#tile(tile.id), (row, tile) => row.update(tile, why.get(tile.id), scene.sound.focus === tile.id));
    const disabled = !this.desk.may("arrange");
    for (const control of this.querySelectorAll("button, input")) control.disabled = disabled;
  }

  #group(name) {
    const strip = this.#strip((fields) => this.desk.sound.setGroup(name, fields));
    const row = h("li", { class: "row sound-tile" }, h("span", { class: "ellipsis" }, name), strip);
    row.strip = strip;
    return row;
  }

  #tile(id) {
    const { sound } = this.desk;
    const name = h("span", { class: "grow ellipsis" });
    const state = h("span", { class: "sound-state muted" });
    const focus = toggle("headphones", () => sound.focus(focus.isOn ? null : id));
    const solo = toggle("solo", () => sound.setTile(id, { solo: !solo.isOn }));
    const meter = h("span", { class: "sound-meter", "aria-hidden": "true" });
    const strip = this.#strip((fields) => sound.setTile(id, fields));
    const row = h("li", { class: "row sound-tile" },
      h("div", { class: "sound-head" }, name, state, focus, solo),
      strip,
      meter,
    );
    row.meter = meter;
    row.update = (tile, why, focused) => {
      const title = titleOf(tile);
      name.textContent = name.title = title;
      state.textContent = why ? t(WHY[why]) : t("audio.heard");
      row.classList.toggle("heard", !why);
      focus.set(focused, t("audio.focus", { name: title }));
      solo.set(tile.sound.solo, t("audio.solo", { name: title }));
      strip.update(title, tile.sound);
    };
    return row;
  }

  /** Mute and volume; `send` takes the fields that were changed, a drag once when it ends. */
  #strip(send) {
    const mute = toggle("speaker", () => send({ muted: !mute.isOn }));
    const words = h("output", { class: "sound-volume" });
    const volume = h("input", { type: "range", min: QUIETEST_DB, max: LOUDEST_DB, step: 1 });
    volume.addEventListener("input", () => tellVolume(volume, words));
    volume.addEventListener("change", () => send({ volume_db: volume.valueAsNumber }));
    const strip = h("div", { class: "sound-strip" }, mute, volume, words);
    strip.update = (name, sound) => {
      mute.set(sound.muted, t("audio.mute", { name }));
      mute.querySelector(".icon")?.replaceWith(icon(sound.muted ? "silent" : "speaker"));
      volume.setAttribute("aria-label", t("audio.volume", { name }));
      if (!volume.matches(":active")) volume.value = sound.volume_db;
      tellVolume(volume, words);
    };
    return strip;
  }

  #meter(levels) {
    for (const row of this.list.children) {
      const id = row.dataset.key;
      const now = Math.max(...(levels[id] ?? [0, 0]));
      const level = Math.max(now, (this.#levels.get(id) ?? 0) * FALL);
      this.#levels.set(id, level);
      row.meter.style.setProperty("--level", String(shown(level)));
    }
  }
}

/** Groups that tiles are in, and those that something is set of. */
function groupsOf(scene) {
  const names = new Set(Object.keys(scene.sound.groups));
  for (const tile of scene.tiles) if (tile.sound.group) names.add(tile.sound.group);
  const plain = { muted: false, volume_db: 0 };
  return [...names].sort().map((name) => [name, scene.sound.groups[name] ?? plain]);
}

function tellVolume(volume, words) {
  const db = volume.valueAsNumber;
  const text = db <= QUIETEST_DB ? t("audio.silence") : t("audio.decibels", { db: db > 0 ? `+${db}` : String(db).replace("-", "−") });
  words.textContent = text;
  volume.setAttribute("aria-valuetext", text);
}

/** A button that is on or off; `set` says which, and what it is called. */
function toggle(sign, run) {
  const button = h("button", { type: "button", class: "quiet icon-button", on: { click: run } }, icon(sign));
  button.isOn = false;
  button.set = (isOn, name) => {
    button.isOn = isOn;
    button.setAttribute("aria-pressed", String(isOn));
    button.setAttribute("aria-label", name);
    button.title = name;
  };
  return button;
}

/** 60 dB as 0 to 1. */
const shown = (level) => (level > 0 ? Math.min(1, Math.max(0, 1 + Math.log10(level) / 3)) : 0);

customElements.define("sound-panel", SoundPanel);
