"""web: a web page in a real browser."""

from wall.kinds.kind import TileKind
from widgets.web.settings import WebSettings

KIND = TileKind(
    name="web",
    title="Web page",
    settings=WebSettings,
    view="widgets.web.view:WebView",
    open=True,
    interactive=True,
)
