"""What ingest shows of before a restart."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import ClassVar

from tests.ingest.controller_end import ControllerEnd
from tests.ingest.test_ingest import ingest, post, spec
from wall.model.datasets import DatasetType, Figure, Posts
from wall.sources.source import Delivery, SourceKind, SourceSettings, Surroundings


class FigureSettings(SourceSettings):
    delivers: ClassVar[DatasetType | None] = "value"


class ListSettings(SourceSettings):
    delivers: ClassVar[DatasetType | None] = "posts"


class Counting:
    """Computes at once when it starts for the first time, and then never again."""

    began: ClassVar[set[str]] = set()

    def __init__(
        self, settings: SourceSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings, self._name, self._delivery = settings, surroundings.name, delivery

    async def run(self) -> None:
        if self._name not in self.began:
            self.began.add(self._name)
            is_figure = isinstance(self._settings, FigureSettings)
            self._delivery.whole(Figure(value=7) if is_figure else Posts(posts=(post(1),)))
            self._delivery.ok()
        await asyncio.Event().wait()


def test_figures_of_before_a_restart_stand_with_their_age_until_they_are_counted(
    tmp_path: Path,
) -> None:
    """Posts do not: they may have been taken down since, and come from the store."""

    async def main() -> None:
        Counting.began.clear()
        sys.modules.setdefault("remembering_test_sources", sys.modules[__name__])
        path = "remembering_test_sources:Counting"
        kinds = {
            settings.__name__: SourceKind(
                settings.__name__, "Counting", settings, path, computes=True
            )
            for settings in (FigureSettings, ListSettings)
        }
        specs = [spec(name, name) for name in kinds]
        async with ControllerEnd(tmp_path / "s") as end:
            async with ingest(end, tmp_path, kinds):
                await end.run(tmp_path, *specs)
                await end.subscribe(*kinds)
                await end.until(lambda e: all(e.state(name) == "ok" for name in kinds))
            end.data.clear()
            end.health.clear()
            async with ingest(end, tmp_path, kinds):
                await end.until(lambda e: e.connections == 2)
                await end.run(tmp_path, *specs)
                await end.subscribe(*kinds)
                await end.until(lambda e: e.data.get("FigureSettings") == Figure(value=7))
                await end.until(lambda e: e.state("FigureSettings") == "stale")
                assert end.health["FigureSettings"].since is not None
                await end.until(lambda e: e.state("ListSettings") == "loading")
                assert "ListSettings" not in end.data

    asyncio.run(main())
