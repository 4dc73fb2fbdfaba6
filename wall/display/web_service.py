"""The browser of the display: profiles, the address policy on every request, the site's pages."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QFile, QIODevice, QObject, QUrl
from PySide6.QtNetwork import QAuthenticator
from PySide6.QtWebEngineCore import (
    QWebEnginePage,
    QWebEngineProfile,
    QWebEngineUrlRequestInfo,
    QWebEngineUrlRequestInterceptor,
    QWebEngineUrlRequestJob,
    QWebEngineUrlScheme,
    QWebEngineUrlSchemeHandler,
)

from wall.control.addresses import AddressUse, check_address
from wall.display.files import SiteFiles
from wall.errors import AddressRefused
from wall.kinds.addresses import is_site_path, is_upload
from wall.link.messages import AddressPolicy, DisplaySettings
from wall.model.geometry import Rect
from wall.model.tiles import Tile

log = logging.getLogger(__name__)

SCHEME = b"wall-site"
"""Pages of the site's folder: they read no other files, and no other site reads them."""


def register_scheme() -> None:
    """Once, before the application object exists."""
    scheme = QWebEngineUrlScheme(SCHEME)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    QWebEngineUrlScheme.registerScheme(scheme)


class WebFilter(Protocol):
    """The proxy through which the browser reaches the network, and nothing past it."""

    @property
    def trouble(self) -> str: ...
    def configure(self, policy: AddressPolicy) -> None: ...
    def credentials(self, *, trusted: bool) -> tuple[str, str]: ...
    def greeting(self, url: str) -> str: ...
    def is_greeting(self, url: str) -> bool: ...


class Browsing:
    """The WebService. Owns the profiles until `stop`; each view gives its own back."""

    def __init__(self, folder: Path, files: SiteFiles, network: WebFilter) -> None:
        self._folder = folder
        self._files = files
        self._network = network
        self._policy = AddressPolicy()
        self._secrets: Mapping[str, str] = {}
        self._profiles: dict[str, _Shared] = {}
        self._going: list[_Shared] = []
        """Guarded until their profile is really gone."""

    def configure(self, settings: DisplaySettings) -> None:
        self._policy = settings.policy
        self._secrets = settings.secrets
        self._network.configure(settings.policy)

    def profile(self, tile: Tile, name: str | None) -> QWebEngineProfile:
        """Trusted and other tiles never share one: what one may reach the other may not."""
        trust = "site" if tile.trusted else "pushed"
        key = f"{trust}-{name}" if name else f"{trust}-tile-{tile.id}"
        shared = self._profiles.get(key)
        if shared is None:
            shared = self._make(key, trusted=tile.trusted)
            self._profiles[key] = shared
        shared.users += 1
        return shared.profile

    def release(self, profile: QWebEngineProfile) -> None:
        """Its pages are gone or going: it is deleted after the last of them."""
        for key, shared in list(self._profiles.items()):
            if shared.profile is profile:
                shared.users -= 1
                if shared.users == 0:
                    del self._profiles[key]
                    self._end(shared)

    def page_url(self, tile: Tile, address: str) -> str:
        if is_upload(address):
            raise AddressRefused(address, "uploads are not shown as pages; push a URL")
        if is_site_path(address):
            url = QUrl(f"{SCHEME.decode()}://site/{address.lstrip('/')}")
            return url.toString()
        if self._network.is_greeting(address):
            return address
        if not tile.trusted:
            check_address(address, self._policy, use=AddressUse.WEB)
        if self._network.trouble:
            raise AddressRefused(address, self._network.trouble)
        return address

    def password(self, tile: Tile, secret: str) -> str | None:
        return self._secrets.get(secret) if tile.trusted else None

    def load(self, page: QWebEnginePage, url: str) -> None:
        """Once for each page. The first one of a profile is led to its address by the filter:
        the profile has its credentials then, before anything of the page runs."""
        profile = page.profile()
        shared = next(s for s in self._profiles.values() if s.profile is profile)
        page.proxyAuthenticationRequired.connect(shared.authenticate)
        if not shared.known and url.startswith(("http:", "https:")):
            url = self._network.greeting(url)
        page.load(QUrl(url))

    def stop(self) -> None:
        for shared in self._profiles.values():
            self._end(shared)
        self._profiles.clear()

    def _end(self, shared: _Shared) -> None:
        self._going.append(shared)
        shared.profile.destroyed.connect(lambda: self._going.remove(shared))
        shared.profile.deleteLater()

    def _make(self, key: str, *, trusted: bool) -> _Shared:
        profile = QWebEngineProfile(key)
        profile.setPersistentStoragePath(str(self._folder / key / "storage"))
        profile.setCachePath(str(self._folder / key / "cache"))
        profile.setHttpCacheMaximumSize(64 * 1024 * 1024)
        # `downloadRequested` stays unheard: the engine cancels what nobody accepts, and a Python
        # listener keeps the request beyond its profile, which crashes (PySide6 6.11).
        shared = _Shared(
            profile,
            _SitePages(self._files, profile),
            _Guard(lambda: self._policy, self._network, profile, trusted=trusted),
            self._network.credentials(trusted=trusted),
        )
        profile.installUrlSchemeHandler(SCHEME, shared.pages)
        profile.setUrlRequestInterceptor(shared.guard)
        return shared


@dataclass
class _Shared:
    """A profile, what serves and watches it, and how many views use it.

    It keeps them: a parent keeps the Qt object alone, whose requests would pass unseen.
    """

    profile: QWebEngineProfile
    pages: _SitePages
    guard: _Guard
    credentials: tuple[str, str]
    """User name and password at the filter: never those of another profile."""
    users: int = 0
    known: bool = False
    """Whether its network context has its credentials."""

    def authenticate(self, url: QUrl, asking: QAuthenticator, proxy: str) -> None:
        """A page was asked for them. Only the filter can ask: no other proxy is ever used."""
        self.known = True
        user, password = self.credentials
        asking.setUser(user)
        asking.setPassword(password)


class _Guard(QWebEngineUrlRequestInterceptor):
    """Sees every request of a profile's pages, those after redirects included."""

    def __init__(
        self,
        policy: Callable[[], AddressPolicy],
        network: WebFilter,
        parent: QObject,
        *,
        trusted: bool,
    ) -> None:
        super().__init__(parent)
        self._policy = policy
        self._network = network
        self._trusted = trusted

    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        url = info.requestUrl()
        scheme = url.scheme()
        if scheme in ("data", "blob"):
            return  # carries its content along; reaches nothing
        if scheme == SCHEME.decode():
            # Without an initiator it is what the tile itself names.
            led_here_by = info.initiator().scheme()
            info.block(not self._trusted and led_here_by not in ("", scheme))
            return
        if scheme == "file":
            info.block(True)
            return
        if not self._trusted and not self._network.is_greeting(url.toString()):
            text = url.toString().replace("wss:", "https:", 1).replace("ws:", "http:", 1)
            try:
                check_address(text, self._policy(), use=AddressUse.WEB)
            except AddressRefused:
                info.block(True)


class _SitePages(QWebEngineUrlSchemeHandler):
    """Serves files of the site's folder, and nothing outside it: the display's files see to that,
    also where the site is on another machine."""

    def __init__(self, files: SiteFiles, parent: QObject) -> None:
        super().__init__(parent)
        self._files = files

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        address = job.requestUrl().path().lstrip("/")
        if not address or address.endswith("/"):
            address += "index.html"

        def done(path: Path) -> None:
            content = QFile(str(path), job)
            content.open(QIODevice.OpenModeFlag.ReadOnly)
            sort = mimetypes.guess_type(address)[0] or "application/octet-stream"
            job.reply(sort.encode(), content)

        def failed(why: str) -> None:
            log.info("%s: %s", address, why)
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)

        waiting = self._files.fetch(_OF_THE_SITE, address, done, failed)
        job.destroyed.connect(waiting.end)


_OF_THE_SITE = Tile(id="site-pages", kind="web", rect=Rect(0, 0, 1, 1), trusted=True)
"""Asks for the files of the site's pages."""
