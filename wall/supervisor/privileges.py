"""Started as root, the programs that show or fetch run as an unprivileged user.

The browser engine keeps its sandbox only there. The user must be able to read the program and
the site; where it cannot (a checkout below a private home), everything stays root, and the
reason is told.
"""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

USERS = ("videowall", "nobody")
_PROBE = """
import os, sys
import PySide6.QtCore, wall.errors
for path in sys.argv[1:]:
    os.listdir(path)
"""


@dataclass(frozen=True)
class Privileges:
    """The user to run as, or why it stays what it is."""

    user: tuple[int, int] | None
    name: str
    why_not: str = ""


def unprivileged(site: Path) -> Privileges:
    """Whom the display and ingest run as."""
    if os.geteuid() != 0:
        return Privileges(None, pwd.getpwuid(os.geteuid()).pw_name)
    why = "there is no user 'videowall' (script/setup makes it)"
    for name in USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        why = _obstacle(entry, site)
        if not why:
            return Privileges((entry.pw_uid, entry.pw_gid), name)
    return Privileges(None, "root", why)


def _obstacle(entry: pwd.struct_passwd, site: Path) -> str:
    try:
        probe = subprocess.run(
            [sys.executable, "-c", _PROBE, str(site)],
            user=entry.pw_uid,
            group=entry.pw_gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"user '{entry.pw_name}' cannot start {sys.executable}: {error}"
    if probe.returncode == 0:
        return ""
    last = (probe.stderr.strip().splitlines() or ["it cannot start Python"])[-1]
    return f"user '{entry.pw_name}' cannot read the program or the site: {last}"


def give(folder: Path, privileges: Privileges) -> Path:
    """A private folder of that user."""
    folder.mkdir(parents=True, exist_ok=True)
    if privileges.user is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, *privileges.user, follow_symlinks=False)
    folder.chmod(0o700)
    return folder
