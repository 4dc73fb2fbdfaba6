// One message of the room: what it says, how it stands, who did what, and what may be done now.

import { field, h } from "../elements.js";
import { has, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { agoOf, dayTimeOf } from "../times.js";
import { dayTimeIn } from "../zones.js";
import { DraftForm } from "./draft-form.js";
import { DraftPicture } from "./draft-picture.js";
import { during } from "./holding.js";
import { networkName } from "./post-words.js";
import { SureButton } from "../dialogs/sure-button.js";

const LATE_S = 900;

export class DraftCard extends HTMLElement {
  #shown = "";

  constructor(desk, board) {
    super();
    this.desk = desk;
    this.board = board;
  }

  connectedCallback() {
    this.setAttribute("role", "article");
    this.classList.add("draft-card");
    this.tabIndex = 0;
  }

  get isChanging() {
    return this.querySelector("draft-form") !== null;
  }

  /** What somebody types stays, until the message itself is another. */
  show(draft) {
    const { drafts } = this.desk;
    const ways = drafts.ways(draft);
    const shown = JSON.stringify([draft, ways, drafts.zone, drafts.isReady, document.documentElement.lang]);
    this.draft = draft;
    if (shown === this.#shown || this.isChanging) return;
    this.#shown = shown;
    const hadFocus = this.contains(document.activeElement);
    const typed = this.note?.value ?? "";
    const id = `draft-${draft.id}`;
    this.setAttribute("aria-labelledby", `${id}-state ${id}`);
    this.replaceChildren(
      h("p", { class: "draft-head" },
        h("span", { class: `chip draft-${draft.state}`, id: `${id}-state` }, t(`draftstate.${draft.state}`)),
        ...draft.networks.map((name) => h("span", { class: "network" }, networkName(name))),
        h("span", { class: "grow" }),
        h("span", { class: "muted small" }, t("draft.by", { name: personName(draft.author), time: agoOf(draft.created) }))),
      h("p", { class: "post-text", dir: "auto", id }, draft.text),
      draft.media.length ? h("ul", { class: "draft-pictures", label: "draft.pictures" }, ...draft.media.map((address) => h("li", {}, new DraftPicture(this.desk, address)))) : "",
      this.#when(draft),
      draft.why ? h("p", { class: "problem" }, icon("warning"), h("bdi", { lang: "en" }, draft.why)) : "",
      this.#last(draft),
      this.#actions(draft, ways),
      this.#history(draft),
    );
    if (this.note) this.note.value = typed;
    if (hadFocus && !this.contains(document.activeElement)) this.focus();
  }

  change() {
    const { drafts } = this.desk;
    if (!drafts.ways(this.draft).edit || this.isChanging) return;
    const form = new DraftForm(this.desk, { draft: this.draft, networks: this.board.networks, done: () => this.#back() });
    this.#shown = "";
    this.replaceChildren(form);
    form.focusFirst();
  }

  approve() {
    if (this.desk.drafts.ways(this.draft).approve) this.desk.drafts.approve(this.draft, this.#word());
  }

  /** Asks for changes; somebody has to say which. */
  sendBack() {
    if (!this.desk.drafts.ways(this.draft).changes) return;
    if (!this.#word()) {
      this.note.setCustomValidity(t("draft.say_what"));
      this.note.reportValidity();
      this.note.focus();
      return;
    }
    this.desk.drafts.review(this.draft, "changes", this.#word());
  }

  #back() {
    this.replaceChildren();
    this.show(this.draft);
    this.focus();
  }

  #word() {
    return this.note?.value.trim() ?? "";
  }

  #when({ planned, state }) {
    const { zone } = this.desk.drafts;
    const isOut = state === "sent" || state === "withdrawn";
    if (isOut) return "";
    if (!planned) return h("p", { class: "muted" }, t("draft.when_sent"));
    const seconds = Date.parse(planned) / 1000;
    const isLate = seconds < Date.now() / 1000 - LATE_S;
    return h("p", { class: isLate ? "problem" : "muted" }, icon("clock"),
      h("span", {}, t(isLate ? "draft.late" : "draft.at", { time: dayTimeIn(seconds, zone) })));
  }

  /** The newest word that somebody said about it. */
  #last({ history }) {
    const said = history.findLast(({ note, by }) => note && by);
    if (!said) return "";
    return h("p", { class: "draft-word" }, icon("answer"), h("span", {}, h("strong", {}, personName(said.by)), " – ", h("bdi", {}, said.note)));
  }

  #actions(draft, ways) {
    const { drafts } = this.desk;
    const button = (key, run, sort = "") => {
      const made = h("button", { type: "button", class: sort, t: key });
      made.addEventListener("click", () => during(made, Promise.resolve(run())));
      return made;
    };
    const says = ways.good || ways.changes || ways.approve;
    this.note = says ? h("input", { maxLength: 2000, autocomplete: "off" }) : null;
    this.note?.addEventListener("input", () => this.note.setCustomValidity(""));
    const sure = (key, question, run) => new SureButton({ key, ask: () => t(question), run: (yes) => during(yes, run()), isQuiet: true });
    const buttons = [
      ways.approve ? button("draft.approve", () => this.approve(), "verdict-approve") : "",
      ways.good ? button("draft.good", () => drafts.review(draft, "good", this.#word())) : "",
      ways.changes ? button("draft.changes", () => this.sendBack()) : "",
      ways.send && drafts.isReady ? sure("draft.send", "draft.send_sure", () => drafts.send(draft)) : "",
      ways.edit ? button("draft.change", () => this.change(), "quiet") : "",
      ways.withdraw ? sure("draft.withdraw", "draft.withdraw_sure", () => drafts.withdraw(draft, this.#word())) : "",
    ].filter(Boolean);
    const isUndecided = draft.state === "proposed" || draft.state === "reviewed";
    return h("div", { class: "stack-tight" },
      this.note ? field("draft.note", this.note) : "",
      isUndecided && ways.isWriter ? h("p", { class: "muted small", t: "draft.somebody_else" }) : "",
      ways.send && !drafts.isReady ? h("p", { class: "caution", t: "draft.nowhere" }) : "",
      buttons.length ? h("div", { class: "field-row draft-actions" }, ...buttons) : "");
  }

  #history({ history }) {
    const words = ({ what }) => {
      const key = `draftstep.${what.replaceAll(" ", "_")}`;
      return has(key) ? t(key) : what;
    };
    return h("details", { class: "draft-history" },
      h("summary", {}, t("draft.history", { count: history.length, n: history.length })),
      h("ol", {}, ...history.map((step) => h("li", {},
        h("time", { class: "muted" }, dayTimeOf(step.at)), " ", h("strong", {}, personName(step.by)), " ", words(step),
        step.note ? h("bdi", {}, ` – ${step.note}`) : ""))));
  }
}

customElements.define("draft-card", DraftCard);
