"""Whatever stands in a site's files comes back as a site or as problems, never as an exception."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from tests.sitefile.sites import MAIN, WALL, read, write_site
from wall.sitefile.loading import MAX_BYTES, MAX_NODES, read_document
from wall.sitefile.problems import Problem
from wall.sitefile.reading import ReadSite

_KEYS = """
version name title screens grid free pixels panel_mm bezel_mm gap_mm compensate rotation outputs
walls hub lobby theme sources start fade_ms addresses allow local_input pin mode layout_keys F2
uploads limits for gap tiles id kind area px mm box source label locked settings url secret A1 B1
main audience at_mm address output part edid every
"""
_WORDS = """
6x3 1920x1080 1018x573 A1 A1:B2 all 50% main hub night rss feed video clock news 60s
media/film.mp4 ../x https://example.org ${secret:X}
"""
KEYS = st.sampled_from(_KEYS.split())
WORDS = st.sampled_from(_WORDS.split())
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | WORDS
    | st.text(max_size=20)
    | st.sampled_from([0, 1, 2, -1, 90])
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(KEYS | st.text(), inner, max_size=6)
    ),
    max_leaves=40,
)


def _reading(wall: bytes, main: bytes) -> ReadSite:
    with TemporaryDirectory() as name:
        folder = write_site(Path(name))
        (folder / "wall.yaml").write_bytes(wall)
        (folder / "main.yaml").write_bytes(main)
        return read(folder)


def _is_told(reading: ReadSite) -> None:
    assert reading.site is not None or any(p.severity == "problem" for p in reading.problems)
    for problem in reading.problems:
        assert isinstance(problem, Problem)
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.text


def _yaml(value: Any) -> bytes:
    out = BytesIO()
    YAML(typ="safe", pure=True).dump(value, out)
    return out.getvalue()


@given(st.binary(max_size=300), st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_any_bytes(wall: bytes, main: bytes) -> None:
    _is_told(_reading(wall, main))


@given(st.text(alphabet="ab:-[]{}#&*!|>'\"%@`,?~ \n\t\\0x", max_size=200), st.booleans())
@settings(max_examples=200, deadline=None)
def test_any_text_that_looks_like_yaml(text: str, in_wall: bool) -> None:
    wall, main = (text.encode(), MAIN.encode()) if in_wall else (WALL.encode(), text.encode())
    _is_told(_reading(wall, main))


@given(st.dictionaries(KEYS, TREES, max_size=8), st.dictionaries(KEYS, TREES, max_size=6))
@settings(max_examples=80, deadline=None)
def test_any_values_under_any_keys(wall: dict[str, Any], main: dict[str, Any]) -> None:
    _is_told(_reading(_yaml({"version": 1, **wall}), _yaml({"version": 1, **main})))


@given(KEYS, TREES)
@settings(max_examples=80, deadline=None)
def test_any_value_in_the_place_of_a_right_one(key: str, value: Any) -> None:
    yaml = YAML(typ="safe", pure=True)
    wall, main = yaml.load(WALL), yaml.load(MAIN)
    _is_told(_reading(_yaml({**wall, key: value}), _yaml({**main, key: value})))


@given(KEYS, TREES)
@settings(max_examples=80, deadline=None)
def test_any_value_in_a_tile(key: str, value: Any) -> None:
    tile = {"id": "a", "kind": "video", "area": "A1", "url": "media/film.mp4", key: value}
    main = {"version": 1, "title": "Main", "tiles": [tile, value]}
    _is_told(_reading(WALL.encode(), _yaml(main)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: [" * 20_000, "deeper than"),
        (b"[" * 200_000, "deeper than"),
        (b"a" * (MAX_BYTES + 1), "larger than"),
        (b"a: &x [" + b"1, " * 2000 + b"1]\nb: [" + b"*x, " * 2000 + b"*x]\n", str(MAX_NODES)),
        (b"a: &x [*x]\n", "no finished anchor"),
        (b"a: !!python/object/apply:os.system [ls]\n", "is not allowed"),
        (b"a: 1\nb: 2\na: 3\n", "the key 'a' is here twice; first in line 1"),
        (b"a: 1\n---\nb: 2\n", "only one document"),
        (b"? [a, b]\n: 1\n", "a key must be a word"),
        (b"a: b\n\xff\xfe", "UTF-8"),
        (b"a: \x00", "not valid YAML"),
        (b'a: "\\UFFFFFFFF"\n', "not valid YAML"),
        (b"a: 'open\n", "not valid YAML"),
    ],
)
def test_dangerous_and_broken_yaml_is_a_problem_and_costs_little(content: bytes, said: str) -> None:
    began = time.monotonic()
    problems = read_document("wall.yaml", content).problems
    assert any(said in problem.text for problem in problems), problems
    assert time.monotonic() - began < 60


def test_many_small_values_end_at_the_limit() -> None:
    content = b"- 1\n" * (MAX_BYTES // 4)
    began = time.monotonic()
    assert str(MAX_NODES) in read_document("main.yaml", content).problems[0].text
    assert time.monotonic() - began < 60


def test_scalars_are_those_of_json_and_no_others() -> None:
    text = (
        b"[1, -2, 2.5, 1e3, true, null, ~, yes, on, 2020-01-01, 12:30, 0x10, .inf, .nan, '1', 1_0]"
    )
    assert read_document("x", text).data == [
        *(1, -2, 2.5, 1000.0, True, None, None, "yes", "on", "2020-01-01", "12:30"),
        *("0x10", ".inf", ".nan", "1", "1_0"),
    ]


def test_figures_without_end_stay_text() -> None:
    assert read_document("x", b"a: " + b"9" * 5000).data == {"a": "9" * 5000}
