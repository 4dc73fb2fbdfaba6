"""`csv`: a file of columns of the site, followed as it grows, or a recording."""

from __future__ import annotations

import asyncio

from wall.model.datasets import Dataset, Posts
from wall.sources.csv.mapping import dataset_of
from wall.sources.csv.parsing import parse_sheet
from wall.sources.csv.settings import CsvSettings
from wall.sources.delivering import deliver
from wall.sources.following import read_end
from wall.sources.reading_files import follow_file
from wall.sources.replaying import Replay, replay_of
from wall.sources.source import Delivery, Surroundings, Unreadable


class CsvSource:
    """One file, read as a whole at each change."""

    def __init__(
        self, settings: CsvSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._last: Dataset | None = None

    async def run(self) -> None:
        await follow_file(self._settings.path, self._surroundings, self._delivery, self._read)

    async def _read(self) -> Replay | None:
        settings = self._settings
        dataset = await asyncio.to_thread(self._dataset)
        if settings.shift == "now":
            return replay_of(
                dataset,
                speed=settings.speed,
                keep=settings.keep,
                pace_s=settings.pace,
                interval_s=settings.interval,
            )
        if isinstance(dataset, Posts):
            dataset = Posts(posts=dataset.posts[: settings.keep])
        deliver(self._delivery, self._last, dataset)
        self._last = dataset
        return None

    def _dataset(self) -> Dataset:
        settings = self._settings
        content = read_end(self._surroundings.site_folder, settings.path)
        try:
            sheet = parse_sheet(content, settings.encoding, settings.delimiter)
            return dataset_of(sheet, settings)
        except Unreadable as error:
            raise Unreadable(f"'{settings.path}': {error}") from error
