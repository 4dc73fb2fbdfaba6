"""`channels`: the list, its guide and its logos, each at its own pace."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Callable, Iterable
from typing import BinaryIO
from urllib.parse import urljoin

from pydantic import JsonValue

from wall.errors import AddressRefused
from wall.kinds.addresses import is_url
from wall.model.datasets import Channels, Dataset, TvChannel
from wall.model.posts import Post
from wall.sources.channels.guide import Guide, now_and_next, read_guide
from wall.sources.channels.icons import icon_of
from wall.sources.channels.lists import LineUp, read_list
from wall.sources.channels.settings import ChannelsSettings
from wall.sources.denying import check_redirect
from wall.sources.fetching import Document, Fetcher, FetchFailed
from wall.sources.following import read_file, site_file
from wall.sources.polling import poll
from wall.sources.reading_files import follow_file
from wall.sources.source import Delivery, SourceFailed, Surroundings, Unreadable

log = logging.getLogger(__name__)

TICK_S = 15.0
"""What is on now is looked up so often."""
GUIDE_LASTS_S = 6 * 3600.0
"""Only what comes soon is kept of it, so that it is read again."""
MOST_ICONS = 400
ICON_MB = 0.5
MOST_GUIDE_MB = 64.0
"""Of a guide as it travels; `guide_max_mb` is of what it unpacks to."""


class ChannelsSource:
    """One line-up."""

    def __init__(
        self, settings: ChannelsSettings, surroundings: Surroundings, delivery: Delivery
    ) -> None:
        self._settings = settings
        self._surroundings = surroundings
        self._delivery = delivery
        self._line_up = LineUp(())
        self._guide: Guide = {}
        self._guide_body: Callable[[], BinaryIO] | None = None
        self._icons: dict[str, str] = {}
        self._told: Channels | None = None
        self._guide_until = 0.0
        self._reading = asyncio.Lock()
        """One reading at a time, or one begun for an older list could end last."""
        self._guide_fault = ""
        self._changed = asyncio.Event()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow_list())
            tasks.create_task(self._follow_guide())
            tasks.create_task(self._draw_icons())
            tasks.create_task(self._follow_time())

    # -- the list ------------------------------------------------------------------------------

    async def _follow_list(self) -> None:
        settings, around = self._settings, self._surroundings
        told = _Telling(self._list_ok, self._delivery.stale)
        if settings.path is not None:
            path = settings.path

            async def read() -> None:
                limit = int(settings.max_mb * 1_000_000)
                body = await asyncio.to_thread(read_file, around.site_folder, path, limit)
                await self._take_list(body, "", trusted=True)

            await follow_file(path, around, told, read)
            return

        async def take(document: Document | None) -> None:
            if document is not None:
                await self._take_list(document.body, document.address, trusted=settings.trusted)

        async with self._fetcher(settings.url or "", settings.max_mb) as fetcher:
            await poll(fetcher, settings.every, around, told, take)

    async def _take_list(self, body: bytes, base: str, *, trusted: bool) -> None:
        line_up = await asyncio.to_thread(read_list, body, trusted=trusted)
        channels = tuple(self._resolved(channel, base) for channel in line_up.channels)
        self._line_up = LineUp(channels, line_up.guide, line_up.faults)
        await self._read_guide_again()
        self._changed.set()
        self._tell()

    def _resolved(self, channel: TvChannel, base: str) -> TvChannel:
        address = channel.address
        for name, word in self._settings.words.items():
            address = address.replace(f"{{{name}}}", word)
        logo = channel.logo
        if base:
            address, logo = urljoin(base, address), urljoin(base, logo) if logo else ""
        return channel.model_copy(update={"address": address[:2000], "logo": logo[:2000]})

    def _list_ok(self, note: str = "") -> None:
        faults = [*self._line_up.faults, self._guide_fault]
        self._delivery.ok("; ".join(fault for fault in (note, *faults) if fault))

    # -- the guide -----------------------------------------------------------------------------

    async def _follow_guide(self) -> None:
        settings, around = self._settings, self._surroundings
        told = _Telling(self._guide_ok, self._guide_stale)
        if settings.guide_path is not None:
            path = settings.guide_path

            async def read() -> None:
                self._guide_body = lambda: _opened(around, path)
                await self._read_guide()

            await follow_file(path, around, told, read)
            return
        if settings.guide_url is None:
            return

        async def take(document: Document | None) -> None:
            if document is not None:
                body = document.body
                self._guide_body = lambda: io.BytesIO(body)
            await self._read_guide()

        async with self._fetcher(settings.guide_url, MOST_GUIDE_MB) as fetcher:
            await poll(fetcher, settings.guide_every, around, told, take)

    async def _read_guide(self) -> None:
        async with self._reading:
            assert self._guide_body is not None
            open_body = self._guide_body
            wanted = {channel.id for channel in self._line_up.channels}
            wanted |= {channel.name.lower() for channel in self._line_up.channels}
            now, most = self._surroundings.now(), int(self._settings.guide_max_mb * 1_000_000)
            self._guide_until = now + GUIDE_LASTS_S

            def read() -> Guide:
                with open_body() as file:
                    return read_guide(file, wanted, now, most)

            self._guide = await asyncio.to_thread(read)
        self._tell()

    async def _read_guide_again(self) -> None:
        """Its trouble is not that of the list."""
        if self._guide_body is None:
            return
        try:
            await self._read_guide()
        except (Unreadable, SourceFailed) as error:
            self._guide_stale(str(error))

    def _guide_ok(self, note: str = "") -> None:
        self._guide_fault = ""

    def _guide_stale(self, why: str) -> None:
        self._guide_fault = f"no guide: {why}"
        log.warning("source '%s': %s", self._surroundings.name, self._guide_fault)

    # -- logos ---------------------------------------------------------------------------------

    async def _draw_icons(self) -> None:
        """One after the other, each once; a logo that cannot be had is left out."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            logos = [channel.logo for channel in self._line_up.channels if channel.logo]
            for logo in dict.fromkeys(logos[:MOST_ICONS]):
                if logo not in self._icons:
                    self._icons[logo] = await self._icon(logo)
            self._icons = {logo: self._icons[logo] for logo in logos if logo in self._icons}
            self._tell()

    async def _icon(self, logo: str) -> str:
        try:
            if is_url(logo):
                body = await self._logo(logo)
            else:
                folder = self._surroundings.site_folder
                body = await asyncio.to_thread(read_file, folder, logo, int(ICON_MB * 1_000_000))
            return await asyncio.to_thread(icon_of, body)
        except (
            Unreadable,
            SourceFailed,
            FetchFailed,
            AddressRefused,
            OSError,
            ValueError,
        ) as error:
            log.info("source '%s': a logo: %s", self._surroundings.name, error)
            return ""

    async def _logo(self, logo: str) -> bytes:
        settings = self._settings
        if settings.url is not None and not settings.trusted:
            await check_redirect(settings.url, (), logo, self._surroundings.policy)
        bare = settings.model_copy(update={"headers": {}})
        async with self._fetcher(logo, ICON_MB, bare) as fetcher:
            document = await fetcher.fetch()
        return document.body if document is not None else b""

    # -- telling -------------------------------------------------------------------------------

    async def _follow_time(self) -> None:
        while True:
            await self._surroundings.sleep(TICK_S)
            if self._surroundings.now() > self._guide_until:
                await self._read_guide_again()
            self._tell()

    def _tell(self) -> None:
        if not self._line_up.channels:
            return
        told = Channels(channels=tuple(map(self._with_guide, self._line_up.channels)))
        if told != self._told:
            self._told = told
            self._delivery.whole(told)

    def _with_guide(self, channel: TvChannel) -> TvChannel:
        programmes = self._guide.get(channel.id) or self._guide.get(channel.name.lower()) or ()
        on, following = now_and_next(programmes, self._surroundings.now())
        icon = self._icons.get(channel.logo, "")
        return channel.model_copy(update={"now": on, "next": following, "icon": icon})

    def _fetcher(
        self, url: str, max_mb: float, settings: ChannelsSettings | None = None
    ) -> Fetcher:
        told = (settings or self._settings).model_copy(update={"max_mb": max_mb})
        around = self._surroundings
        return Fetcher(told, url, around.policy, around.now)


class _Telling:
    """The Delivery of one of the parts, whose health is not that of the whole."""

    def __init__(self, ok: Callable[[str], None], stale: Callable[[str], None]) -> None:
        self._ok = ok
        self.stale = stale

    def ok(self, note: str = "") -> None:
        self._ok(note)

    def whole(self, dataset: Dataset) -> None:
        """Told by the source itself."""

    def changed(self, upserts: Iterable[Post], removals: Iterable[str] = ()) -> None:
        """It has no posts."""

    def author_gone(self, network: str, author: str) -> None:
        """Nor authors."""

    def bookmark(self, value: JsonValue) -> None:
        """Nor a place to go on from."""


def _opened(around: Surroundings, path: str) -> BinaryIO:
    try:
        return site_file(around.site_folder, path).open("rb")
    except OSError as error:
        raise Unreadable(f"'{path}' cannot be read: {error.strerror or error}") from error
