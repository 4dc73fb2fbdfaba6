"""`sign_in:` of a site."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from wall.model.actors import Grant, Role
from wall.sitefile.sign_in import OpenIdEntry

ENTRY = {
    "issuer": "https://login.example.org/realms/house/",
    "client_id": "wall",
    "client_secret": {"secret": "openid"},
    "roles": {"values": {"admins": "admin", "desk": ["viewer", "operator@hub/A1:C2"]}},
}


def test_roles_are_written_as_on_the_command_line() -> None:
    entry = OpenIdEntry.model_validate(ENTRY)
    assert entry.issuer == "https://login.example.org/realms/house"
    assert entry.roles.values["admins"] == (Grant(role=Role.ADMIN),)
    assert entry.roles.values["desk"][1] == Grant(role=Role.OPERATOR, wall="hub", area="A1:C2")
    assert entry.roles.everyone is None


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"client_secret": "in plain text"}, "never stands in a file"),
        ({"issuer": "http://login.example.org"}, "https"),
        ({"issuer": "login.example.org"}, "an address such as"),
        ({"roles": {"values": {"a": "operater"}}}, "did you mean 'operator'"),
        ({"roles": {"values": {"a": []}}}, "at least 1 item"),
        ({"roles": {"values": {"a": 3}}}, "a list of roles"),
        ({"other": 1}, "Extra inputs"),
    ],
)
def test_what_is_wrong_is_said(changed: dict[str, Any], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        OpenIdEntry.model_validate(ENTRY | changed)
