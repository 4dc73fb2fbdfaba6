// Times of a zone that is not the browser's own: shown there, and typed there.

import { currentLanguage } from "./i18n.js";

const FIELDS = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" };

/** `Tuesday 24 November, 14:05`, in that zone; in the browser's where it is empty. */
export function dayTimeIn(seconds, zone) {
  const form = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hour12: false };
  return new Intl.DateTimeFormat(currentLanguage(), { ...form, ...zoned(zone) }).format(new Date(seconds * 1000));
}

/** What a field for day and time shows: `2026-11-24T14:05`. */
export function fieldTimeIn(seconds, zone) {
  const form = new Intl.DateTimeFormat("en-CA", { ...FIELDS, hourCycle: "h23", ...zoned(zone) });
  const part = Object.fromEntries(form.formatToParts(new Date(seconds * 1000)).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** What the controller takes: a time of the site as it was typed, else one with its offset. */
export const sentTime = (typed, zone) => (zone ? typed : new Date(typed).toISOString());

const zoned = (zone) => (zone ? { timeZone: zone } : {});
