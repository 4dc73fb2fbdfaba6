"""Displays of other machines: pending until an administrator approves their key."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from pathlib import Path

from pydantic import TypeAdapter

from wall.controller.keeping import write_private
from wall.errors import CommandRefused, did_you_mean
from wall.model.values import Value

MAX_PENDING = 50
FINGERPRINT = 16
"""Figures of a key's hash that people compare."""


class KnownDisplay(Value):
    """A display that asked to show the walls. Its key is stored only as a hash."""

    name: str
    machine: str
    key_sha256: str
    approved: bool = False

    @property
    def fingerprint(self) -> str:
        return self.key_sha256[:FINGERPRINT]


_KNOWN = TypeAdapter(dict[str, KnownDisplay])


class DisplayApprovals:
    """Kept in a file. On the loop."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _KNOWN.validate_json(path.read_bytes()) if path.exists() else {}
        self._approved = asyncio.Condition()
        self._waiting: Counter[tuple[str, str]] = Counter()
        """Name and key of the displays that are connected and wait."""

    def displays(self) -> tuple[KnownDisplay, ...]:
        return tuple(self._known.values())

    def approved(self, name: str, key: str) -> bool:
        known = self._known.get(name)
        return (
            known is not None
            and known.approved
            and hmac.compare_digest(known.key_sha256, _digest(key))
        )

    def ask(self, name: str, key: str, machine: str) -> None:
        """Remember a request. Another key cannot take the place of an approved one, nor of one
        that waits right now: an approval is for the display that was there first."""
        known = self._known.get(name)
        if known is not None and (known.approved or self._waiting[name, known.key_sha256]):
            return
        others = [other for other in self._known.values() if not other.approved]
        if name not in self._known and len(others) >= MAX_PENDING:
            return
        self._known[name] = KnownDisplay(name=name, machine=machine, key_sha256=_digest(key))
        self._save()

    def approve(self, name: str) -> None:
        """Raises CommandRefused for a display that never asked."""
        known = self._known.get(name)
        if known is None:
            names = list(self._known)
            raise CommandRefused(
                f"no display '{name}' has asked; known: {', '.join(names) or 'none'}"
                f"{did_you_mean(name, names)}"
            )
        self._known[name] = known.model_copy(update={"approved": True})
        self._save()
        asyncio.get_running_loop().create_task(self._wake())

    async def wait(self, name: str, key: str) -> None:
        """Return when it is approved."""
        waiting = (name, _digest(key))
        self._waiting[waiting] += 1
        try:
            async with self._approved:
                await self._approved.wait_for(lambda: self.approved(name, key))
        finally:
            self._waiting[waiting] -= 1

    async def _wake(self) -> None:
        async with self._approved:
            self._approved.notify_all()

    def _save(self) -> None:
        known = {name: display.model_dump() for name, display in self._known.items()}
        write_private(self._path, json.dumps(known, indent=2).encode())


def fingerprint_of(key: str) -> str:
    """What a display and the controller tell of its key, to be compared by people."""
    return _digest(key)[:FINGERPRINT]


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
