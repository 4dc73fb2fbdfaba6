// How people are called and which colour they have: the same everywhere, by the names of their
// accounts, which owners, holders and the history carry.

import { has, t, wordsChanged } from "./i18n.js";

const COLOURS = ["#ff9350", "#7aaeff", "#f2d450", "#b794ff", "#63d98b", "#f58be6", "#d0b083", "#b8e04a", "#ff7b72", "#cfd8e3"];
const SOON_MS = 30;
/** What a rule of the site does, it does by this name; wall/model/actors.py. */
const RULE = "rule:";
const MOST_ASKED = 100;

/** Asks the controller how those are called whose names are to be shown. */
class Persons {
  #connection = null;
  #called = new Map();
  #colours = new Map();
  #unknown = new Set();
  #timer = 0;

  use(connection) {
    this.#connection = connection;
    connection.addEventListener("identified", () => {
      for (const name of this.#called.keys()) this.#unknown.add(name);
      this.#soon();
    });
  }

  /** Those who are on. */
  learn(people) {
    this.#colours = new Map(people.map(({ name, colour }) => [name, colour]));
    this.#keep(new Map(people.map(({ name, display_name: called }) => [name, called])));
  }

  /** The display name of an account; "" where it has none, or is not known yet. */
  called(name) {
    if (!this.#called.has(name)) {
      this.#unknown.add(name);
      this.#soon();
    }
    return this.#called.get(name) ?? "";
  }

  /** Whether another one is called the same. */
  isShared(called, name) {
    const same = (text) => text.toLowerCase() === called.toLowerCase();
    return [...this.#called].some(([other, theirs]) => other !== name && (same(theirs) || same(other)));
  }

  colour(name) {
    return COLOURS[this.#colours.get(name) ?? ownColour(name)];
  }

  #soon() {
    this.#timer ||= setTimeout(() => this.#ask(), SOON_MS);
  }

  async #ask() {
    this.#timer = 0;
    if (!this.#unknown.size || this.#connection?.state !== "online") return;
    const names = [...this.#unknown].slice(0, MOST_ASKED);
    for (const name of names) this.#unknown.delete(name);
    try {
      const { result } = await this.#connection.request("presence.names", { names });
      const known = new Map(result.map(({ name, display_name: called }) => [name, called]));
      this.#keep(new Map(names.map((name) => [name, known.get(name) ?? ""])));
    } catch (error) {
      // They go by the names of their accounts until the next connection.
      if (error.code === undefined) throw error;
      for (const name of names) if (!this.#called.has(name)) this.#called.set(name, "");
    }
    if (this.#unknown.size) this.#soon();
  }

  #keep(called) {
    let isNew = false;
    for (const [name, words] of called) {
      isNew ||= (this.#called.get(name) ?? "") !== words;
      this.#called.set(name, words);
    }
    if (isNew) wordsChanged();
  }
}

export const persons = new Persons();

/**
 * How somebody is called; with the name of the account where two are called the same. Parts of
 * Wall itself act too: the files of the site, the clock, hands at the wall.
 */
export function personName(name) {
  if (has(`actor.${name}`)) return t(`actor.${name}`);
  if (name.startsWith(RULE)) return t("actor.rule", { name: name.slice(RULE.length) });
  const called = persons.called(name);
  if (!called || called === name) return name;
  return persons.isShared(called, name) ? accountName(name) : called;
}

/** `Anne Roux (anne)`: for a hint. */
export function accountName(name) {
  const called = persons.called(name);
  return called && called !== name ? `${called} (${name})` : name;
}

/** The colour of a name on the miniature: the same for everybody. */
export const colourOf = (name) => persons.colour(name);

/** What the controller gives to who comes first; wall/control/colours.py. */
function ownColour(name) {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return sum % COLOURS.length;
}

/** One or two letters for a name. */
export function initialsOf(name) {
  const words = name.replace(/\(.*$/, "").split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...word][0]) : [...(words[0] ?? "?")].slice(0, 2);
  return letters.join("").toUpperCase();
}
