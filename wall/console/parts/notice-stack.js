// What was done and what was refused, in a corner; read out by screen readers.

import { h, keyed, say } from "../elements.js";
import { icon } from "../icons.js";

const ICONS = { info: "ok", error: "warning" };

export class NoticeStack extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    this.setAttribute("role", "log");
    this.setAttribute("aria-live", "polite");
    say(this, "label", "notices.label");
    const { notices } = this.desk;
    notices.addEventListener("change", () => this.#update());
    this.#update();
  }

  #update() {
    keyed(this, this.desk.notices.all, (n) => n.id, (n) => this.#create(n), (element, notice) => {
      const bar = element.querySelector("progress");
      if (bar) bar.value = notice.progress;
    });
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
    return h("div", { class: `notice ${notice.level}` },
      icon(notice.progress === null ? ICONS[notice.level] : "file"),
      h("div", { class: "notice-text" },
        h("p", {}, notice.text),
        notice.detail ? h("p", { class: "muted", lang: "en" }, notice.detail) : null,
        notice.progress === null ? null : h("progress", { max: 1, value: 0, "aria-label": notice.text }),
      ),
      h("div", { class: "notice-actions" }, ...notice.actions.map(button)),
      notice.progress === null
        ? h("button", { type: "button", class: "quiet", label: "action.dismiss", on: { click: () => notices.end(notice) } }, icon("close"))
        : null,
    );
  }
}

customElements.define("notice-stack", NoticeStack);
