// What a person chose on this machine: light or dark, names on tiles, snapping, recent pushes.

const PREFIX = "wall.";

export function remembered(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(name, value) {
  localStorage.setItem(PREFIX + name, JSON.stringify(value));
}

/** `light`, `dark`, or `auto`: as the machine is. */
export const theme = () => remembered("theme", "auto");

export function applyTheme(name = theme()) {
  if (name === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
}

export function chooseTheme(name) {
  remember("theme", name);
  applyTheme(name);
}

export function isDark() {
  if (theme() !== "auto") return theme() === "dark";
  return matchMedia("(prefers-color-scheme: dark)").matches;
}
