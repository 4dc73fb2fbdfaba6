"""Pictures on the link: binary messages of displays (docs/link.md, "Pictures")."""

from __future__ import annotations

import struct

MAGIC, VERSION = 0x5753, 1
PNG, PREVIEWS = 1, 2
"""Sorts. 3 is a part of a recording: `wall.link.recording`."""
PICTURE = struct.Struct(">HBBI")
"""Magic, version, sort, the request that is answered or 0."""
