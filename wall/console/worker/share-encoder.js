// Encoding pictures of a desk, in the worker: H.264 where it is quick, else VP8.

import { Trial } from "./share-pace.js";
import { CODEC } from "./share-wire.js";

const TWO_LAYERS = "L1T2";
const FULL_HD = 1920 * 1088;

/** The configurations to try, the best first. */
function candidates(width, height, withH264) {
  const h264 = width * height > FULL_HD ? "avc1.640033" : "avc1.42E028";
  const avc = { codec: h264, avc: { format: "annexb" }, name: "h264" };
  const found = [{ codec: "vp8", name: "vp8" }];
  if (withH264) found.unshift(avc);
  return found.flatMap((one) => [{ ...one, scalabilityMode: TWO_LAYERS }, one]);
}

/**
 * `output(chunk, about)` gets what was encoded, `about` its codec, layer and size; `failed(error)`
 * says that no codec is left.
 */
export class DeskEncoder {
  #encoder = null;
  #config = null;
  #trial = new Trial();
  #inside = new Map();
  #withH264;
  #output;
  #failed;
  #changing = null;
  isKeyDue = true;

  constructor(output, failed, { withH264 = true } = {}) {
    this.#output = output;
    this.#failed = failed;
    this.#withH264 = withH264;
  }

  /** How many pictures are in it. */
  get encoding() {
    return this.#encoder?.encodeQueueSize ?? 0;
  }

  get isReady() {
    return this.#encoder?.state === "configured" && !this.#changing;
  }

  get size() {
    return this.#config ? [this.#config.width, this.#config.height] : [0, 0];
  }

  /** Resolves when pictures of this size can be encoded; whether they can. */
  async prepare(width, height, bitrate, fps) {
    this.#changing ??= this.#prepare(width & ~1, height & ~1, bitrate, fps).finally(() => (this.#changing = null));
    return this.#changing;
  }

  async #prepare(width, height, bitrate, fps) {
    const common = { width, height, bitrate, framerate: fps || 30, latencyMode: "realtime" };
    for (const { name, ...one } of candidates(width, height, this.#withH264)) {
      const config = { ...common, ...one };
      const { supported } = await VideoEncoder.isConfigSupported(config).catch(() => ({ supported: false }));
      if (!supported) continue;
      this.close();
      const made = new VideoEncoder({
        output: (chunk, metadata) => made === this.#encoder && this.#came(chunk, metadata, name, config),
        error: (error) => made === this.#encoder && this.#broke(name, error),
      });
      made.configure(config);
      this.#encoder = made;
      this.#config = config;
      this.#trial = new Trial();
      this.isKeyDue = true;
      return true;
    }
    this.#failed(new Error("no codec for this size"));
    return false;
  }

  encode(frame, now) {
    this.#inside.set(frame.timestamp, now);
    this.#encoder.encode(frame, { keyFrame: this.isKeyDue });
    this.isKeyDue = false;
  }

  /** Another rate without a key picture. */
  rate(bitrate) {
    if (!this.isReady) return;
    this.#config = { ...this.#config, bitrate };
    this.#encoder.configure(this.#config);
  }

  /** Whether it was given up for another codec: pictures came out too late. */
  judge(now) {
    const oldest = this.#inside.values().next().value;
    if (!this.#config?.avc || !this.#trial.failed(oldest === undefined ? 0 : now - oldest)) return false;
    this.#giveUpH264();
    return true;
  }

  close() {
    const encoder = this.#encoder;
    this.#encoder = null;
    this.#config = null;
    this.#inside.clear();
    if (encoder && encoder.state !== "closed") encoder.close();
  }

  #giveUpH264() {
    this.#withH264 = false;
    this.close();
  }

  #came(chunk, metadata, name, config) {
    const began = this.#inside.get(chunk.timestamp);
    for (const timestamp of this.#inside.keys()) {
      if (timestamp > chunk.timestamp) break;
      this.#inside.delete(timestamp);
    }
    if (began !== undefined) this.#trial.came(performance.now() - began);
    this.#output(chunk, {
      codec: CODEC[name],
      layer: metadata?.svc?.temporalLayerId ?? 0,
      width: config.width,
      height: config.height,
    });
  }

  #broke(name, error) {
    if (name === "h264") this.#giveUpH264();
    else this.#failed(error);
  }
}
