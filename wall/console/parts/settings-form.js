// Fields for the settings of a tile, made from their JSON Schema. What cannot be typed into a field
// is named: it stands in layout files.

import { h } from "../elements.js";
import { has, t } from "../i18n.js";
import { listed } from "../post-queries.js";

let forms = 0;

/** Event: `setting` (detail: `{name, value}`; null is the default). */
export class SettingsForm extends HTMLElement {
  #fields = new Map();

  /** `schema`: of an object; `values`: of settings that are otherwise than by default. */
  show(schema, values = {}) {
    this.form = `setting-${++forms}`;
    this.#fields.clear();
    const required = schema.required ?? [];
    const shapes = Object.entries(schema.properties ?? {}).map(([name, property]) => ({ name, ...shapeOf(property, schema) }));
    const shown = shapes.filter(({ type }) => type !== null);
    const others = shapes.filter(({ type }) => type === null).map(({ name }) => name);
    this.replaceChildren(
      h("div", { class: "settings-fields" }, ...shown.map((shape) => this.#field(shape, values[shape.name], required.includes(shape.name)))),
      others.length ? h("p", { class: "muted small" }, t("setting.others", { names: others.join(", ") })) : "",
    );
  }

  /** What is otherwise than by default; null after saying which one is wrong. */
  read() {
    const wrong = [...this.#fields.values()].find(({ control }) => !control.checkValidity());
    if (wrong) {
      const closed = wrong.control.closest("details:not([open])");
      if (closed) closed.open = true;
      wrong.control.reportValidity();
      return null;
    }
    const values = [...this.#fields].map(([name, { read }]) => [name, read()]);
    return Object.fromEntries(values.filter(([, value]) => value !== null));
  }

  #field(shape, value, isRequired) {
    const { name, description } = shape;
    const id = `${this.form}-${name}`;
    const { control, read } = made(shape, value);
    control.id = id;
    if (isRequired) control.required = true;
    if (description) control.setAttribute("aria-describedby", `${id}-hint`);
    control.addEventListener("change", () => {
      if (control.reportValidity()) this.dispatchEvent(new CustomEvent("setting", { detail: { name, value: read() } }));
    });
    this.#fields.set(name, { control, read });
    const isCheck = control.type === "checkbox";
    const label = h("label", { htmlFor: id }, named(name));
    const hint = description ? h("p", { class: "muted small", id: `${id}-hint`, lang: "en" }, plain(description)) : "";
    return h("div", { class: isCheck ? "field setting-check" : "field" }, isCheck ? h("div", { class: "check" }, control, label) : label, isCheck ? "" : control, hint);
  }
}

/** `{type, isNullable, choices, …}` of a property; `type` is null for what has no field. */
function shapeOf(property, schema) {
  const whole = resolved(property, schema);
  const { description = "", default: usual = null } = property;
  const options = (whole.anyOf ?? [whole]).map((one) => resolved(one, schema));
  const real = options.filter(({ type }) => type !== "null");
  const isNullable = real.length < options.length;
  const [one] = real;
  const about = { description: description || whole.description || "", usual, isNullable, ...bounds(one) };
  if (real.length !== 1) return { ...about, type: null };
  if (one.enum) return { ...about, type: "choice", choices: one.enum };
  if (one.type === "array") {
    const item = resolved(one.items ?? {}, schema);
    const type = { string: "words", number: "numbers", integer: "numbers" }[item.type];
    return { ...about, type: item.enum || one.prefixItems ? null : type ?? null };
  }
  return { ...about, type: ["string", "number", "integer", "boolean"].includes(one.type) ? one.type : null };
}

function resolved(property, schema) {
  const { $ref: ref } = property;
  return ref ? { ...schema.$defs[ref.split("/").at(-1)], ...property, $ref: undefined } : property;
}

const bounds = ({ minimum, maximum, exclusiveMinimum, minLength, maxLength, pattern }) => ({ minimum: minimum ?? exclusiveMinimum, maximum, minLength, maxLength, pattern });

/** A control, and what reads it: null where it says what is so by default. */
function made(shape, value) {
  const { name, type, usual, isNullable } = shape;
  const given = value ?? usual;
  const unless = (read) => () => (same(read(), usual) ? null : read());
  if (type === "boolean" && !isNullable) {
    const control = h("input", { type: "checkbox", checked: Boolean(given) });
    return { control, read: unless(() => control.checked) };
  }
  if (type === "boolean" || type === "choice") {
    const choices = type === "boolean" ? [true, false] : shape.choices;
    const words = (choice) => (type === "boolean" ? t(choice ? "setting.yes" : "setting.no") : choiceWords(name, choice));
    const none = isNullable ? [h("option", { value: "" }, t("setting.usual"))] : [];
    const control = h("select", {}, ...none, ...choices.map((choice, index) => h("option", { value: String(index), selected: choice === given }, words(choice))));
    return { control, read: unless(() => (control.value === "" ? null : choices[Number(control.value)])) };
  }
  if (type === "number" || type === "integer") {
    const { minimum: min, maximum: max } = shape;
    const control = h("input", { type: "number", step: type === "integer" ? 1 : "any", min, max, value: given ?? "", placeholder: usual === null ? "" : String(usual) });
    return { control, read: unless(() => (control.value === "" ? usual : control.valueAsNumber)) };
  }
  const { maxLength, pattern } = shape;
  if (type === "string") {
    const control = h("input", { autocomplete: "off", maxLength, value: given ?? "" });
    // The patterns of the controller are a little otherwise than the browser's.
    if (pattern && isPattern(pattern)) control.pattern = pattern.replace(/^\^|\$$/g, "");
    return { control, read: unless(() => (control.value === "" && usual === null ? null : control.value)) };
  }
  const control = h("input", { autocomplete: "off", value: (given ?? []).join(", "), placeholderKey: "setting.several" });
  const list = () => listed(control.value).map((word) => (type === "numbers" ? Number(word.replace(",", ".")) : word)).filter((one) => one === one);
  return { control, read: unless(list) };
}

function choiceWords(name, choice) {
  const key = [`choice.${name}.${choice}`, `choice.${choice}`].find(has);
  return key ? t(key) : String(choice) || "–";
}

const same = (a, b) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

function isPattern(pattern) {
  try {
    return Boolean(new RegExp(pattern, "v"));
  } catch {
    return false;
  }
}

/** In words of the catalogue; of a kind that another program brings, `max_lines` as people read it. */
function named(name) {
  if (has(`tilesetting.${name}`)) return t(`tilesetting.${name}`);
  const words = name.replace(/_(m?s)$/, " ($1)").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The marks of code in a description mean nothing here. */
const plain = (description) => description.replaceAll("`", "");

customElements.define("settings-form", SettingsForm);
