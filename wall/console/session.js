// Who signed in here: a session of the controller (a cookie), or a token that was pasted; and
// what one does with the own account.

const API = "/api/v1";
const SESSION = "/session";
const KEPT = "wall.token";

/** A request was refused. `code` is the protocol's; `waitS` says when to try again. */
export class Refused extends Error {
  constructor(code, message, waitS = 0) {
    super(message);
    this.code = code;
    this.waitS = waitS;
  }
}

/** Event: `change`, when somebody else is signed in or the account says something else. */
export class Session extends EventTarget {
  #csrf = "";
  /** What the controller told of the account; null for a token. */
  account = null;

  /** What `identify` needs, from a sign-in before; null where somebody must sign in. */
  async resume() {
    const token = sessionStorage.getItem(KEPT);
    if (token) return { token };
    if (!document.cookie.includes("wall_signed_in=")) return null;
    try {
      return this.#opened(await this.ask("GET", SESSION));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return null;
    }
  }

  useToken(token) {
    sessionStorage.setItem(KEPT, token);
    this.#become(null);
    return { token };
  }

  /** What the sign-in page may offer: `{password, openid}`. */
  ways() {
    return this.ask("GET", "/sign-in");
  }

  /** `code`: of the second factor, where the account has one. Throws Refused. */
  async signIn(name, password, code) {
    const body = { name, password, ...(code ? { code } : {}) };
    return this.#opened(await this.ask("POST", SESSION, body));
  }

  /** Whom a one-time link is for; it stays good. Throws Refused. */
  look(invitation) {
    return this.ask("POST", `${SESSION}/invitation/look`, { invitation });
  }

  /** Set a password by a one-time link, and sign in. Throws Refused. */
  async accept(invitation, password, displayName) {
    const body = { invitation, password, display_name: displayName };
    return this.#opened(await this.ask("POST", `${SESSION}/invitation`, body));
  }

  /** Another display name or language of the own account. Throws Refused. */
  async change(fields) {
    this.#become(await this.ask("PUT", "/account", fields));
  }

  /** Ask for the account once more, after something of it has changed. */
  async renew() {
    this.#become(await this.ask("GET", SESSION));
  }

  async signOut() {
    sessionStorage.removeItem(KEPT);
    if (this.#csrf) await this.ask("DELETE", SESSION).catch(() => null);
    this.#csrf = "";
    this.#become(null);
  }

  /** A REST request in the name of the session, or of the token. Throws Refused. */
  async ask(method, path, body) {
    const answer = await this.#fetch(method, path, body);
    return answer.json().catch(() => ({}));
  }

  /** A picture over REST, as a Blob. Throws Refused. */
  async picture(path) {
    return (await this.#fetch("GET", path)).blob();
  }

  async #fetch(method, path, body) {
    const token = sessionStorage.getItem(KEPT);
    const headers = { "X-CSRF-Token": this.#csrf, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
    if (body) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(API + path, { method, headers, body: body && JSON.stringify(body) });
    } catch {
      throw new Refused("offline", "");
    }
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    const waitS = Number(answer.headers.get("Retry-After")) || 0;
    throw new Refused(said.code ?? "error", said.message ?? "", waitS);
  }

  #opened(account) {
    sessionStorage.removeItem(KEPT);
    this.#become(account);
    return {};
  }

  #become(account) {
    this.account = account;
    this.#csrf = account?.csrf ?? "";
    this.dispatchEvent(new Event("change"));
  }
}
