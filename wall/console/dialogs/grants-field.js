// Roles, and on which screens: everywhere, on a wall, or on some screens of it.

import { field, h } from "../elements.js";
import { t } from "../i18n.js";
import { icon } from "../icons.js";
import { ScreensField } from "./screens-field.js";

/** What each role may, from the least to the most. */
const ROLES = {
  viewer: "can.viewer",
  recall: "can.recall",
  moderator: "can.moderator",
  operator: "can.operator",
  producer: "can.producer",
  admin: "can.admin",
};

/** `Operator, Hub A1:C2`. */
export function grantText(grant, walls) {
  const role = t(`role.${grant.role}`);
  if (!grant.wall) return role;
  const title = walls.find((wall) => wall.name === grant.wall)?.title ?? grant.wall;
  return t("grant.on", { role, place: grant.area === "all" ? title : `${title} ${grant.area}` });
}

export class GrantsField extends HTMLElement {
  constructor(desk, grants = [{ role: "operator" }]) {
    super();
    this.desk = desk;
    this.grants = grants;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.rows = h("div", { class: "stack" });
    const add = h("button", { type: "button", class: "quiet", on: { click: () => this.#add({ role: "operator" }).focusFirst() } },
      icon("add"), h("span", { t: "grant.add" }));
    this.append(this.rows, add);
    for (const grant of this.grants) this.#add(grant);
  }

  /** The grants, or null after saying what is wrong. */
  read() {
    const grants = [...this.rows.children].map((row) => row.read());
    return grants.includes(null) ? null : grants;
  }

  #add(grant) {
    const row = new GrantRow(this.desk.scenes.walls, grant);
    row.addEventListener("removed", () => {
      row.remove();
      this.#count();
      this.rows.lastElementChild.focusFirst();
    });
    this.rows.append(row);
    this.#count();
    return row;
  }

  #count() {
    for (const row of this.rows.children) row.isOnly = this.rows.children.length === 1;
  }
}

class GrantRow extends HTMLElement {
  constructor(walls, grant) {
    super();
    this.walls = walls;
    this.grant = grant;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    const { role, wall } = this.grant;
    this.kind = h("select", { on: { change: () => this.#means() } },
      ...Object.keys(ROLES).map((name) => h("option", { value: name, selected: name === role, t: `role.${name}` })));
    this.where = h("select", { on: { change: () => this.#place() } },
      h("option", { value: "", selected: !wall, t: "grant.everywhere" }),
      ...this.walls.map(({ name, title }) => h("option", { value: name, selected: name === wall, tell: () => t("grant.some", { wall: title }) })));
    this.means = h("p", { class: "muted small" });
    this.screens = h("div", {});
    this.drop = h("button", { type: "button", class: "quiet", label: "grant.remove", hint: "grant.remove", on: { click: () => this.dispatchEvent(new Event("removed")) } }, icon("close"));
    this.append(
      h("div", { class: "field-row end" },
        h("div", { class: "field-pair grow" }, field("grant.role", this.kind), field("grant.where", this.where)),
        this.drop,
      ),
      this.means,
      this.screens,
    );
    this.#means();
    this.#place(this.grant.area);
  }

  focusFirst() {
    this.kind.focus();
  }

  set isOnly(isOnly) {
    this.drop.hidden = isOnly;
  }

  read() {
    const role = this.kind.value;
    if (!this.where.value) return { role };
    const area = this.field.read();
    return area && { role, wall: this.where.value, area };
  }

  #means() {
    this.means.dataset.t = ROLES[this.kind.value];
    this.means.textContent = t(this.means.dataset.t);
  }

  #place(area = "all") {
    const wall = this.walls.find(({ name }) => name === this.where.value);
    this.field = wall ? new ScreensField(wall, area) : null;
    this.screens.replaceChildren(...(this.field ? [this.field] : []));
  }
}

customElements.define("grants-field", GrantsField);
customElements.define("grant-row", GrantRow);
