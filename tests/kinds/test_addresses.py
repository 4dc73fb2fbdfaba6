"""Addresses in settings: which there are, and of which sort."""

from __future__ import annotations

import pytest

from wall.kinds.addresses import (
    FolderAddress,
    MediaAddress,
    addresses_in,
    is_site_path,
    is_upload,
    is_url,
    pinned,
    unpinned,
)
from wall.kinds.kind import TileSettings


class Item(TileSettings):
    clip: MediaAddress
    title: str = ""


class Programme(TileSettings):
    items: tuple[Item, ...] = ()
    named: dict[str, MediaAddress] = {}
    grid: tuple[tuple[MediaAddress, ...], ...] = ()


class Show(TileSettings):
    url: MediaAddress = "one.jpg"
    more: tuple[MediaAddress, ...] = ()
    cover: MediaAddress | None = None
    folder: FolderAddress | None = None
    caption: str = "https://example.org/is-no-address-here"


def test_every_address_is_found_with_its_field_and_mark() -> None:
    show = Show.model_validate(
        {"url": " a.jpg ", "more": ["b.jpg", "https://c"], "cover": "d.jpg", "folder": "e"}
    )
    found = [(name, address, mark.folder) for name, address, mark in addresses_in(show)]
    assert found == [
        ("url", "a.jpg", False),
        ("more", "b.jpg", False),
        ("more", "https://c", False),
        ("cover", "d.jpg", False),
        ("folder", "e", True),
    ]


def test_what_is_not_given_is_not_found() -> None:
    assert [address for _, address, _ in addresses_in(Show())] == ["one.jpg"]


def test_addresses_are_found_however_deep_they_lie() -> None:
    programme = Programme.model_validate(
        {
            "items": [{"clip": "a.mp4", "title": "http://x"}],
            "named": {"b": "b.mp4"},
            "grid": [["c.mp4"]],
        }
    )
    assert [(name, address) for name, address, _ in addresses_in(programme)] == [
        ("items", "a.mp4"),
        ("named", "b.mp4"),
        ("grid", "c.mp4"),
    ]


@pytest.mark.parametrize(
    ("address", "sort"),
    [
        ("https://example.org/a", "url"),
        ("file:///etc/passwd", "url"),
        ("javascript:alert(1)", "url"),
        ("data:text/html,x", "url"),
        ("http://[::1", "url"),
        ("rtsp+tcp://x", "url"),
        ("upload:" + "ab" * 32, "upload"),
        ("media/match.mp4", "path"),
        ("match 1:0.mp4", "path"),
        ("C:/match.mp4", "path"),
        ("../match.mp4", "path"),
        ("//example.org/x", "path"),
    ],
)
def test_an_address_is_of_one_sort(address: str, sort: str) -> None:
    told = {"url": is_url(address), "upload": is_upload(address), "path": is_site_path(address)}
    assert [name for name, is_so in told.items() if is_so] == [sort]


def test_an_address_may_name_the_content_that_it_must_have() -> None:
    sha256 = "0a" * 32
    pinned_one = pinned("https://a.example/p.jpg?x=1#top", sha256)
    assert unpinned(pinned_one) == ("https://a.example/p.jpg?x=1", sha256)
    assert unpinned("https://a.example/p.jpg#top") == ("https://a.example/p.jpg#top", "")
    assert unpinned("https://a.example/p.jpg#sha256=0a") == (
        "https://a.example/p.jpg#sha256=0a",
        "",
    )
    for address in ("media/p.jpg", f"upload:{sha256}", "https://a.example/p.jpg"):
        assert pinned(address, "") == address
    assert pinned(f"upload:{sha256}", sha256) == f"upload:{sha256}", "it names its content itself"
