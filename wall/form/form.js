/* The form: whose link it is, what was written, and sending it until it has arrived. */

import { encoded, smaller, Unfit } from "./picture.js";
import { NAMES, RIGHT_TO_LEFT, WORDS } from "./words.js";

const WITHIN_MS = 60_000;
const KEPT = ["subject", "text", "link"];
const byId = (id) => document.getElementById(id);

// Behind the `#`, so that no server and no log on the way sees it.
const secret = decodeURIComponent(location.hash.slice(1));
const keptAs = `wall-report-${secret.slice(0, 8)}`;
let words = WORDS.en;
let info = null;
let picture = null;
let report = newId();

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function speak(language) {
  words = WORDS[language] ?? WORDS.en;
  document.documentElement.lang = language;
  document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
  for (const element of document.querySelectorAll("[data-words]")) {
    element.textContent = words[element.dataset.words];
  }
  document.title = words.title;
  byId("language").value = language;
  if (info) {
    byId("site").textContent = info.site;
    byId("who").textContent = words.as.replace(
      "{name}",
      info.country ? `${info.name} · ${info.country}` : info.name,
    );
  }
}

function own() {
  const wished = navigator.languages.map((tag) => tag.split("-")[0]);
  return wished.find((language) => language in WORDS) ?? "en";
}

function tell(name, bad = false) {
  byId("told").textContent = name ? words[name] : "";
  byId("told").classList.toggle("bad", bad);
}

function refuse(name) {
  byId("form").hidden = true;
  byId("refused").hidden = false;
  byId("refused").textContent = words[name];
}

function mark(field, name) {
  const told = byId(`${field}-wrong`);
  told.hidden = !name;
  told.textContent = name ? words[name] : "";
  if (name) byId(field).setAttribute("aria-invalid", "true");
  else byId(field).removeAttribute("aria-invalid");
  return !name;
}

function keep() {
  try {
    const written = KEPT.map((name) => [name, byId(name).value]);
    sessionStorage.setItem(keptAs, JSON.stringify(Object.fromEntries(written)));
  } catch {
    // A browser that keeps nothing loses the text on a reload, and no more.
  }
}

function restore() {
  try {
    const written = JSON.parse(sessionStorage.getItem(keptAs) ?? "{}");
    for (const name of KEPT) byId(name).value = written[name] ?? "";
  } catch {
    sessionStorage.removeItem(keptAs);
  }
}

async function ask(method, body) {
  const response = await fetch("/api/v1/report", {
    method,
    headers: {
      "X-Report-Link": secret,
      ...(body ? { "Content-Type": "application/json" } : {}),
    },
    body: body ? JSON.stringify(body) : undefined,
    signal: AbortSignal.timeout(WITHIN_MS),
    credentials: "omit",
    cache: "no-store",
  });
  return { status: response.status, told: await response.json().catch(() => ({})) };
}

async function open() {
  speak(own());
  if (!secret) {
    refuse("no_link");
    return;
  }
  try {
    const { status, told } = await ask("GET");
    if (status === 401) {
      refuse("no_link");
      return;
    }
    if (status !== 200) {
      refuse(status === 429 ? "slow_down" : "later");
      return;
    }
    info = told;
  } catch {
    refuse("offline");
    return;
  }
  speak(info.language in WORDS ? info.language : own());
  restore();
  byId("form").hidden = false;
}

async function choose() {
  const [file] = byId("picture").files;
  picture = null;
  byId("preview").hidden = true;
  mark("picture", "");
  if (!file) return;
  try {
    picture = await smaller(file);
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    byId("picture").value = "";
    mark("picture", error.message);
    return;
  }
  URL.revokeObjectURL(byId("preview-picture").src);
  byId("preview-picture").src = URL.createObjectURL(picture);
  byId("preview").hidden = false;
}

function without() {
  byId("picture").value = "";
  choose();
  byId("picture").focus();
}

function problem(status, code) {
  if (status === 401) return "no_link";
  if (status === 429) return "slow_down";
  if (code === "upload_refused") return "bad_picture";
  if (status === 413) return "large_picture";
  return "later";
}

async function send(event) {
  event.preventDefault();
  const written = Object.fromEntries(KEPT.map((name) => [name, byId(name).value.trim()]));
  const subjectFits = mark("subject", written.subject ? "" : "need_subject");
  const isWeb = written.link === "" || /^https?:\/\/\S+$/.test(written.link);
  const linkFits = mark("link", isWeb ? "" : "bad_link");
  if (!subjectFits || !linkFits) {
    byId(subjectFits ? "link" : "subject").focus();
    return;
  }
  byId("send").disabled = true;
  tell("sending");
  try {
    const body = { id: report, ...written, picture: picture ? await encoded(picture) : "" };
    const { status, told } = await ask("POST", body);
    if (status === 202) {
      arrived();
    } else {
      tell(problem(status, told.code), true);
    }
  } catch {
    tell("offline", true);
  } finally {
    byId("send").disabled = false;
  }
}

function arrived() {
  tell("");
  report = newId();
  byId("form").reset();
  choose();
  sessionStorage.removeItem(keptAs);
  byId("form").hidden = true;
  byId("done").hidden = false;
  byId("another").focus();
}

function again() {
  byId("done").hidden = true;
  byId("form").hidden = false;
  byId("subject").focus();
}

for (const [language, name] of Object.entries(NAMES)) {
  byId("language").append(new Option(name, language));
}
byId("language").addEventListener("change", (event) => speak(event.target.value));
byId("form").addEventListener("submit", send);
byId("form").addEventListener("input", keep);
byId("picture").addEventListener("change", choose);
byId("without").addEventListener("click", without);
byId("another").addEventListener("click", again);
window.addEventListener("hashchange", () => location.reload());
open();
