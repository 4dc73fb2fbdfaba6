"""text: words in Markdown, as large as the tile allows."""

from wall.kinds.kind import TileKind
from widgets.text.settings import TextSettings

KIND = TileKind(
    name="text",
    title="Text",
    settings=TextSettings,
    view="widgets.text.view:TextView",
)
