"""Video playback without Qt: decodes on a few low-priority threads, hands out pixels to paint.

Decides which frame is due and what is dropped; must not know tiles, scenes or Qt.

    pool = VideoPool()
    playback = pool.open(
        "media/match.mp4",                # or an http address, or a list: a playlist without gaps
        size_px=(640, 360),               # of the tile, in the pixels of its screen
        fit="cover",
        opener=policy.check,              # raises AddressRefused
        on_frame=clock.mark_dirty,        # on a worker thread: post to your own, then return
        on_state=post_state,
    )
    ...                                   # in the Qt thread, when the frame clock ticks:
    slot = playback.front()               # None until the first picture; else yours until next time
    if slot is not None:
        image = wrapped.get((slot.generation, slot.index)) or QImage(
            slot.memory, slot.width, slot.height, slot.stride, QImage.Format.Format_RGB32
        )                                 # once for each slot; drop the old ones of a generation
        painter.drawImage(0, 0, image)    # centred, with fit "contain"
    ...
    playback.resize((1880, 1040)); playback.pause(); playback.seek(12.5); playback.resume()
    playback.close()
    pool.close()                          # last: ends every thread

A picture never goes away by itself: what fails, stalls or is resized keeps its last slot, and
`playback.state` says what is wrong in a sentence.
"""

from wall.display.media.budget import BudgetFacts
from wall.display.media.inputs import Opener
from wall.display.media.playback import Playback
from wall.display.media.pool import VideoPool
from wall.display.media.schemes import without_credentials
from wall.display.media.slots import Slot
from wall.display.media.states import (
    Fit,
    MediaError,
    MediaFacts,
    Phase,
    PlaybackState,
    PoolBudget,
    StreamStats,
)
from wall.display.media.wishes import Credentials, Transport, Wishes

__all__ = [
    "BudgetFacts",
    "Credentials",
    "Fit",
    "MediaError",
    "MediaFacts",
    "Opener",
    "Phase",
    "Playback",
    "PlaybackState",
    "PoolBudget",
    "Slot",
    "StreamStats",
    "Transport",
    "VideoPool",
    "Wishes",
    "without_credentials",
]
