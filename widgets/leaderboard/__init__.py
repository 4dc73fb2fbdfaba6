"""leaderboard: who is first, and who climbs."""

from wall.kinds.kind import TileKind
from widgets.leaderboard.settings import LeaderboardSettings

KIND = TileKind(
    name="leaderboard",
    title="Leaderboard",
    settings=LeaderboardSettings,
    view="widgets.leaderboard.view:LeaderboardView",
    dataset=frozenset({"table"}),
    source_required=True,
)
