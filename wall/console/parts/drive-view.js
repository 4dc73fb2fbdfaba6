// A web tile, large, to be worked from here: mouse, wheel, keys and typed text go to its page.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { titleOf } from "../naming.js";

const TWICE_MS = 1500;
const KEPT = "\u200b"; // lets a phone's keyboard delete something
const LINE_PX = 20;
const NAMED = new Set([
  "Enter", "Tab", "Backspace", "Delete", "Insert", "Escape", "Home", "End", "PageUp", "PageDown",
  "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "Shift", "Control", "Alt", "Meta",
  ...Array.from({ length: 12 }, (_, index) => `F${index + 1}`),
]);
const BUTTONS = { 0: "left", 2: "right" };

export class DriveView extends HTMLElement {
  #tile = null;
  #escapedAt = -TWICE_MS;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.heading = h("h2", { id: "drive-title", class: "ellipsis" });
    this.said = h("p", { class: "muted small", role: "status" });
    this.canvas = h("canvas", { role: "img", width: 16, height: 9, label: "drive.picture" });
    this.keys = h("textarea", {
      label: "drive.keys", "aria-describedby": "drive-hint", autocomplete: "off", autocapitalize: "off", spellcheck: false,
    });
    this.stage = h("div", { class: "drive-stage" }, this.canvas, this.keys);
    const end = h("button", { type: "button", class: "primary", t: "drive.end", on: { click: () => this.desk.driving.end() } });
    this.dialog = h("dialog", { class: "drive", "aria-labelledby": "drive-title" },
      h("div", { class: "drive-bar" }, this.heading, this.said, end),
      this.stage,
      h("p", { id: "drive-hint", class: "muted small", t: "drive.hint" }),
    );
    this.append(this.dialog);
    this.#listen();
  }

  async open(tile) {
    const { driving, scenes, notices } = this.desk;
    try {
      await driving.begin(scenes.wallName, tile.id);
    } catch (error) {
      notices.refuse(error, titleOf(tile));
      return;
    }
    this.#tile = tile;
    this.heading.textContent = t("drive.title", { name: titleOf(tile) });
    this.said.textContent = t("drive.waiting");
    this.stage.style.aspectRatio = `${tile.rect[2]} / ${tile.rect[3]}`;
    this.stage.style.setProperty("--shape", tile.rect[2] / tile.rect[3]);
    this.keys.value = KEPT;
    this.dialog.showModal();
    this.keys.focus();
  }

  #listen() {
    const { driving } = this.desk;
    driving.addEventListener("picture", ({ detail }) => this.#show(detail));
    driving.addEventListener("ended", ({ detail }) => this.#ended(detail));
    this.dialog.addEventListener("cancel", (event) => event.preventDefault());
    this.dialog.addEventListener("close", () => driving.end());
    for (const type of ["pointerdown", "pointermove", "pointerup"]) {
      this.stage.addEventListener(type, (event) => this.#point(event));
    }
    this.stage.addEventListener("contextmenu", (event) => event.preventDefault());
    this.stage.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    for (const type of ["keydown", "keyup"]) this.keys.addEventListener(type, (event) => this.#key(event));
    this.keys.addEventListener("compositionend", ({ data }) => this.#type(data));
    this.keys.addEventListener("input", (event) => this.#input(event));
    this.keys.addEventListener("paste", (event) => {
      event.preventDefault();
      this.#type(event.clipboardData.getData("text/plain").slice(0, 2000));
    });
  }

  async #show(blob) {
    const bitmap = await createImageBitmap(blob);
    if (this.said.textContent) this.said.textContent = "";
    if (this.canvas.width !== bitmap.width) this.canvas.width = bitmap.width;
    if (this.canvas.height !== bitmap.height) this.canvas.height = bitmap.height;
    this.canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
  }

  #ended(why) {
    this.dialog.close();
    if (why) this.desk.notices.say(t("drive.ended", { name: titleOf(this.#tile) }), { detail: why === "offline" ? "" : why });
  }

  // -- mouse and wheel

  /** Pixels of the tile. */
  #at(event) {
    const box = this.stage.getBoundingClientRect();
    const [, , width, height] = this.desk.scenes.tile(this.#tile.id)?.rect ?? this.#tile.rect;
    return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
  }

  #point(event) {
    const at = this.#at(event);
    const modifiers = modifiersOf(event);
    if (event.type === "pointermove") {
      this.desk.driving.send({ type: "pointer", action: "move", at, modifiers });
      return;
    }
    const button = BUTTONS[event.button];
    if (!button) return;
    event.preventDefault();
    this.keys.focus();
    if (event.type === "pointerdown") this.stage.setPointerCapture(event.pointerId);
    const action = event.type === "pointerdown" ? "press" : "release";
    this.desk.driving.send({ type: "pointer", action, at, button, modifiers });
  }

  #wheel(event) {
    event.preventDefault();
    const unit = [1, LINE_PX, this.#tile.rect[3]][event.deltaMode];
    const by = [event.deltaX * unit, event.deltaY * unit];
    this.desk.driving.send({ type: "wheel", at: this.#at(event), by, modifiers: modifiersOf(event) });
  }

  // -- keyboard

  #key(event) {
    const { key } = event;
    const isKnown = NAMED.has(key) || [...key].length === 1;
    // What an input method or a phone is still busy with comes as text.
    if (event.isComposing || !isKnown) return;
    if ((event.ctrlKey || event.metaKey) && key.toLowerCase() === "v") return;
    event.preventDefault();
    if (key === "Escape" && event.type === "keydown" && this.#isEnough(event)) return;
    const action = event.type === "keydown" ? "press" : "release";
    this.desk.driving.send({ type: "key", action, key, modifiers: modifiersOf(event) });
  }

  /** Escape goes to the page; a second one ends. */
  #isEnough(event) {
    if (event.repeat) return false;
    if (event.timeStamp - this.#escapedAt < TWICE_MS) {
      this.#escapedAt = -TWICE_MS;
      this.desk.driving.end();
      return true;
    }
    this.#escapedAt = event.timeStamp;
    this.said.textContent = t("drive.again");
    return false;
  }

  #input(event) {
    if (event.isComposing) return;
    const text = this.keys.value.replaceAll(KEPT, "");
    const isDeleted = event.inputType.startsWith("delete");
    this.keys.value = KEPT;
    if (isDeleted) {
      for (const action of ["press", "release"]) this.desk.driving.send({ type: "key", action, key: "Backspace" });
    } else if (event.inputType !== "insertCompositionText") this.#type(text);
  }

  #type(text) {
    this.keys.value = KEPT;
    if (text) this.desk.driving.send({ type: "text", text });
  }
}

/** AltGr types a character: it is no Ctrl and no Alt. */
function modifiersOf(event) {
  const types = event.getModifierState?.("AltGraph") ?? false;
  const held = { shift: event.shiftKey, control: event.ctrlKey && !types, alt: event.altKey && !types, meta: event.metaKey };
  return Object.keys(held).filter((name) => held[name]);
}

customElements.define("drive-view", DriveView);
