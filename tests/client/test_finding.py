"""Finding the running wall: by folder, by environment, by being the only one."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from wall.client.finding import NoWallFound, WallAddress, find_wall


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(tmp_path / "state")}


def runs(folder: Path, url: str = "http://127.0.0.1:8600", pid: int = 0, **more: str) -> Path:
    folder.mkdir(parents=True)
    running = {"url": url, "pid": pid or os.getpid(), "site": "/x", "unknown": 1, **more}
    (folder / "running.json").write_text(json.dumps(running))
    (folder / "admin-token").write_text("secret\n")
    return folder


def ended_pid() -> int:
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


def test_a_data_folder_says_where_and_how(tmp_path: Path) -> None:
    data = runs(tmp_path / "d", "https://127.0.0.1:1", fingerprint="ab")
    assert find_wall(data, {"WALL_URL": "http://other"}) == WallAddress(
        "https://127.0.0.1:1", "secret", "ab"
    )


def test_a_token_of_ones_own_goes_before_the_admins(tmp_path: Path) -> None:
    assert find_wall(runs(tmp_path / "d"), {"WALL_TOKEN": "mine"}).token == "mine"


def test_the_environment_says_where_another_machine_is(environment: dict[str, str]) -> None:
    environment |= {"WALL_URL": "https://w:1", "WALL_TOKEN": "t", "WALL_FINGERPRINT": "cd"}
    assert find_wall(None, environment) == WallAddress("https://w:1", "t", "cd")


def test_an_address_without_a_token_is_told(environment: dict[str, str]) -> None:
    with pytest.raises(NoWallFound, match="WALL_TOKEN"):
        find_wall(None, environment | {"WALL_URL": "https://w:1"})


def test_the_only_one_that_runs_is_found(tmp_path: Path, environment: dict[str, str]) -> None:
    state = tmp_path / "state" / "videowall"
    runs(state / "old", pid=ended_pid())
    runs(state / "hub", "http://127.0.0.1:77")
    assert find_wall(None, environment).url == "http://127.0.0.1:77"


def test_several_are_named(tmp_path: Path, environment: dict[str, str]) -> None:
    for name in ("hub", "lobby"):
        runs(tmp_path / "state" / "videowall" / name)
    with pytest.raises(NoWallFound, match=r"hub.*lobby"):
        find_wall(None, environment)


def test_none_is_told_with_what_to_do(tmp_path: Path, environment: dict[str, str]) -> None:
    with pytest.raises(NoWallFound, match="videowall run SITE"):
        find_wall(None, environment)
    with pytest.raises(NoWallFound, match="no wall runs with its data in"):
        find_wall(tmp_path, environment)


def test_a_damaged_file_is_no_wall(tmp_path: Path) -> None:
    data = runs(tmp_path / "d")
    (data / "running.json").write_text("{")
    with pytest.raises(NoWallFound):
        find_wall(data, {})


def test_a_token_stays_out_of_what_is_printed() -> None:
    assert "secret" not in repr(WallAddress("http://x", "secret"))
