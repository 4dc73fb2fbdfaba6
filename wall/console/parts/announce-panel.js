// Announcements in three levels, and those that are up now.

import { field, h, keyed } from "../elements.js";
import { language, t } from "../i18n.js";
import { icon } from "../icons.js";
import { AreaField } from "./area-field.js";
import { durationSelect, secondsOf } from "./durations.js";

const LEVELS = { info: "info", warning: "warning", alarm: "alert" };
const LONGEST = 500;

export class AnnouncePanel extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    if (this.hasChildNodes()) return;
    this.text = h("textarea", { rows: 2, required: true, maxLength: LONGEST, placeholderKey: "announce.placeholder" });
    this.area = new AreaField(this.desk, { value: "all", purpose: () => t("announce.this") });
    this.duration = durationSelect(60);
    this.up = h("ul", { class: "rows", "aria-labelledby": "up-title" });
    this.upTitle = h("h2", { id: "up-title", t: "announce.up" });
    this.append(this.#form(), this.upTitle, this.up);
    this.desk.scenes.addEventListener("scene", () => this.#showUp());
    language.addEventListener("change", () => this.#showUp());
    this.#showUp();
  }

  #form() {
    const onSubmit = (event) => {
      event.preventDefault();
      this.#announce(new FormData(event.target).get("level"));
    };
    return h("form", { class: "stack", on: { submit: onSubmit } },
      field("announce.text", this.text),
      this.#levels(),
      h("div", { class: "field-pair" }, this.area, field("push.duration", this.duration)),
      h("button", { class: "primary", t: "announce.put", disabled: !this.desk.may("announce") }),
    );
  }

  #levels() {
    const choices = Object.entries(LEVELS).map(([level, sign]) =>
      h("label", { class: `level ${level}` },
        h("input", { type: "radio", name: "level", value: level, checked: level === "info" }),
        icon(sign),
        h("span", { t: `level.${level}` }),
      ),
    );
    return h("fieldset", { class: "levels" }, h("legend", { t: "announce.level" }), ...choices);
  }

  async #announce(level) {
    const at = this.area.read();
    if (!at) return;
    const { connection, scenes, notices, commands } = this.desk;
    const where = scenes.walls.length > 1 ? `${scenes.wallName}/${at}` : at;
    const data = { text: this.text.value.trim(), level, at: where, for_s: secondsOf(this.duration) };
    try {
      const { result } = await connection.request("alert", data);
      this.text.value = "";
      const takeDown = () => commands.close([scenes.tile(result.tile)].filter(Boolean));
      notices.say(t("done.announced"), { action: { key: "action.undo", run: takeDown } });
    } catch (error) {
      notices.refuse(error);
    }
  }

  #showUp() {
    const alerts = this.desk.scenes.liveTiles.filter((tile) => tile.layer === "alert");
    this.upTitle.hidden = !alerts.length;
    const create = (tile) => {
      const close = () => this.desk.commands.close([tile]);
      return h("li", { class: `row ${tile.settings.level}` },
        icon(LEVELS[tile.settings.level] ?? "info"),
        h("span", { class: "grow ellipsis" }, tile.settings.text ?? ""),
        h("button", { type: "button", t: "announce.down", on: { click: close } }),
      );
    };
    keyed(this.up, alerts, (tile) => tile.id, create, () => {});
  }
}

customElements.define("announce-panel", AnnouncePanel);
