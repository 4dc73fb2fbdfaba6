// Words of the console in the languages it speaks. A further language is one more file in
// languages/ and one more line in LANGUAGES.

export const LANGUAGES = { en: "English", fr: "Français" };
const KEPT = "wall.language";

export const language = new EventTarget();
let current = "en";
let words = {};

export const currentLanguage = () => current;

/** Whether somebody chose a language in this browser. */
export const isLanguageChosen = () => localStorage.getItem(KEPT) in LANGUAGES;

/** The language that was chosen here, else the browser's, else English. */
export function preferredLanguage() {
  const kept = localStorage.getItem(KEPT);
  if (kept in LANGUAGES) return kept;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return spoken.find((tag) => tag in LANGUAGES) ?? "en";
}

export async function speak(name) {
  const answer = await fetch(new URL(`languages/${name}.json`, import.meta.url));
  words = await answer.json();
  current = name;
  document.documentElement.lang = name;
  wordsChanged();
}

/** Everything is said again: in another language, or because somebody is called otherwise. */
export function wordsChanged() {
  translate(document);
  language.dispatchEvent(new Event("change"));
}

/** Whether it is spoken now; without a connection it stays as it was. */
export async function choose(name) {
  try {
    await speak(name);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return false;
  }
  localStorage.setItem(KEPT, name);
  return true;
}

/** The words of a key. `count` chooses between `key.one` and `key.other`. */
export function t(key, values = {}) {
  let found = words[key];
  if (values.count !== undefined) {
    const form = new Intl.PluralRules(current).select(values.count);
    found = words[`${key}.${form}`] ?? words[`${key}.other`] ?? found;
  }
  if (found === undefined) return key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Whether there are words for a key. */
export const has = (key) => key in words;

/** Elements made with a key say it in the new language. */
export function translate(root) {
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = t(element.dataset.t);
  for (const element of root.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(element.dataset.label));
  }
  for (const element of root.querySelectorAll("[data-hint]")) element.title = t(element.dataset.hint);
  for (const element of root.querySelectorAll("[data-placeholder]")) {
    element.placeholder = t(element.dataset.placeholder);
  }
  for (const element of root.querySelectorAll("[data-tells]")) element.tell();
}

/** Within so long nobody takes a time for another day's. */
const HALF_A_DAY_MS = 12 * 3600 * 1000;

/** Hours and minutes; with the day where it is another one, and not soon. */
export function clockOf(seconds) {
  const at = new Date(seconds * 1000);
  const now = new Date();
  const ahead = at - now;
  const isPlain = at.toDateString() === now.toDateString() || (ahead > 0 && ahead < HALF_A_DAY_MS);
  const day = isPlain ? {} : { weekday: "short", day: "numeric", month: "short" };
  const form = { ...day, hour: "2-digit", minute: "2-digit", hour12: false };
  return new Intl.DateTimeFormat(current, form).format(at);
}

export function timeOf(seconds) {
  const at = new Date(seconds * 1000);
  const isToday = at.toDateString() === new Date().toDateString();
  const form = isToday
    ? { hour: "2-digit", minute: "2-digit", second: "2-digit" }
    : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(current, { ...form, hour12: false }).format(at);
}
