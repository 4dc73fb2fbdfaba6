"""Settings of `webhook`."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from wall.model.datasets import DatasetType
from wall.sources.connecting.declaring import Secret
from wall.sources.http_json.settings import Expression, PostFields
from wall.sources.source import SourceSettings


class WebhookSettings(SourceSettings):
    """Who may send, and in what shape."""

    delivers: ClassVar[DatasetType | None] = "posts"

    verify: Literal["standard", "hub", "header", "bearer"] = Field(
        default="standard",
        description="`standard`: Standard Webhooks; `hub`: X-Hub-Signature-256; `header` and "
        "`bearer`: the secret itself comes along",
    )
    secret: Secret = Field(min_length=6, description="shared with who sends, by secret")
    header: str = Field(
        default="X-Wall-Secret",
        pattern=r"^[A-Za-z][A-Za-z0-9-]{0,60}$",
        description="with `verify: header`: its name",
    )
    items: Expression | None = Field(
        default=None, description="other shapes: where the list of posts is; else the whole call"
    )
    fields: PostFields | None = Field(
        default=None, description="other shapes: the parts of an item, as JMESPath"
    )
    network: str = Field(
        default="web", min_length=1, max_length=40, description="where an item names none"
    )
    max_kb: int = Field(default=1000, ge=1, le=16_000, description="a larger call is refused")
