// Putting content on the wall: sends files first, tells the progress, and can take it back.

import { RequestFailed } from "./connection.js";
import { titleFor } from "./contents.js";
import { t } from "./i18n.js";
import { shortTitleOf } from "./naming.js";
import { upload } from "./uploading.js";

const RECENT = 8;
const RECENT_RESTS_MS = 300;

/** Event: `recent`. */
export class Pushing extends EventTarget {
  #connection;
  #scenes;
  #notices;
  /** Takes the content instead of the wall: what is prepared, while it is shown. */
  elsewhere = null;

  constructor(connection, scenes, notices) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    /** What anybody pushed lately, as content; `by` says who. */
    this.recent = [];
    connection.addEventListener("identified", () => this.#recall());
    scenes.addEventListener("wall", () => this.#recall());
    scenes.addEventListener("changed", ({ detail }) => {
      const isPush = (change) => change.type === "tile.added" && change.tile.layer === "pushed";
      if (detail.changes?.some(isPush)) this.#recall(RECENT_RESTS_MS);
    });
  }

  /**
   * `content` is one of contents.js; `place` is `{at}` (an area) or `{rect}`. Whether it is on the
   * wall; why not is told.
   */
  async push(content, place, { title = "", forS = null } = {}) {
    let notice = null;
    try {
      const { file, isGuess, ...rest } = content;
      const sent = isGuess ? await this.#looked(rest) : { ...rest };
      if (file) {
        notice = this.#tellProgress(content);
        sent.settings = { url: await this.#send(file, notice) };
        this.#notices.end(notice);
      }
      await this.#put(sent, place, { title, forS });
      return true;
    } catch (error) {
      if (notice) this.#notices.end(notice);
      if (error.name !== "AbortError") this.#notices.refuse(error, content.name);
      return false;
    }
  }

  async takeBack(tile, name) {
    try {
      await this.#connection.request("tile.close", { id: tile, wall: this.#scenes.wallName });
      this.#notices.say(t("done.taken_back", { name }));
    } catch (error) {
      this.#notices.refuse(error, name);
    }
  }

  /** What stands behind an address, as the controller sees it. */
  async #looked(content) {
    const { result } = await this.#connection.request("probe.address", content.settings);
    if (!result.kind) throw new RequestFailed("feed", "");
    return { ...content, kind: result.kind, name: result.title.slice(0, 200) || content.name };
  }

  async #put(content, place, { title, forS }) {
    if (this.elsewhere?.isOpen) {
      await this.elsewhere.add(content, place, title);
      this.#notices.say(t("preparing.added", { name: title || content.name }));
      return;
    }
    const where = place.rect ? { rect: place.rect, at: this.#named("all") } : { at: this.#named(place.at) };
    const { kind, settings, name, source = null, label = [] } = content;
    const data = { kind, settings, source, label, title: title || titleFor(content), for_s: forS, ...where };
    const { result } = await this.#connection.request("push", data);
    const at = place.at ?? t("place.chosen");
    this.#notices.say(t("done.pushed", { name: title || name, at }), {
      action: { key: "action.undo", run: () => this.takeBack(result.tile, title || name) },
    });
  }

  #named(area) {
    return this.#scenes.walls.length > 1 ? `${this.#scenes.wallName}/${area}` : area;
  }

  #tellProgress(content) {
    const ending = new AbortController();
    const notice = this.#notices.say(t("push.sending", { name: content.name }), {
      stays: true,
      progress: 0,
      action: { key: "action.cancel", run: () => ending.abort() },
    });
    notice.signal = ending.signal;
    return notice;
  }

  #send(file, notice) {
    const onProgress = (progress) => this.#notices.change(notice, { progress });
    return upload(this.#connection, file, onProgress, notice.signal);
  }

  #timer = 0;

  #recall(rests = 0) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#askRecent(), rests);
  }

  async #askRecent() {
    const wall = this.#scenes.wallName;
    if (this.#connection.state !== "online" || !wall) return;
    try {
      const { result } = await this.#connection.request("recent.list", { wall, limit: RECENT });
      this.recent = result.map(({ kind, settings, source, label, title, tile, by }) => ({ kind, settings, source, label, name: title ?? (shortTitleOf({ kind, settings, source }) || tile), by }));
      this.dispatchEvent(new Event("recent"));
    } catch (error) {
      if (error.code === undefined) throw error;
    }
  }
}
