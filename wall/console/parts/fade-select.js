// How a take changes over.

import { h } from "../elements.js";
import { language, t } from "../i18n.js";
import { remember, remembered } from "../preferences.js";

const FADES_MS = [0, 600, 1500, 3000];
const KEPT = "fade";

/** A choice of fades, as it was chosen last on this machine. */
export function fadeSelect(properties = {}) {
  const select = h("select", properties);
  const name = (ms) => (ms ? t("layouts.fade_s", { s: (ms / 1000).toLocaleString() }) : t("layouts.cut"));
  const fill = () => {
    const chosen = remembered(KEPT, 600);
    select.replaceChildren(...FADES_MS.map((ms) => h("option", { value: ms, selected: ms === chosen }, name(ms))));
  };
  select.addEventListener("change", () => remember(KEPT, Number(select.value)));
  language.addEventListener("change", fill);
  fill();
  return select;
}

export const fadeMsOf = (select) => Number(select.value);
