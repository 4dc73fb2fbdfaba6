// What lists of the dialog share: a list, and one page in its place, with a way back.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { problemText } from "../notices.js";
import { agoOf } from "../times.js";

/** A failed request, in the words that say most. */
export const refusalText = (error) => (error.code === "refused" && error.message ? error.message : problemText(error));

/** One page: a heading and what stands below; `back` leads to the list. */
export function page(title, back, ...content) {
  const heading = typeof title === "string" ? h("h3", { t: title, tabIndex: -1 }) : title;
  heading.tabIndex = -1;
  const button = h("button", { type: "button", class: "quiet", on: { click: back } }, icon("undo"), h("span", { t: "access.back" }));
  return h("div", { class: "access-page" }, h("div", { class: "page-head" }, button, heading), ...content);
}

/** Put a page where the list was, and say so by the focus. */
export function turnTo(container, element) {
  container.replaceChildren(element);
  element.querySelector("h3")?.focus();
}

/** What one row of a list begins with. */
export function initials(name) {
  const letters = name.split(/[\s._@-]+/).filter(Boolean).map((word) => [...word][0]);
  return h("span", { class: "initials", "aria-hidden": "true" }, letters.slice(0, 2).join("").toUpperCase());
}

/** Whether others can reach what begins with this page's address. */
export function isOnlyHere() {
  return ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
}

export const offlineOr = (error) => (error.code === "offline" ? t("problem.offline") : refusalText(error));

export const STATES = { invited: "access.invited", disabled: "access.disabled", active: "access.active" };

export function seenText(account) {
  return account.signed_in ? t("access.seen", { time: agoOf(account.signed_in) }) : t("access.never_seen");
}
