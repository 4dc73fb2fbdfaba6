// Choosing screens by pointing at them on the miniature. parts/screen-picker.js shows it.

/** Event: `change`, when it begins and ends. */
export class Picking extends EventTarget {
  #resolve = null;
  /** What the screens are chosen for, while somebody chooses; else null. */
  purpose = null;

  /** Resolves to the screens that were chosen, or null where it was given up. */
  pick(purpose) {
    this.end(null);
    this.purpose = purpose;
    const picked = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.dispatchEvent(new Event("change"));
    return picked;
  }

  end(screens) {
    const resolve = this.#resolve;
    if (!resolve) return;
    this.#resolve = null;
    this.purpose = null;
    this.dispatchEvent(new Event("change"));
    resolve(screens?.length ? screens : null);
  }
}
