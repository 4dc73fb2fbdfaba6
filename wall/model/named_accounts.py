"""Accounts that a site names one by one: who they are on their network, and nobody like them.

Written `NETWORK:HANDLE`, or `NETWORK:id:ID` by what the network knows them by. On networks of many
servers a handle names its server too, and an id, which is good on one server alone, is none.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

FEDERATED = frozenset({"mastodon", "activitypub"})
HOW = "write NETWORK:HANDLE, as in x:@house or mastodon:@house@example.org"


def parts_of(entry: str) -> tuple[str, str, str]:
    """Network, handle without its sign, and id; one of the two is empty. Raises ValueError with a
    sentence."""
    network, colon, who = entry.strip().partition(":")
    if not colon or not network or network.startswith("@") or " " in network:
        raise ValueError(f"anybody may be '{entry}' on another network; {HOW}")
    network = lowered(network)
    identity = who.removeprefix("id:").strip() if who.startswith("id:") else ""
    handle = "" if who.startswith("id:") else who.strip().removeprefix("@")
    if not (identity or handle):
        raise ValueError(f"'{entry}' names nobody; {HOW}")
    if network in FEDERATED and (identity or not all(handle.partition("@"))):
        raise ValueError(
            f"'{entry}' could be somebody else on another server; write {network}:@NAME@SERVER"
        )
    return network, handle, identity


def lowered(text: str) -> str:
    """Small letters for those of ASCII alone: a Kelvin sign is no k."""
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def _checked(entry: str) -> str:
    parts_of(entry)
    return entry


AccountNames = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_checked)], ...],
    Field(max_length=5000),
]
