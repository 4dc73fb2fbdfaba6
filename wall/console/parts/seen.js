// Since when somebody can see what stands at one place: a frame has to be painted first.

/** Nobody has read what came by itself sooner, and a second click of a double click is one of these. */
const NOTICED_MS = 300;
const DOUBLE_CLICK_MS = 250;

export class Seen {
  #at = 0;
  #wait = 0;
  #round = 0;

  /** Something else stands there from the next frame on. */
  changed() {
    const round = ++this.#round;
    this.#at = Infinity;
    this.#wait = 0;
    requestAnimationFrame(() => {
      // A task of its own runs after the frame has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        if (round === this.#round) this.#at = performance.now();
        port1.close();
      };
      port2.postMessage(null);
    });
  }

  /** It changes, and nobody asked for it: it has to be noticed first. */
  surprise() {
    this.changed();
    this.#wait = NOTICED_MS;
  }

  /** Whether what stands there now was seen when this event was made. */
  before({ timeStamp, detail = 0 }) {
    return timeStamp >= this.#at + Math.max(this.#wait, detail > 1 ? DOUBLE_CLICK_MS : 0);
  }
}
