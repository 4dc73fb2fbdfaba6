"""The command line against a real server: what it says, what it asks, and its exit codes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image
from pydantic import JsonValue

from tests.controller.live import ThreadedWall, threaded_wall
from wall.cli import DisplayOptions, RunOptions, run_command_line
from wall.cli.pushing import page_address
from wall.kinds.registry import KindRegistry
from wall.protocol.content import Alert
from wall.protocol.status import Status
from wall.sitefile.reading import SourceKinds


@dataclass
class FakePrograms:
    """Notes what was started."""

    ran: list[RunOptions] = field(default_factory=list)
    displayed: list[DisplayOptions] = field(default_factory=list)
    code: int = 0

    def run(self, options: RunOptions) -> int:
        self.ran.append(options)
        return self.code

    def display(self, options: DisplayOptions) -> int:
        self.displayed.append(options)
        return self.code

    def kinds(self) -> KindRegistry:
        return KindRegistry()

    def source_kinds(self) -> SourceKinds:
        return {}

    def schemas(self) -> dict[str, JsonValue]:
        return {"wall": {"title": "wall.yaml"}, "layout": {"title": "a layout"}}

    def new_site(self, folder: Path) -> tuple[Path, ...]:
        return (folder / "wall.yaml",)


@dataclass
class Said:
    code: int
    out: str
    err: str


Command = Callable[..., Said]


@pytest.fixture
def programs() -> FakePrograms:
    return FakePrograms()


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    programs: FakePrograms,
) -> Command:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("WALL_URL", "WALL_TOKEN", "WALL_FINGERPRINT"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments: str | Path) -> Said:
        code = run_command_line(programs, [str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run


@pytest.fixture
def wall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> Iterator[ThreadedWall]:
    with threaded_wall(tmp_path / "data") as wall:
        monkeypatch.setenv("WALL_URL", wall.live.url)
        monkeypatch.setenv("WALL_TOKEN", wall.live.operator)
        yield wall


@pytest.fixture
def admin(wall: ThreadedWall, monkeypatch: pytest.MonkeyPatch) -> ThreadedWall:
    monkeypatch.setenv("WALL_TOKEN", wall.live.admin)
    return wall


def test_a_picture_is_pushed(command: Command, wall: ThreadedWall, tmp_path: Path) -> None:
    Image.new("RGB", (40, 40), "red").save(tmp_path / "photo.jpg")
    said = command("push", "image", tmp_path / "photo.jpg", "--at", "B2", "--id", "pic")
    assert said == Said(0, "'pic' is on B2 · wall 'hub' is at revision 1\n", "")
    tile = wall.live.operations.scene().tile("pic")
    assert tile is not None
    assert str(tile.settings["url"]).startswith("upload:")


def test_pushes_carry_their_options(command: Command, wall: ThreadedWall) -> None:
    web = command(
        "push", "web", "https://example.org", "--at", "C1:C2", "--for", "5m", "--title", "News",
        "--json",
    )  # fmt: skip
    assert json.loads(web.out)["revision"] == 1
    assert command("push", "video", "https://e.org/a.mp4", "--once").code == 0
    assert command("push", "text", "# Hello", "--at", "A1", "--for", "1h30m").code == 0
    tile = command("push", "tile", "clock", "--set", "zone=Europe/Warsaw", "--set", "size=3")
    assert tile.code == 0
    pushes = [asked for name, asked in wall.live.operations.calls if name == "push"]
    assert [getattr(push, "for_s", None) for push in pushes] == [300.0, None, 5400.0, None]
    assert [getattr(push, "settings", None) for push in pushes[1:]] == [
        {"url": "https://e.org/a.mp4", "loop": False},
        {"text": "# Hello"},
        {"zone": "Europe/Warsaw", "size": 3},
    ]


def test_a_page_needs_no_https(command: Command, wall: ThreadedWall) -> None:
    assert command("push", "web", "example.org/news", "--id", "site").code == 0
    tile = wall.live.operations.scene().tile("site")
    assert tile is not None
    assert tile.settings["url"] == "https://example.org/news"


@pytest.mark.parametrize("given", ["https://a.example", "pages/show.html", "show.html", "notes"])
def test_other_addresses_are_as_they_were_given(given: str) -> None:
    assert page_address(given) == given


def test_an_alert_has_a_level_and_an_end(command: Command, wall: ThreadedWall) -> None:
    assert command("push", "alert", "Out!", "--level", "alarm", "--for", "10s").code == 0
    alert = dict(wall.live.operations.calls)["alert"]
    assert alert == Alert(text="Out!", level="alarm", for_s=10.0)


def test_layouts(command: Command, wall: ThreadedWall) -> None:
    listed = command("layout", "list")
    assert "listening" in listed.out
    assert "staged" in listed.out
    assert json.loads(command("layout", "list", "--json").out)[0]["on"] is True
    assert command("layout", "stage", "event").out == "'event' is staged on wall 'hub'\n"
    assert command("layout", "take", "event", "--fade", "800ms", "--clear").code == 0
    assert command("layout", "take").code == 0
    assert ("take", ("event", True, 800)) in wall.live.operations.calls
    undone = command("layout", "undo")
    assert (undone.code, undone.err) == (1, "videowall: there is nothing of anna to undo\n")


def test_status_for_people_and_for_scripts(command: Command, wall: ThreadedWall) -> None:
    command("push", "web", "https://example.org", "--id", "page", "--at", "A1")
    told = command("status").out
    for word in ("hub/A1", "DP-A1", "page", "newsroom", "revision 1"):
        assert word in told
    status = json.loads(command("status", "--json").out)
    assert Status.model_validate(status).revision == 1
    assert {"revision", "layout", "ready", "screens", "tiles"} <= set(status)


def test_pictures_are_saved(
    command: Command, wall: ThreadedWall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command("snapshot", "wall.png").out == "wrote wall.png\n"
    assert command("snapshot", "--screen", "B2").out == "wrote B2.png\n"
    assert command("snapshot", "--screen", "lobby/A1").out == "wrote lobby-A1.png\n"
    assert (tmp_path / "B2.png").read_bytes() == wall.live.operations.picture
    refused = command("snapshot", "missing/wall.png")
    assert (refused.code, "cannot write" in refused.err) == (1, True)
    assert command("snapshot", "--screen", "A1", "--tile", "x").code == 2


def test_identify_and_history(command: Command, wall: ThreadedWall) -> None:
    assert command("identify", "--for", "1m").code == 0
    assert ("identify", 60.0) in wall.live.operations.calls
    assert "added tile 'news'" in command("history").out
    assert json.loads(command("history", "--json").out)[0]["actor"] == "anna"


def test_datasets_are_pushed_from_files(
    command: Command, wall: ThreadedWall, tmp_path: Path
) -> None:
    path = tmp_path / "visitors.json"
    path.write_text('{"type": "value", "value": 42}')
    assert command("source", "push", "visitors", path).code == 0
    assert wall.live.operations.datasets["visitors"].type == "value"
    path.write_text('{"type": "value", "value": "many"}')
    refused = command("source", "push", "visitors", path)
    assert refused.code == 1
    assert "is no dataset: value.value" in refused.err
    assert command("source", "push", "visitors", tmp_path / "missing.json").code == 2


def test_tokens_are_made_shown_once_and_revoked(command: Command, admin: ThreadedWall) -> None:
    made = command("token", "add", "room", "--role", "viewer")
    token = made.out.strip()
    actor = admin.live.tokens.identify(token)
    assert actor is not None
    assert (actor.name, actor.role) == ("room", "viewer")
    listed = command("token", "list")
    assert "room" in listed.out
    assert token not in listed.out
    assert command("token", "revoke", "room").code == 0
    assert admin.live.tokens.identify(token) is None
    assert "1f2e3d4c5b6a7980" in command("status").out
    wrong = command("display", "approve", "left", "--fingerprint", "0" * 16)
    assert wrong.code == 1
    assert "1f2e3d4c5b6a7980" in wrong.err
    assert ("approve", "left") not in admin.live.operations.calls
    assert command("display", "approve", "left", "--fingerprint", "1F2E3D4C5B6A7980").code == 0
    assert ("approve", "left") in admin.live.operations.calls


def test_refusals_are_sentences_with_exit_code_1(command: Command, wall: ThreadedWall) -> None:
    said = command("token", "list")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("videowall: anna may not keep accounts, tokens and rights")
    assert "'users' is missing" in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["stats"],
        ["push", "image"],
        ["push", "image", "missing.jpg"],
        ["push", "text", "x", "--for", "soon"],
        ["push", "text", "x", "--for", "0s"],
        ["push", "text", " "],
        ["push", "text", "x", "--id", "two words"],
        ["push", "image", "."],
        ["push", "alert", ""],
        ["push", "alert", "x" * 10_000],
        ["layout", "take", "home", "--fade", "90s"],
        ["identify", "--for", "1h"],
        ["snapshot", "wall.jpg"],
        ["push", "alert", "x", "--level", "panic"],
        ["push", "tile", "clock", "--set", "zone"],
        ["status", "--wrong"],
        ["run", "missing-site"],
        ["run", ".", "--listen", "host:99999"],
        ["run", ".", "--renderer", "vulkan"],
        ["check", "missing-site"],
        ["display"],
    ],
)
def test_wrong_usage_is_exit_code_2(
    command: Command, wall: ThreadedWall, arguments: list[str]
) -> None:
    said = command(*arguments)
    assert said.code == 2
    assert said.err
    assert "Traceback" not in said.err


def test_no_wall_is_exit_code_3_with_what_to_do(command: Command) -> None:
    said = command("status")
    assert said.code == 3
    assert "videowall run SITE" in said.err


def test_a_wall_that_has_gone_is_exit_code_3(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WALL_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("WALL_TOKEN", "x")
    said = command("push", "text", "x")
    assert said.code == 3
    assert "nothing listens there" in said.err


def test_data_says_which_wall_before_and_after_the_command(
    command: Command, wall: ThreadedWall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    for name in ("WALL_URL", "WALL_TOKEN"):
        monkeypatch.delenv(name)
    running = {"url": wall.live.url, "pid": os.getpid(), "fingerprint": ""}
    (tmp_path / "data" / "running.json").write_text(json.dumps(running))
    assert command("status", "--data", tmp_path / "data").code == 0
    assert command("--data", tmp_path / "data", "status").code == 0
    assert command("--data", tmp_path, "status").code == 3


def test_run_says_what_it_was_given(
    command: Command, programs: FakePrograms, tmp_path: Path
) -> None:
    programs.code = 7
    said = command("run", tmp_path, "--listen", "[::]:0", "--preview", "--fresh", "--data", "d")
    assert said.code == 7
    (options,) = programs.ran
    assert (options.site, options.data) == (tmp_path, Path("d"))
    assert (options.host, options.port) == ("::", 0)
    assert (options.preview, options.fresh, options.renderer) == (True, True, "raster")
    command("run", tmp_path, "--listen", "9000")
    command("run", tmp_path, "--listen", "wall.local")
    command("run", tmp_path)
    assert [(o.host, o.port) for o in programs.ran[1:]] == [
        ("127.0.0.1", 9000),
        ("wall.local", 8600),
        ("127.0.0.1", 8600),
    ]


def test_display_says_what_it_was_given(command: Command, programs: FakePrograms) -> None:
    said = command(
        "display", "--connect", "https://w:8600", "--name", "left", "--fingerprint", "AB:cd"
    )
    assert said.code == 0
    (options,) = programs.displayed
    assert (options.url, options.name) == ("https://w:8600", "left")
    assert options.fingerprint == "abcd"


@pytest.mark.parametrize(
    "url", ["http://wall.local:8600", "wall.local:8600", "ftp://w", "https://"]
)
def test_a_display_gives_its_key_to_no_controller_in_the_clear(
    command: Command, programs: FakePrograms, url: str
) -> None:
    said = command("display", "--connect", url)
    assert said.code == 2
    assert "https://host:8600" in said.err
    assert programs.displayed == []


def test_a_wrong_site_is_told_with_all_its_problems(command: Command, tmp_path: Path) -> None:
    (tmp_path / "wall.yaml").write_text("version: 1\nname: X\nscreens: {grid: 6y3}\nthemes: x\n")
    said = command("check", tmp_path)
    assert said.code == 1
    assert said.out.count("wall.yaml:") >= 2
    assert "problems; the site does not run like this" in said.err
    assert len(json.loads(command("check", tmp_path, "--json").out)) >= 2


def test_a_fine_site_is_told(command: Command, tmp_path: Path) -> None:
    screens = "screens: {grid: 2x1, pixels: 1920x1080}"
    (tmp_path / "wall.yaml").write_text(f"version: 1\nname: X\n{screens}\n")
    said = command("check", tmp_path)
    assert said.code == 0, said.out
    assert "is fine" in said.err


def test_an_unknown_kind_is_a_problem_although_the_site_runs(
    command: Command, tmp_path: Path
) -> None:
    screens = "screens: {grid: 2x1, pixels: 1920x1080}"
    (tmp_path / "wall.yaml").write_text(f"version: 1\nname: X\n{screens}\n")
    tile = "tiles: [{id: a, kind: vidoe, area: A1}]"
    (tmp_path / "main.yaml").write_text(f"version: 1\ntitle: M\n{tile}\n")
    said = command("check", tmp_path)
    assert said.code == 1
    assert "main.yaml:3:23: tiles[a].kind: there is no tile kind 'vidoe'" in said.out
    assert said.err.strip() == "1 problem; the site runs with placeholders"
    assert command("check", tmp_path, "--json").code == 1


def test_schemas_are_printed_or_written(command: Command, tmp_path: Path) -> None:
    assert json.loads(command("schema").out)["wall"]["title"] == "wall.yaml"
    assert command("schema", tmp_path).code == 0
    assert json.loads((tmp_path / "layout.schema.json").read_text())["title"] == "a layout"
    assert command("schema", tmp_path / "missing").code == 2


def test_new_says_how_to_go_on(command: Command, tmp_path: Path) -> None:
    said = command("new", tmp_path / "site")
    assert "videowall run" in said.out


@pytest.mark.parametrize(
    "path",
    ["", "push", "push image", "push alert", "layout take", "snapshot", "token add", "display"],
)
def test_every_help_explains_and_most_give_an_example(command: Command, path: str) -> None:
    said = command(*path.split(), "--help")
    assert said.code == 0
    assert "videowall" in said.out
    assert "Options:" in said.out
