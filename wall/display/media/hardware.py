"""Graphics cards that decode, where there is one and as long as it can.

PyAV's libav knows NVDEC (cuda) and Quick Sync (qsv); VA-API it was built without. A device is
asked once whether it is there. One that fails while it decodes is not used again.
"""

from __future__ import annotations

import functools
import logging
import threading

import av
from av.codec import Codec
from av.codec.hwaccel import HWAccel, hwdevices_available

log = logging.getLogger(__name__)

# Best first; drm and amf only hand frames on.
DEVICES = ("cuda", "vaapi", "qsv", "videotoolbox", "d3d11va")
_lock = threading.Lock()
_given_up: set[str] = set()


@functools.cache
def _present() -> str:
    """The first device that answers; empty for none."""
    for device in DEVICES:
        if device not in hwdevices_available():
            continue
        try:
            made = HWAccel(device).create(Codec("h264", "r"))
        except (av.FFmpegError, OSError, ValueError, RuntimeError, NotImplementedError) as why:
            log.debug("%s does not decode here: %s", device, why)
            continue
        if made is not None:
            log.info("videos are decoded by %s", device)
            return device
    return ""


def accelerator() -> HWAccel | None:
    """For the next container; None where the processor decodes."""
    device = _present()
    with _lock:
        if not device or device in _given_up:
            return None
    return HWAccel(device, allow_software_fallback=True)


def device_of(context: av.VideoCodecContext) -> str:
    """What decodes this stream; empty for the processor."""
    return _present() if context.is_hwaccel else ""


def give_up(device: str, why: str) -> None:
    """It failed: the processor does it from now on."""
    with _lock:
        if device in _given_up:
            return
        _given_up.add(device)
    log.warning("%s does not decode any more: %s", device, why)
