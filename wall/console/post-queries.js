// Queries of posts: what a form says, and the same as a source of the site.

const LISTS = ["hashtags", "authors", "languages", "countries", "networks", "sources", "topics"];
const CHOICES = ["sentiment", "media"];
const PLAIN = /^[\p{L}\p{N}_./-]+$/u;
const SPOKEN = /^(?:true|false|yes|no|on|off|null|y|n|~|[-+.\d].*)$/i;
const NAME_AT_MOST = 40;

/** Words between commas. */
export const listed = (text) => text.split(/[,;\n]/).map((word) => word.trim()).filter(Boolean);

/** Only what says something. */
export function tidy(query) {
  const kept = Object.entries(query).filter(([, value]) => (Array.isArray(value) ? value.length : value));
  return Object.fromEntries(kept);
}

/**
 * The lines for `sources:` of wall.yaml. A source goes on for ever, so that its time and the states
 * of posts, which the wall judges itself, stay out.
 */
export function sourceText(name, query) {
  const parts = [];
  if (query.text) parts.push(`text: ${scalar(query.text)}`);
  for (const key of LISTS) if (query[key]?.length) parts.push(`${key}: [${query[key].map(scalar).join(", ")}]`);
  for (const key of CHOICES) if (query[key]) parts.push(`${key}: ${query[key]}`);
  if (query.min_reach) parts.push(`min_reach: ${query.min_reach}`);
  return `  ${name}: {${["kind: search", ...parts].join(", ")}}`;
}

/** YAML understands strings of JSON. */
const scalar = (text) => (PLAIN.test(text) && !SPOKEN.test(text) ? text : JSON.stringify(text));

/** A name for it that a site may use. */
export function sourceName(query) {
  const words = [query.text, ...LISTS.flatMap((key) => query[key] ?? [])].filter(Boolean).join(" ");
  const plain = words.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return plain.slice(0, NAME_AT_MOST).replace(/-+$/, "") || "search";
}
