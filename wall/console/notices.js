// Short messages about what was done and what was refused. parts/notice-stack.js shows them.

import { refusalWords } from "./deeds.js";
import { currentLanguage, has, t } from "./i18n.js";

const STAYS_MS = 8000;
const ERROR_STAYS_MS = 14000;
const AFTER_READING_MS = 3000;
export const MOST_SHOWN = 3;

export class Notices extends EventTarget {
  #next = 1;
  #isHeld = false;
  #timers = new Map();
  all = [];

  /**
   * `{text, actions}` for a request that failed, where more can be said than the code says; or
   * null. Set by whoever knows.
   */
  explain = () => null;

  /** Those that there is room for, the newest last. */
  get shown() {
    return roomFor(this.all);
  }

  /** `action`: `{key, run}` makes a button. Returns what `end` and `change` take. */
  say(text, { level = "info", detail = "", action = null, actions = action ? [action] : [], progress = null, stays = false } = {}) {
    const notice = { id: this.#next++, text, level, detail, actions, progress, stays: stays || progress !== null };
    this.all = [...this.all, notice];
    this.all = this.all.filter((other) => other.stays || this.shown.includes(other));
    if (!stays) this.#endIn(notice, level === "error" || actions.length > 1 ? ERROR_STAYS_MS : STAYS_MS);
    this.#tell();
    return notice;
  }

  /** A request that failed, in words of the catalogue; what the controller said stands below. */
  refuse(error, about = "") {
    const known = this.explain(error);
    if (known) {
      const text = about ? t("problem.about", { about, text: known.text }) : known.text;
      return this.say(text, { level: "error", actions: known.actions });
    }
    const sentence = problemText(error);
    const more = moreText(error);
    const detail = more === sentence ? "" : more;
    return this.say(about ? t("problem.about", { about, text: sentence }) : sentence, { level: "error", detail });
  }

  change(notice, fields) {
    Object.assign(notice, fields);
    this.#tell();
  }

  end(notice) {
    this.all = this.all.filter((other) => other !== notice);
    this.#timers.delete(notice);
    this.#tell();
  }

  /** Whether somebody reads them: none goes away meanwhile, nor right after. */
  hold(isHeld) {
    if (isHeld === this.#isHeld) return;
    this.#isHeld = isHeld;
    const now = performance.now();
    for (const [notice, timer] of this.#timers) {
      clearTimeout(timer.id);
      if (isHeld) timer.left = Math.max(timer.until - now, AFTER_READING_MS);
      else this.#endIn(notice, timer.left);
    }
  }

  #endIn(notice, left) {
    const id = this.#isHeld ? 0 : setTimeout(() => this.end(notice), left);
    this.#timers.set(notice, { id, until: performance.now() + left, left });
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/**
 * At most three, in their order. The newest word always has a place; the others are for what waits
 * for an answer or tells of progress, then for older words.
 */
export function roomFor(notices, most = MOST_SHOWN) {
  const newest = notices.filter((notice) => !notice.stays).reverse();
  const staying = notices.filter((notice) => notice.stays);
  const [first, ...older] = newest;
  const ranked = [...(first ? [first] : []), ...staying, ...older].slice(0, most);
  return notices.filter((notice) => ranked.includes(notice));
}

/** Codes that say less than their reason. */
const SAID = ["refused", "address_refused"];

/** What stands below it: what the controller said, where there are no words for it in the language. */
function moreText(error) {
  const told = refusalWords(error);
  if (told || (error.details?.right && currentLanguage() !== "en")) return told;
  return error.message ?? "";
}

/** What a failed request means, in a sentence; a refusal names the right that is missing. */
export function problemText(error) {
  const told = refusalWords(error);
  if (told && SAID.includes(error.code)) return told;
  const right = error.details?.right;
  if (right && has(`right.${right}`)) return t("problem.right_missing", { right: t(`right.${right}`) });
  const key = `problem.${error.code ?? "error"}`;
  return has(key) ? t(key) : t("problem.error");
}
