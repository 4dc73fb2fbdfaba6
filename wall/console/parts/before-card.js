// The card that stands before the console: whose wall it is, and in which language.

import { h } from "../elements.js";
import { LANGUAGES, choose, currentLanguage } from "../i18n.js";

/** A page of one card. `children` stand below the wall's sign. */
export function beforeCard(children, className = "") {
  return h("main", { class: `before ${className}` },
    h("div", { class: "before-card" },
      h("p", { class: "before-sign" }, h("img", { src: "/console/icon.svg", alt: "", width: 28, height: 28 }), "Wall"),
      ...children,
    ),
    languageChoice(),
  );
}

function languageChoice() {
  const select = h("select", { class: "quiet", label: "bar.language" });
  for (const [name, title] of Object.entries(LANGUAGES)) {
    select.append(h("option", { value: name, lang: name, selected: name === currentLanguage() }, title));
  }
  select.addEventListener("change", async () => {
    if (!(await choose(select.value))) select.value = currentLanguage();
  });
  return h("div", { class: "before-language" }, select);
}
