"""`videowall users …` against a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.test_commands import Command, FakePrograms, Said
from tests.controller.live import ThreadedWall, threaded_wall
from wall.cli import run_command_line

PASSWORD = "four quiet rivers"


@pytest.fixture
def wall(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadedWall]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with threaded_wall(tmp_path / "data") as wall:
        monkeypatch.setenv("WALL_URL", wall.live.url)
        monkeypatch.setenv("WALL_TOKEN", wall.live.admin)
        yield wall


@pytest.fixture
def videowall(wall: ThreadedWall, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str | Path) -> Said:
        code = run_command_line(FakePrograms(), [str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return run


def sign_in(wall: ThreadedWall, link: str, password: str = PASSWORD) -> httpx.Response:
    body = {"invitation": link.partition("#invitation=")[2], "password": password}
    return httpx.post(
        f"{wall.live.url}/api/v1/session/invitation", json=body, trust_env=False, timeout=10
    )


def test_somebody_is_invited_and_signs_in(videowall: Command, wall: ThreadedWall) -> None:
    said = videowall("users", "invite", "rob", "--role", "viewer", "--role", "operator@hub/A1:B1")
    assert said.code == 0, said.err
    link = said.out.strip()
    assert link.startswith(f"{wall.live.url}/#invitation=")
    assert "█" in said.err
    assert "invited" in videowall("users", "list").out
    assert sign_in(wall, link).json()["grants"] == [
        {"role": "viewer", "wall": None, "area": "all"},
        {"role": "operator", "wall": "hub", "area": "A1:B1"},
    ]
    listed = videowall("users", "list").out
    assert "active" in listed
    assert "viewer, operator@hub/A1:B1" in listed
    assert "rob" in videowall("users", "sessions", "rob").out


def test_roles_are_changed_and_sessions_ended(videowall: Command, wall: ThreadedWall) -> None:
    sign_in(wall, videowall("users", "invite", "rob").out.strip())
    assert videowall("users", "set-role", "rob", "--role", "producer").code == 0
    told = json.loads(videowall("users", "list", "--json").out)[0]
    assert (told["role"], told["sessions"]) == ("producer", 1)
    session = json.loads(videowall("users", "sessions", "--json").out)[0]["session"]
    assert videowall("users", "sign-out", "rob", "--session", session).code == 0
    assert json.loads(videowall("users", "sessions", "--json").out) == []
    assert "no session" in videowall("users", "sign-out", "rob", "--session", session).err


def test_an_account_is_disabled_reset_and_removed(videowall: Command, wall: ThreadedWall) -> None:
    videowall("users", "invite", "rob")
    assert videowall("users", "disable", "rob").code == 0
    assert "disabled" in videowall("users", "list").out
    assert videowall("users", "enable", "rob").code == 0
    reset = videowall("users", "reset-password", "rob", "--json")
    assert sign_in(wall, json.loads(reset.out)["path"]).status_code == 200
    assert videowall("users", "remove", "rob").code == 0
    assert json.loads(videowall("users", "list", "--json").out) == []


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (("invite", "rob", "--role", "operater"), 2, "did you mean 'operator'"),
        (("invite", "rob", "--role", "operator@"), 2, "name the wall"),
        (("invite", "rob", "--role", "operator@hubb"), 1, "did you mean 'hub'"),
        (("invite", "rob", "--role", "operator@hub/Z9"), 1, "Z9"),
        (("invite", "admin"), 1, "Wall itself"),
        (("invite", "anna"), 1, "token"),
        (("set-role", "rob"), 2, "--role operator"),
        (("disable", "rob"), 1, "there is no account 'rob'"),
    ],
)
def test_what_is_wrong_is_said(
    videowall: Command, arguments: tuple[str, ...], code: int, why: str
) -> None:
    said = videowall("users", *arguments)
    assert said.code == code
    assert why in said.err


def test_a_token_is_for_some_screens_and_for_a_while(
    videowall: Command, wall: ThreadedWall
) -> None:
    made = videowall("token", "add", "deck", "--role", "operator@lobby", "--days", "90")
    actor = wall.live.tokens.identify(made.out.strip())
    assert actor is not None
    assert [str(grant) for grant in actor.held] == ["operator@lobby"]
    assert "operator@lobby" in videowall("token", "list").out
