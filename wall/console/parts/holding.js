// A button that waits: while something is under way, or until it may be tried again.

import { t } from "../i18n.js";

/** Disabled while the promise is under way. */
export async function during(button, promise) {
  button.disabled = true;
  button.setAttribute("aria-busy", "true");
  try {
    return await promise;
  } finally {
    button.removeAttribute("aria-busy");
    if (!button.dataset.held) button.disabled = false;
  }
}

/** Disabled for some seconds, which it counts down. */
export function holdFor(button, seconds, whenOver = () => {}) {
  const until = performance.now() + seconds * 1000;
  const key = (button.dataset.held ??= button.dataset.t);
  delete button.dataset.t;
  button.disabled = true;
  const tick = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    if (left > 0 && button.isConnected) {
      button.textContent = t("signin.wait", { action: t(key), n: left });
      setTimeout(tick, 250);
      return;
    }
    button.dataset.t = key;
    delete button.dataset.held;
    button.textContent = t(key);
    button.disabled = false;
    whenOver();
  };
  tick();
}
