"""vnc: the screen of a workstation, worked with mouse and keyboard by those who may."""

from wall.kinds.kind import TileKind
from widgets.vnc.settings import VncSettings

KIND = TileKind(
    name="vnc",
    title="Workstation (VNC)",
    settings=VncSettings,
    view="widgets.vnc.view:VncView",
    open=True,
    interactive=True,
    own_clipboard=True,
)
