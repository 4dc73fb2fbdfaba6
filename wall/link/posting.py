"""Messages of the link about posts: what people ask of ingest, and what public walls may show."""

from __future__ import annotations

from typing import Literal

from pydantic import Base64Bytes, Field

from wall.model.values import Value
from wall.protocol.post_requests import PostCounters, PostRequest, PostResult

PUBLIC = "public:"
"""Before the name of a source: what walls whose audience is public may show of it."""


def public_name(source: str) -> str:
    """The name on the link of what public walls may show of a source."""
    return f"{PUBLIC}{source}"


# -- controller → ingest, and back ---------------------------------------------------------------


class AskPosts(Value):
    """A person's request, whose rights the controller has judged."""

    type: Literal["posts.ask"] = "posts.ask"
    number: int
    actor: str
    request: PostRequest
    pictures: dict[str, str] = {}
    """Of an approval: address → SHA-256 of the picture that was looked at there."""


class PostsAnswer(Value):
    """Answers one ask: a result, or the reason why there is none."""

    type: Literal["posts.answer"] = "posts.answer"
    number: int
    result: PostResult | None = None
    error: str = ""


class PostsNews(Value):
    """States of posts changed."""

    type: Literal["posts.news"] = "posts.news"
    counters: PostCounters


class HookCall(Value):
    """Somebody called the address of a source: a webhook, or the check before one."""

    type: Literal["hook.call"] = "hook.call"
    number: int
    source: str
    method: Literal["GET", "POST"]
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    """Lower-case names."""
    body: Base64Bytes = b""


class HookAnswer(Value):
    type: Literal["hook.answer"] = "hook.answer"
    number: int
    status: int = Field(ge=200, le=599)
    body: str = Field(default="", max_length=4096)


class PostsShown(Value):
    """Posts that public walls show now and had not shown before."""

    type: Literal["posts.shown"] = "posts.shown"
    posts: tuple[str, ...]


# -- controller → display --------------------------------------------------------------------------


class WithdrawPosts(Value):
    """These posts leave every tile in the next frame, whatever data said or will say.

    The sources' own removals follow; a post that is approved again comes with its `seq` unchanged
    in a later delta and is shown again after `restore`.
    """

    type: Literal["posts.withdraw"] = "posts.withdraw"
    posts: tuple[str, ...]
    restore: bool = False


class Permit(Value):
    """Every second, while moderation is at work: public walls may show posts for a while."""

    type: Literal["permit"] = "permit"
    for_s: float = 10.0
