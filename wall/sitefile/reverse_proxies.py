"""`trusted_proxies:` of `wall.yaml`: who may say on whose behalf a request comes."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated

from pydantic import BeforeValidator, Field

Network = IPv4Network | IPv6Network


def _read(value: object) -> object:
    if isinstance(value, IPv4Network | IPv6Network):
        return value
    if not isinstance(value, str):
        raise ValueError("an address or a network: 10.1.2.3, 10.1.2.0/24, fd00::/8")
    try:
        network = ip_network(value.strip())
    except ValueError as error:
        raise ValueError(
            f"'{value}' is no address and no network ({error}); allowed: 10.1.2.3, 10.1.2.0/24"
        ) from error
    if network.prefixlen == 0:
        raise ValueError(f"{network} is everybody: name the address of the proxy")
    return network


TrustedNetwork = Annotated[Network, BeforeValidator(_read, json_schema_input_type=str)]
TrustedProxies = Annotated[tuple[TrustedNetwork, ...], Field(max_length=50)]
