// Working a web tile from here: who works which, what is sent to it, and the picture of it.

const SEND_EVERY_MS = 33;
const MOST = 64;

const isMove = (input) => input.type === "pointer" && input.action === "move";

/** Events: `change` (who drives), `picture` (detail: a blob), `ended` (detail: why, or ""). */
export class Driving extends EventTarget {
  #connection;
  #waiting = [];
  #timer = 0;

  constructor(connection, pictures, topics) {
    super();
    this.#connection = connection;
    /** Everybody's, as the controller tells them. */
    this.drives = [];
    /** The own one, or null. */
    this.own = null;
    topics.want("presence");
    connection.addEventListener("told", ({ detail }) => this.#told(detail));
    connection.addEventListener("state", ({ detail: state }) => state !== "online" && this.#ended("offline"));
    pictures.addEventListener("driven", ({ detail }) => this.#picture(detail));
  }

  /** Who works a tile, or null. */
  driver(wall, tile) {
    return this.drives.find((drive) => drive.wall === wall && drive.tile === tile) ?? null;
  }

  /** Rejects with RequestFailed. */
  async begin(wall, tile, override = false) {
    const { result } = await this.#connection.request("drive.begin", { wall, tile, override });
    this.own = result;
  }

  end() {
    if (!this.own) return;
    this.#flush();
    this.#connection.request("drive.end").catch(() => {});
    this.#ended("");
  }

  /** Mouse moves and turns of the wheel wait a moment for the next; everything else goes at once. */
  send(input) {
    if (!this.own) return;
    if (isMove(input) && this.#waiting.length && isMove(this.#waiting.at(-1))) this.#waiting.pop();
    this.#waiting.push(input);
    if (!isMove(input) && input.type !== "wheel") this.#flush();
    else this.#timer ||= setTimeout(() => this.#flush(), SEND_EVERY_MS);
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    while (this.#waiting.length && this.own) {
      const inputs = this.#waiting.splice(0, MOST);
      // Refused where the drive has just ended, which is told by itself.
      this.#connection.request("drive.input", { inputs }).catch(() => {});
    }
  }

  #told(event) {
    if (event.type === "drives.changed") {
      this.drives = event.drives;
      this.dispatchEvent(new Event("change"));
    } else if (event.type === "drive.ended" && event.id === this.own?.id) this.#ended(event.why);
  }

  #picture({ wall, tile, blob }) {
    if (wall === this.own?.wall && tile === this.own.tile) {
      this.dispatchEvent(new CustomEvent("picture", { detail: blob }));
    }
  }

  #ended(why) {
    if (!this.own) return;
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#waiting = [];
    this.own = null;
    this.dispatchEvent(new CustomEvent("ended", { detail: why }));
  }
}
