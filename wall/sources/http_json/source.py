"""`http-json`: a JSON document, polled from the web or followed in a file of the site."""

from __future__ import annotations

import asyncio

from wall.model.datasets import Dataset
from wall.sources.delivering import deliver
from wall.sources.fetching import Document, Fetcher
from wall.sources.following import read_file
from wall.sources.http_json.mapping import dataset_of, read_document
from wall.sources.http_json.settings import HttpJsonSettings
from wall.sources.polling import poll
from wall.sources.reading_files import follow_file
from wall.sources.replaying import Replay, replay_of
from wall.sources.source import Delivery, Surroundings, Unreadable


class HttpJsonSource:
    """One document. What is gathered from answers goes on where a restart left it."""

    def __init__(
        self, settings: HttpJsonSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._last = surroundings.kept
        self._delivered: Dataset | None = None
        self._body = b""

    async def run(self) -> None:
        settings = self._settings
        if settings.path is not None:
            await follow_file(settings.path, self._surroundings, self._delivery, self._read_file)
            return
        async with Fetcher(
            settings,
            settings.url or "",
            self._surroundings.policy,
            self._surroundings.now,
            method=settings.method,
            body=settings.body.encode() if settings.method == "POST" else None,
            accept="application/json, */*;q=0.5",
        ) as fetcher:
            await poll(fetcher, settings.every, self._surroundings, self._delivery, self._take)

    async def _read_file(self) -> Replay | None:
        settings = self._settings
        limit = int(settings.max_mb * 1_000_000)
        folder = self._surroundings.site_folder
        body = await asyncio.to_thread(read_file, folder, settings.path or "", limit)
        dataset = await asyncio.to_thread(self._mapped, body)
        if settings.shift == "now":
            return replay_of(
                dataset,
                speed=settings.speed,
                keep=settings.keep,
                pace_s=settings.pace,
                interval_s=settings.interval,
            )
        self._deliver(dataset)
        return None

    async def _take(self, document: Document | None) -> None:
        """An unchanged document is one more point of a history all the same."""
        if document is not None:
            self._body = document.body
        elif not self._gathers():
            return
        self._deliver(await asyncio.to_thread(self._mapped, self._body))

    def _gathers(self) -> bool:
        settings = self._settings
        return settings.whole is None and (
            settings.dataset == "value" or (settings.dataset == "series" and not settings.items)
        )

    def _mapped(self, body: bytes) -> Dataset:
        try:
            return dataset_of(
                read_document(body), self._settings, self._last, self._surroundings.now()
            )
        except Unreadable as error:
            place = self._settings.path
            raise Unreadable(f"'{place}': {error}" if place else str(error)) from error

    def _deliver(self, dataset: Dataset) -> None:
        deliver(self._delivery, self._delivered, dataset)
        self._delivered = self._last = dataset
