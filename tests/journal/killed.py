"""A child process that says what it acknowledges, killed while it works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ENVIRONMENT = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def run_and_kill(child: Path, folder: Path, after_lines: int) -> list[str]:
    """The lines that it had said when it was killed."""
    with subprocess.Popen(
        [sys.executable, child, folder], stdout=subprocess.PIPE, env=ENVIRONMENT
    ) as running:
        assert running.stdout is not None
        lines = [running.stdout.readline() for _ in range(after_lines)]
        running.kill()
        # What the pipe still holds was acknowledged too.
        lines += running.stdout.readlines()
    assert running.returncode == -9
    return [line.decode().strip() for line in lines if line.endswith(b"\n")]
