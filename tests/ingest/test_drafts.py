"""What is planned and pending, on its way from the controller to the walls, over a restart."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.ingest.controller_end import ControllerEnd
from tests.ingest.ingest_at_work import ingest, spec
from wall.control.draft_tables import table_of
from wall.link.messages import PushDataset
from wall.model.datasets import Table
from wall.model.drafts import Draft

TABLE = table_of(
    [Draft(id="0" * 16, author="anne", text="Doors open", networks=("x",), created=0)], ""
)


def texts(end: ControllerEnd, source: str) -> list[object]:
    table = end.data.get(source)
    return [row[1] for row in table.rows] if isinstance(table, Table) else []


def test_a_table_comes_to_the_walls_and_stays_over_a_restart(tmp_path: Path) -> None:
    async def main() -> None:
        async with ControllerEnd(tmp_path / "s") as end:
            async with ingest(end, tmp_path):
                await end.run(tmp_path, spec("planned", "drafts"))
                await end.subscribe("planned", "public:planned")
                await end.until(lambda e: "planned" in e.health)
                await end.send(PushDataset(source="planned", dataset=TABLE))
                await end.until(lambda e: texts(e, "planned") == ["Doors open"])
                assert end.state("planned") == "ok"
                assert texts(end, "public:planned") == [], "no public wall has allowed it"
            end.data.clear()
            async with ingest(end, tmp_path):
                await end.run(tmp_path, spec("planned", "drafts", public=True))
                await end.subscribe("planned", "public:planned")
                await end.until(lambda e: texts(e, "public:planned") == ["Doors open"])
                await end.until(lambda e: texts(e, "planned") == ["Doors open"])

    asyncio.run(main())
