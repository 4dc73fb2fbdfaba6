"""Drafts and reports of a controller that has neither a site nor ingest: real ones, in a folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wall.controller.drafts import Drafts, DraftWays
from wall.controller.publishing import KEY_FILE, DraftMediaDoor
from wall.controller.reports import ReportDoor, Reports
from wall.controller.uploads import Uploads
from wall.controller.webhook_sending import WebhookFailed
from wall.model.drafts import Draft
from wall.model.reports import Report
from wall.protocol.content import Event


@dataclass
class WrittenWords:
    """What would have left: `published` and `reported`, and what tiles were told."""

    folder: Path
    tell: Callable[[Event], object]
    published: list[Draft] = field(default_factory=list)
    reported: list[Report] = field(default_factory=list)
    shown: list[tuple[Draft, ...]] = field(default_factory=list)
    fails: str = ""
    """Why the publishing tool takes nothing."""
    takes: int = 200
    """What ingest says to a report."""

    def __post_init__(self) -> None:
        self.uploads = Uploads(self.folder / "uploads", spare_bytes=0)
        self.media = DraftMediaDoor(self.folder / KEY_FILE, self.uploads)
        self.drafts = Drafts(
            self.folder / "drafts.sqlite",
            DraftWays(
                publish=self._publish,
                check_media=lambda _media: None,
                tell=self.tell,
                show=self._show,
                keep_s=lambda: 30 * 86_400.0,
                zone=lambda: "Europe/Paris",
                is_ready=lambda: True,
            ),
        )
        door = ReportDoor(lambda: "Test", lambda: "reports", lambda _: 86_400.0, self._hand_over)
        self.reports = Reports(self.folder, self.uploads, door)

    async def _publish(self, draft: Draft) -> None:
        if self.fails:
            raise WebhookFailed("publishing.example", self.fails)
        self.published.append(draft)

    def _show(self, drafts: Sequence[Draft]) -> None:
        self.shown.append(tuple(drafts))

    async def _hand_over(self, source: str, report: Report) -> int:
        if self.takes == 200:
            self.reported.append(report)
        return self.takes
