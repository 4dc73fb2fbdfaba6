"""The limited child that joins films: `python -m wall.display.joining_child CPU_SECONDS`.

Standard input says what (JoinFilms, JSON); the films are open files. The film goes to standard
output as it grows. What went wrong is the one line on standard error, and the exit code is 1.
"""

from __future__ import annotations

import os
import sys

import av.error
from pydantic import ValidationError

from wall.confining import confine
from wall.display.film_joining import join
from wall.link.recording import JoinFilms

NICENESS = 19


def main() -> int:
    os.nice(NICENESS)
    confine(int(sys.argv[1]))
    output = sys.stdout.buffer
    try:
        join(JoinFilms.model_validate_json(sys.stdin.buffer.read()), _writing)
        output.flush()
    except (av.error.FFmpegError, ValidationError, ValueError, OSError, MemoryError) as error:
        sys.stderr.write(" ".join(str(error).split())[:300] + "\n")
        return 1
    return 0


def _writing(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
