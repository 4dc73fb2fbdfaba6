// Capturing a screen, a window or a tab, and what stands in the way of it in this browser.

const FRAMES_PER_S = 30;
const ANSWERED_AFTER_MS = 250;
const SOUND = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 2 };

/** The key of the words that say why no desk can be shared from here; null where one can. */
export function obstacle() {
  if (!isSecureContext) return "share.cannot.insecure";
  if (!navigator.mediaDevices?.getDisplayMedia) return "share.cannot.no_capture";
  if (!("VideoEncoder" in window)) return "share.cannot.no_encoder";
  return null;
}

/** `message` is the key of the words that say what to do. */
export class CannotCapture extends Error {}

/** Ask the person what is to be shared. Null where it was given up; throws CannotCapture. */
export async function capture({ sound }) {
  const asked = performance.now();
  try {
    return await navigator.mediaDevices.getDisplayMedia({
      video: { frameRate: { ideal: FRAMES_PER_S, max: FRAMES_PER_S } },
      audio: sound ? SOUND : false,
      systemAudio: sound ? "include" : "exclude",
      surfaceSwitching: "include",
      selfBrowserSurface: "exclude",
    });
  } catch (error) {
    // The browser's own words would be in its language, and do not say what to do.
    if (error.name === "NotReadableError") throw new CannotCapture("share.cannot.capture");
    if (error.name !== "NotAllowedError" && error.name !== "AbortError") throw error;
    // Nobody says no so fast: one who did so before is not asked again.
    if (performance.now() - asked < ANSWERED_AFTER_MS) throw new CannotCapture("share.cannot.blocked");
    return null;
  }
}

/**
 * One captured desk on its way to the wall. Events: `told` (its state), `ended` (with a reason).
 * Pictures go from the browser to the worker; this page may sleep.
 */
export class Capture extends EventTarget {
  #stream;
  #worker = new Worker(new URL("./worker/share-worker.js", import.meta.url), { type: "module" });
  #video = null;
  #isOver = false;
  state = "beginning";
  /** What this person wants: live, paused or hidden. */
  wanted = "live";

  constructor(stream, { share, ticket, path }) {
    super();
    this.#stream = stream;
    this.id = share.id;
    const [picture] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    const url = new URL(path, location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const surface = picture.getSettings().displaySurface ?? "unknown";
    const ticks = !("MediaStreamTrackProcessor" in window) && !isTransferable();
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = () => this.#over("");
    this.#worker.postMessage({
      type: "start", url: url.href, ticket, name: share.name, surface, audio: sound !== undefined,
      fps: FRAMES_PER_S, ticks,
      // Firefox's H.264 holds pictures back for more than a second.
      withH264: "MediaStreamTrackProcessor" in window,
    });
    this.#give(picture, "picture", ticks);
    if (sound && "MediaStreamTrackProcessor" in window && "AudioEncoder" in window) this.#give(sound, "sound", false);
    picture.addEventListener("ended", () => this.end());
  }

  setState(state) {
    this.wanted = state;
    this.#worker.postMessage({ type: "state", state });
  }

  end() {
    if (this.#isOver) return;
    for (const track of this.#stream.getTracks()) track.stop();
    this.#worker.postMessage({ type: "end", reason: "" });
  }

  #give(track, of, ticks) {
    if (ticks) this.#watch();
    else if ("MediaStreamTrackProcessor" in window) {
      const stream = new MediaStreamTrackProcessor({ track }).readable;
      this.#worker.postMessage({ type: "stream", of, stream }, [stream]);
    } else this.#worker.postMessage({ type: "track", track }, [track]);
  }

  /** A browser that gives no stream of pictures: the worker asks for each. */
  #watch() {
    this.#video = document.createElement("video");
    this.#video.muted = true;
    this.#video.srcObject = this.#stream;
    this.#video.play().catch(() => {});
  }

  #hear(word) {
    if (word.type === "tick") this.#frame();
    else if (word.type === "limit") this.#limit(word);
    else if (word.type === "ended") this.#over(word.reason);
    else if (word.type === "failed") this.dispatchEvent(new CustomEvent("failed", { detail: word.message }));
    else if (word.type === "told") {
      this.state = word.state;
      this.dispatchEvent(new Event("told"));
    }
  }

  #frame() {
    if (!this.#video || this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    const frame = new VideoFrame(this.#video);
    this.#worker.postMessage({ type: "frame", frame }, [frame]);
  }

  /** The wall needs no more pixels than its tile has. */
  #limit({ w, h, fps }) {
    const [track] = this.#stream.getVideoTracks();
    if (!fps || !track) return;
    const most = { width: { max: w }, height: { max: h }, frameRate: { max: fps } };
    track.applyConstraints(most).catch(() => {});
  }

  #over(reason) {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const track of this.#stream.getTracks()) track.stop();
    if (this.#video) this.#video.srcObject = null;
    this.#worker.terminate();
    this.dispatchEvent(new CustomEvent("ended", { detail: reason }));
  }
}

/** Whether a worker takes the track itself, as in Safari. */
function isTransferable() {
  return "MediaStreamTrack" in window && /^((?!chrome|firefox).)*safari/i.test(navigator.userAgent);
}
