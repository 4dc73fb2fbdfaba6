// What all dialogs have: a title, a way out, and the focus back where it was.

import { h } from "../elements.js";
import { icon } from "../icons.js";

let dialogs = 0;

/** A dialog with a title; `title` is an element or a key of the catalogue. */
export function modalDialog(title, content, className = "") {
  const id = `dialog-${++dialogs}`;
  const heading = typeof title === "string" ? h("h2", { t: title }) : title;
  heading.id = id;
  const close = h("button", { type: "button", class: "quiet", label: "action.done", hint: "action.done" }, icon("close"));
  const dialog = h("dialog", { class: `modal ${className}`, "aria-labelledby": id },
    h("div", { class: "modal-head" }, heading, close),
    h("div", { class: "modal-body" }, content),
  );
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  return dialog;
}
