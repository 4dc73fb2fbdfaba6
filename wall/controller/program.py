"""The controller process: opens journal and site, serves people and followers, ends in order."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from pathlib import Path

from wall.control.store import Store
from wall.controller.answering import Answering
from wall.controller.approvals import DisplayApprovals
from wall.controller.certificates import Certificate, given_certificate, own_certificate
from wall.controller.controller import Controller
from wall.controller.interfaces import is_loopback
from wall.controller.inviting import first_invitation_told
from wall.controller.keeping import write_private
from wall.controller.openid import site_settings
from wall.controller.osc import OscDoor
from wall.controller.people import People
from wall.controller.remote_link import add_link
from wall.controller.server import Server, Tls, build_app, serve
from wall.controller.share_doors import ShareDoors, add_shares
from wall.controller.share_viewing import VIEW_PATH
from wall.controller.sites import OpenSite
from wall.controller.tokens import Tokens
from wall.controller.uploads import Uploads
from wall.controller.watching import SiteWatch
from wall.controller.welcoming import welcome
from wall.journal.locking import JOURNAL
from wall.journal.sqlite import SqliteJournal
from wall.kinds.registry import KindRegistry
from wall.model.values import Value
from wall.sitefile.reading import SourceKinds
from wall.sitefile.secrets import own_secrets

log = logging.getLogger(__name__)

LINK_SOCKET = "run/link.sock"
RUNNING = "running.json"


class ControllerOptions(Value):
    """What the supervisor hands to the controller."""

    site: Path
    data: Path
    host: str = "127.0.0.1"
    port: int = 8600
    fresh: bool = False
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    osc: tuple[str, int] | None = None
    """Where to listen for OSC; None: nowhere."""
    osc_as: str = "osc"
    """The token whose rights OSC has."""


def keep_private(data: Path) -> None:
    """The display's user passes through the data folder: to files whose hash it knows, and to
    nothing of what was said and shown. Folders of earlier versions are closed too."""
    for name, mode in (("journal", 0o700), ("pictures", 0o700), ("uploads", 0o711)):
        folder = data / name
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
        folder.chmod(mode)


async def run_controller(
    options: ControllerOptions, secret: str, kinds: KindRegistry, source_kinds: SourceKinds
) -> None:
    """Until SIGTERM. Raises SiteInvalid and JournalUnavailable before anything is shown."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    data = options.data
    (data / "run").mkdir(parents=True, exist_ok=True)
    keep_private(data)
    site = await asyncio.to_thread(OpenSite.open, options.site, kinds, source_kinds, data)
    journal = await asyncio.to_thread(SqliteJournal, data / JOURNAL)
    uploads = Uploads(data / "uploads", quota_bytes=site.upload_quota_bytes)
    people = People(data, Tokens(data), options.site.name)
    approvals = DisplayApprovals(data / "displays.json")
    controller = Controller(site, Store(kinds), journal, uploads, approvals, secret, kinds)
    controller.actor_now = people.actor_now
    await controller.start(data / LINK_SOCKET, fresh=options.fresh)
    certificate = _certificate(options)
    app = build_app(
        controller,
        people,
        open_metrics=is_loopback(options.host),
        openid=site_settings(lambda: site.site, own_secrets(data)),
        trusted_proxies=lambda: site.site.trusted_proxies,
    )
    add_link(app, controller.followers, approvals, site, uploads)
    shares = ShareDoors(controller.sharing, people, approvals, secret)
    controller.followers.doors[VIEW_PATH] = shares.viewing.view_local
    add_shares(app, shares)
    tls = Tls(certificate.certificate, certificate.key) if certificate else None
    server = await serve(app, options.host, options.port, tls)
    osc = OscDoor(Answering(controller, people), lambda: people.tokens.actor_of(options.osc_as))
    if options.osc is not None:
        await osc.open(*options.osc)
        log.info("OSC on %s:%d, with the rights of '%s'", options.osc[0], osc.port, options.osc_as)
    fingerprint = certificate.fingerprint if certificate else ""
    watch = SiteWatch(options.site, controller.site_edited)
    watch.start()
    write_private(data / RUNNING, json.dumps(_running(options, server, fingerprint)).encode())
    _welcome(options, people, server, fingerprint)
    try:
        await stop.wait()
    finally:
        (data / RUNNING).unlink(missing_ok=True)
        await osc.close()
        await watch.close()
        await server.close()
        await controller.close()
        await asyncio.to_thread(journal.close)


def _welcome(options: ControllerOptions, people: People, server: Server, fingerprint: str) -> None:
    """On standard output, for who started it."""
    site, data = options.site.name, options.data
    print(welcome(site, data, options.host, server.url, fingerprint), flush=True)
    if (path := people.first_invitation()) is not None:
        print(first_invitation_told(server.url, path), flush=True)


def _certificate(options: ControllerOptions) -> Certificate | None:
    """Off loopback always; on loopback where one is given."""
    if options.tls_certificate is not None and options.tls_key is not None:
        return given_certificate(options.tls_certificate, options.tls_key)
    return None if is_loopback(options.host) else own_certificate(options.data)


def _running(options: ControllerOptions, server: Server, fingerprint: str) -> dict[str, str | int]:
    """What commands on this machine need to find the wall."""
    return {
        "site": str(options.site),
        "url": server.url,
        "fingerprint": fingerprint,
        "pid": os.getpid(),
    }
