// The channel: hello, identify, then requests and events. Comes back by itself when it breaks.

const CLIENT = "console";
const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 8000;
const QUIET_MS = 15000;
const ANSWER_WITHIN_MS = 8000;
const HEADER_BYTES = 40;
const [UPLOAD, PICTURE] = [1, 2];
const BAD_TOKEN = 4003;

/** A request failed. `code` is one of the protocol's, or `offline`. */
export class RequestFailed extends Error {
  constructor(code, message, details = null) {
    super(message);
    this.code = code;
    /** `{lease, right}`: the lease in the way, the right that is missing; each may be null. */
    this.details = details ?? {};
    /** `{type, data}` of what was asked. */
    this.request = null;
  }
}

/**
 * States: `idle`, `connecting`, `online`, `offline` (comes back by itself), `refused` (sign in
 * again). Events: `state`, `identified`, `told` (an event of the controller), `binary`.
 */
export class Connection extends EventTarget {
  #socket = null;
  #identity = null;
  #requests = new Map();
  #nextId = 1;
  #wait = FIRST_WAIT_MS;
  #timer = 0;
  #pulse = 0;
  #heardAt = 0;

  constructor(url) {
    super();
    this.url = url;
    this.state = "idle";
    this.me = null;
    this.limits = { chunk_bytes: 524288 };
    addEventListener("online", () => this.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || this.#hurry());
  }

  /** `identity`: the fields of `identify` that say who this is. */
  start(identity) {
    this.#leave();
    this.#identity = identity;
    this.#wait = FIRST_WAIT_MS;
    this.#open();
  }

  stop() {
    this.#leave();
    this.#become("idle");
  }

  /** Let go of a connection that no longer carries anything; it comes back by itself. */
  drop() {
    const socket = this.#socket;
    this.#closed(1006, "");
    letGo(socket);
  }

  /** Resolves to `{result, revision, picture}`; rejects with RequestFailed. */
  async request(type, data = {}) {
    try {
      return await this.#ask((id) => JSON.stringify({ op: "request", id, type, data }));
    } catch (error) {
      if (error instanceof RequestFailed) error.request = { type, data };
      throw error;
    }
  }

  /** One part of an upload; answered like a request. */
  sendPart(upload, offset, bytes) {
    return this.#ask((id) => {
      const message = new Uint8Array(HEADER_BYTES + bytes.byteLength);
      const view = new DataView(message.buffer);
      view.setUint8(0, 1);
      view.setUint8(1, UPLOAD);
      view.setBigUint64(8, BigInt(id));
      view.setBigUint64(16, BigInt(offset));
      for (let i = 0; i < 16; i++) view.setUint8(24 + i, parseInt(upload.slice(2 * i, 2 * i + 2), 16));
      message.set(new Uint8Array(bytes), HEADER_BYTES);
      return message;
    });
  }

  #ask(message) {
    const isOpen = this.state === "online" && this.#socket.readyState === WebSocket.OPEN;
    if (!isOpen) return Promise.reject(new RequestFailed("offline", ""));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#requests.set(id, { resolve, reject, parts: [] });
      this.#socket.send(message(id));
    });
  }

  #open() {
    this.#become(this.state === "offline" ? "offline" : "connecting");
    const socket = new WebSocket(this.url);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(data);
    socket.onclose = ({ code, reason }) => socket === this.#socket && this.#closed(code, reason);
  }

  #hear(data) {
    this.#heardAt = performance.now();
    if (typeof data !== "string") return this.#hearBytes(data);
    const message = JSON.parse(data);
    if (message.op === "hello") {
      this.limits = message.limits;
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      this.#socket.send(JSON.stringify({ op: "identify", client: CLIENT, ...this.#identity }));
    } else if (message.op === "identified") this.#identified(message);
    else if (message.op === "response") this.#answered(message);
    else if (message.op === "event") this.#tell("told", message);
  }

  #hearBytes(data) {
    const view = new DataView(data);
    const waiting = this.#requests.get(Number(view.getBigUint64(8)));
    if (view.getUint8(1) === PICTURE && waiting) waiting.parts.push(data.slice(HEADER_BYTES));
    else this.#tell("binary", data);
  }

  #identified(message) {
    this.me = message;
    this.#wait = FIRST_WAIT_MS;
    clearInterval(this.#pulse);
    this.#pulse = setInterval(() => this.#feel(), QUIET_MS / 3);
    this.#become("online");
    this.#tell("identified", message);
  }

  #answered(message) {
    const waiting = this.#requests.get(message.id);
    if (!waiting) return;
    this.#requests.delete(message.id);
    if (!message.ok) {
      waiting.reject(new RequestFailed(message.error.code, message.error.message, message.error.details));
      return;
    }
    const picture = waiting.parts.length ? new Blob(waiting.parts, { type: "image/png" }) : null;
    waiting.resolve({ result: message.result, revision: message.revision, picture });
  }

  /** A network that swallows everything closes nothing: after a silence, ask something small. */
  #feel() {
    if (performance.now() - this.#heardAt < QUIET_MS || document.hidden) return;
    const socket = this.#socket;
    const asked = performance.now();
    this.request("layout.list").catch(() => {});
    setTimeout(() => {
      if (socket === this.#socket && this.#heardAt < asked) this.drop();
    }, ANSWER_WITHIN_MS);
  }

  #closed(code, reason) {
    this.#lose();
    if (!this.#identity) return;
    if (code === BAD_TOKEN) {
      this.#identity = null;
      this.reason = reason;
      this.#become("refused");
      return;
    }
    this.#become("offline");
    this.#timer = setTimeout(() => this.#open(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  #leave() {
    this.#identity = null;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#lose();
    letGo(socket);
  }

  #lose() {
    clearInterval(this.#pulse);
    this.#socket = null;
    const lost = [...this.#requests.values()];
    this.#requests.clear();
    for (const { reject } of lost) reject(new RequestFailed("offline", ""));
  }

  #hurry() {
    if (this.state !== "offline" || this.#socket) return;
    clearTimeout(this.#timer);
    this.#wait = FIRST_WAIT_MS;
    this.#open();
  }

  #become(state) {
    if (state === this.state) return;
    this.state = state;
    this.#tell("state", state);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** Closed while it is being made, a browser complains to whoever looks at its messages. */
function letGo(socket) {
  if (socket?.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close();
  else socket?.close();
}
