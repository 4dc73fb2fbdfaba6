// Who is on, where they point and what they have chosen; and telling them the same of oneself.

import { personName, persons } from "./persons.js";

const TELL_EVERY_MS = 80;

/** Events: `people`, `pointers`, `marks`. */
export class Presence extends EventTarget {
  #connection;
  #scenes;
  #selection;
  #at = null;
  #timer = 0;
  #toldAt = 0;
  #marks = new Map();

  constructor(connection, scenes, selection, topics) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#selection = selection;
    this.people = [];
    this.pointers = [];
    /** The id of this connection. */
    this.own = null;
    topics.want("presence");
    connection.addEventListener("identified", () => this.#askOwn());
    connection.addEventListener("told", ({ detail }) => this.#told(detail));
    selection.addEventListener("change", () => this.#tellSoon());
    scenes.addEventListener("wall", () => this.#tellSoon());
    document.addEventListener("visibilitychange", () => document.hidden && this.point(null));
  }

  /** Everybody else's pointers and selections on the wall that is looked at. */
  get others() {
    const wall = this.#scenes.wallName;
    return this.pointers.filter((pointer) => pointer.wall === wall && pointer.id !== this.own);
  }

  /** Lines that were drawn over the wall that is looked at. */
  get marks() {
    return this.#marks.get(this.#scenes.wallName) ?? [];
  }

  /** Accounts, each once however many windows, with what they use; the own one first. */
  get byName() {
    const found = new Map();
    for (const person of this.people) {
      const known = found.get(person.name) ?? { name: person.name, isOwn: false, clients: [], since: person.since };
      known.isOwn ||= person.id === this.own;
      known.clients.push(person.client);
      known.since = Math.min(known.since, person.since);
      found.set(person.name, known);
    }
    return [...found.values()].sort((a, b) => b.isOwn - a.isOwn || personName(a.name).localeCompare(personName(b.name)));
  }

  person(id) {
    return this.people.find((person) => person.id === id) ?? null;
  }

  /** Where the own pointer is on the canvas; null where it is elsewhere. */
  point(at) {
    const next = at && at.map(Math.round);
    if (String(next) === String(this.#at)) return;
    this.#at = next;
    this.#tellSoon();
  }

  #tellSoon() {
    if (this.#timer) return;
    const wait = Math.max(0, TELL_EVERY_MS - (performance.now() - this.#toldAt));
    this.#timer = setTimeout(() => this.#tell(), wait);
  }

  #tell() {
    this.#timer = 0;
    this.#toldAt = performance.now();
    if (this.#connection.state !== "online" || !this.#scenes.wallName) return;
    const isLive = this.#scenes.mode === "live";
    const about = {
      wall: this.#scenes.wallName,
      at: isLive ? this.#at : null,
      selection: isLive ? this.#selection.ids.slice(0, 100) : [],
    };
    this.#connection.request("presence.tell", about).catch(() => {});
  }

  async #askOwn() {
    try {
      const { result } = await this.#connection.request("presence.list");
      this.own = result.find((person) => person.current)?.id ?? null;
      this.#meet(result);
      this.#tellSoon();
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }

  #told(event) {
    if (event.type === "presence.changed") {
      this.#meet(event.people);
    } else if (event.type === "presence.moved") {
      this.pointers = event.pointers;
      this.#say("pointers");
    } else if (event.type === "marks.changed") {
      this.#marks.set(event.wall, event.marks);
      this.#say("marks");
    }
  }

  #meet(people) {
    this.people = people;
    persons.learn(people);
    this.#say("people");
  }

  #say(type) {
    this.dispatchEvent(new Event(type));
  }
}
