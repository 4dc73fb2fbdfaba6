"""Passwords: hashed with argon2id, checked off the loop, a few at a time.

A check costs 64 MB and some tens of milliseconds on purpose. Whoever asks for many gets them one
after the other, so that a flood of sign-ins costs the wall no frame.
"""

from __future__ import annotations

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from wall.errors import CommandRefused

SHORTEST = 10
LONGEST = 256
"""Characters. Long enough for any sentence, short enough to hash."""
AT_ONCE = 2


class Passwords:
    """Hashes and checks. On one event loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def fits(self, password: str, hashed: str | None) -> bool:
        """Whether it is the password. Without a hash it takes as long, and is not."""
        async with self._turns:
            return await asyncio.to_thread(self._fits, password, hashed)

    def is_dated(self, hashed: str) -> bool:
        """Whether it was hashed with less than what is asked today."""
        return self._hasher.check_needs_rehash(hashed)

    def _fits(self, password: str, hashed: str | None) -> bool:
        try:
            matches = self._hasher.verify(hashed or _nobodys(self._hasher), password)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False
        return matches and hashed is not None


@cache
def _nobodys(hasher: PasswordHasher) -> str:
    return hasher.hash("a password that opens nothing")


def check_password(password: str, name: str) -> None:
    """Raises CommandRefused for one that is guessed too soon."""
    if len(password) < SHORTEST:
        raise CommandRefused(
            f"a password has at least {SHORTEST} characters; take a short sentence"
        )
    if len(password) > LONGEST:
        raise CommandRefused(f"a password has at most {LONGEST} characters")
    if len(set(password)) < 4 or name.casefold() in password.casefold():
        raise CommandRefused(
            "this password is guessed at once; take a short sentence without names"
        )
