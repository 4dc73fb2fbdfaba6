// Where one has signed in, and signing out there.

import { h, keyed } from "../elements.js";
import { language, t } from "../i18n.js";
import { problemText } from "../notices.js";
import { agoOf } from "../times.js";
import { during } from "../parts/holding.js";

const PATH = "/account/sessions";
const BROWSERS = [[/Edg\//, "Edge"], [/OPR\//, "Opera"], [/Firefox\//, "Firefox"], [/Chrom(e|ium)\//, "Chrome"], [/Safari\//, "Safari"]];
const MACHINES = [[/iPhone/, "iPhone"], [/iPad/, "iPad"], [/Android/, "Android"], [/Windows/, "Windows"], [/Mac OS/, "macOS"], [/Linux/, "Linux"]];

/** `Firefox, Windows`, or what it calls itself. */
export function browserOf(agent) {
  const named = [BROWSERS, MACHINES].map((names) => names.find(([sign]) => sign.test(agent))?.[1]);
  return named.filter(Boolean).join(", ") || agent.slice(0, 40) || "?";
}

export class OwnSessions extends HTMLElement {
  #sessions = [];

  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.list = h("ul", { class: "rows", label: "session.title" });
    this.others = h("button", { type: "button", t: "session.end_others", on: { click: () => this.#end("", this.others) } });
    this.said = h("p", { class: "field-problem", role: "alert" });
    this.append(h("div", { class: "section-head" }, h("h3", { t: "session.title" }), this.others), this.list, this.said);
    this.closest(".sections")?.addEventListener("sessions-ended", () => this.#ask());
    this.again = () => this.#show();
    language.addEventListener("change", this.again);
    this.#ask();
  }

  disconnectedCallback() {
    language.removeEventListener("change", this.again);
  }

  async #ask() {
    try {
      this.#sessions = await this.desk.session.ask("GET", PATH);
      this.#show();
    } catch (error) {
      this.said.textContent = problemText(error);
    }
  }

  #show() {
    const create = (session) => {
      const end = h("button", { type: "button", class: "quiet", t: "session.end" });
      end.setAttribute("aria-label", `${t("session.end")}: ${browserOf(session.agent)}, ${session.address}`);
      end.addEventListener("click", () => this.#end(`/${session.session}`, end));
      return h("li", { class: "row" },
        h("div", { class: "grow" },
          h("p", { class: "ellipsis" }, browserOf(session.agent)),
          h("p", { class: "muted small" }),
        ),
        session.current ? h("span", { class: "chip live", t: "session.this" }) : end,
      );
    };
    const update = (element, session) => {
      const place = t("session.used", { address: session.address, time: agoOf(session.used) });
      element.querySelector(".small").textContent = place;
    };
    keyed(this.list, this.#sessions, (session) => session.session, create, update);
    this.others.hidden = this.#sessions.length < 2;
  }

  async #end(path, button) {
    try {
      await during(button, this.desk.session.ask("DELETE", PATH + path));
      this.said.textContent = "";
      await this.#ask();
    } catch (error) {
      this.said.textContent = problemText(error);
    }
  }
}

customElements.define("own-sessions", OwnSessions);
