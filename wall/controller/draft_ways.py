"""What drafts and reports need of the controller, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wall.control.draft_tables import table_of
from wall.controller.drafts import DraftWays
from wall.controller.housekeeping import DAY_S
from wall.controller.publishing import DraftMediaDoor, PublishingTool
from wall.controller.reports import ReportDoor
from wall.controller.uploads import Uploads
from wall.model.reports import FROM_CONTROLLER, SOURCE_KIND, Report

if TYPE_CHECKING:
    from wall.controller.controller import Controller

FILE = "drafts.sqlite"


def draft_ways(controller: Controller, uploads: Uploads, door: DraftMediaDoor) -> DraftWays:
    tool = PublishingTool(controller.site, door, uploads)
    if problem := tool.problem:
        controller.site.note(f"publishing: {problem}")
    return DraftWays(
        publish=tool.publish,
        check_media=tool.check_media,
        tell=controller.tell,
        show=lambda drafts: controller.feeds.show_drafts(table_of(drafts, tool.zone)),
        keep_s=lambda: controller.site.site.limits.history_days * DAY_S,
        zone=lambda: tool.zone,
        is_ready=lambda: tool.is_ready,
    )


def report_door(controller: Controller) -> ReportDoor:
    def source() -> str | None:
        specs = controller.site.run_sources().sources
        return next((spec.name for spec in specs if spec.kind == SOURCE_KIND), None)

    def keep_s(name: str) -> float:
        moderation = controller.site.site.moderation
        return (moderation.keep_days_of.get(name, moderation.keep_days) + 1) * DAY_S

    async def hand_over(name: str, report: Report) -> int:
        headers = {FROM_CONTROLLER: report.id}
        body = report.model_dump_json().encode()
        return (await controller.posts.call_hook(name, "POST", {}, headers, body)).status

    return ReportDoor(lambda: controller.site.name, source, keep_s, hand_over)
