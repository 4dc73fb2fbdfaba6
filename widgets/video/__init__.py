"""video: films and streams, looped or as a playlist without gaps."""

from wall.kinds.kind import TileKind
from widgets.video.settings import VideoSettings

KIND = TileKind(
    name="video",
    title="Video",
    settings=VideoSettings,
    view="widgets.video.view:VideoView",
)
