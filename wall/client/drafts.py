"""Drafts and contributors, as a client asks for them. AsyncWall and Wall have this."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Coroutine, Iterable
from datetime import datetime
from typing import Any, Literal, TypeVar

from wall.model.drafts import Draft
from wall.protocol import draft_requests as ask
from wall.protocol import report_requests as reports
from wall.protocol.report_requests import ContributorInfo, ContributorLink, FormLanguage
from wall.protocol.requests import Request

T = TypeVar("T")
Which = Literal["open", "all"]
A_YEAR_DAYS = 365.0


class AsyncDrafts(ABC):
    """Raises RequestFailed with the controller's sentence, as all of AsyncWall does."""

    @abstractmethod
    async def _result(self, model: type[T], request: Request) -> T:
        """Ask, and read the result."""

    async def drafts(self, which: Which = "open", *, limit: int = 100) -> list[Draft]:
        """The newest first. `open`: what is neither sent nor withdrawn."""
        return await self._result(list[Draft], ask.ListDrafts(which=which, limit=limit))

    async def propose_draft(
        self,
        text: str,
        networks: Iterable[str],
        *,
        media: Iterable[str] = (),
        planned: datetime | None = None,
    ) -> Draft:
        """`media`: web addresses and `upload:SHA256`. A time without a zone is one of the site."""
        request = ask.ProposeDraft(
            text=text, networks=tuple(networks), media=tuple(media), planned=planned
        )
        return await self._result(Draft, request)

    async def edit_draft(
        self,
        draft: Draft,
        *,
        text: str | None = None,
        networks: Iterable[str] | None = None,
        media: Iterable[str] | None = None,
        planned: datetime | None = None,
        unplanned: bool = False,
    ) -> Draft:
        """What is None stays. Refused where somebody has changed it since it was read."""
        request = ask.EditDraft(
            draft=draft.id,
            version=draft.version,
            text=text,
            networks=tuple(networks) if networks is not None else None,
            media=tuple(media) if media is not None else None,
            planned=planned,
            unplanned=unplanned,
        )
        return await self._result(Draft, request)

    async def review_draft(self, draft: Draft, *, changes: bool = False, note: str = "") -> Draft:
        """Found good, or with `changes` and a word what is to be changed."""
        verdict: Literal["good", "changes"] = "changes" if changes else "good"
        request = ask.ReviewDraft(draft=draft.id, version=draft.version, verdict=verdict, note=note)
        return await self._result(Draft, request)

    async def approve_draft(self, draft: Draft, *, note: str = "") -> Draft:
        """As it was read, or refused."""
        request = ask.ApproveDraft(draft=draft.id, version=draft.version, note=note)
        return await self._result(Draft, request)

    async def send_draft(self, draft: str) -> Draft:
        """It is being sent when this returns; `drafts` says what became of it."""
        return await self._result(Draft, ask.SendDraft(draft=draft))

    async def withdraw_draft(self, draft: str, *, note: str = "") -> Draft:
        return await self._result(Draft, ask.WithdrawDraft(draft=draft, note=note))

    async def contributors(self) -> list[ContributorInfo]:
        return await self._result(list[ContributorInfo], reports.ListContributors())

    async def add_contributor(
        self,
        name: str,
        *,
        country: str | None = None,
        language: FormLanguage = "en",
        for_days: float = A_YEAR_DAYS,
    ) -> ContributorLink:
        """The link is told this once."""
        request = reports.AddContributor(
            name=name, country=country, language=language, for_days=for_days
        )
        return await self._result(ContributorLink, request)

    async def remove_contributor(self, contributor: str) -> None:
        """Their link is worthless at once."""
        await self._result(type(None), reports.RemoveContributor(contributor=contributor))


class DraftDesk(ABC):
    """The same as AsyncDrafts, without asyncio."""

    @property
    @abstractmethod
    def _together(self) -> AsyncDrafts:
        """Whom to ask."""

    @abstractmethod
    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for it."""

    def drafts(self, which: Which = "open", *, limit: int = 100) -> list[Draft]:
        """The newest first. `open`: what is neither sent nor withdrawn."""
        return self._run(self._together.drafts(which, limit=limit))

    def propose_draft(
        self,
        text: str,
        networks: Iterable[str],
        *,
        media: Iterable[str] = (),
        planned: datetime | None = None,
    ) -> Draft:
        """`media`: web addresses and `upload:SHA256`. A time without a zone is one of the site."""
        work = self._together.propose_draft(text, networks, media=media, planned=planned)
        return self._run(work)

    def edit_draft(
        self,
        draft: Draft,
        *,
        text: str | None = None,
        networks: Iterable[str] | None = None,
        media: Iterable[str] | None = None,
        planned: datetime | None = None,
        unplanned: bool = False,
    ) -> Draft:
        """What is None stays. Refused where somebody has changed it since it was read."""
        work = self._together.edit_draft(
            draft,
            text=text,
            networks=networks,
            media=media,
            planned=planned,
            unplanned=unplanned,
        )
        return self._run(work)

    def review_draft(self, draft: Draft, *, changes: bool = False, note: str = "") -> Draft:
        """Found good, or with `changes` and a word what is to be changed."""
        return self._run(self._together.review_draft(draft, changes=changes, note=note))

    def approve_draft(self, draft: Draft, *, note: str = "") -> Draft:
        """As it was read, or refused."""
        return self._run(self._together.approve_draft(draft, note=note))

    def send_draft(self, draft: str) -> Draft:
        """It is being sent when this returns; `drafts` says what became of it."""
        return self._run(self._together.send_draft(draft))

    def withdraw_draft(self, draft: str, *, note: str = "") -> Draft:
        return self._run(self._together.withdraw_draft(draft, note=note))

    def contributors(self) -> list[ContributorInfo]:
        return self._run(self._together.contributors())

    def add_contributor(
        self,
        name: str,
        *,
        country: str | None = None,
        language: FormLanguage = "en",
        for_days: float = A_YEAR_DAYS,
    ) -> ContributorLink:
        """The link is told this once."""
        work = self._together.add_contributor(
            name, country=country, language=language, for_days=for_days
        )
        return self._run(work)

    def remove_contributor(self, contributor: str) -> None:
        """Their link is worthless at once."""
        self._run(self._together.remove_contributor(contributor))
