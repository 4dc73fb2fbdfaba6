"""Addresses become local files, and never ones outside the site."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.display.harness import no_fetch, plain, turn, wait_until
from wall.display.files import FileMissing, SiteFiles, site_path
from wall.link.messages import DisplaySettings
from wall.model.tiles import Tile

TILE = plain("a", (0, 0, 10, 10), "#000000")


class Asked:
    """What a service answered."""

    def __init__(self) -> None:
        self.done: list[object] = []
        self.failed: list[str] = []

    def wait(self, count: int = 1) -> None:
        wait_until(lambda: len(self.done) + len(self.failed) >= count)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "site" / "media").mkdir(parents=True)
    (tmp_path / "site" / "media" / "b.png").write_bytes(b"b")
    (tmp_path / "site" / "media" / "a.png").write_bytes(b"a")
    (tmp_path / "site" / "media" / ".hidden").write_bytes(b"")
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "uploads").mkdir()
    return tmp_path / "site"


@pytest.fixture
def files(site: Path, qapp: QApplication) -> Iterator[SiteFiles]:
    made = SiteFiles(no_fetch)
    made.configure(
        DisplaySettings(site="s", site_folder=str(site), upload_folder=str(site.parent / "uploads"))
    )
    yield made
    made.stop()


def test_a_site_path_is_a_file_of_the_site(files, site):
    asked = Asked()
    files.fetch(TILE, "media/a.png", asked.done.append, asked.failed.append)
    assert asked.done == []  # always later
    asked.wait()
    assert asked.done == [site / "media" / "a.png"]


@pytest.mark.parametrize("address", ["../secret.txt", "/etc/passwd", "media/../../secret.txt"])
def test_what_leads_out_of_the_site_is_refused(site, address):
    with pytest.raises(FileMissing, match="outside"):
        site_path(site, address)


def test_a_link_that_leads_out_is_refused(files, site):
    (site / "media" / "link.txt").symlink_to(site.parent / "secret.txt")
    asked = Asked()
    files.fetch(TILE, "media/link.txt", asked.done.append, asked.failed.append)
    asked.wait()
    assert "outside" in asked.failed[0]


def test_a_missing_file_is_told(files):
    asked = Asked()
    files.fetch(TILE, "media/none.png", asked.done.append, asked.failed.append)
    asked.wait()
    assert asked.failed[0].startswith("media/none.png: there is no such file")


def test_an_upload_is_found_by_its_digest(files, site):
    digest = hashlib.sha256(b"x").hexdigest()
    (site.parent / "uploads" / digest).write_bytes(b"x")
    asked = Asked()
    files.fetch(TILE, f"upload:{digest}", asked.done.append, asked.failed.append)
    asked.wait()
    assert asked.done == [site.parent / "uploads" / digest]


def test_an_upload_is_no_way_to_other_files(files):
    asked = Asked()
    files.fetch(TILE, "upload:../secret.txt", asked.done.append, asked.failed.append)
    asked.wait()
    assert "names no upload" in asked.failed[0]


def test_urls_and_a_display_without_the_site_ask_the_fetcher(qapp, tmp_path):
    brought: list[str] = []

    def fetch(tile: Tile, address: str) -> Path:
        brought.append(address)
        return tmp_path / "brought"

    files = SiteFiles(fetch)
    asked = Asked()
    for address in ("https://example.org/a.png", "media/a.png"):
        files.fetch(TILE, address, asked.done.append, asked.failed.append)
    asked.wait(2)
    assert sorted(brought) == ["https://example.org/a.png", "media/a.png"]
    files.stop()


def test_a_folder_is_listed_sorted_and_again_when_it_changes(files, site):
    asked = Asked()
    listing = files.list_folder(TILE, "media", asked.done.append, asked.failed.append)
    asked.wait()
    assert asked.done == [["media/a.png", "media/b.png"]]
    (site / "media" / "c.png").write_bytes(b"c")
    asked.wait(2)
    assert asked.done[1] == ["media/a.png", "media/b.png", "media/c.png"]
    listing.end()


def test_a_folder_of_another_machine_is_listed_over_the_link_again_and_again(qapp):
    there = [["media/a.png"], ["media/a.png"], ["media/a.png", "media/b.png"]]

    def lister(address: str) -> list[str]:
        assert address == "media"
        return there.pop(0) if len(there) > 1 else there[0]

    files = SiteFiles(no_fetch, lister, list_every_s=0.05)
    files.configure(DisplaySettings(site="s"))
    asked = Asked()
    files.list_folder(TILE, "media", asked.done.append, asked.failed.append)
    asked.wait(2)
    assert asked.done == [["media/a.png"], ["media/a.png", "media/b.png"]]
    files.stop()


def test_a_folder_that_cannot_be_listed_is_told_and_comes_when_it_can(qapp):
    answers: list[str] = []

    def lister(address: str) -> list[str]:
        if not answers:
            raise FileMissing(address, "no answer")
        return answers

    files = SiteFiles(no_fetch, lister, list_every_s=0.05)
    files.configure(DisplaySettings(site="s"))
    asked = Asked()
    files.list_folder(TILE, "media", asked.done.append, asked.failed.append)
    asked.wait()
    assert asked.failed[0] == "media: no answer"
    answers.append("media/a.png")
    wait_until(lambda: asked.done)
    assert asked.done == [["media/a.png"]]
    files.stop()


def test_an_ended_request_is_not_answered(files):
    asked = Asked()
    files.fetch(TILE, "media/a.png", asked.done.append, asked.failed.append).end()
    files.fetch(TILE, "media/b.png", asked.done.append, asked.failed.append)
    asked.wait()
    turn(50)
    assert len(asked.done) == 1
