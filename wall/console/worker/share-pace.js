// How much a publisher sends: no picture that would only come late, and bits as the link takes
// them. Pure: times in milliseconds of any clock that does not go back.

const OLDEST_MS = 200;
const MOST_ENCODING = 2;
const JUDGED_MS = 2000;
const TOO_MANY_SKIPPED = 0.2;
const LESS = 0.7;
const MORE = 1.08;
const LEAST_BITS = 300_000;

export class Pace {
  #sent = [];
  #skipped = 0;
  #taken = 0;
  #judgedAt = 0;
  #lastAt = -Infinity;
  window = 6;
  fps = 30;
  most = 6_000_000;
  bitrate = 4_000_000;

  /** A new connection: nothing is on its way. */
  reset(now) {
    this.#sent = [];
    this.#skipped = this.#taken = 0;
    this.#judgedAt = now;
    this.#lastAt = -Infinity;
  }

  limit({ fps, bitrate }) {
    this.fps = fps;
    this.most = bitrate;
    this.bitrate = Math.min(this.bitrate, bitrate);
  }

  /** Whether a picture may be encoded now; `encoding`: how many are in the encoder. */
  takes(now, encoding) {
    if (this.fps === 0) return false;
    // A little early is on time: captures jitter.
    if (now - this.#lastAt < (1000 / this.fps) * 0.75) return false;
    const oldest = this.#sent[0];
    const isFull = this.#sent.length + encoding >= this.window || encoding >= MOST_ENCODING;
    if (isFull || (oldest && now - oldest.at > OLDEST_MS)) {
      this.#skipped += 1;
      return false;
    }
    this.#taken += 1;
    this.#lastAt = now;
    return true;
  }

  sent(epoch, seq, now) {
    this.#sent.push({ epoch, seq, at: now });
  }

  /** All up to this one have arrived. */
  acked(epoch, seq) {
    const index = this.#sent.findIndex((one) => one.epoch === epoch && one.seq === seq);
    if (index >= 0) this.#sent.splice(0, index + 1);
  }

  get unacked() {
    return this.#sent.length;
  }

  /** Another bitrate, where it is time for one, else null. */
  adapted(now) {
    if (now - this.#judgedAt < JUDGED_MS) return null;
    const all = this.#skipped + this.#taken;
    const share = all ? this.#skipped / all : 0;
    const before = this.bitrate;
    if (share > TOO_MANY_SKIPPED) this.bitrate = Math.max(LEAST_BITS, Math.round(before * LESS));
    else if (share === 0 && this.#taken) this.bitrate = Math.min(this.most, Math.round(before * MORE));
    this.#skipped = this.#taken = 0;
    this.#judgedAt = now;
    return this.bitrate === before ? null : this.bitrate;
  }
}

/** Whether an encoder holds pictures back: then another codec is tried. */
export class Trial {
  static #LATE_MS = 250;
  static #ENOUGH = 60;
  static #FEW = 12;
  #delays = [];

  came(delayMs) {
    if (this.#delays.length < Trial.#ENOUGH) this.#delays.push(delayMs);
  }

  /** `waitingMs`: how long the oldest picture has been in the encoder. */
  failed(waitingMs) {
    if (this.#delays.length >= Trial.#ENOUGH) return false;
    if (waitingMs > 4 * Trial.#LATE_MS) return true;
    if (this.#delays.length < Trial.#FEW) return false;
    const middle = [...this.#delays].sort((one, other) => one - other)[this.#delays.length >> 1];
    return middle > Trial.#LATE_MS;
  }
}
