// What was done and what was refused, in sentences of the catalogue. What it has no words for is
// told as the controller tells it.

import { currentLanguage, has, t } from "./i18n.js";
import { kindOf } from "./naming.js";
import { personName } from "./persons.js";

const LISTED = 3;
const SEPARATOR = ", ";
/** Reasons that the controller gives by itself: what was done says the same. */
const ROUTINE = ["push", "alert", "start", "undo", "redo", "take", "restore", "lease", "schedule", "scheduled", "expired", "panic", "panic is over"];
const CALM = "it is calm";
const DISMISSED = /^dismissed by (.+)$/;
const OVER_LEASE = /\(over the lease of ([^)]+)\)$/;

/** What an entry of the history says, without who did it. */
export function deedWords({ actor, summary, deeds = [] }) {
  const isKnown = ({ what }) => has(`deed.${what}`) || has(`deed.${what}.other`);
  if (!deeds.length || !deeds.every(isKnown)) return summary.replace(`${actor} `, "");
  return listOf(deeds.map(({ what, values }) => t(`deed.${what}`, wordsOf(values))));
}

/** Why, where somebody said more than was done. */
export function reasonWords({ reason }) {
  const over = OVER_LEASE.exec(reason);
  const said = over ? reason.slice(0, over.index).trim() : reason;
  const own = ROUTINE.includes(said) ? "" : ruleWords(said) || said;
  return [own, over && t("deed.over_lease", { name: personName(over[1]) })].filter(Boolean).join(" – ");
}

/** Why a rule gave its screens back; wall/controller/ruling.py. */
function ruleWords(said) {
  if (said === CALM) return t("deed.calm");
  const dismissed = DISMISSED.exec(said);
  return dismissed ? t("deed.dismissed", { name: personName(dismissed[1]) }) : "";
}

/** The sentence of a refusal that tells why; "" where it does not, or not in these words. */
export function refusalWords({ details }) {
  const key = `why.${details?.why}`;
  return has(key) ? t(key, wordsOf(details.values ?? {})) : "";
}

const listOf = (parts) => new Intl.ListFormat(currentLanguage(), { type: "conjunction" }).format(parts);

/** The values of a sentence as this language says them. */
function wordsOf(values) {
  const words = Object.entries(values).map(([name, value]) => [name, WORDS[name]?.(value) ?? value]);
  const count = "n" in values ? { count: Number(values.n) } : {};
  return { ...Object.fromEntries(words), ...count };
}

const WORDS = {
  at: (value) => (value === "all" ? t("deed.everywhere") : value),
  draft_state: (state) => inSentence(said("draftstate", state)),
  kind: (kind) => inSentence(kindOf({ kind })),
  layer: (layer) => inSentence(said("layer", layer)),
  level: (level) => inSentence(said("level", level)),
  person: personName,
  tiles: (value) => quoted(value.split(SEPARATOR)),
  fields: (value) => listOf(value.split(SEPARATOR).map((field) => inSentence(said("field", field)))),
  field: (value) => inSentence(said("field", value)),
  sound(value) {
    const [sort, name] = [value.split(" ", 1)[0], value.slice(value.indexOf(" ") + 1)];
    return t(`sound.${sort}`, { name });
  },
};

const said = (room, value) => (has(`${room}.${value}`) ? t(`${room}.${value}`) : value);

/** Not as at the beginning of one; `RSS` stays. */
const inSentence = (word) => (/^\p{Lu}\p{Lu}/u.test(word) ? word : word.charAt(0).toLocaleLowerCase() + word.slice(1));

function quoted(ids) {
  const more = ids.length - LISTED;
  const shown = ids.slice(0, LISTED).map((name) => t("sound.tile", { name }));
  return listOf(more > 0 ? [...shown, t("deed.more", { n: more })] : shown);
}
