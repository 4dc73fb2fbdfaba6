"""Numbers in sentences."""

from __future__ import annotations

import pytest

from wall.model.digits import in_digits


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (36_800_100, "36\u202f800\u202f100"),
        (1000, "1\u202f000"),
        (412.0, "412"),
        (0.25, "0.25"),
        (-7, "-7"),
    ],
)
def test_numbers_are_told_as_people_write_them(number: float, told: str) -> None:
    assert in_digits(number) == told
