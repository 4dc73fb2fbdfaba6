"""The first words with a server: versions, security, and what its screen is.

RFC 6143, section 7; VeNCrypt as in the community's rfbproto document, section 7.2.7.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import ssl
import struct
import unicodedata
import warnings
from dataclasses import dataclass, field

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from wall.link.rfb.wire import RfbError, Wire

_U8, _U16, _U32 = struct.Struct(">B"), struct.Struct(">H"), struct.Struct(">I")
_SIZE = struct.Struct(">HH")
_NONE, _VNC_AUTH, _VENCRYPT = 1, 2, 19
_PLAIN, _TLS_NONE, _TLS_VNC, _TLS_PLAIN = 256, 257, 258, 259
_X509_NONE, _X509_VNC, _X509_PLAIN = 260, 261, 262
_CERTIFIED = (_X509_NONE, _X509_VNC, _X509_PLAIN)
MOST_WORDS = 1000
"""Of what a server gives as a reason, or as its name."""


class Rejected(RfbError):
    """The server wants another password, or none that we have: asking again soon locks it."""

    code = "rfb_rejected"


@dataclass(frozen=True)
class Access:
    """How we come in."""

    host: str
    password: str | None = field(default=None, repr=False)
    user: str = ""
    encryption: str = "wanted"
    """wanted, required or off."""
    fingerprint: str = ""
    """SHA-256 of the server's certificate; none other is taken."""


def open_session(wire: Wire, access: Access) -> tuple[int, int, str]:
    """Width, height and name of the screen. Raises RfbError and Rejected."""
    _versions(wire)
    _security(wire, access)
    wire.say(b"\x01")  # others may look at the same time
    width, height = wire.unpack(_SIZE)
    wire.skip(16)
    return width, height, _words(wire)


def _versions(wire: Wire) -> None:
    said = wire.read(12)
    found = re.fullmatch(rb"RFB (\d{3})\.(\d{3})\n", said)
    if found is None:
        raise RfbError("it is no VNC server")
    if (int(found[1]), int(found[2])) < (3, 7):
        raise RfbError(f"it speaks RFB {int(found[1])}.{int(found[2])}, which is too old")
    minor = 8 if int(found[2]) >= 8 or int(found[1]) > 3 else 7
    wire.say(b"RFB 003.00%d\n" % minor)


def _security(wire: Wire, access: Access) -> None:
    (count,) = wire.unpack(_U8)
    if not count:
        raise _rejection(_words(wire))
    offered = set(wire.read(count))
    wanted = access.encryption
    if _VENCRYPT in offered and wanted != "off":
        wire.say(_U8.pack(_VENCRYPT))
        _vencrypt(wire, access)
        return
    if wanted == "required" or access.fingerprint:
        raise Rejected("it offers no encrypted connection")
    if _VNC_AUTH in offered and (access.password is not None or _NONE not in offered):
        wire.say(_U8.pack(_VNC_AUTH))
        _vnc_password(wire, access)
    elif _NONE in offered:
        wire.say(_U8.pack(_NONE))
        _result(wire)
    else:
        names = ", ".join(str(number) for number in sorted(offered))
        raise Rejected(f"it offers ways to sign in that are not known here ({names})")


def _vencrypt(wire: Wire, access: Access) -> None:
    if wire.read(2) != b"\x00\x02":
        raise RfbError("it speaks another version of VeNCrypt than 0.2")
    wire.say(b"\x00\x02")
    if wire.unpack(_U8) != (0,):
        raise RfbError("it does not take VeNCrypt 0.2")
    (count,) = wire.unpack(_U8)
    offered = [wire.unpack(_U32)[0] for _ in range(count)]
    chosen = _chosen(offered, access)
    wire.say(_U32.pack(chosen))
    if wire.unpack(_U8) != (1,):
        raise RfbError("it does not begin the encryption")
    certificate = wire.encrypt(_context(chosen, access), access.host)
    if access.fingerprint:
        found = hashlib.sha256(certificate or b"").hexdigest()
        if not hmac.compare_digest(found, access.fingerprint.replace(":", "").lower()):
            raise Rejected("its certificate is not the expected one")
    if chosen in (_TLS_VNC, _X509_VNC):
        _vnc_password(wire, access)
    elif chosen in (_TLS_PLAIN, _X509_PLAIN):
        user, password = access.user.encode(), (access.password or "").encode()
        wire.say(struct.pack(">II", len(user), len(password)) + user + password)
        _result(wire)
    else:
        _result(wire)


def _chosen(offered: list[int], access: Access) -> int:
    with_password = [_X509_VNC, _TLS_VNC]
    if access.user:
        with_password = [_X509_PLAIN, _TLS_PLAIN, *with_password]
    without = [_X509_NONE, _TLS_NONE]
    order = [*with_password, *without] if access.password is not None else without
    if access.fingerprint or access.encryption == "required":
        # Without a certificate anybody in between could read along.
        order = [one for one in order if one in _CERTIFIED]
    for one in order:
        if one in offered:
            return one
    if access.password is None and any(one in offered for one in (*with_password, _PLAIN)):
        raise Rejected("it asks for a password; name one: password: {secret: NAME}")
    raise Rejected("it offers no way to sign in that is wanted here")


def _context(chosen: int, access: Access) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if chosen in _CERTIFIED:
        if access.fingerprint or access.encryption != "required":
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # Without certificates: only these ciphers do, and TLS 1.3 has none of them.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ADH:AECDH:@SECLEVEL=0")
    return context


def _vnc_password(wire: Wire, access: Access) -> None:
    challenge = wire.read(16)
    if access.password is None:
        raise Rejected("it asks for a password; name one: password: {secret: NAME}")
    wire.say(answer_to(challenge, access.password))
    _result(wire)


def answer_to(challenge: bytes, password: str) -> bytes:
    """RFC 6143, section 7.2.2: DES, whose keys VNC takes with the bits of each byte mirrored."""
    key = password.encode("latin-1", "replace")[:8].ljust(8, b"\0")
    mirrored = bytes(int(f"{byte:08b}"[::-1], 2) for byte in key)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # Three times the same key is DES.
        cipher = Cipher(TripleDES(mirrored * 3), modes.ECB())
    encryptor = cipher.encryptor()
    return encryptor.update(challenge) + encryptor.finalize()


def _result(wire: Wire) -> None:
    (result,) = wire.unpack(_U32)
    if result:
        raise _rejection(_words(wire))


def _rejection(why: str) -> Rejected:
    return Rejected(f"it does not let us in ({why})" if why else "it does not let us in")


def _words(wire: Wire) -> str:
    (length,) = wire.unpack(_U32)
    if length > MOST_WORDS:
        raise RfbError("it has too much to say")
    text = wire.read(length).decode("utf-8", "replace")
    return "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).strip()
