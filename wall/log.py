"""Logging of every process: one line each on standard error, with the process's name."""

from __future__ import annotations

import logging
import sys


def set_up_logging(process: str, level: int = logging.INFO) -> None:
    """Once, at the start of a process."""
    form = f"%(asctime)s {process:<10} %(levelname)-7s %(message)s"
    logging.basicConfig(level=level, format=form, datefmt="%H:%M:%S", stream=sys.stderr)
    for noisy in ("websockets", "httpx", "httpcore", "uvicorn.access", "asyncio", "watchfiles"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
