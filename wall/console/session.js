// Who signed in here: a session of the controller (a cookie), or a token that was pasted.

const SESSION = "/api/v1/session";
const KEPT = "wall.token";

/** Signing in was refused; `code` is the protocol's. */
export class SignInFailed extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

export class Session {
  #csrf = "";

  /** What `identify` needs, from a sign-in before; null where somebody must sign in. */
  async resume() {
    const token = sessionStorage.getItem(KEPT);
    if (token) return { token };
    if (!document.cookie.includes("wall_signed_in=")) return null;
    const answer = await fetch(SESSION).catch(() => null);
    return answer?.ok ? this.#opened(await answer.json()) : null;
  }

  useToken(token) {
    sessionStorage.setItem(KEPT, token);
    return { token };
  }

  /** `code`: of the second factor, where the account has one. Throws SignInFailed. */
  signIn(name, password, code) {
    return this.#open(SESSION, { name, password, ...(code ? { code } : {}) });
  }

  /** Set a password by a one-time link, and sign in. Throws SignInFailed. */
  accept(invitation, password) {
    return this.#open(`${SESSION}/invitation`, { invitation, password });
  }

  async #open(address, body) {
    let answer;
    try {
      answer = await fetch(address, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    } catch {
      throw new SignInFailed("offline", "");
    }
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new SignInFailed(said.code ?? "error", said.message ?? "");
    return this.#opened(said);
  }

  async signOut() {
    sessionStorage.removeItem(KEPT);
    if (!this.#csrf) return;
    const headers = { "X-CSRF-Token": this.#csrf };
    await fetch(SESSION, { method: "DELETE", headers }).catch(() => null);
    this.#csrf = "";
  }

  #opened(said) {
    this.#csrf = said.csrf ?? "";
    return {};
  }
}
