"""Started as root, what shows or fetches runs as somebody who owns nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from wall.controller.program import keep_private
from wall.supervisor.privileges import Privileges, give, unprivileged

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


@pytest.fixture
def open_site(tmp_path: Path) -> Path:
    """A site that everybody may read, in a temporary folder that everybody may enter."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    return tmp_path


def test_who_is_not_root_stays_who_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 65534)
    assert unprivileged(tmp_path).user is None
    assert unprivileged(tmp_path).why_not == ""


@as_root
def test_root_becomes_a_user_that_can_read_the_site(open_site: Path) -> None:
    found = unprivileged(open_site)
    if found.user is None:
        pytest.skip(f"this checkout is closed to other users: {found.why_not}")
    assert found.user[0] != 0
    home = give(open_site / "home", found)
    assert home.stat().st_uid == found.user[0]
    assert home.stat().st_mode & 0o777 == 0o700


@as_root
def test_a_site_that_others_cannot_read_is_told_with_the_reason(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    found = unprivileged(closed)
    assert found.user is None
    assert "cannot read" in found.why_not


def run_as(user: tuple[int, int], code: str, path: Path) -> subprocess.CompletedProcess[str]:
    """A program that is given the path."""
    return subprocess.run(
        [sys.executable, "-c", code, str(path)],
        user=user[0],
        group=user[1],
        extra_groups=[],
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


@as_root
def test_that_user_reads_nothing_of_the_owner(open_site: Path) -> None:
    found = unprivileged(open_site)
    if found.user is None:
        pytest.skip(f"this checkout is closed to other users: {found.why_not}")
    token = open_site / "admin-token"
    token.write_text("secret")
    token.chmod(0o600)
    code = "import os, sys; print(os.getuid(), os.getgroups()); open(sys.argv[1])"
    done = run_as(found.user, code, token)
    assert done.stdout.split() == [str(found.user[0]), "[]"]
    assert "PermissionError" in done.stderr


@as_root
def test_that_user_reads_no_journal_and_no_pictures_of_the_past(open_site: Path) -> None:
    found = unprivileged(open_site)
    if found.user is None:
        pytest.skip(f"this checkout is closed to other users: {found.why_not}")
    data = open_site / "data"
    for name in ("journal", "pictures", "uploads"):
        (data / name).mkdir(parents=True, mode=0o755)
        (data / name / "file").write_text("what was shown")
    keep_private(data)
    code = """
import os, sys
for name in ("journal/file", "pictures/file", "uploads/file", "journal", "uploads"):
    path = os.path.join(sys.argv[1], name)
    try:
        os.listdir(path) if os.path.isdir(path) else open(path).close()
        print(name)
    except PermissionError:
        pass
"""
    done = run_as(found.user, code, data)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["uploads/file"]


def test_folders_of_who_is_not_root_are_private(tmp_path: Path) -> None:
    home = give(tmp_path / "home", Privileges(None, "anna"))
    assert home.stat().st_mode & 0o777 == 0o700
