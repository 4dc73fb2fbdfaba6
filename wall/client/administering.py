"""What administrators ask for: accounts and sessions. AsyncWall and Wall have all of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from wall.model.actors import Grant
from wall.protocol import accounts as ask
from wall.protocol.requests import Request

T = TypeVar("T")


class AsyncAdministration(ABC):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    async def users(self) -> list[ask.UserInfo]:
        return await self._result(list[ask.UserInfo], ask.ListUsers())

    async def invite(
        self, name: str, grants: Sequence[Grant], *, display_name: str = "", language: str = "en"
    ) -> ask.InvitationTold:
        """Make an account; the answer has the link by which to set its password."""
        request = ask.InviteUser(
            name=name, grants=tuple(grants), display_name=display_name, language=language
        )
        return await self._result(ask.InvitationTold, request)

    async def reset_password(self, name: str, *, second_factor: bool = False) -> ask.InvitationTold:
        """Forget a password, and with `second_factor` that too."""
        request = ask.ResetPassword(name=name, second_factor=second_factor)
        return await self._result(ask.InvitationTold, request)

    async def set_grants(self, name: str, grants: Sequence[Grant]) -> ask.UserInfo:
        request = ask.SetGrants(name=name, grants=tuple(grants))
        return await self._result(ask.UserInfo, request)

    async def disable_user(self, name: str) -> None:
        await self._result(type(None), ask.DisableUser(name=name))

    async def enable_user(self, name: str) -> None:
        await self._result(type(None), ask.EnableUser(name=name))

    async def remove_user(self, name: str) -> None:
        await self._result(type(None), ask.RemoveUser(name=name))

    async def sessions(self, name: str | None = None) -> list[ask.SessionInfo]:
        """Of one account, or of all."""
        return await self._result(list[ask.SessionInfo], ask.ListSessions(name=name))

    async def sign_out(self, name: str, session: str | None = None) -> None:
        """End all sessions of an account, or one."""
        await self._result(type(None), ask.SignOutUser(name=name, session=session))


class Administration(ABC):
    """The same, without asyncio."""

    @property
    @abstractmethod
    def _administration(self) -> AsyncAdministration: ...

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    def users(self) -> list[ask.UserInfo]:
        return self._run(self._administration.users())

    def invite(
        self, name: str, grants: Sequence[Grant], *, display_name: str = "", language: str = "en"
    ) -> ask.InvitationTold:
        """Make an account; the answer has the link by which to set its password."""
        work = self._administration.invite(
            name, grants, display_name=display_name, language=language
        )
        return self._run(work)

    def reset_password(self, name: str, *, second_factor: bool = False) -> ask.InvitationTold:
        """Forget a password, and with `second_factor` that too."""
        return self._run(self._administration.reset_password(name, second_factor=second_factor))

    def set_grants(self, name: str, grants: Sequence[Grant]) -> ask.UserInfo:
        return self._run(self._administration.set_grants(name, grants))

    def disable_user(self, name: str) -> None:
        self._run(self._administration.disable_user(name))

    def enable_user(self, name: str) -> None:
        self._run(self._administration.enable_user(name))

    def remove_user(self, name: str) -> None:
        self._run(self._administration.remove_user(name))

    def sessions(self, name: str | None = None) -> list[ask.SessionInfo]:
        """Of one account, or of all."""
        return self._run(self._administration.sessions(name))

    def sign_out(self, name: str, session: str | None = None) -> None:
        """End all sessions of an account, or one."""
        self._run(self._administration.sign_out(name, session))
