// Shares a desk, in a worker: nothing here is slowed down when the tab is in the background.
//
// From the page: `start` (where to, what), `stream` (pictures, or sound), `frame` (one picture,
// from browsers that give no stream), `state`, `end`. To the page: `told` (state of the share),
// `limit`, `tick` (give me a picture), `ended`, `failed`.

import { DeskEncoder } from "./share-encoder.js";
import { Pace } from "./share-pace.js";
import { CODEC, KIND, chunkOf, matrixOf } from "./share-wire.js";

const BEAT_MS = 1000;
const AGAIN_AFTER_MS = 60;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5000;
const STILL_WIDTH = 320;
const LEFT_WITHIN_MS = 2000;
const STILL_EVERY_MS = { waiting: 1000, live: 5000 };
const SOUND = { codec: "opus", sampleRate: 48_000, numberOfChannels: 2, bitrate: 128_000 };
const MOST_STILL_BYTES = 120_000;

class Publisher {
  #about;
  #socket = null;
  #ticket;
  #epoch = 0;
  #seq = 0;
  #isAccepted = false;
  #pause = FIRST_PAUSE_MS;
  #retry = 0;
  #isOver = false;
  #state = "live";
  #shownState = "beginning";
  #last = null;
  #againTimer = 0;
  #pace = new Pace();
  #encoder;
  #sound = null;
  #soundOffset = null;
  #stillAt = 0;
  #skippedAll = 0;
  #countedAt = performance.now();
  #counted = 0;
  #beat = setInterval(() => this.#beats(), BEAT_MS);

  constructor(about) {
    this.#about = about;
    this.#ticket = about.ticket;
    this.#encoder = this.#newEncoder();
    this.#connect();
  }

  #newEncoder() {
    return new DeskEncoder(
      (chunk, about) => this.#encoded(chunk, about),
      (error) => this.#fail(error),
      { withH264: this.#about.withH264 },
    );
  }

  // -- pictures ---------------------------------------------------------------------------

  async take(stream) {
    const reader = stream.getReader();
    while (!this.#isOver) {
      const { value: frame, done } = await reader.read();
      if (done) break;
      this.frame(frame);
    }
    reader.cancel().catch(() => {});
  }

  /** The newest picture; it is ours to close. */
  frame(frame) {
    if (this.#isOver || (this.#state !== "live" && this.#last)) {
      frame.close();
      return;
    }
    this.#last?.close();
    this.#last = frame;
    this.#offer(false);
  }

  /** Encode the last picture, if it may go: always where a key picture is due. */
  #offer(isAgain) {
    const now = performance.now();
    if (!this.#last || !this.#isAccepted || this.#state === "hidden" || this.#pace.fps === 0) return;
    const width = this.#last.displayWidth & ~1;
    const height = this.#last.displayHeight & ~1;
    const [knownWidth, knownHeight] = this.#encoder.size;
    if (width !== knownWidth || height !== knownHeight) {
      this.#change(width, height);
      return;
    }
    if (!this.#encoder.isReady) return;
    if (this.#encoder.judge(now)) {
      this.#change(width, height);
      return;
    }
    if (!this.#pace.takes(now, this.#encoder.encoding)) {
      this.#skippedAll += 1;
      // It may be the last for long: what was left out is offered again.
      this.#offerSoon();
      return;
    }
    clearTimeout(this.#againTimer);
    this.#againTimer = 0;
    // The same picture again needs a time of its own.
    const at = Math.round(now * 1000);
    const copy = new VideoFrame(this.#last, { timestamp: at });
    this.#encoder.encode(copy, now);
    copy.close();
    this.#counted += 1;
    const rate = isAgain ? null : this.#pace.adapted(now);
    if (rate) this.#encoder.rate(rate);
  }

  /** Another size or codec: another epoch, which begins with a key picture. */
  async #change(width, height) {
    if (await this.#encoder.prepare(width, height, this.#pace.bitrate, this.#pace.fps)) {
      this.#begin();
      this.#offer(true);
    }
  }

  #begin() {
    this.#epoch += 1;
    this.#seq = 0;
    this.#pace.reset(performance.now());
    this.#encoder.isKeyDue = true;
  }

  #offerSoon() {
    if (this.#againTimer) return;
    this.#againTimer = setTimeout(() => {
      this.#againTimer = 0;
      this.#offer(true);
    }, AGAIN_AFTER_MS);
  }

  #encoded(chunk, about) {
    if (!this.#isAccepted) return;
    const seq = this.#seq++;
    const isKey = chunk.type === "key";
    const colours = this.#last?.colorSpace;
    const head = {
      kind: KIND.video,
      isKey,
      fullRange: colours?.fullRange ?? false,
      matrix: matrixOf(colours),
      epoch: this.#epoch,
      seq,
      atUs: chunk.timestamp,
      ...about,
    };
    this.#send(chunkOf(head, chunk.byteLength, (bytes) => chunk.copyTo(bytes)));
    this.#pace.sent(this.#epoch, seq, performance.now());
  }

  // -- sound ------------------------------------------------------------------------------

  async takeSound(stream) {
    this.#sound = new AudioEncoder({
      output: (chunk) => this.#heard(chunk),
      error: () => (this.#sound = null),
    });
    this.#sound.configure(SOUND);
    const reader = stream.getReader();
    while (!this.#isOver && this.#sound) {
      const { value: data, done } = await reader.read();
      if (done) break;
      const isFor = this.#isAccepted && this.#state === "live" && this.#pace.fps > 0;
      if (isFor && this.#sound?.encodeQueueSize < 10) this.#sound.encode(data);
      data.close();
    }
    reader.cancel().catch(() => {});
  }

  #heard(chunk) {
    if (!this.#isAccepted || this.#epoch === 0) return;
    // Sound has a clock of its own; what counts is that it runs evenly.
    const now = performance.now() * 1000;
    this.#soundOffset ??= now - chunk.timestamp;
    const head = { kind: KIND.audio, codec: CODEC.opus, epoch: this.#epoch, seq: this.#seq++, atUs: chunk.timestamp + this.#soundOffset };
    this.#send(chunkOf(head, chunk.byteLength, (bytes) => chunk.copyTo(bytes)));
  }

  // -- the connection -----------------------------------------------------------------------

  #connect() {
    const socket = new WebSocket(this.#about.url);
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      const { name, surface, audio, fps } = this.#about;
      const [w, h] = this.#last ? [this.#last.displayWidth, this.#last.displayHeight] : [0, 0];
      this.#say({ type: "hello", proto: 1, ticket: this.#ticket, name, surface, audio, fps, w, h });
    };
    socket.onmessage = ({ data }) => typeof data === "string" && this.#hear(JSON.parse(data));
    socket.onclose = () => socket === this.#socket && this.#lost();
  }

  #lost() {
    this.#isAccepted = false;
    if (this.#isOver) return;
    postMessage({ type: "told", state: "away" });
    this.#retry = setTimeout(() => this.#connect(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  #hear(word) {
    switch (word.type) {
      case "ok":
        this.#accepted(word);
        break;
      case "ack":
        this.#pace.acked(word.epoch, word.seq);
        break;
      case "key":
        this.#encoder.isKeyDue = true;
        this.#offerSoon();
        break;
      case "limit":
        this.#limit(word);
        break;
      case "share":
        this.#shownState = word.state;
        postMessage({ type: "told", state: word.state });
        break;
      case "stop":
        this.#over(word.reason);
        break;
    }
  }

  #accepted(word) {
    this.#ticket = word.ticket;
    this.#pause = FIRST_PAUSE_MS;
    this.#epoch = Math.max(this.#epoch, word.epoch);
    this.#pace.window = word.window;
    this.#shownState = word.state;
    // Its first chunk must be a key picture: an encoder remembers.
    this.#encoder.close();
    this.#encoder = this.#newEncoder();
    this.#begin();
    this.#isAccepted = true;
    this.#say({ type: "hb" });
    if (this.#state !== "live") this.#say({ type: "state", state: this.#state });
    this.#limit(word.limit);
    postMessage({ type: "accepted", share: word.share });
  }

  #limit(limit) {
    this.#pace.limit(limit);
    postMessage({ type: "limit", ...limit });
    this.#offer(true);
  }

  #beats() {
    if (!this.#isAccepted) return;
    const now = performance.now();
    const fps = (this.#counted * 1000) / (now - this.#countedAt);
    this.#counted = 0;
    this.#countedAt = now;
    this.#say({ type: "hb", fps: Math.min(999, fps), skipped: this.#skippedAll, bitrate: this.#pace.bitrate });
    if (this.#encoder.isKeyDue) this.#offerSoon();
    const every = STILL_EVERY_MS[this.#shownState];
    if (every && now - this.#stillAt >= every - 100) this.#sendStill(now);
  }

  async #sendStill(now) {
    if (!this.#last) return;
    this.#stillAt = now;
    const { displayWidth, displayHeight } = this.#last;
    const height = Math.max(1, Math.round((STILL_WIDTH * displayHeight) / displayWidth));
    const canvas = new OffscreenCanvas(STILL_WIDTH, height);
    canvas.getContext("2d").drawImage(this.#last, 0, 0, STILL_WIDTH, height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.7 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    if (!this.#isAccepted || bytes.length > MOST_STILL_BYTES) return;
    const head = { kind: KIND.still, codec: CODEC.jpeg, epoch: this.#epoch, seq: 0, atUs: now * 1000, width: STILL_WIDTH, height };
    this.#send(chunkOf(head, bytes.length, (room) => room.set(bytes)));
  }

  // -- what the page wants --------------------------------------------------------------------

  setState(state) {
    this.#state = state;
    if (this.#isAccepted) this.#say({ type: "state", state });
    if (state === "live" && this.#isAccepted) this.#encoder.isKeyDue = true;
    this.#offerSoon();
  }

  end(reason) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#say({ type: "end", reason });
    this.#over("");
  }

  /** Whether the page is to give pictures. */
  get wantsFrames() {
    return this.#isAccepted && this.#state === "live" && (this.#pace.fps > 0 || !this.#last);
  }

  #fail(error) {
    postMessage({ type: "failed", message: String(error.message ?? error) });
    this.end("");
  }

  #over(reason) {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#beat);
    clearTimeout(this.#retry);
    clearTimeout(this.#againTimer);
    this.#encoder.close();
    if (this.#sound && this.#sound.state !== "closed") this.#sound.close();
    this.#last?.close();
    this.#last = null;
    this.#leave(() => postMessage({ type: "ended", reason }));
  }

  /** Then the page ends this worker, and what is not sent by then is never sent. */
  #leave(left) {
    const socket = this.#socket;
    if (!socket || socket.readyState === WebSocket.CLOSED) {
      left();
      return;
    }
    socket.onclose = left;
    socket.close(1000);
    setTimeout(left, LEFT_WITHIN_MS);
  }

  #say(word) {
    this.#send(JSON.stringify(word));
  }

  #send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(message);
  }
}

let publisher = null;

onmessage = ({ data }) => {
  switch (data.type) {
    case "start":
      publisher = new Publisher(data);
      if (data.ticks) setInterval(() => publisher.wantsFrames && postMessage({ type: "tick" }), 1000 / data.fps);
      break;
    case "stream":
      if (data.of === "sound") publisher.takeSound(data.stream);
      else publisher.take(data.stream);
      break;
    case "track":
      publisher.take(new MediaStreamTrackProcessor({ track: data.track }).readable);
      break;
    case "frame":
      publisher.frame(data.frame);
      break;
    case "state":
      publisher.setState(data.state);
      break;
    case "end":
      publisher.end(data.reason);
      break;
  }
};
