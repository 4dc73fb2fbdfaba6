"""What a site declares for other rooms: the values that travel as they are over the link."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, JsonValue, model_validator

from wall.errors import did_you_mean
from wall.model.sound import DeviceName, Volume
from wall.model.values import Value


class AddressPolicy(Value):
    """Which addresses content that people push may come from. See wall/control/addresses.py."""

    allow: tuple[str, ...] = ()
    """Host patterns (`*.example.org`, `10.1.0.0/16`) that are always allowed."""
    deny: tuple[str, ...] = ()
    """Host patterns that are refused; stronger than allow."""
    only_allowed: bool = False
    """Refuse every host that is not in `allow`."""


class LocalInput(Value):
    """What mouse and keyboard at the wall may do."""

    mode: Literal["off", "view", "operator"] = "operator"
    pin: str = ""
    edit_key: str = "F1"
    layout_keys: dict[str, str] = {}
    """Key name (F2 …) to layout name."""


class SourceSpec(Value):
    """One source as the site declares it; secrets are references until they are looked up."""

    name: str
    kind: str
    settings: dict[str, JsonValue]
    public: bool = False
    """Whether walls whose audience is public may show what it delivers, where that is no posts."""
    mark: str = ""
    """What tiles say beside its data: the site's focus, where it follows that."""


def _read_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Areas = Annotated[
    tuple[str, ...], BeforeValidator(_read_list, json_schema_input_type=str | tuple[str, ...])
]
Announcing = Literal["none", "chime", "speech"]
"""How an alert is heard: not, by a chime, or by a chime and its words."""


class SoundDevice(Value):
    """A loudspeaker of the room."""

    output: str = Field(
        default="",
        max_length=200,
        description="name of the machine's device, or a part of what it is called; "
        "empty: the machine's default one",
    )
    areas: Areas = Field(
        default=(), description="tiles whose middle stands there are heard on it: A1:C2, lobby/all"
    )
    delay_ms: int = Field(
        default=0, ge=-1000, le=1000, description="how long sound takes to the loudspeaker"
    )


class AlertSounds(Value):
    """How alerts are heard that do not say it themselves."""

    info: Announcing = "none"
    warning: Announcing = "chime"
    alarm: Announcing = "speech"


class SiteDecoding(Value):
    """What the videos of each display may take of its machine."""

    cores: float | None = Field(
        default=None,
        ge=0.1,
        le=1024,
        description="all decoders of a display together; null: as many as there are",
    )


class SiteSound(Value):
    """Where and how a site is heard."""

    devices: dict[DeviceName, SoundDevice] = {}
    default: DeviceName | None = Field(
        default=None, description="the device for all other areas; null: the machine's default one"
    )
    duck_db: Volume = Field(
        default=-18.0, description="by how much tiles get quieter under announcements"
    )
    alerts: AlertSounds = AlertSounds()
    voice: str = Field(
        default="en", pattern=r"^[A-Za-z0-9+_-]{1,40}$", description="of spoken alerts: en, fr …"
    )

    @model_validator(mode="after")
    def _known_default(self) -> SiteSound:
        if self.default is not None and self.default not in self.devices:
            names = list(self.devices)
            raise ValueError(
                f"there is no device '{self.default}'; allowed: {', '.join(names) or 'none'}"
                f"{did_you_mean(self.default, names)}"
            )
        return self
