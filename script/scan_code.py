"""Scans the code for dangerous calls with bandit; fails for whatever was not looked at and judged.

REVIEWED holds each finding that somebody has judged, with the reason why it stays. A finding that
is not there fails, and so does an entry that no finding needs any more. What is switched off as a
whole is in pyproject.toml, with its reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCANNED = ("wall", "widgets", "script", "bench")

REVIEWED: dict[tuple[str, str], tuple[int, str]] = {
    ("wall/journal/reading.py", "B608"): (2, "only a constant list of columns is put in"),
    ("wall/journal/writing.py", "B608"): (1, "only a constant list of columns is put in"),
    ("wall/journal/posts/answers.py", "B608"): (1, "constants are put in; values are bound"),
    ("wall/journal/posts/keeping.py", "B608"): (5, "only constant lists of columns are put in"),
    ("wall/journal/posts/reading.py", "B608"): (1, "only a constant list of columns is put in"),
    ("wall/journal/posts/searching.py", "B608"): (
        3,
        "tables, columns and conditions are constants; values are bound",
    ),
    ("wall/journal/posts/writing.py", "B608"): (2, "only a constant list of columns is put in"),
    ("wall/client/async_wall.py", "B311"): (1, "jitter"),
    ("wall/display/media/connections.py", "B311"): (1, "jitter"),
    ("wall/sources/polling.py", "B311"): (1, "jitter"),
    ("wall/sources/connecting/keeping_on.py", "B311"): (2, "jitter"),
    ("widgets/image/playlist.py", "B311"): (1, "the order of pictures"),
    ("widgets/image/slide.py", "B311"): (1, "the way a picture moves"),
    ("wall/client/finding.py", "B105"): (1, "a file's name"),
    ("wall/errors.py", "B105"): (1, "a reason's name"),
    ("wall/controller/tokens.py", "B105"): (1, "a file's name"),
    ("wall/supervisor/children.py", "B105"): (1, "an environment variable's name"),
    ("wall/sources/x/source.py", "B105"): (1, "the token of a page, none for the first"),
    ("wall/controller/interfaces.py", "B104"): (1, "compared with; the default is 127.0.0.1"),
    ("wall/controller/inviting.py", "B104"): (1, "asks which addresses this machine has"),
    ("wall/controller/server.py", "B104"): (1, "compared with; the default is 127.0.0.1"),
    ("script/dummy_server.py", "B108"): (2, "where an X server keeps its lock"),
    ("script/simulated_monitors.py", "B606"): (1, "starts what its caller names, without a shell"),
    ("bench/mpv_reference.py", "B607"): (1, "mpv is wherever the machine has it"),
    ("bench/sending.py", "B107"): (1, "no passphrase, which SRT allows"),
    ("wall/display/media/dash.py", "B405"): (1, "a type alone; defusedxml reads"),
    ("wall/display/media/ttml.py", "B405"): (1, "a type alone; defusedxml reads"),
    ("wall/sources/youtube/reading.py", "B405"): (1, "an error alone; defusedxml reads"),
    ("wall/link/rfb/opening.py", "B305"): (1, "the password of VNC is DES, block by block"),
    ("bench/disturbing.py", "B311"): (1, "which packets are lost"),
    ("bench/faults.py", "B311"): (1, "which fault comes next, the same each time"),
    ("bench/room_site.py", "B311"): (1, "made-up figures"),
    ("bench/reading.py", "B311"): (2, "made-up posts, the same each time"),
    ("bench/spikes.py", "B311"): (3, "made-up series, the same each time"),
    ("bench/ingest.py", "B311"): (1, "made-up posts, the same each time"),
    ("bench/jetstream.py", "B311"): (1, "made-up posts, the same each time"),
    ("bench/full_store.py", "B311"): (1, "made-up posts, the same each time"),
    ("bench/full_store.py", "B608"): (1, "columns of the table itself are put in"),
    ("script/course_specimens.py", "B311"): (2, "made-up figures, the same each time"),
    ("widgets/milestone/confetti.py", "B311"): (9, "how it falls, the same each time"),
    ("script/recordings/news.py", "B406"): (1, "writes XML and reads none"),
}


@dataclass(frozen=True)
class Finding:
    """One thing that bandit tells."""

    path: str
    line: int
    test: str
    text: str


def findings(root: Path = ROOT) -> list[Finding]:
    """Raises RuntimeError when bandit did not read every file."""
    there = [folder for folder in SCANNED if (root / folder).is_dir()]
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-c", "pyproject.toml", "-f", "json", "-r", *there],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        told = json.loads(done.stdout)
    except ValueError as error:
        raise RuntimeError(f"bandit did not run: {done.stderr.strip()[-400:]}") from error
    if told["errors"]:
        raise RuntimeError(f"bandit could not read: {told['errors']}")
    return [
        Finding(
            one["filename"].removeprefix("./"),
            one["line_number"],
            one["test_id"],
            one["issue_text"],
        )
        for one in told["results"]
    ]


def judged(found: list[Finding], reviewed: dict[tuple[str, str], tuple[int, str]]) -> list[str]:
    """What nobody has judged, and what was judged and is gone."""
    counts = Counter((one.path, one.test) for one in found)
    problems = [
        f"{one.path}:{one.line}: {one.test}: {one.text}"
        for one in found
        if counts[one.path, one.test] > reviewed.get((one.path, one.test), (0, ""))[0]
    ]
    problems += [
        f"{path}: {test}: {counts[path, test]} and not {count} any more; mend REVIEWED"
        for (path, test), (count, _) in reviewed.items()
        if counts[path, test] < count
    ]
    return problems


def main() -> int:
    try:
        problems = judged(findings(), REVIEWED)
    except RuntimeError as error:
        problems = [str(error)]
    for problem in problems:
        print(problem)
    if problems:
        print("mend it, or judge it and write the reason into script/scan_code.py")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
