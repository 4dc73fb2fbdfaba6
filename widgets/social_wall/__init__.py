"""social-wall: posts that fill screens and take turns."""

from wall.kinds.kind import TileKind
from widgets.social_wall.settings import SocialWallSettings

KIND = TileKind(
    name="social-wall",
    title="Social wall",
    settings=SocialWallSettings,
    view="widgets.social_wall.view:SocialWallView",
    dataset=frozenset({"posts"}),
    source_required=True,
    open=True,
)
