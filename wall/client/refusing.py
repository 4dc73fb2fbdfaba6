"""Refused: a failed request, with what a program needs to go on."""

from __future__ import annotations

from wall.errors import RequestFailed, Why
from wall.model.actors import Right
from wall.protocol.messages import Problem, ProblemDetails
from wall.protocol.together import LeaseInfo


class Refused(RequestFailed):
    """`code` is one of the protocol's; the sentence is for people."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code, problem.message)
        self._details = problem.details or ProblemDetails()

    @property
    def lease(self) -> LeaseInfo | None:
        """The one in the way, where the code is `leased`."""
        return self._details.lease

    @property
    def right(self) -> Right | None:
        """The one that is missing, where the code is `not_allowed`."""
        return self._details.right

    @property
    def why(self) -> Why | None:
        """Where the code is `refused` or `conflict`, of reasons that people meet often."""
        return self._details.why
