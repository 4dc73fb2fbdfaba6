"""The least that videos can cost: decode and scale the same files with libav alone.

No screens, no clock, no publishing: each clip's next frame is decoded and scaled in turn, on one
thread, through PyAV with one reused converter a clip. What the wall needs for the same clips is
told as a ratio against this.

    python bench/videos_reference.py clip-*.mp4 --size 640x360 --frames 150 --json
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import av
from av.video.reformatter import VideoReformatter


@dataclass(frozen=True, slots=True)
class Reference:
    """CPU time for one frame, and what that makes for all clips at their rate."""

    clips: int
    frames: int
    width_px: int
    height_px: int
    fps: float
    decode_ms: float
    scale_ms: float
    cpu_ms_per_frame: float
    cpu_percent_at_rate: float


def endless_frames(path: Path) -> Iterator[av.VideoFrame]:
    """The frames of a clip, round and round."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        stream.thread_count = 1
        while True:
            yield from container.decode(stream)
            container.seek(0)


def cpu_s() -> float:
    """CPU time of this process so far, all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measure(
    paths: Sequence[Path], size_px: tuple[int, int], frames_each: int, fps: float
) -> Reference:
    """Decode and scale `frames_each` frames of every clip, in turn as a wall would."""
    streams = [(endless_frames(path), VideoReformatter()) for path in paths]
    width, height = size_px

    def scaled(frame: av.VideoFrame, converter: VideoReformatter) -> av.VideoFrame:
        return converter.reformat(frame, width, height, "bgra", interpolation="BILINEAR", threads=1)

    for frames, converter in streams:
        scaled(next(frames), converter)
    decode_s = 0.0
    began_s, began_cpu_s = time.perf_counter(), cpu_s()
    for _ in range(frames_each):
        for frames, converter in streams:
            before_s = time.perf_counter()
            frame = next(frames)
            decode_s += time.perf_counter() - before_s
            scaled(frame, converter)
    total = frames_each * len(paths)
    wall_s, used_s = time.perf_counter() - began_s, cpu_s() - began_cpu_s
    for frames, _ in streams:
        frames.close()  # type: ignore[attr-defined]
    return Reference(
        clips=len(paths),
        frames=total,
        width_px=width,
        height_px=height,
        fps=fps,
        decode_ms=decode_s / total * 1000,
        scale_ms=(wall_s - decode_s) / total * 1000,
        cpu_ms_per_frame=used_s / total * 1000,
        cpu_percent_at_rate=used_s / total * fps * len(paths) * 100,
    )


def main() -> None:
    """Measure the files named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--size", default="640x360")
    parser.add_argument("--frames", type=int, default=150)
    parser.add_argument("--fps", type=float, default=30.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    found = measure(given.files, (width, height), given.frames, given.fps)
    if given.json:
        print(json.dumps(asdict(found)))
        return
    print(
        f"{found.clips} clips at {width} × {height}: decode {found.decode_ms:.2f} ms, scale "
        f"{found.scale_ms:.2f} ms a frame; {found.cpu_percent_at_rate:.0f} % of a core at "
        f"{found.fps:g} fps"
    )


if __name__ == "__main__":
    main()
