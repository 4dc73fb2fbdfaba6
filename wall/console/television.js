// The channels of a line-up, and what they send now.

const OLD_MS = 60000;

export class Television {
  #connection;
  #kept = new Map();

  constructor(connection) {
    this.#connection = connection;
  }

  /** The channels of a source; asked anew once a minute. Rejects with RequestFailed. */
  async channels(source) {
    const kept = this.#kept.get(source);
    if (kept && performance.now() - kept.at < OLD_MS) return kept.channels;
    const { result } = await this.#connection.request("channel.list", { source });
    this.#kept.set(source, { at: performance.now(), channels: result });
    return result;
  }
}

/** The channel that a setting names: by number, id or name. */
export function channelOf(channels, wanted) {
  const text = String(wanted ?? "").trim();
  const low = text.toLowerCase();
  return channels.find(({ number }) => number !== null && String(number) === text)
    ?? channels.find(({ id }) => id === text)
    ?? channels.find(({ name }) => name.toLowerCase() === low)
    ?? null;
}

/** Those with all the words in number, name, group or what is on. */
export function matching(channels, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return channels.filter(({ number, name, group, now }) => {
    const all = `${number ?? ""} ${name} ${group} ${now?.title ?? ""}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
