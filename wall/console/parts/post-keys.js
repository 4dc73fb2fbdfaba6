// The keys of the moderation desk, and what tells them.

import { h } from "../elements.js";
import { isTyping } from "./console-shell.js";
import { modalDialog } from "../dialogs/modal-dialog.js";

const KEYS = {
  j: "next", arrowdown: "next", k: "before", arrowup: "before",
  a: "approve", s: "stash", r: "reject", p: "pin", h: "highlight", u: "undo", b: "picture", x: "choose", n: "new", e: "edit",
  o: "open", "/": "search", "?": "help", escape: "clear",
};
const TOLD = [
  [["J", "↓"], "postkey.next"], [["K", "↑"], "postkey.before"], [["key.shift", "J"], "postkey.extend"],
  [["A"], "verdict.approve"], [["S"], "verdict.stash"], [["R"], "postkey.reject"], [["U"], "postkey.undo"],
  [["P"], "verdict.pin"], [["H"], "verdict.highlight"], [["B"], "postkey.picture"], [["X"], "postkey.choose"],
  [["O"], "postkey.open"], [["N"], "postkey.new"], [["/"], "posts.search"], [["key.escape"], "postkey.clear"], [["?"], "postkey.help"],
];
/** The same keys, in the room of the house's own messages. */
const TOLD_OF_DRAFTS = [
  [["J", "↓"], "postkey.next"], [["K", "↑"], "postkey.before"], [["N"], "draft.write"], [["A"], "draft.approve"],
  [["R"], "draft.changes"], [["E"], "draft.change"], [["/"], "posts.search"], [["?"], "postkey.help"],
];
/** Controls in which these keys mean something else. */
const OWN = { arrowdown: "summary, [role=navigation] *", arrowup: "summary, [role=navigation] *" };

/** `run(name, {isExtending, event})` does it and says whether there was anything to do. */
export function listenToKeys(isHere, run) {
  addEventListener("keydown", (event) => {
    if (!isHere() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const name = KEYS[key];
    if (!name || (OWN[key] && event.target.closest?.(OWN[key]))) return;
    if (run(name, { isExtending: event.shiftKey, event }) !== false) event.preventDefault();
  });
}

/** Made when somebody asks for it. */
export function keysDialog(room) {
  const cap = (key) => (key.startsWith("key.") ? h("kbd", { t: key }) : h("kbd", {}, key));
  const told = room === "drafts" ? TOLD_OF_DRAFTS : TOLD;
  const rows = told.flatMap(([keys, key]) => [
    h("dt", {}, ...keys.flatMap((name, index) => (index ? [" ", cap(name)] : [cap(name)]))), h("dd", { t: key }),
  ]);
  return modalDialog("postkey.title", h("dl", { class: "keys" }, ...rows));
}
