// Times and ages in words. Seconds since the epoch.

import { currentLanguage } from "./i18n.js";

const UNITS = [["minute", 60], ["hour", 3600], ["day", 86400], ["month", 30 * 86400], ["year", 365 * 86400]];

/** `3 minutes ago`, `in 2 days`. */
export function agoOf(seconds, now = Date.now() / 1000) {
  const form = new Intl.RelativeTimeFormat(currentLanguage(), { numeric: "auto" });
  const since = seconds - now;
  const [unit, size] = UNITS.findLast(([, length]) => Math.abs(since) >= length) ?? ["minute", 60];
  return form.format(Math.round(since / size), unit);
}

/** `Tuesday 24 November, 14:05`. */
export function dayTimeOf(seconds) {
  const form = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hour12: false };
  return new Intl.DateTimeFormat(currentLanguage(), form).format(new Date(seconds * 1000));
}
