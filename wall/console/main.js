// Puts the console together: who is signed in, what is followed, and what is shown.

import { Commands } from "./commands.js";
import { Connection } from "./connection.js";
import { Deciding } from "./deciding.js";
import { Drafts } from "./drafts.js";
import { Driving } from "./driving.js";
import { Focus } from "./focusing.js";
import { LANGUAGES, currentLanguage, isLanguageChosen, language, preferredLanguage, speak, t } from "./i18n.js";
import { Kinds } from "./kinds.js";
import { Leases } from "./leases.js";
import { Notices } from "./notices.js";
import { Panic } from "./panicking.js";
import { persons } from "./persons.js";
import { Past } from "./past.js";
import { PastPictures } from "./past-pictures.js";
import { Pointing } from "./pointing.js";
import { PostClaims } from "./post-claims.js";
import { PostPictures } from "./post-pictures.js";
import { Posts } from "./posts.js";
import { Preparing } from "./preparing.js";
import { Recordings } from "./recordings.js";
import { Television } from "./television.js";
import { Presence } from "./presence.js";
import { AcceptInvitation, invitationIn } from "./parts/accept-invitation.js";
import { ConsoleShell } from "./parts/console-shell.js";
import { SignIn } from "./parts/sign-in.js";
import { Picking } from "./picking.js";
import { Pictures } from "./pictures.js";
import { applyTheme } from "./preferences.js";
import { Pushing } from "./pushing.js";
import { Rules } from "./rules.js";
import { Scenes } from "./scene.js";
import { Scheduling } from "./scheduling.js";
import { Selection } from "./selection.js";
import { Session } from "./session.js";
import { Sharing } from "./sharing.js";
import { Sound } from "./sound.js";
import { Topics } from "./topics.js";

const channel = new URL("/api/v1/channel", location.href);
channel.protocol = location.protocol === "https:" ? "wss:" : "ws:";

const FAILED = "#sign-in-failed=";

/** What every screen of the console works with. */
class Desk {
  constructor() {
    this.session = new Session();
    this.connection = new Connection(channel);
    persons.use(this.connection);
    this.notices = new Notices();
    this.topics = new Topics(this.connection);
    this.scenes = new Scenes(this.connection, this.topics);
    this.selection = new Selection(this.scenes);
    this.commands = new Commands(this.connection, this.scenes, this.notices);
    this.pushing = new Pushing(this.connection, this.scenes, this.notices);
    this.picking = new Picking();
    this.pictures = new Pictures(this.connection, this.scenes, this.topics);
    this.driving = new Driving(this.connection, this.pictures, this.topics);
    this.presence = new Presence(this.connection, this.scenes, this.selection, this.topics);
    this.leases = new Leases(this.connection, this.scenes, this.notices, this.topics, (right) => this.may(right));
    this.preparing = new Preparing(this.connection, this.scenes, this.notices, this.topics);
    this.commands.elsewhere = this.pushing.elsewhere = this.preparing;
    this.recordings = new Recordings(this.connection, this.scenes, this.notices);
    this.kinds = new Kinds(this.connection);
    this.television = new Television(this.connection);
    this.panic = new Panic(this.connection, this.scenes, this.notices);
    this.past = new Past(this.connection, this.scenes, this.notices);
    this.pastPictures = new PastPictures(this.connection, this.scenes, this.past);
    this.pointing = new Pointing(this.connection, this.scenes, this.notices);
    this.sharing = new Sharing(this.connection, this.scenes, this.notices, this.topics);
    this.sound = new Sound(this.connection, this.scenes, this.notices, this.topics);
    this.scheduling = new Scheduling(this.connection, this.scenes, this.notices, this.topics);
    this.posts = new Posts(this.connection, this.session, this.notices, this.topics);
    this.postPictures = new PostPictures(this.session, this.posts);
    this.drafts = new Drafts(this.connection, this.notices, this.topics, (right) => this.may(right));
    this.rules = new Rules(this.connection, this.notices, this.topics);
    this.focus = new Focus(this.connection, this.notices, this.topics);
    this.deciding = new Deciding(this.posts, this.connection, this.notices);
    this.postClaims = new PostClaims(this.posts, () => this.may("moderate"));
    /** Whether the wall is looked at, and not another part of the console. */
    this.isAtWall = true;
  }

  /** Whether this person may do it on some screen of the wall that is looked at. */
  may(right) {
    return this.connection.me?.rights[this.scenes.wallName]?.includes(right) ?? false;
  }

  /** Whether this person may do it on all walls, and for the site itself. */
  mayEverywhere(right) {
    return this.connection.me?.everywhere.includes(right) ?? false;
  }

  /** Whether tiles may be moved, changed and closed. */
  get mayChange() {
    const { mode } = this.scenes;
    return mode !== "past" && this.may(mode === "preparing" ? "prepare" : "arrange");
  }
}

applyTheme();
const desk = new Desk();
const page = document.getElementById("page");

let shell = null;

/** A screen instead of the console, which stays behind it with what was typed. */
function showBefore(screen) {
  if (shell) shell.hidden = true;
  for (const other of [...page.children]) if (other !== shell) other.remove();
  page.prepend(screen);
}

function showConsole() {
  const isNew = !shell;
  shell ??= new ConsoleShell(desk);
  shell.hidden = false;
  for (const other of [...page.children]) if (other !== shell) other.remove();
  if (isNew) page.append(shell);
}

function showSignIn(problem = null) {
  showBefore(new SignIn(desk, enter, problem));
}

async function enter(identity) {
  const { account } = desk.session;
  if (account?.password && !isLanguageChosen() && account.language in LANGUAGES) await speak(account.language);
  desk.connection.start(identity);
}

/** The account speaks what its owner chooses, in every browser. */
function keepLanguage() {
  const { account } = desk.session;
  if (!account || account.language === currentLanguage()) return;
  desk.session.change({ language: currentLanguage() }).catch((error) => desk.notices.refuse(error));
}

/** Why a provider of the house sent the browser back without signing in, or "". */
function providersRefusal() {
  if (!location.hash.startsWith(FAILED)) return "";
  const text = decodeURIComponent(location.hash.slice(FAILED.length));
  history.replaceState(null, "", "/");
  return text;
}

desk.connection.addEventListener("identified", showConsole);
desk.connection.addEventListener("state", ({ detail: state }) => {
  if (state === "refused") {
    desk.session.signOut();
    // Who is about to set a new password has lost the old sessions by that.
    if (page.firstElementChild instanceof AcceptInvitation) return;
    showSignIn({ code: "bad_token", message: desk.connection.reason });
  }
});

async function begin() {
  const invitation = invitationIn(location);
  if (invitation) {
    // The link opens once; it need not stay in the address and in the history.
    history.replaceState(null, "", "/");
    showBefore(new AcceptInvitation(desk, enter, invitation, showSignIn));
    return;
  }
  const refusal = providersRefusal();
  if (refusal) {
    showSignIn({ text: refusal });
    return;
  }
  const identity = await desk.session.resume();
  if (identity) enter(identity);
  else showSignIn();
}

await speak(preferredLanguage());
document.title = t("console.title");
language.addEventListener("change", keepLanguage);
addEventListener("hashchange", () => invitationIn(location) && begin());
await begin();
