"""The scanners of script/check find what they are for, and say when they could not look."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import audit_dependencies
import pytest
import scan_code
from audit_dependencies import NOT_CHECKED, Audit, read, verdict

CHECKOUT = Path(__file__).parents[2]


def test_a_dangerous_call_is_found_and_told_with_its_place(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    (tmp_path / "wall").mkdir()
    (tmp_path / "wall" / "bad.py").write_text("import os\n\n\ndef run(x):\n    os.system(x)\n")
    problems = scan_code.judged(scan_code.findings(tmp_path), {})
    assert len(problems) == 1
    assert problems[0].startswith("wall/bad.py:5: B605:")


def test_what_was_judged_passes_until_it_becomes_more_or_less() -> None:
    one = scan_code.Finding("wall/a.py", 3, "B311", "random")
    reviewed = {("wall/a.py", "B311"): (1, "jitter")}
    assert scan_code.judged([one], reviewed) == []
    assert len(scan_code.judged([one, one], reviewed)) == 2
    assert "any more" in scan_code.judged([], reviewed)[0]


def test_what_bandit_cannot_read_is_no_pass(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    (tmp_path / "wall").mkdir()
    (tmp_path / "wall" / "broken.py").write_text("def (\n")
    with pytest.raises(RuntimeError, match="could not read"):
        scan_code.findings(tmp_path)


def answer(**packages: str) -> str:
    """pip-audit's document: name → a hole, 'fine', or 'unknown'."""
    entries: list[dict[str, object]] = []
    for name, state in packages.items():
        if state == "unknown":
            entries.append({"name": name, "skip_reason": "not found"})
        else:
            holes = [] if state == "fine" else [{"id": state, "fix_versions": ["2.0"]}]
            entries.append({"name": name, "version": "1.0", "vulns": holes})
    return json.dumps({"dependencies": entries, "fixes": []})


def test_a_hole_fails_even_where_others_were_not_checked() -> None:
    status, lines = verdict([read(answer(good="fine", bad="PYSEC-2026-1", odd="unknown"))])
    assert status == 1
    assert lines == ["bad 1.0: PYSEC-2026-1, mended in 2.0"]


def test_what_was_not_checked_is_no_pass() -> None:
    for audits in ([], [read(answer(a="unknown"))], [Audit((), (), ())]):
        status, lines = verdict(audits)
        assert status == NOT_CHECKED
        assert lines[0].startswith("NOT CHECKED")
    status, lines = verdict([read(answer(a="fine", b="unknown"))])
    assert (status, lines) == (NOT_CHECKED, ["NOT CHECKED: 1 packages: b"])


def test_a_second_service_may_know_what_the_first_does_not() -> None:
    first, second = read(answer(a="fine", b="unknown")), read(answer(a="fine", b="fine"))
    assert verdict([first, second]) == (0, ["2 packages: no known holes"])


def test_noise_of_a_service_is_no_answer() -> None:
    for noise in ("", "<html>", "[]", '{"x": 1}'):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
            read(noise)


def test_check_says_in_its_last_line_what_was_not_checked(tmp_path: Path) -> None:
    """With tools of one line each: what is tested is how the command reports."""
    (tmp_path / "script").mkdir()
    shutil.copy(CHECKOUT / "script" / "check", tmp_path / "script")
    tools = tmp_path / ".venv" / "bin"
    tools.mkdir(parents=True)
    for name in ("ruff", "mypy", "lint-imports"):
        program(tools / name, "exit 0")
    program(tools / "python", f'[ "$1" != script/audit_dependencies.py ] || exit {NOT_CHECKED}')
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    done = subprocess.run(
        ["script/check"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "check: passed, but NOT CHECKED: holes in packages;"
    program(tools / "python", '[ "$1" != script/audit_dependencies.py ] || exit 1')
    failed = subprocess.run(
        ["script/check"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert failed.returncode == 1
    assert "holes in packages" in failed.stdout.splitlines()[-1]


def program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def test_both_are_asked_by_check() -> None:
    check = (CHECKOUT / "script" / "check").read_text()
    for module in (scan_code, audit_dependencies):
        assert f"script/{Path(module.__file__ or '').name}" in check
