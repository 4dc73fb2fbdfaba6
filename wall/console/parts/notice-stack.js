// What was done and what was refused, at the foot of the miniature; screen readers hear each once.

import { h, keyed, say } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";

const ICONS = { info: "ok", error: "warning" };

export class NoticeStack extends HTMLElement {
  #heard = 0;

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.setAttribute("role", "region");
    say(this, "label", "notices.label");
    const { notices } = this.desk;
    this.polite = h("div", { class: "unseen", role: "log", "aria-live": "polite" });
    this.assertive = h("div", { class: "unseen", role: "alert", "aria-live": "assertive" });
    this.more = h("p", { class: "notices-more", hidden: true });
    this.list = h("div", { class: "notices" });
    this.append(this.polite, this.assertive, this.more, this.list);
    this.#holdWhileRead();
    notices.addEventListener("change", () => this.#update());
    this.#update();
  }

  /** None goes away under the pointer, or while one of its buttons has the focus. */
  #holdWhileRead() {
    const { notices } = this.desk;
    const isRead = () => this.list.matches(":hover") || this.list.contains(document.activeElement);
    const look = () => notices.hold(isRead());
    for (const type of ["pointerover", "pointerout", "pointerleave", "focusin"]) this.list.addEventListener(type, look);
    this.list.addEventListener("focusout", () => queueMicrotask(look));
    this.looked = look;
  }

  #update() {
    const { all, shown } = this.desk.notices;
    const hadFocus = this.list.contains(document.activeElement);
    keyed(this.list, shown, (n) => n.id, (n) => this.#create(n), (element, notice) => {
      const bar = element.querySelector("progress");
      if (bar) bar.value = notice.progress;
    });
    const hidden = all.length - shown.length;
    this.more.hidden = !hidden;
    this.more.textContent = hidden ? t("notices.more", { count: hidden, n: hidden }) : "";
    for (const notice of all) if (notice.id > this.#heard) this.#tell(notice);
    if (hadFocus && !this.list.contains(document.activeElement)) this.list.querySelector(":scope > :last-child button:last-of-type")?.focus();
    this.looked();
  }

  #tell({ id, level, text, detail }) {
    this.#heard = id;
    const words = h("p", {}, text, detail ? h("span", { lang: "en" }, ` ${detail}`) : "");
    (level === "error" ? this.assertive : this.polite).replaceChildren(words);
  }

  #create(notice) {
    const { notices } = this.desk;
    const button = ({ key, run }) => {
      const click = () => {
        notices.end(notice);
        run();
      };
      return h("button", { type: "button", t: key, on: { click } });
    };
    const dismiss = (event) => {
      if (event.key !== "Escape" || notice.progress !== null) return;
      event.stopPropagation();
      notices.end(notice);
    };
    return h("div", { class: `notice ${notice.level}`, on: { keydown: dismiss } },
      icon(notice.progress === null ? ICONS[notice.level] : "file"),
      h("div", { class: "notice-text" },
        h("p", {}, notice.text),
        notice.detail ? h("p", { class: "muted small", lang: "en" }, notice.detail) : null,
        notice.progress === null ? null : h("progress", { max: 1, value: 0, "aria-label": notice.text }),
      ),
      notice.actions.length ? h("div", { class: "notice-actions" }, ...notice.actions.map(button)) : null,
      notice.progress === null
        ? h("button", { type: "button", class: "quiet", label: "action.dismiss", on: { click: () => notices.end(notice) } }, icon("close"))
        : null,
    );
  }
}

customElements.define("notice-stack", NoticeStack);
