"""image: a picture, or a slideshow of a folder."""

from wall.kinds.kind import TileKind
from widgets.image.settings import ImageSettings

KIND = TileKind(
    name="image",
    title="Image",
    settings=ImageSettings,
    view="widgets.image.view:ImageView",
)
