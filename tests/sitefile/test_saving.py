"""Layouts written back into their files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.sitefile.sites import read, write_site
from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.tiles import Label, Tile
from wall.sitefile.saving import LayoutNotSaved, save_layout

MAIN = """\
# What one sees first.
version: 1
title: Main
gap: 8
tiles:
  # the news, large
  - {id: news, kind: feed, area: A1:B2, source: news}   # do not move
  - id: film
    kind: video
    area: C1
    url: "media/film.mp4"   # a loop
  - {id: time, kind: clock, area: {screens: C2, box: [0%, 0%, 50%, 100%]}}
# the end
"""


def _site(tmp_path: Path) -> tuple[Path, TakenLayout]:
    folder = write_site(tmp_path, main=MAIN)
    return folder / "main.yaml", read(folder).valid().layouts_of("wall")[0]


def _with(layout: TakenLayout, tile_id: str, **fields: object) -> list[Tile]:
    return [tile.model_copy(update=fields) if tile.id == tile_id else tile for tile in layout.tiles]


def test_a_file_saved_unchanged_says_the_same_and_keeps_its_comments(tmp_path: Path) -> None:
    path, layout = _site(tmp_path)
    save_layout(path, layout.digest, layout, layout.tiles)
    text = path.read_text()
    for comment in ("# What one sees first.", "# the news, large", "# do not move", "# a loop"):
        assert comment in text
    assert '"media/film.mp4"' in text
    assert "area: A1:B2" in text
    assert read(tmp_path).valid().layouts_of("wall")[0].tiles == layout.tiles


def test_what_was_changed_is_what_is_read_again(tmp_path: Path) -> None:
    path, layout = _site(tmp_path)
    moved = Rect(100, 50, 640, 360)
    tiles = _with(
        layout,
        "film",
        rect=moved,
        title="Film",
        locked=True,
        label=(Label.AGE,),
        settings={"url": "media/film.mp4", "loop": False},
    )
    digest = save_layout(path, layout.digest, layout, tiles)
    again = read(tmp_path).valid().layouts_of("wall")[0]
    assert again.tiles == tuple(tiles)
    assert again.digest == digest
    assert "# a loop" in path.read_text()
    assert "area: A1:B2" in path.read_text()


def test_closed_tiles_go_and_new_ones_come_in_their_order(tmp_path: Path) -> None:
    path, layout = _site(tmp_path)
    _, film, time = layout.tiles
    new = Tile(id="big", kind="titled", rect=Rect(0, 0, 800, 600), settings={"title": "x"}, z=9)
    save_layout(path, layout.digest, layout, [film, time.model_copy(update={"z": 5}), new])
    again = read(tmp_path).valid().layouts_of("wall")[0]
    assert [(t.id, t.z, t.rect) for t in again.tiles] == [
        ("film", film.z, film.rect),
        ("time", 5, time.rect),
        ("big", 9, new.rect),
    ]
    assert again.tiles[2].settings == {"title": "x"}


def test_a_file_that_somebody_edited_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path, layout = _site(tmp_path)
    path.write_text(MAIN + "# mine\n")
    with pytest.raises(LayoutNotSaved, match="somebody edited it"):
        save_layout(path, layout.digest, layout, layout.tiles)
    assert path.read_text() == MAIN + "# mine\n"


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    path, layout = _site(tmp_path)
    path.unlink()
    with pytest.raises(LayoutNotSaved, match="cannot be read"):
        save_layout(path, layout.digest, layout, layout.tiles)


def test_the_file_is_replaced_at_once_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path, layout = _site(tmp_path)
    path.chmod(0o640)
    before = path.stat().st_ino
    with path.open() as reader:
        save_layout(path, layout.digest, layout, _with(layout, "film", title="Film"))
        assert reader.read() == MAIN
    assert path.stat().st_ino != before
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(p.name for p in tmp_path.iterdir()) == ["main.yaml", "media", "wall.yaml"]


STYLES = """\
version: 1   # of the format
title: "Main"
tiles:
  # first
  - {id: a, kind: titled, area: A1, size: 2,}
  - title: Block   # a word
    id: b
    kind: titled
    area:
      screens: A2   # below
      box: [0%, 0%, 50%, 100%]
    settings:
      title: |
        two
        lines

      size: 3
  - id: c
    kind: titled
    area: B1

    # between
    size: 4
    locked: true
  - {id: d, kind: titled, area: {screens: B2},
     size: 5}   # over two lines
# last
"""
IN_FLOW = (
    "{version: 1, title: Main, tiles: [{id: a, kind: titled, area: A1, settings: {title: x}}, "
    "{id: b, kind: titled, area: A2, size: 9, title: old}, {id: c, kind: titled, area: B1}]}"
)
TEXTS = st.text(alphabet="ab :#{}[]'\"|>-\n\u2028é😀,&*!%@", max_size=20)
TITLED = st.fixed_dictionaries({}, optional={"title": TEXTS, "size": st.integers(1, 9)})
EDITS = st.fixed_dictionaries(
    {},
    optional={
        "rect": st.builds(Rect, *[st.integers(0, 500)] * 2, *[st.integers(16, 900)] * 2),
        "title": st.none() | TEXTS.filter(bool),
        "locked": st.booleans(),
        "label": st.sampled_from([(), (Label.AGE,), (Label.SOURCE, Label.AGE)]),
        "settings": TITLED,
        "z": st.integers(-3, 12),
    },
)


@given(
    st.sampled_from([STYLES, IN_FLOW]),
    st.dictionaries(st.sampled_from("abcd"), EDITS | st.none(), max_size=4),
    st.lists(TITLED, max_size=2),
)
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_any_edit_of_any_style_of_file_is_read_again_as_it_was_saved(
    text: str, edits: dict[str, dict[str, object] | None], new: list[dict[str, str | int]]
) -> None:
    with TemporaryDirectory() as name:
        folder = write_site(Path(name), main=text)
        layout = read(folder).valid().layouts_of("wall")[0]
        wanted = [
            tile.model_copy(update=edits.get(tile.id) or {})
            for tile in layout.tiles
            if edits.get(tile.id, {}) is not None
        ]
        for number, made in enumerate(new):
            rect = Rect(0, 0, 640, 360 + number)
            wanted.append(
                Tile(
                    id=f"new{number}",
                    kind="titled",
                    rect=rect,
                    z=20,
                    settings=made,
                    trusted=True,
                )
            )
        save_layout(folder / "main.yaml", layout.digest, layout, wanted)
        assert read(folder).valid().layouts_of("wall")[0].tiles == tuple(wanted)
        if text == STYLES:
            saved = (folder / "main.yaml").read_text()
            assert saved.startswith("version: 1   # of the format\n")
            assert saved.rstrip().endswith("# last")
