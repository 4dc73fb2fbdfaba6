"""Every request names the right that it needs."""

from __future__ import annotations

from typing import get_args

import pytest

from wall.model.actors import Right
from wall.protocol.requests import Request

REQUESTS = get_args(get_args(Request)[0])


@pytest.mark.parametrize("request_model", REQUESTS, ids=lambda model: model.__name__)
def test_every_request_names_its_right(request_model: type) -> None:
    assert isinstance(vars(request_model).get("needs"), Right), (
        f"{request_model.__name__} says no `needs: ClassVar[Right]`"
    )
