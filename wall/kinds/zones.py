"""Time zones in settings: IANA names, checked, with the nearest right one."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator

from wall.errors import did_you_mean


def _known_zone(name: str) -> str:
    known = available_timezones()
    if not name or name in known:
        return name
    cities = {zone.rpartition("/")[2].replace("_", " ").lower(): zone for zone in sorted(known)}
    city = cities.get(name.replace("_", " ").lower())
    near = f" (did you mean '{city}'?)" if city else did_you_mean(name, sorted(known))
    raise ValueError(f"there is no time zone '{name}'; use an IANA name like Europe/Warsaw{near}")


ZoneName = Annotated[str, AfterValidator(_known_zone)]
"""Empty is the zone of the wall's own machine."""
