"""The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes.

The secret must be known in plain text to check a code; recovery codes are kept as hashes, since
each is random and long enough. A code is good once: it is not taken again within its half minute.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

import pyotp

from wall.model.values import Value

STEP_S = 30
DRIFT = 1
"""Steps that a phone's clock may be wrong, either way."""
RECOVERY_CODES = 8
ISSUER = "Wall"


class SecondFactor(Value):
    """What an account keeps of it."""

    secret: str
    used: int = 0
    """The newest step of which a code was taken."""
    recovery: tuple[str, ...] = ()
    """SHA-256 of the codes that are left."""

    def taken(self, code: str, now: float) -> SecondFactor | None:
        """The factor after this code was used; None where it is wrong or was used before."""
        given = "".join(code.split()).replace("-", "").lower()
        step = _step_of(self.secret, given, int(now // STEP_S))
        if step is not None:
            return self.model_copy(update={"used": step}) if step > self.used else None
        digest = _hash(given)
        left = tuple(kept for kept in self.recovery if not hmac.compare_digest(kept, digest))
        if len(left) == len(self.recovery):
            return None
        return self.model_copy(update={"recovery": left})

    def renewed(self, recovery: tuple[str, ...]) -> SecondFactor:
        """With these recovery codes; those before sign in no more, and the app stays."""
        return self.model_copy(update={"recovery": _hashes(recovery)})


def new_secret() -> str:
    return pyotp.random_base32()


def address_for_app(secret: str, name: str, wall: str) -> str:
    """The `otpauth://` address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=f"{ISSUER} {wall}".strip())


def new_recovery_codes() -> tuple[str, ...]:
    """In plain text, told once."""
    return tuple(_grouped(secrets.token_hex(8)) for _ in range(RECOVERY_CODES))


def factor_with(secret: str, recovery: tuple[str, ...]) -> SecondFactor:
    return SecondFactor(secret=secret, recovery=_hashes(recovery))


def _step_of(secret: str, code: str, now: int) -> int | None:
    if not code.isascii() or not code.isdigit():
        return None
    app = pyotp.TOTP(secret)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(app.at(step * STEP_S), code):
            found = step
    return found


def _grouped(text: str) -> str:
    return "-".join(text[i : i + 4] for i in range(0, len(text), 4))


def _hashes(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_hash(code.replace("-", "")) for code in codes)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
