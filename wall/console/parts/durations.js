// How long something stays on the wall.

import { h } from "../elements.js";
import { t, language } from "../i18n.js";

const DURATIONS_S = [30, 60, 300, 900, 3600, 14400];

/** A choice of durations; "" is until somebody takes it off. */
export function durationSelect(chosen = "") {
  const select = h("select");
  const fill = () => {
    const value = select.options.length ? select.value : String(chosen);
    select.replaceChildren(
      h("option", { value: "" }, t("duration.always")),
      ...DURATIONS_S.map((seconds) => h("option", { value: seconds }, words(seconds))),
    );
    select.value = value;
  };
  language.addEventListener("change", fill);
  fill();
  return select;
}

/** Seconds, or null for no end. */
export const secondsOf = (select) => (select.value ? Number(select.value) : null);

function words(seconds) {
  if (seconds < 60) return t("duration.seconds", { count: seconds, n: seconds });
  if (seconds < 3600) return t("duration.minutes", { count: seconds / 60, n: seconds / 60 });
  return t("duration.hours", { count: seconds / 3600, n: seconds / 3600 });
}
