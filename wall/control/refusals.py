"""Refusals as programs are told of them: the code, the sentence, and what a way on needs."""

from __future__ import annotations

from wall.control.leases import Leased
from wall.errors import AddressRefused, CommandRefused, NotAllowed, WallError, Why
from wall.model.actors import Right
from wall.protocol.messages import Problem, ProblemDetails


def problem_of(error: WallError) -> Problem:
    return Problem(code=error.code, message=str(error), details=_details(error))


def _details(error: WallError) -> ProblemDetails | None:
    match error:
        case Leased(lease=lease):
            return ProblemDetails(lease=lease)
        case NotAllowed(right=right):
            return ProblemDetails(right=Right(right))
        case CommandRefused(why=Why() as why, values=values):
            return ProblemDetails(why=why, values=values)
        case AddressRefused(sort=sort, host=host):
            return ProblemDetails(why=sort, values={"host": host})
        case _:
            return None
