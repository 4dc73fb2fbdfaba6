"""Asks an advisory service whether installed packages have known holes, through pip-audit.

Exit status: 0 all were asked about and none has a hole; 1 one has; 75 not all could be asked
about, because no service answers here or does not know a package. That is no pass: script/check
says so in its last line.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

NOT_CHECKED = 75
"""EX_TEMPFAIL of sysexits.h."""
SERVICES = ("pypi", "osv")
WITHIN_S = 120
ANSWER_WITHIN_S = "8"
OWN = "videowall"


@dataclass(frozen=True)
class Audit:
    """What became of asking one service."""

    asked: tuple[str, ...]
    unknown: tuple[str, ...]
    """Packages that the service does not know, or did not answer for."""
    holes: tuple[str, ...]


def read(document: str) -> Audit:
    """What pip-audit says as JSON. Raises ValueError for anything else."""
    try:
        packages = [one for one in json.loads(document)["dependencies"] if one["name"] != OWN]
    except (KeyError, TypeError) as error:
        raise ValueError("pip-audit says nothing that can be read") from error
    return Audit(
        asked=tuple(one["name"] for one in packages if "skip_reason" not in one),
        unknown=tuple(one["name"] for one in packages if "skip_reason" in one),
        holes=tuple(
            f"{one['name']} {one['version']}: {hole['id']}"
            + (f", mended in {', '.join(hole['fix_versions'])}" if hole["fix_versions"] else "")
            for one in packages
            for hole in one.get("vulns", ())
        ),
    )


def ask(service: str) -> Audit:
    """Raises OSError or ValueError where the service does not answer."""
    command = [sys.executable, "-m", "pip_audit", "-f", "json", "-s", service, "--skip-editable"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off", "--timeout", ANSWER_WITHIN_S],
            capture_output=True,
            text=True,
            timeout=WITHIN_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise OSError(f"no end within {WITHIN_S} s") from error
    return read(done.stdout)


def verdict(audits: list[Audit]) -> tuple[int, list[str]]:
    """The exit status, and what to say. Each service answers for some packages."""
    holes = sorted({hole for audit in audits for hole in audit.holes})
    if holes:
        return 1, holes
    asked = {name for audit in audits for name in audit.asked}
    unknown = sorted({name for audit in audits for name in audit.unknown} - asked)
    if not asked:
        return NOT_CHECKED, ["NOT CHECKED: no advisory service answers here"]
    if unknown:
        return NOT_CHECKED, [f"NOT CHECKED: {len(unknown)} packages: {', '.join(unknown)}"]
    return 0, [f"{len(asked)} packages: no known holes"]


def main() -> int:
    audits: list[Audit] = []
    for service in SERVICES:
        try:
            audits.append(ask(service))
        except (OSError, ValueError):
            print(f"the advisory service '{service}' does not answer")
            continue
        if not audits[-1].unknown:
            break
    status, lines = verdict(audits)
    for line in lines:
        print(line)
    return status


if __name__ == "__main__":
    sys.exit(main())
