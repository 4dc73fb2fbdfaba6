"""`sign_in:` of `wall.yaml`: other places where people prove who they are."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, StringConstraints, field_validator

from wall.model.actors import Grant, read_grant
from wall.sitefile.file_model import FileModel, SecretReference

ClaimPath = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_:/.-]{1,200}$")]
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def _read_secret(value: object) -> object:
    if not isinstance(value, dict | SecretReference):
        raise ValueError("a secret never stands in a file: write client_secret: {secret: NAME}")
    return value


def _read_grants(value: object) -> object:
    if isinstance(value, str | dict | Grant):
        value = [value]
    if not isinstance(value, list | tuple):
        raise ValueError("a role, or a list of roles: operator, or [viewer, operator@hub/A1:C2]")
    return tuple(read_grant(item) if isinstance(item, str) else item for item in value)


GrantList = Annotated[
    tuple[Grant, ...],
    BeforeValidator(_read_grants, json_schema_input_type=str | list[str]),
    Field(min_length=1, max_length=50),
]
"""`operator`, `operator@hub/A1:C2`, or a list of such."""


class RoleClaim(FileModel):
    """Which roles people have, by what the provider says of them."""

    claim: ClaimPath = Field(default="groups", description="where the values are: a.b for nested")
    values: dict[str, GrantList] = Field(default={}, description="wall-admins: admin")
    everyone: GrantList | None = Field(
        default=None, description="for all others; without it they are refused"
    )


class OpenIdEntry(FileModel):
    """One OpenID Connect provider."""

    issuer: str = Field(max_length=500, description="its address, as its documents name it")
    client_id: str = Field(min_length=1, max_length=500)
    client_secret: Annotated[SecretReference, BeforeValidator(_read_secret)] | None = Field(
        default=None, description="{secret: NAME}; none for public clients"
    )
    title: str = Field(default="Single sign-on", max_length=100, description="of the button")
    scopes: tuple[str, ...] = Field(default=("profile", "email"), max_length=20)
    name_claim: ClaimPath = Field(default="preferred_username", description="names the account")
    roles: RoleClaim

    @field_validator("issuer")
    @classmethod
    def _over_tls(cls, issuer: str) -> str:
        parts = urlsplit(issuer)
        if not parts.hostname or parts.query or parts.fragment:
            raise ValueError("an issuer is an address such as https://login.example.org/realm")
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ValueError("an issuer is reached over https")
        return issuer.rstrip("/")


class SignIn(FileModel):
    """Ways to sign in beside passwords."""

    openid: OpenIdEntry | None = None
