"""The commands in script/ say what they did, and fail when they should."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
COMMANDS = ["script/setup", "script/run", "script/test", "script/check", "script/bench", ".ci/run"]


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=60, env=dict(os.environ)
    )


@pytest.fixture
def small_checkout(tmp_path: Path) -> Path:
    """A checkout with the real commands, in which every tool of `.venv` answers as its name says.

    Its tools are programs of one line, because what is tested is how the commands report.
    """
    (tmp_path / "script").mkdir()
    for command in (CHECKOUT / "script").iterdir():
        if command.is_file():
            shutil.copy(command, tmp_path / "script")
    shutil.copytree(CHECKOUT / ".ci", tmp_path / ".ci")
    _program(tmp_path / "script" / "setup", "exit 0")
    for tool in ("ruff", "mypy", "lint-imports", "python"):
        _program(tmp_path / ".venv" / "bin" / tool, "exit 0")
    (tmp_path / "bench").mkdir()
    (tmp_path / ".gitignore").write_text("/.venv/\n")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    return tmp_path


def _program(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_can_be_run(command: str) -> None:
    assert os.access(CHECKOUT / command, os.X_OK)
    checked = _run(CHECKOUT, "bash", "-n", command)
    assert checked.returncode == 0, checked.stderr


def test_check_passes_when_all_tools_do(small_checkout: Path) -> None:
    done = _run(small_checkout, "script/check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith("check: passed\n")


def test_check_reports_every_failure_at_once(small_checkout: Path) -> None:
    _program(small_checkout / ".venv/bin/ruff", '[ "$1" != format ]')
    _program(small_checkout / ".venv/bin/lint-imports", "exit 1")
    (small_checkout / "long.py").write_text("pass\n" * 401)
    (small_checkout / "long.js").write_text(";\n" * 400)
    done = _run(small_checkout, "script/check")
    assert done.returncode == 1
    assert "check: FAILED: format; imports; file lengths;" in done.stdout
    assert "long.py: 401 lines, more than 400" in done.stdout
    assert "long.js" not in done.stdout


def test_ci_fails_when_only_the_checks_fail(small_checkout: Path) -> None:
    _program(small_checkout / ".venv/bin/mypy", "exit 1")
    done = _run(small_checkout, ".ci/run")
    assert done.returncode == 1
    assert "script/check FAILED (1)" in done.stdout
    assert "script/test  passed" in done.stdout


def test_ci_fails_when_only_the_tests_fail(small_checkout: Path) -> None:
    _program(small_checkout / ".venv/bin/python", '[ "$1" != -m ] || exit 3')
    done = _run(small_checkout, ".ci/run")
    assert done.returncode == 1
    assert "script/check passed" in done.stdout
    assert "script/test  FAILED (3)" in done.stdout


def test_test_hands_its_arguments_to_pytest_and_its_status_back(small_checkout: Path) -> None:
    _program(small_checkout / ".venv/bin/python", 'echo "$@"; exit 5')
    done = _run(small_checkout, "script/test", "tests/model", "-q")
    assert done.stdout == "-m pytest tests/model -q\n"
    assert done.returncode == 5


def test_bench_names_the_benchmarks_there_are(small_checkout: Path) -> None:
    (small_checkout / "bench/take.py").write_text('if __name__ == "__main__":\n    pass\n')
    (small_checkout / "bench/still.py").write_text('if __name__ == "__main__":\n    pass\n')
    (small_checkout / "bench/measuring.py").write_text("\n")
    for arguments in ([], ["tak"]):
        done = _run(small_checkout, "script/bench", *arguments)
        assert done.returncode == 2
        assert "NAME is one of: still take\n" in done.stderr
    _program(small_checkout / ".venv/bin/python", 'echo "$@"')
    done = _run(small_checkout, "script/bench", "take", "--json")
    assert done.stdout == "bench/take.py --json\n"


@pytest.mark.parametrize(
    ("typed", "site"),
    [([], "layouts/social-hub"), (["lobby"], "desk/lobby"), (["--fresh"], "layouts/social-hub")],
)
def test_run_opens_the_named_site_on_the_display_there_is(
    small_checkout: Path, monkeypatch: pytest.MonkeyPatch, typed: list[str], site: str
) -> None:
    monkeypatch.setenv("DISPLAY", ":7")
    _program(small_checkout / ".venv/bin/videowall", 'echo "$DISPLAY" "$@"')
    desk = small_checkout / "desk"
    desk.mkdir()
    done = _run(desk, "../script/run", *typed, "--listen", "127.0.0.1:0")
    options = [argument for argument in typed if argument.startswith("-")]
    expected = [":7", "run", str(small_checkout / site), *options, "--listen", "127.0.0.1:0"]
    assert done.stdout.split() == expected


def test_run_brings_its_own_monitors_where_there_is_no_display(
    small_checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    (small_checkout / ".venv/bin/python").unlink()
    (small_checkout / ".venv/bin/python").symlink_to(shutil.which("python3") or "python3")
    _program(small_checkout / ".venv/bin/videowall", 'xrandr --listmonitors | head -1; echo "$@"')
    done = _run(small_checkout, "script/run")
    assert done.stdout.splitlines() == [
        "Monitors: 18",
        f"run {small_checkout}/layouts/social-hub",
    ], done.stderr
