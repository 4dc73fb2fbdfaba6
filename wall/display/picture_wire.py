"""What a display and the process that decodes pictures of strangers say to each other."""

from __future__ import annotations

from struct import Struct

REQUEST = Struct(">IIIB")
"""Bytes of the file, width and height of its place, and whether it covers that."""
ANSWER = Struct(">IIIB")
"""Bytes that follow, width, height, and what they are: 0 a reason, 1 opaque, 2 premultiplied."""
MOST_BYTES = 64 * 1024 * 1024
"""Of a file."""
LONGEST_SIDE = 8192
"""Of what is answered; of what is longer and narrower the middle is shown."""
