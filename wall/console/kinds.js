// What a tile may be: the kinds with their settings, and the sources that they may show.

import { has, t } from "./i18n.js";

/** Made in other ways: by sharing, announcing, or with Push. */
const ELSEWHERE = ["desk", "alert", "web", "video", "image", "text"];

export class Kinds {
  #connection;
  #kinds = null;

  constructor(connection) {
    this.#connection = connection;
    // Another version may have been started meanwhile.
    connection.addEventListener("identified", () => (this.#kinds = null));
  }

  /** All kinds as the controller tells them, by name. Rejects with RequestFailed. */
  async all() {
    this.#kinds ??= new Map((await this.#connection.request("kind.list")).result.map((kind) => [kind.kind, kind]));
    return this.#kinds;
  }

  /** Those that are placed by choosing them, in the order of their names. */
  async placed() {
    const kinds = [...(await this.all()).values()].filter(({ kind }) => !ELSEWHERE.includes(kind));
    return kinds.sort((a, b) => kindName(a).localeCompare(kindName(b)));
  }

  /** Asked anew each time: the site's files change. Rejects with RequestFailed. */
  async sources() {
    return (await this.#connection.request("source.list")).result;
  }
}

export const kindName = ({ kind, title }) => (has(`kind.${kind}`) ? t(`kind.${kind}`) : title || kind);

/** Kind → the measures of sources of kind `insight` that it is made for. */
const MADE_FOR = {
  map: ["countries"], sentiment: ["sentiment"], "share-of-voice": ["share-of-voice"], race: ["race"], leaderboard: ["leaders"],
  "word-cloud": ["hashtags", "words"], volume: ["volume"], milestone: ["reach", "engagement", "count"],
};
/** Kinds for which figures come from elsewhere. */
const MADE_FOR_DATA = { objectives: true, roster: true, ...MADE_FOR };
const NONE = [];

/** Whether a source says what this kind is made for. */
export const isMadeFor = ({ kind }, { measure }) => (MADE_FOR[kind] ?? NONE).includes(measure);

/** The sources that a kind can show. */
export function fitting(kind, sources) {
  const found = sources.filter(({ dataset }) => dataset !== null && kind.datasets.includes(dataset));
  // What counts something else fits a table or a chart, and little beside.
  const isAside = ({ measure }) => Boolean(measure) && kind.kind in MADE_FOR_DATA;
  return [...found.filter((one) => !isAside(one)), ...found.filter(isAside)];
}
