"""Documents with parts taken out, replaced and wrapped, as hypothesis thinks of them."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from hypothesis import strategies as st
from pydantic import JsonValue

Place = tuple[dict[str, JsonValue], str] | tuple[list[JsonValue], int]


def _nested(depth: int) -> JsonValue:
    value: JsonValue = "deep"
    for i in range(depth):
        value = [value] if i % 2 else {"a": value}
    return value


JUNK: st.SearchStrategy[JsonValue] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(
        [
            *(
                "",
                "\x00",
                "\u202e",
                "2026-13-45",
                "javascript:alert(1)",
                "https://[",
                "-1",
                "1e999",
            ),
            *("x" * 30_000, "Z̸̢" * 5_000, "{" * 300, "9" * 5_000, "٣" * 30, "urn:li:", "at://a/b/c"),
        ]
    ),
    st.sampled_from([[], {}, [None], [[]], [{}], {"": None}, {"$link": 5}, _nested(150)]),
)


def _places(value: JsonValue) -> Iterator[Place]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield value, name
            yield from _places(inner)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield value, i
            yield from _places(inner)


@st.composite
def mutilated(draw: st.DrawFn, whole: JsonValue) -> JsonValue:
    """`whole` with one to six wounds."""
    value: JsonValue = {"it": copy.deepcopy(whole)}
    for _ in range(draw(st.integers(1, 6))):
        places = list(_places(value))[:2_000]
        if not places:
            break
        holder, name = places[draw(st.integers(0, len(places) - 1))]
        match draw(st.sampled_from(["out", "junk", "list", "object"])):
            case "out":
                if holder is not value:
                    del holder[name]  # type: ignore[arg-type]
            case "junk":
                holder[name] = copy.deepcopy(draw(JUNK))  # type: ignore[index,call-overload]
            case "list":
                holder[name] = [holder[name]]  # type: ignore[index,call-overload]
            case _:
                holder[name] = {"id": holder[name]}  # type: ignore[index,call-overload]
    assert isinstance(value, dict)
    return value["it"]
