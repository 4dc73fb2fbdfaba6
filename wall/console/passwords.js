// How good a password is, told while it is typed. The controller alone decides what it takes.

const COMMON = [
  "password", "passwort", "motdepasse", "azerty", "qwerty", "qwertz", "letmein", "welcome",
  "bienvenue", "iloveyou", "admin", "monkey", "dragon", "football", "soleil", "videowall",
];
const ROWS = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop"];
const FEWEST_DIFFERENT = 4;
const FAIR_BITS = 45;
const GOOD_BITS = 60;
const STRONG_BITS = 78;

/**
 * `{level, why}`: level 0 is refused by the controller, 4 is strong; `why` is a key of the
 * catalogue. `rules`: `{shortest, longest, name}`.
 */
export function judge(password, { shortest, longest, name }) {
  if (password.length < shortest) return { level: 0, why: "password.too_short" };
  if (password.length > longest) return { level: 0, why: "password.too_long" };
  const plain = password.toLowerCase();
  if (name && plain.includes(name.toLowerCase())) return { level: 0, why: "password.has_name" };
  if (new Set(password).size < FEWEST_DIFFERENT) return { level: 0, why: "password.too_plain" };
  const bits = bitsOf(password);
  if (bits < FAIR_BITS) return { level: 1, why: "password.weak" };
  if (bits < GOOD_BITS) return { level: 2, why: "password.fair" };
  if (bits < STRONG_BITS) return { level: 3, why: "password.good" };
  return { level: 4, why: "password.strong" };
}

/** Roughly: each letter counts by the sorts of letters there are, what is foreseeable hardly. */
function bitsOf(password) {
  const sorts = [[/[a-z]/, 26], [/[A-Z]/, 26], [/[0-9]/, 10], [/[^a-zA-Z0-9]/, 32]];
  const letters = sorts.reduce((sum, [sort, size]) => sum + (sort.test(password) ? size : 0), 0);
  const each = Math.min(Math.log2(letters), 5);
  let text = password.toLowerCase();
  for (const word of COMMON) text = text.replaceAll(word, word.slice(0, 2));
  let counted = 0;
  for (let i = 0; i < text.length; i++) counted += isForeseeable(text, i) ? 0.25 : 1;
  return counted * each;
}

/** The same letter again, or the next one of the alphabet or the keyboard. */
function isForeseeable(text, i) {
  if (i === 0) return false;
  if (text[i] === text[i - 1]) return true;
  const pair = text[i - 1] + text[i];
  const turned = text[i] + text[i - 1];
  return i > 1 && ROWS.some((row) => row.includes(pair) || row.includes(turned));
}
