"""Binary messages: a header of 40 bytes, then bytes.

```
offset  size  field
0       1     format, 1
1       1     kind: 1 a part of an upload (client → controller),
              2 a part of a picture (controller → client),
              3 previews (controller → client)
2       6     zero
8       8     request id, big-endian (zero for previews)
16      8     offset of the first byte in the whole, big-endian (zero for previews)
24      16    upload id (zero for pictures and previews)
```

A part of an upload is answered like a request, with an UploadInfo. The parts of a picture come
in order; the response to the request follows the last one. Each message of previews is whole:
after the header 4 bytes, big-endian, with the length of a PreviewHead in JSON, then that, then
the JPEG pictures one after the other in its order, each as long as its `size` says.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from wall.errors import ProtocolError
from wall.protocol.codes import CloseCode
from wall.protocol.limits import MAX_CHUNK_BYTES

FORMAT = 1
_HEADER = struct.Struct("!BB6xQQ16s")
HEADER_BYTES = _HEADER.size
MAX_BINARY_BYTES = HEADER_BYTES + MAX_CHUNK_BYTES


class PartKind(IntEnum):
    UPLOAD = 1
    PICTURE = 2
    PREVIEWS = 3


@dataclass(frozen=True)
class Part:
    """One binary message."""

    kind: PartKind
    request: int
    offset: int
    data: bytes
    upload: str = ""
    """32 hexadecimal digits."""

    def encode(self) -> bytes:
        upload = bytes.fromhex(self.upload) if self.upload else bytes(16)
        return _HEADER.pack(FORMAT, self.kind, self.request, self.offset, upload) + self.data


def decode_part(message: bytes) -> Part:
    """Raises ProtocolError for what is no part."""
    if len(message) < HEADER_BYTES:
        raise ProtocolError(
            CloseCode.BAD_MESSAGE, f"a binary message begins with {HEADER_BYTES} bytes of header"
        )
    version, kind, request, offset, upload = _HEADER.unpack_from(message)
    if version != FORMAT:
        raise ProtocolError(CloseCode.BAD_MESSAGE, f"there is no binary format {version}")
    if kind not in list(PartKind):
        raise ProtocolError(CloseCode.BAD_MESSAGE, f"there is no binary message of kind {kind}")
    if request >= 2**53:
        raise ProtocolError(CloseCode.BAD_MESSAGE, "a request id is less than 2 to the power of 53")
    if len(message) > MAX_BINARY_BYTES:
        raise ProtocolError(
            CloseCode.TOO_LARGE, f"a part holds at most {MAX_CHUNK_BYTES} bytes; send smaller ones"
        )
    return Part(PartKind(kind), request, offset, message[HEADER_BYTES:], upload.hex())


def picture_parts(request: int, picture: bytes) -> Iterator[bytes]:
    """The messages that carry a picture."""
    for offset in range(0, len(picture), MAX_CHUNK_BYTES):
        data = picture[offset : offset + MAX_CHUNK_BYTES]
        yield Part(PartKind.PICTURE, request, offset, data).encode()
