"""Which servers a source may ask, and where they may send it. Addresses only: no names resolved."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from wall.errors import AddressRefused
from wall.sitefile.declared import AddressPolicy
from wall.sources.denying import check_declared, check_redirect

PUBLIC, INSIDE, OTHER_INSIDE = "http://93.184.216.34/a", "http://10.0.0.7/a", "http://10.0.0.8/b"


@pytest.mark.parametrize("url", [PUBLIC, INSIDE, "http://ann:hush@127.0.0.1:8080/x?key=hidden"])
def test_the_site_may_name_any_server(url: str) -> None:
    for policy in (AddressPolicy(), AddressPolicy(only_allowed=True, deny=("192.168.0.0/16",))):
        stands_for = asyncio.run(check_declared(url, policy))
        assert stands_for == (urlsplit(url).hostname,)


def test_the_deny_list_is_stronger_and_tells_no_secrets() -> None:
    policy = AddressPolicy(deny=("10.0.0.0/8",), allow=("10.0.0.7",))
    with pytest.raises(AddressRefused) as refused:
        asyncio.run(check_declared("http://ann:hush@10.0.0.7/a?key=hidden", policy))
    assert "hush" not in str(refused.value)
    assert "hidden" not in str(refused.value)


def redirect(declared: str, stood_for: str, target: str, policy: AddressPolicy) -> None:
    asyncio.run(check_redirect(declared, (stood_for,), target, policy))


def test_a_server_in_the_internet_cannot_send_us_inside() -> None:
    with pytest.raises(AddressRefused):
        redirect(PUBLIC, "93.184.216.34", INSIDE, AddressPolicy())
    redirect(PUBLIC, "93.184.216.34", INSIDE, AddressPolicy(allow=("10.0.0.0/8",)))
    redirect(PUBLIC, "93.184.216.34", "https://93.184.216.35/b", AddressPolicy())


def test_a_server_inside_may_send_us_to_its_neighbour_unless_denied() -> None:
    redirect(INSIDE, "10.0.0.7", OTHER_INSIDE, AddressPolicy())
    with pytest.raises(AddressRefused):
        redirect(INSIDE, "10.0.0.7", OTHER_INSIDE, AddressPolicy(deny=("10.0.0.8",)))


def test_a_server_that_was_outside_does_not_become_one_inside() -> None:
    """By giving its name another meaning, to be let into the network as a neighbour."""
    with pytest.raises(AddressRefused):
        redirect("http://feeds.example.org/a", "93.184.216.34", INSIDE, AddressPolicy())
    redirect("http://feeds.example.org/a", "10.0.0.9", INSIDE, AddressPolicy())
