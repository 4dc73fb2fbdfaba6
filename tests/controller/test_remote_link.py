"""Files for displays of other machines: to approved ones, of the site and uploads, nothing else."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.controller.sites_at_work import at_work, write_site
from wall.controller.remote_link import LINK, add_link
from wall.controller.uploads import Uploads

KEY = "k" * 40


async def get(
    folder: Path,
    address: str,
    *,
    name: str = "lobby",
    key: str = KEY,
    what: str = "files",
    **headers: str,
) -> httpx.Response:
    """As the display `lobby` asks, which is approved."""
    async with at_work(folder) as work:
        work.approvals.ask("lobby", KEY, "there")
        work.approvals.approve("lobby")
        work.approvals.ask("hall", KEY, "there")
        app = FastAPI()
        uploads = Uploads(folder / "data" / "uploads")
        add_link(app, work.controller.followers, work.approvals, work.site, uploads)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://wall") as client:
            return await client.get(
                f"{LINK}/{what}",
                params={"address": address, "name": name},
                headers={"Authorization": f"Bearer {key}", **headers},
            )


def test_an_approved_display_gets_files_of_the_site(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    content = (site / "media" / "red.png").read_bytes()
    answer = asyncio.run(get(tmp_path, "media/red.png"))
    assert answer.status_code == 200
    assert answer.content == content
    tag = answer.headers["etag"]
    assert tag == f'"{hashlib.sha256(content).hexdigest()}"'
    again = asyncio.run(get(tmp_path, "media/red.png", **{"If-None-Match": tag}))
    assert (again.status_code, again.content) == (304, b"")
    part = asyncio.run(get(tmp_path, "media/red.png", Range="bytes=2-5"))
    assert (part.status_code, part.content) == (206, content[2:6])


@pytest.mark.parametrize(
    ("name", "key"), [("lobby", "x" * 40), ("hall", KEY), ("nobody", KEY), ("lobby", "")]
)
def test_nobody_else_gets_anything(tmp_path: Path, name: str, key: str) -> None:
    write_site(tmp_path / "site")
    assert asyncio.run(get(tmp_path, "media/red.png", name=name, key=key)).status_code == 401


@pytest.mark.parametrize(
    "address",
    [
        "../data/displays.json",
        "media/../../data/displays.json",
        "/etc/hostname",
        "media",
        "media/link.png",
        "media/none.png",
        "upload:" + "0" * 64,
        "upload:../../displays.json",
        "http://127.0.0.1/",
        "file:///etc/hostname",
        "",
        "a\x00b",
        "a" * 300,
        "media/red.png/x",
    ],
)
def test_nothing_outside_the_site_is_served(tmp_path: Path, address: str) -> None:
    site = write_site(tmp_path / "site")
    (tmp_path / "secret").write_text("secret")
    (site / "media" / "link.png").symlink_to(tmp_path / "secret")
    assert asyncio.run(get(tmp_path, address)).status_code == 404


def test_an_approved_display_lists_folders_of_the_site(tmp_path: Path) -> None:
    site = write_site(tmp_path / "site")
    (tmp_path / "secret").write_text("secret")
    (site / "media" / "link.png").symlink_to(tmp_path / "secret")
    (site / "media" / ".hidden").write_text("")
    (site / "media" / "a.png").write_text("")
    (site / "media" / "more").mkdir()
    answer = asyncio.run(get(tmp_path, "media", what="folders"))
    assert answer.status_code == 200
    assert answer.json()[0] == "media/a.png"
    assert "media/red.png" in answer.json()
    assert {"media/link.png", "media/.hidden", "media/more"}.isdisjoint(answer.json())
    assert asyncio.run(get(tmp_path, "media", what="folders", name="hall")).status_code == 401


@pytest.mark.parametrize(
    "address", ["..", "../data", "/etc", "media/red.png", "http://127.0.0.1/", "a\x00b", "a" * 300]
)
def test_no_folder_outside_the_site_is_listed(tmp_path: Path, address: str) -> None:
    write_site(tmp_path / "site")
    assert asyncio.run(get(tmp_path, address, what="folders")).status_code == 404
