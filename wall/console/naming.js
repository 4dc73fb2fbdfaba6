// What a tile is called where people read it: its title, its words, else what it is and of what.

import { has, t } from "./i18n.js";

const LONGEST_WORDS = 60;
const UPLOAD = "upload:";
/** wall/control/panicking.py */
const NOTHING = "\u2060";

/** `Match day`, `Image · stadium.jpg`, `Web page · example.org`. */
export function titleOf(tile) {
  if (tile.title) return tile.title;
  const hint = hintOf(tile);
  if (isWords(tile)) return hint || kindOf(tile);
  return hint ? `${kindOf(tile)} · ${hint}` : kindOf(tile);
}

/** The same beside an icon that tells the kind. */
export const shortTitleOf = (tile) => tile.title || hintOf(tile) || kindOf(tile);

/** What covers a screen below other tiles, as for panic: no tile to people. */
export const isGround = (tile) => tile.kind === "text" && tile.locked && tile.settings?.text === NOTHING;

/** What a kind is called; one that another program added, by its own name. */
export const kindOf = ({ kind }) => (has(`kind.${kind}`) ? t(`kind.${kind}`) : kind);

/** First words, file name, host, source; or nothing. */
export function hintOf(tile) {
  const { text, url, zone, zones, label, share, channel } = tile.settings ?? {};
  if (isWords(tile)) return firstWords(text);
  if (typeof url === "string") return ofAddress(url);
  if (tile.kind === "tv") return String(channel ?? "");
  if (tile.source) return tile.source;
  if (tile.kind === "clock") return label || cityOf(zone ?? zones?.[0]?.zone);
  return typeof share === "string" ? share : "";
}

const isWords = ({ kind }) => ["alert", "text"].includes(kind);

const firstWords = (text = "") => text.replace(/^[#\s]+/, "").split("\n")[0].slice(0, LONGEST_WORDS);

const cityOf = (zone = "") => zone.split("/").at(-1).replaceAll("_", " ");

/** The host of an address, and the name of a file; an upload has none. */
function ofAddress(url) {
  if (url.startsWith(UPLOAD)) return "";
  const [, host] = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/?#]+)/i.exec(url) ?? [];
  if (host) return host.replace(/^www\./, "");
  const names = url.split(/[?#]/)[0].split("/").filter(Boolean);
  const isIndex = /^index\.html?$/i.test(names.at(-1) ?? "") && names.length > 1;
  return names.at(isIndex ? -2 : -1) ?? "";
}
