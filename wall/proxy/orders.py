"""What the filter is told, as one line of JSON on its standard input, and again when it changes."""

from __future__ import annotations

from wall.model.values import Value
from wall.sitefile.declared import AddressPolicy

PUSHED = "pushed"
"""User name for what people pushed: judged by the policy."""
SITE = "site"
"""User name for what the site's own files name: goes anywhere."""


class Orders(Value):
    """Everything at once: the newest line replaces all before."""

    site_secret: str
    pushed_secret: str
    greeting: str
    """A host that does not exist: asked for, the filter leads on to `?to=`. See `heads`."""
    policy: AddressPolicy = AddressPolicy()
