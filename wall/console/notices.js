// Short messages about what was done and what was refused. parts/notice-stack.js shows them.

import { has, t } from "./i18n.js";

const STAYS_MS = 8000;
const ERROR_STAYS_MS = 14000;

export class Notices extends EventTarget {
  #next = 1;
  all = [];

  /**
   * `{text, actions}` for a request that failed, where more can be said than the code says; or
   * null. Set by whoever knows.
   */
  explain = () => null;

  /** `action`: `{key, run}` makes a button. Returns what `end` and `change` take. */
  say(text, { level = "info", detail = "", action = null, actions = action ? [action] : [], progress = null, stays = false } = {}) {
    const notice = { id: this.#next++, text, level, detail, actions, progress };
    this.all = [...this.all, notice].slice(-5);
    if (!stays) this.#endLater(notice);
    this.#tell();
    return notice;
  }

  /** A request that failed, in words of the catalogue; what the controller said stands below. */
  refuse(error, about = "") {
    const known = this.explain(error);
    if (known) {
      const text = about ? `${about}: ${known.text}` : known.text;
      return this.say(text, { level: "error", actions: known.actions });
    }
    const sentence = problemText(error);
    const detail = error.message && error.message !== sentence ? error.message : "";
    return this.say(about ? `${about}: ${sentence}` : sentence, { level: "error", detail });
  }

  change(notice, fields) {
    Object.assign(notice, fields);
    this.#tell();
  }

  end(notice) {
    this.all = this.all.filter((other) => other !== notice);
    this.#tell();
  }

  #endLater(notice) {
    const isLong = notice.level === "error" || notice.actions.length > 1;
    const stays = isLong ? ERROR_STAYS_MS : STAYS_MS;
    setTimeout(() => this.end(notice), stays);
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** What a failed request means, in a sentence; a refusal names the right that is missing. */
export function problemText(error) {
  const right = error.details?.right;
  if (right && has(`right.${right}`)) return t("problem.right_missing", { right: t(`right.${right}`) });
  const key = `problem.${error.code ?? "error"}`;
  return has(key) ? t(key) : t("problem.error");
}
