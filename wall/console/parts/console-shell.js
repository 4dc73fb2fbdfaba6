// The console after sign-in: the bar, the wall, and the panels below it.

import { h } from "../elements.js";
import { t } from "../i18n.js";
import { personName } from "../persons.js";
import { AnnouncePanel } from "./announce-panel.js";
import { AppBar } from "./app-bar.js";
import { DropTarget } from "./drop-target.js";
import { FocusBanner } from "./focus-banner.js";
import { HistoryPanel } from "./history-panel.js";
import { KeyboardHelp } from "./keyboard-help.js";
import { LayoutsPanel } from "./layouts-panel.js";
import { LeasePanel } from "./lease-panel.js";
import { ModerationDesk } from "./moderation-desk.js";
import { NoticeStack } from "./notice-stack.js";
import { OfflineBanner } from "./offline-banner.js";
import { PanicBanner } from "./panic-banner.js";
import { PastBar } from "./past-bar.js";
import { PointingBar } from "./pointing-bar.js";
import { roomIn } from "./post-rooms.js";
import { PanelDock } from "./panel-dock.js";
import { PickBanner } from "./pick-banner.js";
import { PlacePanel } from "./place-panel.js";
import { PlanLeases } from "./plan-leases.js";
import { PlanMarks } from "./plan-marks.js";
import { PlanPast } from "./plan-past.js";
import { PlanPeople } from "./plan-people.js";
import { PlanStage } from "./plan-stage.js";
import { PlanToolbar } from "./plan-toolbar.js";
import { ZoomButtons } from "./plan-zoom.js";
import { PreparingBar } from "./preparing-bar.js";
import { PushPanel } from "./push-panel.js";
import { RecordingsPanel } from "./recordings-panel.js";
import { SharePanel } from "./share-panel.js";
import { SoundPanel } from "./sound-panel.js";
import { TileDetails } from "./tile-details.js";
import { SaveDialog } from "../dialogs/save-dialog.js";
import { ScheduleDialog } from "../dialogs/schedule-dialog.js";
import { TilesList } from "./tiles-list.js";
import { TogetherTools } from "./together-tools.js";
import { WallPlan } from "./wall-plan.js";

/** A panel is `{name, create}`; the groups stand side by side where there is room. */
const GROUPS = [
  [
    { name: "push", create: (desk) => new PushPanel(desk) },
    { name: "share", create: (desk) => new SharePanel(desk) },
    { name: "announce", create: (desk) => new AnnouncePanel(desk) },
  ],
  [
    { name: "layouts", create: (desk, dialogs) => new LayoutsPanel(desk, dialogs) },
    { name: "place", create: (desk) => new PlacePanel(desk) },
  ],
  [
    { name: "tiles", create: (desk) => new TilesList(desk) },
    { name: "audio", create: (desk) => new SoundPanel(desk) },
    { name: "history", create: (desk) => new HistoryPanel(desk) },
    { name: "claims", create: (desk) => new LeasePanel(desk) },
    { name: "recordings", create: (desk) => new RecordingsPanel(desk) },
  ],
  [{ name: "details", create: (desk) => new TileDetails(desk) }],
];

export class ConsoleShell extends HTMLElement {
  constructor(desk) {
    super();
    this.desk = desk;
  }

  connectedCallback() {
    const { desk } = this;
    const plan = new WallPlan(desk);
    const help = new KeyboardHelp();
    const dialogs = { save: new SaveDialog(desk), schedule: new ScheduleDialog(desk) };
    const dock = new PanelDock(desk, GROUPS, dialogs);
    const notices = new NoticeStack(desk);
    const banners = [new PanicBanner(desk), new OfflineBanner(desk), new FocusBanner(desk)];
    this.skip = h("a", { class: "skip", href: "#panels", t: "shell.skip" });
    this.stage = h("main", { class: "stage" },
      h("h1", { class: "unseen", t: "plan.title" }),
      new PlanToolbar(desk, plan),
      new PickBanner(desk),
      plan,
      h("div", { class: "plan-foot" }, notices, new ZoomButtons(plan)),
    );
    this.moderation = new ModerationDesk(desk);
    this.append(
      this.skip,
      new AppBar(desk, { open: () => (desk.isAtWall ? help.open() : this.moderation.run("help")) }),
      this.stage,
      dock,
      this.moderation,
      new DropTarget(desk, plan),
      help,
    );
    this.append(dialogs.save, dialogs.schedule);
    plan.before(new PreparingBar(desk, dialogs), new PastBar(desk), new PointingBar(desk));
    plan.picture.after(new PlanStage(desk, plan), new PlanPast(desk, plan));
    plan.addOverlay(new PlanLeases(desk, plan));
    plan.addOverlay(new PlanPeople(desk, plan));
    plan.addOverlay(new PlanMarks(desk, plan));
    this.querySelector("plan-toolbar").append(new TogetherTools(desk, this.#tools()));
    desk.show = (panel) => dock.show(panel);
    desk.sharing.addEventListener("asked", ({ detail: share }) => this.#asked(share));
    this.#keys();
    const look = () => this.isConnected && this.#look(dock, notices, banners);
    addEventListener("hashchange", look);
    look();
  }

  /** The wall, or the room of the moderation desk that the address names. */
  #look(dock, notices, banners) {
    const room = roomIn(location);
    this.desk.isAtWall = room === null;
    this.stage.hidden = dock.hidden = this.skip.hidden = room !== null;
    this.dataset.place = room ? "posts" : "wall";
    this.moderation.show(room);
    if (room) this.moderation.hold(notices, banners);
    else {
      this.stage.querySelector("pick-banner").after(...banners);
      this.stage.querySelector(".plan-foot").prepend(notices);
    }
    this.querySelector("app-bar").show(room);
  }

  /** Somebody would like to show a desk: tell who may allow it. */
  #asked(share) {
    if (!this.desk.may("moderate")) return;
    const look = { key: "share.look", run: () => this.desk.show("share") };
    this.desk.notices.say(t("share.asks", { name: personName(share.who) }), { stays: true, action: look });
  }

  /** Pointing is at the wall as it is. */
  #point() {
    this.desk.scenes.showInstead(null);
    this.desk.pointing.choose("laser");
  }

  #tools() {
    const { desk } = this;
    const { focus, past, pointing, scenes } = desk;
    const ofPast = () => (past.isOpen ? past.leave() : past.open());
    const ofPointing = () => (pointing.tool ? pointing.end() : this.#point());
    return [
      { name: "claim", key: "lease.claim", right: "lease", run: () => desk.show("claims").begin() },
      {
        name: "laser", key: "pointing.tool", right: "drive", run: ofPointing,
        isOn: () => pointing.tool !== null, watch: (update) => pointing.addEventListener("change", update),
      },
      {
        name: "history", key: "past.tool", right: "see", run: ofPast,
        isOn: () => past.isOpen, watch: (update) => scenes.addEventListener("mode", update),
      },
      {
        name: "focus", key: "focus.tool", right: "take", run: () => desk.show("layouts").focusTool.open(),
        isOn: () => focus.isOn, isThere: () => focus.isOn || focus.now.can_follow > 0,
        watch: (update) => focus.addEventListener("change", update),
      },
    ];
  }

  #keys() {
    addEventListener("keydown", (event) => {
      if (!this.isConnected || !this.desk.isAtWall || isTyping(event.target) || document.querySelector("dialog[open]")) return;
      const { commands, selection } = this.desk;
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (command && key === "z") event.shiftKey ? commands.redo() : commands.undo();
      else if (command && key === "y") commands.redo();
      else if ((key === "delete" || key === "backspace") && selection.ids.length) {
        commands.close(selection.tiles);
      } else if (key === "m" && !command && selection.ids.length && this.desk.may("arrange")) {
        this.desk.sound.toggle(selection.tiles);
      } else if (key === "escape" && !this.desk.picking.purpose) {
        selection.set([]);
        return;
      } else if (key === "?") this.querySelector("keyboard-help").open();
      else return;
      event.preventDefault();
    });
  }
}

export function isTyping(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

customElements.define("console-shell", ConsoleShell);
