"""Requests about what lies under the wall: uploads, displays and tokens."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from wall.model.actors import Right, Role
from wall.model.values import Value
from wall.protocol.accounts import Grants
from wall.protocol.names import Name, Sha256, TokenName

MAX_UPLOAD_BYTES = 16 * 1024**3


class BeginUpload(Value):
    """Begin or resume an upload. The result is an UploadInfo: send the bytes from its offset."""

    needs: ClassVar[Right] = Right.PUSH
    type: Literal["upload.begin"] = "upload.begin"
    sha256: Sha256
    size: int = Field(ge=1, le=MAX_UPLOAD_BYTES)
    name: str = Field(default="", max_length=255)
    """For people; never used as a path."""


class ApproveDisplay(Value):
    """Let a display of another machine show the walls. Admin."""

    needs: ClassVar[Right] = Right.DISPLAYS
    type: Literal["display.approve"] = "display.approve"
    name: Name


class AddToken(Value):
    """Make a token. The result is a NewToken, told this once. Admin."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["token.add"] = "token.add"
    name: TokenName
    role: Role = Role.OPERATOR
    grants: Grants | None = None
    """Instead of the role: roles on some screens."""
    for_s: float | None = Field(default=None, gt=0)
    """Ends after so many seconds."""


class ListTokens(Value):
    """The tokens without their secrets. The result is a list of TokenInfo. Admin."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["token.list"] = "token.list"


class RevokeToken(Value):
    """Forget a token and disconnect who uses it. Admin."""

    needs: ClassVar[Right] = Right.USERS
    type: Literal["token.revoke"] = "token.revoke"
    name: TokenName
