// Who answers a post, by when, and that it was answered.

import { field, h } from "../elements.js";
import { t } from "../i18n.js";
import { personName } from "../persons.js";
import { dayTimeOf } from "../times.js";
import { isOverdue } from "./post-card.js";
import { secondsOf, spanOf } from "./post-words.js";

const DUE_MIN = [15, 30, 60, 120, 240, 480, 1440];

export class PostAnswering extends HTMLElement {
  #shown = "";

  constructor(desk) {
    super();
    this.desk = desk;
  }

  show(entry) {
    const people = this.#people(entry);
    const { assigned_to, due_at, answered_at, answer_note, post } = entry;
    const shown = JSON.stringify([post.id, assigned_to, due_at, answered_at, answer_note, people, document.documentElement.lang, isOverdue(entry)]);
    // What somebody is about to choose stays until the post itself is another.
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.replaceChildren(
      h("h2", { t: "answers.title" }),
      this.#state(entry),
      this.desk.may("moderate") ? (assigned_to && !answered_at ? this.#toAnswer(entry) : this.#toAssign(entry, people)) : "",
    );
  }

  /** Take it, or leave it to somebody else. */
  assign(entry, to, due = null) {
    return this.desk.posts.assign(entry.post.id, to, due);
  }

  #people(entry) {
    const { presence, posts } = this.desk;
    const names = presence.byName.map(({ name }) => name).filter((name) => name !== posts.own);
    return [...new Set([posts.own, ...names, ...(entry.assigned_to ? [entry.assigned_to] : [])])];
  }

  #state(entry) {
    const { assigned_to, due_at, answered_at, answer_note, post } = entry;
    if (answered_at) {
      const took = spanOf(answered_at - secondsOf(post.observed_at ?? post.at));
      return h("div", {},
        h("p", {}, t("answers.answered", { name: personName(assigned_to || entry.by || "?"), time: took })),
        answer_note ? h("p", { class: "muted", dir: "auto" }, answer_note) : "",
      );
    }
    if (!assigned_to) return h("p", { class: "muted", t: "answers.nobody" });
    const name = personName(assigned_to);
    const words = due_at ? t("answers.due", { name, time: dayTimeOf(due_at) }) : t("posts.assigned_to", { name });
    return h("p", { class: isOverdue(entry) ? "problem" : "" }, words);
  }

  #toAssign(entry, people) {
    const who = h("select", {}, ...people.map((name) => h("option", { value: name }, name === this.desk.posts.own ? t("answers.me") : personName(name))));
    const usual = Math.round(this.desk.posts.site.answer_within_s / 60);
    const times = [...new Set([...DUE_MIN, usual])].sort((a, b) => a - b);
    const within = h("select", {}, ...times.map((minutes) => h("option", { value: minutes, selected: minutes === usual }, t("answers.within", { time: spanOf(minutes * 60) }))));
    const give = () => this.assign(entry, who.value, Date.now() / 1000 + Number(within.value) * 60);
    const actions = [h("button", { type: "button", t: "answers.assign", on: { click: give } })];
    if (entry.answered_at) actions.push(h("button", { type: "button", class: "quiet", t: "answers.reopen", on: { click: () => this.desk.posts.answer(entry.post.id, false, "") } }));
    return h("div", { class: "stack" },
      h("div", { class: "field-pair" }, field("answers.who", who), field("answers.by_when", within)),
      h("div", { class: "field-row" }, ...actions),
    );
  }

  #toAnswer(entry) {
    const note = h("input", { maxLength: 2000, autocomplete: "off" });
    const onSubmit = (event) => {
      event.preventDefault();
      this.desk.posts.answer(entry.post.id, true, note.value.trim());
    };
    return h("form", { class: "stack", on: { submit: onSubmit } },
      field("answers.note", note),
      h("div", { class: "field-row" },
        h("button", { class: "primary", t: "answers.done" }),
        h("button", { type: "button", class: "quiet", t: "answers.release", on: { click: () => this.assign(entry, "") } }),
      ),
    );
  }
}

customElements.define("post-answering", PostAnswering);
