"""`publishing:` of a site."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from wall.sitefile.publishing import Publishing

ENTRY = {
    "url": "https://hooks.example.org/room",
    "sign": {"secret": "PUBLISHING"},
    "zone": "Europe/Paris",
    "wall": "https://wall.example.org",
}


def test_what_a_site_says_of_its_publishing_tool() -> None:
    entry = Publishing.model_validate(ENTRY)
    assert entry.sign is not None
    assert (entry.url, entry.sign.secret) == ("https://hooks.example.org/room", "PUBLISHING")
    bare = Publishing.model_validate({"url": "http://10.0.0.5:8080/in"})
    assert (bare.sign, bare.zone, bare.wall) == (None, None, None)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"sign": "in plain text"}, "a secret never stands in a file"),
        ({"url": "ftp://example.org"}, "should match pattern"),
        ({"zone": "Paris"}, "there is no time zone 'Paris'; write one like Europe/Paris"),
        ({"wall": "https://wall.example.org/?x=1"}, "should match pattern"),
        ({"every": 60}, "Extra inputs"),
    ],
)
def test_what_is_wrong_is_said(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why) as refused:
        Publishing.model_validate(ENTRY | changed)
    assert "in plain text" not in refused.value.errors()[0]["msg"]
