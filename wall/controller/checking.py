"""Checking the addresses that commands bring, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from pydantic import BaseModel

from wall.control.addresses import AddressUse
from wall.controller.reaching import check_reachable
from wall.controller.sites import OpenSite
from wall.controller.uploads import Uploads
from wall.errors import CommandRefused, Why
from wall.kinds.addresses import UPLOAD, addresses_in, is_site_path, is_upload
from wall.kinds.registry import KindRegistry
from wall.kinds.secrets import secrets_named
from wall.model.commands import AddTile, Command, ConfigureTile
from wall.model.scene import Scene
from wall.model.tiles import Settings

_USES = {"web": AddressUse.WEB, "video": AddressUse.STREAM, "vnc": AddressUse.STREAM}
_A = {"image": "an image", "video": "a video"}


class AddressCheck:
    """Asks the address policy for every address that operators bring. On the loop."""

    def __init__(self, site: OpenSite, kinds: KindRegistry, uploads: Uploads) -> None:
        self._site = site
        self._kinds = kinds
        self._uploads = uploads

    async def check(self, scene: Scene, commands: Sequence[Command]) -> None:
        """Raises AddressRefused and CommandRefused."""
        for command in commands:
            match command:
                case AddTile(tile=tile):
                    await self._check_settings(tile.kind, tile.settings)
                case ConfigureTile(id=tile_id, settings=settings) if settings:
                    now = scene.tile(tile_id)
                    if now is not None:
                        kept = {k: v for k, v in now.settings.items() if k not in settings}
                        given = {k: v for k, v in settings.items() if v is not None}
                        await self._check_settings(now.kind, {**kept, **given}, only=set(given))
                case _:
                    pass

    async def _check_settings(
        self, kind_name: str, settings: Settings, only: set[str] | None = None
    ) -> None:
        kind = self._kinds.get(kind_name)
        read = kind.read(settings)
        if any(only is None or field in only for field in _with_secrets(read)):
            raise CommandRefused(
                "secrets are for tiles of the site's own files; name them in a layout file"
            )
        for field, address, _ in addresses_in(read):
            if only is None or field in only:
                await self._check_address(kind_name, address)

    async def _check_address(self, kind: str, address: str) -> None:
        if is_upload(address):
            if not self._uploads.has(address.removeprefix(UPLOAD)):
                raise CommandRefused(
                    f"{address} is not here (any more); upload it again", Why.FILE_GONE
                )
            media = self._uploads.media(address.removeprefix(UPLOAD))
            if media is not None and kind in ("image", "video") and media.kind != kind:
                raise CommandRefused(
                    f"this is {_A[media.kind]}, no {kind}; 'push {media.kind}' shows it",
                    Why.FILE_KIND,
                    kind=media.kind,
                )
        elif is_site_path(address):
            self._check_site_path(address)
        else:
            use = _USES.get(kind, AddressUse.FETCH)
            await check_reachable(address, self._site.site.addresses, use)

    def _check_site_path(self, address: str) -> None:
        """A file of the site, and nothing outside its folder, links included."""
        folder = self._site.folder.resolve()
        try:
            path = (folder / urlsplit(address).path).resolve()
            known = path.is_relative_to(folder) and path.exists()
            # What git and editors keep there is for no wall.
            known = known and not any(
                part.startswith(".") for part in path.relative_to(folder).parts
            )
        except (OSError, ValueError):
            # A name too long for the disk, or with a zero in it.
            known = False
        if not known:
            raise CommandRefused(
                f"'{address}' is neither an address that begins with https:// nor a file of the "
                "site; give one of them, or upload it"
            )


def _with_secrets(settings: BaseModel) -> Iterator[str]:
    """The fields that name a secret."""
    for field in type(settings).model_fields:
        if any(secrets_named(getattr(settings, field))):
            yield field
