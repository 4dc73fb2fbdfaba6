"""How much memory a page's process takes. Pure, but for /proc."""

from __future__ import annotations

import os
from pathlib import Path


def resident_mb(process: int) -> float:
    """Resident memory of a process; 0 for none. See proc_pid_statm(5)."""
    if process <= 0:
        return 0.0
    try:
        pages = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]
    except (OSError, IndexError):
        return 0.0
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6
