"""Which servers a source may ask, and where they may send it. Addresses only: no names resolved."""

from __future__ import annotations

import asyncio

import pytest

from wall.errors import AddressRefused
from wall.sitefile.declared import AddressPolicy
from wall.sources.denying import check_declared, check_redirect

PUBLIC, INSIDE, OTHER_INSIDE = "http://93.184.216.34/a", "http://10.0.0.7/a", "http://10.0.0.8/b"


@pytest.mark.parametrize("url", [PUBLIC, INSIDE, "http://ann:hush@127.0.0.1:8080/x?key=hidden"])
def test_the_site_may_name_any_server(url: str) -> None:
    asyncio.run(check_declared(url, AddressPolicy()))
    asyncio.run(check_declared(url, AddressPolicy(only_allowed=True, deny=("192.168.0.0/16",))))


def test_the_deny_list_is_stronger_and_tells_no_secrets() -> None:
    policy = AddressPolicy(deny=("10.0.0.0/8",), allow=("10.0.0.7",))
    with pytest.raises(AddressRefused) as refused:
        asyncio.run(check_declared("http://ann:hush@10.0.0.7/a?key=hidden", policy))
    assert "hush" not in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_a_server_in_the_internet_cannot_send_us_inside() -> None:
    with pytest.raises(AddressRefused):
        asyncio.run(check_redirect(PUBLIC, INSIDE, AddressPolicy()))
    asyncio.run(check_redirect(PUBLIC, INSIDE, AddressPolicy(allow=("10.0.0.0/8",))))
    asyncio.run(check_redirect(PUBLIC, "https://93.184.216.35/b", AddressPolicy()))


def test_a_server_inside_may_send_us_to_its_neighbour_unless_denied() -> None:
    asyncio.run(check_redirect(INSIDE, OTHER_INSIDE, AddressPolicy()))
    with pytest.raises(AddressRefused):
        asyncio.run(check_redirect(INSIDE, OTHER_INSIDE, AddressPolicy(deny=("10.0.0.8",))))
