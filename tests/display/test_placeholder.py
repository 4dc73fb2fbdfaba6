"""What a placeholder says is a sentence."""

from __future__ import annotations

import pytest

from wall.views.placeholder import _sentence


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("there is no tile kind 'clokc'", "There is no tile kind 'clokc'"),
        ("media/a.png: there is no such file", "media/a.png: there is no such file"),
        ("ValueError: no such colour", "ValueError: no such colour"),
        ("", ""),
    ],
)
def test_a_reason_begins_with_a_capital_and_an_address_does_not(why: str, said: str) -> None:
    assert _sentence(why) == said
