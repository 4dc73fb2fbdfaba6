"""What all models of site files are built on."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class FileModel(BaseModel):
    """Base of what stands in files: frozen, an unknown key is a problem."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class SecretReference(FileModel):
    """A secret by its name."""

    secret: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
