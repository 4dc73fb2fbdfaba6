"""How threads give way to each other: Linux has a niceness for each."""

from __future__ import annotations

import os
import threading


def give_way(niceness: int) -> None:
    """The calling thread, and those it starts. One that gives way further already stays there."""
    thread = threading.get_native_id()
    if os.getpriority(os.PRIO_PROCESS, thread) < niceness:
        os.setpriority(os.PRIO_PROCESS, thread, niceness)
