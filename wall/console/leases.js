// Claims on screens: who holds what, until when; claiming, asking, handing over; and what is
// offered when a command is refused because of one.

import { nameOf, overlaps } from "./geometry.js";
import { clockOf, t } from "./i18n.js";
import { personName } from "./persons.js";

const WARN_BEFORE_S = 120;
const LONGEST_TIMER_S = 3600;
export const LONGER_S = 1800;

/** Event: `change`. */
export class Leases extends EventTarget {
  #connection;
  #scenes;
  #notices;
  #leases = new Map();
  #warned = new Set();
  #timer = 0;
  /** What asks the holder: `{notice, wall, lease, by}`. */
  #asked = [];

  constructor(connection, scenes, notices, topics, may) {
    super();
    this.#connection = connection;
    this.#scenes = scenes;
    this.#notices = notices;
    this.may = may;
    topics.want("leases");
    notices.explain = (error) => this.#explain(error);
    connection.addEventListener("told", ({ detail }) => this.#told(detail));
    scenes.addEventListener("wall", () => this.#tell());
  }

  /** Of the wall that is looked at, the first to end first. */
  get all() {
    return this.#leases.get(this.#scenes.wallName) ?? [];
  }

  get me() {
    return this.#connection.me?.name ?? "";
  }

  isOwn(lease) {
    return lease.holder === this.me;
  }

  /** Somebody else's claim on what a rectangle touches, or null. */
  inTheWay(rect) {
    const { wall } = this.#scenes;
    const touches = (address) => overlaps(wall.screens.find((s) => s.address === address)?.rect ?? [0, 0, 0, 0], rect);
    return this.all.find((lease) => !this.isOwn(lease) && lease.screens.some(touches)) ?? null;
  }

  /** `B1:C2`, or that it is the whole wall. */
  placeOf(lease) {
    if (lease.whole_wall) return t("lease.whole_wall");
    const { wall } = this.#scenes;
    return nameOf(wall, wall.screens.filter((screen) => lease.screens.includes(screen.address)));
  }

  /** Who, what for, until when: one line. */
  describe(lease) {
    const holder = this.isOwn(lease) ? t("history.you") : personName(lease.holder);
    const until = t("lease.until", { time: clockOf(lease.until) });
    return [holder, lease.purpose, until].filter(Boolean).join(" · ");
  }

  /** `end` is `{for_s}` or `{until}`. Whether it was done. */
  claim(area, purpose, end, override = false) {
    const done = () => t("lease.claimed", { at: area === "all" ? t("lease.whole_wall") : area });
    return this.#ask("lease.claim", { area, purpose, ...end, ...(override ? { override } : {}) }, done);
  }

  release(lease, override = false) {
    const data = { lease: lease.id, ...(override ? { override } : {}) };
    return this.#ask("lease.release", data, () => t("lease.released", { at: this.placeOf(lease) }));
  }

  /** Half an hour more. */
  extend(lease) {
    const until = Math.max(lease.until, Date.now() / 1000) + LONGER_S;
    return this.#ask("lease.extend", { lease: lease.id, until }, () => t("lease.extended", { time: clockOf(until) }));
  }

  handOver(lease, to) {
    return this.#ask("lease.hand_over", { lease: lease.id, to }, () => t("lease.handed_over", { at: this.placeOf(lease), name: personName(to) }));
  }

  askFor(lease, message = "") {
    const words = ({ lease: now, connected }) => {
      const values = { name: personName(now.holder), at: this.placeOf(now), time: clockOf(now.until) };
      return t(connected ? "lease.asked" : "lease.asked_nobody", values);
    };
    return this.#ask("lease.ask", { wall: lease.wall, lease: lease.id, message }, words);
  }

  /** Tell whoever asked that one keeps it. */
  keep(lease, by) {
    return this.#ask("lease.keep", { wall: lease.wall, lease: lease.id, to: by }, () => t("lease.kept_told", { name: personName(by) }));
  }

  /** `words`: what is said when it is done, of its result. */
  async #ask(type, data, words) {
    try {
      const { result } = await this.#connection.request(type, { wall: this.#scenes.wallName, ...data });
      this.#notices.say(words(result));
      return true;
    } catch (error) {
      this.#notices.refuse(error);
      return false;
    }
  }

  #told(event) {
    if (event.type === "leases.changed") this.#changed(event);
    else if (event.type === "lease.asked") this.#askedFor(event);
    else if (event.type === "lease.kept") this.#kept(event);
  }

  #changed({ wall, leases }) {
    const before = this.#leases.get(wall);
    this.#leases.set(wall, [...leases].sort((a, b) => a.until - b.until));
    this.#settle((asked) => asked.wall === wall && !leases.some((now) => now.id === asked.lease && this.isOwn(now)));
    if (before && wall === this.#scenes.wallName) this.#tellOwn(before, leases);
    this.#watch();
    this.#tell();
  }

  /** What somebody else did to one's own claims. */
  #tellOwn(before, now) {
    for (const lease of now) {
      const was = before.find((other) => other.id === lease.id);
      if (!was || this.isOwn(was) || !this.isOwn(lease)) continue;
      const values = { name: personName(was.holder), at: this.placeOf(lease), time: clockOf(lease.until) };
      this.#notices.say(t("lease.got", values));
    }
    for (const lease of before) {
      const isOver = lease.until <= Date.now() / 1000 + 2;
      if (this.isOwn(lease) && isOver && !now.some((other) => other.id === lease.id)) {
        this.#notices.say(t("lease.over", { at: this.placeOf(lease) }));
      }
    }
  }

  #askedFor({ wall, lease: id, by, message }) {
    const lease = this.#leases.get(wall)?.find((other) => other.id === id);
    if (!lease || wall !== this.#scenes.wallName) return;
    const isSame = (asked) => asked.wall === wall && asked.lease === id && asked.by === by;
    this.#settle(isSame);
    const notice = this.#notices.say(t("lease.asks", { name: personName(by), at: this.placeOf(lease) }), {
      detail: message,
      stays: true,
      actions: [
        { key: "lease.hand_over", run: () => this.handOver(lease, by) },
        { key: "lease.keep", run: () => this.keep(lease, by) },
      ],
    });
    this.#asked.push({ notice, wall, lease: id, by });
  }

  /** The holder keeps it: the one who asked is told, and other windows of the holder ask no more. */
  #kept({ wall, lease: id, by, asked_by: asker, message }) {
    this.#settle((asked) => asked.wall === wall && asked.lease === id && asked.by === asker);
    if (asker !== this.me) return;
    const lease = this.#leases.get(wall)?.find((other) => other.id === id);
    if (!lease) return;
    const values = { name: personName(by), at: this.placeOf(lease), time: clockOf(lease.until) };
    this.#notices.say(t("lease.kept", values), { detail: message });
  }

  /** These questions are answered, here or in another window. */
  #settle(isAnswered) {
    for (const asked of this.#asked) if (isAnswered(asked)) this.#notices.end(asked.notice);
    this.#asked = this.#asked.filter((asked) => !isAnswered(asked));
  }

  /** Before one's own claim ends, offer to make it longer. */
  #watch() {
    clearTimeout(this.#timer);
    const now = Date.now() / 1000;
    const own = this.all.filter((lease) => this.isOwn(lease) && lease.until > now);
    let next = LONGEST_TIMER_S;
    for (const lease of own) {
      const left = lease.until - now - WARN_BEFORE_S;
      const key = `${lease.id} ${lease.until}`;
      if (left > 0) next = Math.min(next, left);
      else if (!this.#warned.has(key) && lease.until - lease.since > 2 * WARN_BEFORE_S) {
        this.#warned.add(key);
        const text = t("lease.ends_soon", { at: this.placeOf(lease), time: clockOf(lease.until) });
        this.#notices.say(text, { action: { key: "lease.extend", run: () => this.extend(lease) } });
      }
    }
    if (own.length) this.#timer = setTimeout(() => this.#watch(), next * 1000 + 50);
  }

  /** Who holds it, and the ways on: ask for it, or go over it where one may. */
  #explain(error) {
    if (error.code !== "leased") return null;
    const lease = error.details?.lease;
    if (!lease) return null;
    const values = { at: this.placeOf(lease), name: personName(lease.holder), time: clockOf(lease.until) };
    const text = lease.purpose
      ? t("lease.refused_for", { ...values, purpose: lease.purpose })
      : t("lease.refused", values);
    const actions = [{ key: "lease.ask", run: () => this.askFor(lease) }];
    if (this.may("override_lease") && error.request) {
      actions.push({ key: "lease.anyway", run: () => this.#doAnyway(error.request, lease) });
    }
    return { text, actions };
  }

  async #doAnyway({ type, data }, lease) {
    try {
      await this.#connection.request(type, { ...data, override: true });
      this.#notices.say(t("lease.done_anyway", { name: personName(lease.holder) }));
    } catch (error) {
      this.#notices.refuse(error);
    }
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
