// Claiming screens, and the claims there are.

import { field, h, keyed } from "../elements.js";
import { bounding, nameOf, screensUnder } from "../geometry.js";
import { clockOf, language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { personName } from "../persons.js";
import { AreaField } from "./area-field.js";
import { untilChoice } from "./until-choice.js";
import { dressFace, face } from "./people-here.js";

const LONGEST_PURPOSE = 200;

export class LeasePanel extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.area = new AreaField(this.desk, { purpose: () => t("lease.this") });
    this.purpose = h("input", { maxLength: LONGEST_PURPOSE, placeholderKey: "lease.example" });
    this.end = untilChoice();
    this.claims = h("ul", { class: "rows", "aria-labelledby": "claims-title" });
    this.claimsTitle = h("h2", { id: "claims-title", t: "lease.now" });
    this.nothing = h("p", { class: "muted nothing", t: "lease.nothing" });
    this.append(this.#form(), this.claimsTitle, this.claims, this.nothing, this.#handOverDialog());
    const update = () => this.#update();
    this.desk.leases.addEventListener("change", update);
    this.desk.presence.addEventListener("people", update);
    language.addEventListener("change", update);
    update();
  }

  /** Begin a claim, of the screens under the chosen tiles where there are any. */
  begin() {
    const { selection, scenes } = this.desk;
    const rects = selection.tiles.map((tile) => tile.rect);
    if (rects.length) this.area.value = nameOf(scenes.wall, screensUnder(scenes.wall, bounding(rects)));
    (this.area.value ? this.purpose : this.area.input).focus();
  }

  #form() {
    const onSubmit = (event) => {
      event.preventDefault();
      this.#claim();
    };
    const mayNot = !this.desk.may("lease");
    return h("form", { class: "stack", on: { submit: onSubmit } },
      h("div", { class: "field-pair" }, this.area, field("lease.purpose", this.purpose)),
      field("lease.for", this.end.element),
      h("div", { class: "field-row" },
        h("button", { class: "primary grow", t: "lease.claim", disabled: mayNot }),
        h("button", { type: "button", t: "lease.present", hint: "lease.present_hint", disabled: mayNot, on: { click: () => this.#present() } }),
      ),
    );
  }

  async #claim() {
    const at = this.area.read();
    const end = at && this.end.read();
    if (!end) return;
    if (await this.desk.leases.claim(at, this.purpose.value.trim(), end)) {
      this.area.value = "";
      this.purpose.value = "";
    }
  }

  #present() {
    const end = this.end.read();
    if (end) this.desk.leases.claim("all", this.purpose.value.trim(), end);
  }

  #update() {
    const { leases } = this.desk;
    this.claimsTitle.hidden = !leases.all.length;
    this.nothing.hidden = leases.all.length > 0;
    // A claim that changes hands has other buttons.
    const keyOf = (lease) => `${lease.id} ${lease.holder} ${document.documentElement.lang}`;
    keyed(this.claims, leases.all, keyOf, (lease) => this.#create(lease), (element, lease) => {
      const [title, about] = element.querySelector(".claim-text").children;
      title.textContent = [leases.placeOf(lease), lease.purpose].filter(Boolean).join(" · ");
      const holder = leases.isOwn(lease) ? t("history.you") : personName(lease.holder);
      dressFace(element.querySelector(".face"), lease.holder);
      about.textContent = `${holder}, ${t("lease.until", { time: clockOf(lease.until) })}`;
    });
  }

  #create({ id, holder }) {
    const { leases } = this.desk;
    const now = () => leases.all.find((lease) => lease.id === id);
    const button = (key, run, mayNot = false) =>
      h("button", { type: "button", t: key, disabled: mayNot, on: { click: () => now() && run(now()) } });
    const buttons = leases.isOwn({ holder })
      ? [
          button("lease.extend", (lease) => leases.extend(lease)),
          button("lease.hand_over", (lease) => this.#choosePerson(lease)),
          button("lease.release", (lease) => leases.release(lease)),
        ]
      : [
          button("lease.ask", (lease) => leases.askFor(lease), !this.desk.may("lease")),
          this.desk.may("override_lease") ? button("lease.end", (lease) => leases.release(lease, true)) : null,
        ];
    return h("li", { class: "row claim-row" },
      face(holder),
      h("div", { class: "claim-text grow" }, h("p", { class: "ellipsis" }), h("p", { class: "muted small" })),
      h("div", { class: "claim-buttons" }, ...buttons.filter(Boolean)),
    );
  }

  #handOverDialog() {
    this.people = h("ul", { class: "rows" });
    this.nobody = h("p", { class: "muted", t: "lease.nobody" });
    const give = h("button", { type: "button", t: "action.cancel", on: { click: () => this.dialog.close() } });
    this.dialog = h("dialog", { "aria-labelledby": "hand-over-title" },
      h("h2", { id: "hand-over-title", t: "lease.to_whom" }), this.people, this.nobody, h("div", { class: "dialog-end" }, give));
    return this.dialog;
  }

  #choosePerson(lease) {
    const others = this.desk.presence.byName.filter((person) => !person.isOwn);
    const choose = (name) => {
      this.dialog.close();
      this.desk.leases.handOver(lease, name);
    };
    this.nobody.hidden = others.length > 0;
    this.people.replaceChildren(
      ...others.map(({ name }) =>
        h("li", {}, h("button", { type: "button", class: "row-button", on: { click: () => choose(name) } },
          face(name), h("span", { class: "grow" }, personName(name)), icon("take"))),
      ),
    );
    this.dialog.showModal();
  }
}

customElements.define("lease-panel", LeasePanel);
