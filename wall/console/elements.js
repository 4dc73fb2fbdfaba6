// Building and updating elements. Text is always set as text, never as HTML.

import { t } from "./i18n.js";

const KEYS = { t: "t", label: "label", hint: "hint", placeholderKey: "placeholder" };

/**
 * An element. Properties: `class`; `on` (listeners); `t`, `label`, `hint`, `placeholderKey` (keys
 * of the catalogue, which follow the language); `tell` (makes the text, again in each language);
 * others are set as properties or attributes.
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) assign(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== false));
  return element;
}

function assign(element, name, value) {
  if (value === undefined || value === null) return;
  if (name === "class") element.className = value;
  else if (name === "on") {
    for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
  } else if (name in KEYS) say(element, name, value);
  else if (name === "tell") tell(element, value);
  else if (name.includes("-") || !(name in element)) element.setAttribute(name, value);
  else element[name] = value;
}

/** Give an element the words of a key; it follows the language. */
export function say(element, slot, key) {
  element.dataset[KEYS[slot]] = key;
  if (slot === "t") element.textContent = t(key);
  else if (slot === "label") element.setAttribute("aria-label", t(key));
  else if (slot === "hint") element.title = t(key);
  else element.placeholder = t(key);
}

/** Text that is more than a key; `words` makes it, now and in every other language. */
export function tell(element, words) {
  element.dataset.tells = "";
  element.tell = () => {
    element.textContent = words();
  };
  element.tell();
}

/**
 * Make the children of a container those of `items`, in order. Elements are kept by key, so that
 * focus and what was typed stay.
 */
export function keyed(container, items, keyOf, create, update) {
  const kept = new Map([...container.children].map((child) => [child.dataset.key, child]));
  let before = null;
  for (const item of items) {
    const key = String(keyOf(item));
    let element = kept.get(key);
    if (element) kept.delete(key);
    else {
      element = create(item);
      element.dataset.key = key;
    }
    const next = before ? before.nextSibling : container.firstChild;
    if (next !== element) container.insertBefore(element, next);
    update(element, item);
    before = element;
  }
  const gone = [...kept.values()];
  const heir = container.classList.contains("rows") ? heirOf(container, gone) : null;
  for (const element of gone) element.remove();
  heir?.focus();
}

const CONTROLS = "button:not(:disabled), a[href], input:not(:disabled), select:not(:disabled)";

/** What has the focus of the keyboard when a row goes that had it: the next row, else the panel. */
function heirOf(container, gone) {
  const lost = gone.find((element) => element.contains(document.activeElement));
  if (!lost) return null;
  const rows = [...container.children];
  const left = rows.filter((row) => !gone.includes(row));
  const next = left.find((row) => rows.indexOf(row) > rows.indexOf(lost)) ?? left.at(-1);
  return next?.querySelector(CONTROLS) ?? container.parentElement?.querySelector(CONTROLS);
}

/** Calls once per frame, however often it was asked for. */
export function oncePerFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

let fields = 0;

/** A label with its control, and room for a hint or an error below. */
export function field(key, control, note = null) {
  control.id ||= `field-${++fields}`;
  return h("div", { class: "field" }, h("label", { htmlFor: control.id, t: key }), control, note);
}
