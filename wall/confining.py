"""What a child gives up before it looks into content of others: network, privileges, most memory
and time."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource

MEMORY_BYTES = 3 * 1024**3
CPU_S = 20
NOBODY = 65534

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_NO_NEW_PRIVS = 38


def confine(cpu_s: int = CPU_S) -> None:
    """Give up what is not needed. Call before the first byte is read, after all imports."""
    libc = ctypes.CDLL(None, use_errno=True)
    flags = _CLONE_NEWNET if os.geteuid() == 0 else _CLONE_NEWUSER | _CLONE_NEWNET
    # Some kernels refuse it to everyone; the other limits hold nevertheless.
    libc.unshare(flags)
    if os.geteuid() == 0:
        with contextlib.suppress(PermissionError):
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for limit, value in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def child_environment() -> dict[str, str]:
    """What Python needs to find its packages, and no secrets."""
    kept = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL")
    return {name: os.environ[name] for name in kept if name in os.environ}
