// When something ends: after a while, or at a time of the day.

import { h } from "../elements.js";
import { language, t } from "../i18n.js";

const MINUTES = [15, 30, 60, 120, 240];
const AT = "at";
const DAY_MS = 86400000;

/** `element` to show; `read` gives `{for_s}` or `{until}`, or null where the time is missing. */
export function untilChoice(chosen = 60) {
  const select = h("select");
  const time = h("input", { type: "time", hidden: true, label: "until.time" });
  const fill = () => {
    const value = select.value || String(chosen);
    select.replaceChildren(
      ...MINUTES.map((minutes) => h("option", { value: minutes }, words(minutes))),
      h("option", { value: AT }, t("until.at")),
    );
    select.value = value;
  };
  select.addEventListener("change", () => {
    time.hidden = select.value !== AT;
    time.required = !time.hidden;
    if (!time.hidden) time.focus();
  });
  language.addEventListener("change", fill);
  fill();
  const read = () => {
    if (select.value !== AT) return { for_s: Number(select.value) * 60 };
    return time.reportValidity() && time.value ? { until: nextTime(time.value) } : null;
  };
  const element = h("div", { class: "field-row" }, select, time);
  Object.defineProperty(element, "id", { get: () => select.id, set: (id) => (select.id = id) });
  return { element, read };
}

/** Seconds since the epoch when the clock shows `16:30` next. */
export function nextTime(text, now = new Date()) {
  const [hours, minutes] = text.split(":").map(Number);
  const at = new Date(now);
  at.setHours(hours, minutes, 0, 0);
  return (at <= now ? at.getTime() + DAY_MS : at.getTime()) / 1000;
}

function words(minutes) {
  if (minutes < 60) return t("duration.minutes", { count: minutes, n: minutes });
  return t("duration.hours", { count: minutes / 60, n: minutes / 60 });
}
