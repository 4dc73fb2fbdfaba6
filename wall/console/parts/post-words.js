// What is said of a post: names of countries, languages, networks and moods, ages, flags.

import { currentLanguage, has, t } from "../i18n.js";
import { agoOf } from "../times.js";

const NETWORKS = {
  x: "X", mastodon: "Mastodon", bluesky: "Bluesky", youtube: "YouTube", instagram: "Instagram", facebook: "Facebook",
  tiktok: "TikTok", telegram: "Telegram", reddit: "Reddit", linkedin: "LinkedIn", threads: "Threads", web: "Web",
  news: "News", rss: "RSS", whatsapp: "WhatsApp", wikipedia: "Wikipedia", hackernews: "Hacker News", lemmy: "Lemmy",
};
const SOON_S = 60;
const SAFE = ["http:", "https:"];

export const networkName = (network) => NETWORKS[network.toLowerCase()] ?? network.charAt(0).toUpperCase() + network.slice(1);

/** `Romania`; the code itself where nobody has a name for it. */
export function countryName(code) {
  return named("region", code.toUpperCase());
}

export function languageName(code) {
  return code === "und" ? t("posts.unknown_language") : named("language", code);
}

function named(type, code) {
  try {
    return new Intl.DisplayNames(currentLanguage(), { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Seconds since the epoch of a time that the controller tells. */
export const secondsOf = (time) => Date.parse(time) / 1000;

/** `3 min. ago`. */
export function ageOf(time) {
  const seconds = secondsOf(time);
  return Date.now() / 1000 - seconds < SOON_S ? t("posts.now") : agoOf(seconds);
}

/** `12 minutes`: how long something took. */
export function spanOf(seconds) {
  const [unit, size] = seconds < 3600 ? ["minute", 60] : seconds < 2 * 86400 ? ["hour", 3600] : ["day", 86400];
  const form = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 };
  return new Intl.NumberFormat(currentLanguage(), form).format(Math.max(1, Math.round(seconds / size)));
}

export const numberOf = (value) => new Intl.NumberFormat(currentLanguage()).format(value);
export const shortNumberOf = (value) => new Intl.NumberFormat(currentLanguage(), { notation: "compact", maximumFractionDigits: 1 }).format(value);

/** What a rule found, in words: `word:…` names what. */
export function flagWords(flag) {
  const [sort, ...rest] = flag.split(":");
  const name = rest.join(":");
  const key = `flag.${sort}`;
  if (!has(key)) return flag;
  return name ? t("posts.flag_named", { flag: t(key), name }) : t(key);
}

/** The address of a link, where it is one that may be followed; else "". */
export function safeLink(url) {
  try {
    return SAFE.includes(new URL(url).protocol) ? url : "";
  } catch {
    return "";
  }
}
