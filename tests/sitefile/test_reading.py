"""Reading a site: the whole of it, or all of its problems."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.sitefile.sites import (
    KINDS,
    MAIN,
    SOURCE_KINDS,
    WALL,
    read,
    told,
    told_of_tile,
    write_site,
)
from wall.model.geometry import Rect
from wall.model.tiles import Label
from wall.sitefile.problems import SiteInvalid
from wall.sitefile.reading import read_site


def test_a_valid_site_has_walls_layouts_sources_and_no_problems(tmp_path: Path) -> None:
    reading = read(write_site(tmp_path))
    assert reading.problems == ()
    site = reading.valid()
    assert (site.name, site.theme, site.fade_ms) == ("Hub", "night", 0)
    assert [wall.name for wall in site.walls] == ["wall"]
    assert site.start_of("wall") == "main"
    assert [(spec.name, spec.kind) for spec in site.sources] == [("news", "rss"), ("load", "push")]
    assert site.sources[1].settings == {"dataset": "series"}


def test_tiles_of_a_layout_stand_on_the_canvas_and_belong_to_the_file(tmp_path: Path) -> None:
    site = read(write_site(tmp_path)).valid()
    layout = site.layouts_of("wall")[0]
    news, film, time = layout.tiles
    wall = site.walls[0]
    assert news.rect == wall.area("A1:B2")
    assert film.rect == wall.screen("C1").rect
    corner = wall.screen("C2").rect
    assert time.rect == Rect(corner.x, corner.y, 960, 1080)
    assert film.settings == {"url": "media/film.mp4"}
    assert [tile.z for tile in layout.tiles] == [0, 1, 2]
    assert all(tile.trusted and tile.owner == "file" for tile in layout.tiles)
    assert layout.digest == hashlib.sha256(MAIN.encode()).hexdigest()


@pytest.mark.parametrize(
    ("area", "rect"),
    [
        ("{px: [10, 20, 300, 400]}", Rect(10, 20, 300, 400)),
        ("{mm: [0, 0, 1018, 573]}", Rect(0, 0, 1920, 1080)),
        ("{screens: A1, box: [12.5%, 0%, 25%, 100%]}", Rect(240, 0, 480, 1080)),
        ("all", Rect(0, 0, 5774, 2167)),
    ],
)
def test_every_form_of_area(tmp_path: Path, area: str, rect: Rect) -> None:
    main = f"version: 1\ntitle: Main\ntiles:\n  - {{id: a, kind: clock, area: {area}}}\n"
    layout = read(write_site(tmp_path, main=main)).valid().layouts_of("wall")[0]
    assert layout.tiles[0].rect == rect


def test_boxes_that_share_an_edge_touch(tmp_path: Path) -> None:
    thirds = ["0%", "33.3%", "66.6%"]
    tiles = [
        f"  - {{id: t{i}, kind: clock, area: {{screens: A1:C2, box: [{x}, 0%, 33.3%, 100%]}}}}\n"
        for i, x in enumerate(thirds)
    ]
    main = "version: 1\ntitle: Main\ntiles:\n" + "".join(tiles)
    left, middle, right = read(write_site(tmp_path, main=main)).valid().layouts_of("wall")[0].tiles
    assert left.rect.right == middle.rect.x
    assert middle.rect.right == right.rect.x


def test_a_gap_is_left_free_inside_each_area_and_a_tile_may_say_otherwise(tmp_path: Path) -> None:
    main = """\
version: 1
title: Main
gap: 8
tiles:
  - {id: a, kind: clock, area: A1}
  - {id: b, kind: clock, area: A1, gap: 0}
"""
    a, b = read(write_site(tmp_path, main=main)).valid().layouts_of("wall")[0].tiles
    assert a.rect == Rect(8, 8, 1904, 1064)
    assert b.rect == Rect(0, 0, 1920, 1080)


def test_settings_stand_beside_the_id_or_under_settings(tmp_path: Path) -> None:
    tile = "{id: a, kind: titled, area: A1, title: Outer, size: 2, settings: {title: Inner}}"
    assert told_of_tile(tmp_path, tile) == []
    found = read(tmp_path).valid().layouts_of("wall")[0].tiles[0]
    assert found.title == "Outer"
    assert found.settings == {"title": "Inner", "size": 2}


def test_labels_titles_order_and_locks_are_taken_over(tmp_path: Path) -> None:
    tile = "{id: a, kind: feed, area: A1, source: news, label: [source, age], locked: true, z: 7}"
    assert told_of_tile(tmp_path, tile) == []
    found = read(tmp_path).valid().layouts_of("wall")[0].tiles[0]
    assert (found.label, found.locked, found.z) == ((Label.SOURCE, Label.AGE), True, 7)


def test_several_walls_have_their_own_screens_layouts_and_start(tmp_path: Path) -> None:
    wall = """\
version: 1
name: House
walls:
  hub: {title: The hub, screens: {grid: 6x3, pixels: 1920x1080}}
  lobby: {screens: [{at_mm: [0, 0], panel_mm: 700x400, pixels: 3840x2160}], audience: public,
          start: greeting}
start: main
"""
    main = "version: 1\ntitle: Main\ntiles: [{id: a, kind: clock, area: F3}]\n"
    greeting = "version: 1\ntitle: Hi\nfor: lobby\ntiles: [{id: a, kind: clock, area: A1}]\n"
    both = "version: 1\ntitle: All\nfor: all\ntiles: [{id: a, kind: clock, area: all}]\n"
    folder = write_site(tmp_path, wall=wall, main=main, greeting=greeting, both=both)
    site = read(folder).valid()
    assert [(w.name, w.title, w.audience) for w in site.walls] == [
        ("hub", "The hub", "internal"),
        ("lobby", "lobby", "public"),
    ]
    assert site.start == {"hub": "main", "lobby": "greeting"}
    assert [layout.name for layout in site.layouts_of("hub")] == ["both", "main"]
    assert [layout.name for layout in site.layouts_of("lobby")] == ["both", "greeting"]
    assert site.layouts["both"].taken["lobby"].tiles[0].rect == Rect(0, 0, 3840, 2160)


def test_all_problems_of_all_files_are_told_at_once_with_their_place(tmp_path: Path) -> None:
    wall = WALL.replace("pixels:", "pixel:") + "theme: nigth\n"
    main = MAIN.replace("feed", "fed").replace("loop", "lop").replace("C1", "C9")
    other = (
        "title: Other\ntiles:\n  - {id: a, kind: video, area: A1, url: media/film.mp4, fit: cove}\n"
    )
    lines = told(write_site(tmp_path, wall=wall, main=main, other=other))
    assert [line.split(": ")[0] for line in lines] == [
        "wall.yaml:3:22",
        "wall.yaml:8:8",
        "main.yaml:4:22",
        "other.yaml:1:1",
        "other.yaml:3:62",
    ]
    assert "did you mean 'pixels'?" in lines[0]
    assert "did you mean 'night'?" in lines[1]
    assert "did you mean 'feed'?" in lines[2]
    assert "add the line `version: 1`" in lines[3]
    assert "did you mean 'cover'?" in lines[4]


def test_a_site_with_problems_is_no_site_and_says_all_of_them(tmp_path: Path) -> None:
    reading = read(write_site(tmp_path, wall=WALL + "theme: nigth\nfade: 3\n"))
    assert reading.site is None
    with pytest.raises(SiteInvalid, match=r"(?s)theme.*fade|fade.*theme"):
        reading.valid()


@pytest.mark.parametrize(
    ("tile", "said"),
    [
        ("{id: a, kind: clock, area: G1}", "there is no screen G1"),
        ("{id: a, kind: clock, area: A1:C22}", "there is no screen C22 (did you mean"),
        ("{id: a, kind: clock, area: {px: [0, 0, 3, 3]}}", "at least 16 × 16"),
        ("{id: a, kind: clock, area: {px: [9000, 0, 50, 50]}}", "beside the wall"),
        ("{id: a, kind: clock, area: {px: [0, 0, 1e300, 50]}}", "at most 1000000"),
        ("{id: a, kind: clock, area: {screens: A1, px: [0, 0, 50, 50]}}", "an area is one of"),
        ("{id: a, kind: clock, area: {screens: A1, bx: []}}", "did you mean 'box'?"),
        ("{id: a, kind: clock, area: A1, lbel: [age]}", "did you mean 'label'?"),
        ("{id: a, kind: clock, area: A1, source: news}", "takes no source"),
        ("{id: a, kind: feed, area: A1}", "needs a `source` of posts"),
        ("{id: a, kind: feed, area: A1, source: nws}", "did you mean 'news'?"),
        ("{id: a, kind: feed, area: A1, source: load}", "delivers series"),
        ("{id: a, kind: video, area: A1}", "'url' is missing"),
        ("{id: a, kind: video, area: A1, url: media/flim.mp4}", "did you mean 'media/film.mp4'?"),
        ("{id: a, kind: video, area: A1, url: ../film.mp4}", "leaves the site's folder"),
        ("{id: a, kind: video, area: A1, url: /etc/passwd}", "leaves the site's folder"),
        ("{id: a, kind: video, area: A1, url: 'file:///etc/passwd'}", "leaves the site's folder"),
        ("{id: a, kind: video, area: A1, url: media}", "is a folder; name a file"),
        ("{id: a, kind: album, area: A1, folder: media/film.mp4}", "is a file; name a folder"),
        ("{id: a, kind: album, area: A1, folder: media, pictures: [no.png]}", "no 'no.png'"),
        ("{id: a, kind: titled, area: A1, size: 2, settings: {size: 3}}", "keep one"),
        ("{id: a, kind: titled, area: A1, settings: {sise: 3}}", ".settings.sise: unknown key"),
        ("{id: a b, kind: clock, area: A1}", "not allowed here"),
        ("{kind: clock, area: A1}", "'id' is missing"),
        ("just a word", "{id: …, kind: …, area: …}"),
    ],
)
def test_a_wrong_tile_is_told_with_what_is_allowed(tmp_path: Path, tile: str, said: str) -> None:
    lines = told_of_tile(tmp_path, tile)
    assert len(lines) == 1
    assert said in lines[0]
    assert read(tmp_path).site is None


def test_an_unknown_kind_is_a_problem_and_its_tile_stays_for_a_placeholder(tmp_path: Path) -> None:
    lines = told_of_tile(tmp_path, "{id: a, kind: vidoe, area: A1, anything: 1}")
    assert len(lines) == 1
    assert "warning" not in told(tmp_path)[0]
    assert read(tmp_path).problems[0].is_to_be_mended
    assert "did you mean 'video'?" in lines[0]
    tile = read(tmp_path).valid().layouts_of("wall")[0].tiles[0]
    assert (tile.kind, tile.settings) == ("vidoe", {"anything": 1})


def test_a_page_may_have_a_query_and_web_addresses_are_left_alone(tmp_path: Path) -> None:
    assert told_of_tile(tmp_path, "{id: a, kind: video, area: A1, url: 'media/film.mp4?a#b'}") == []
    assert told_of_tile(tmp_path, "{id: a, kind: video, area: A1, url: 'rtsp://cam/1'}") == []


def test_two_tiles_of_one_id_are_told_with_the_first_line(tmp_path: Path) -> None:
    main = MAIN + "  - {id: news, kind: clock, area: A1}\n"
    assert (
        "main.yaml:7:10: tiles[news].id: another tile is called 'news' (line 4)"
        in (told(write_site(tmp_path, main=main))[0])
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("start: mian", "did you mean 'main'?"),
        ("theme: dusk", "allowed: day, night"),
        ("local_input: {pin: 1234}", "pin: {secret: NAME}"),
        ("local_input: {mode: veiw}", "did you mean 'view'?"),
        ("local_input: {layout_keys: {F2: mian}}", "did you mean 'main'?"),
        ("local_input: {layout_keys: {F1: main}}", "is the edit_key already"),
        ("fade_ms: -3", "greater than or equal to 0"),
        ("decoding: {cores: 0}", "greater than or equal to 0.1"),
        ("addresses: {alow: []}", "did you mean 'allow'?"),
        ("uploads: {quota_gb: lots}", "'lots'"),
        ("walls: {hub: {screens: {grid: 1x1, pixels: 16x16}}}", "either `screens:`"),
        ("screens: {grid: 3by2, pixels: 1920x1080}", "COLUMNSxROWS"),
        ("screens: {grid: 3x2}", "a grid needs `pixels`"),
        ("screens: {grid: 3x2, pixels: 1920x1080, bezel_mm: 2}", "need `panel_mm`"),
        ("screens: {grid: 3x2, pixels: 1920x1080, rotation: 45}", "allowed: 0, 90, 180, 270"),
        ("screens: {grid: 3x2, pixels: 1920x1080, outputs: {D1: X}}", "no screen D1"),
        ("screens: {grid: 3x2, pixels: 1920x1080, outputs: {A1: {otput: X}}}", "'output'?"),
        ("screens: [{at_mm: [0, 0], pixels: 1920x1080}]", "'panel_mm' is missing"),
        ("screens: [{at_mm: here, panel_mm: 100x50, pixels: 100x50}]", "[X, Y] in millimetres"),
        ("screens: []", "at least 1 item"),
        ("sources: {news: {kind: rs}}", "did you mean 'rss'?"),
        ("sources: {news: {kind: rss, ulr: 1}}", "did you mean 'url'?"),
        ("sources: {news: {kind: rss, url: ftp://x}}", "'ftp://x'"),
        ("sources: {news: {url: 1}}", "'kind' is missing"),
        ("sources: {news: {kind: rss, path: ../up.xml}}", "leaves the site's folder"),
        ("sources: {news: {kind: rss, path: data/none.xml}}", "the source waits for it"),
        ("version: 2", "reads versions up to 1; update the program"),
        ("version: one", "a whole number from 1 to 1"),
    ],
)
def test_a_wrong_line_of_the_wall_is_told_with_what_is_allowed(
    tmp_path: Path, line: str, said: str
) -> None:
    key = line.partition(":")[0]
    kept = [old for old in WALL.splitlines() if not old.startswith((f"{key}:", "  "))]
    kept = [old for old in kept if not (key != "sources" and old.startswith("sources:"))]
    main = "version: 1\ntitle: Main\ntiles: []\n"
    lines = told(write_site(tmp_path, wall="\n".join([*kept, line]), main=main))
    assert any(said in told_line for told_line in lines), lines
    assert lines[0].startswith("wall.yaml:")


def test_an_item_of_a_free_list_is_named_with_its_line(tmp_path: Path) -> None:
    wall = """\
version: 1
name: Hub
screens:
  - {address: A1, at_mm: [0, 0], panel_mm: 100x50, pixels: 100x50}
  - {address: B1, at_mm: [60, 0], panel_mm: 100x50, pixels: 100x50}
"""
    main = "version: 1\ntitle: Main\ntiles: []\n"
    assert told(write_site(tmp_path, wall=wall, main=main)) == [
        "wall.yaml:5:5: screens[B1]: B1 hangs over A1; check at_mm and panel_mm"
    ]


def test_a_layout_for_a_wall_that_is_not_there_is_told(tmp_path: Path) -> None:
    lines = told(write_site(tmp_path, main=MAIN.replace("tiles", "for: wal\ntiles", 1)))
    assert "there is no wall 'wal'; allowed: wall, all (did you mean 'wall'?)" in lines[0]


def test_a_folder_without_a_wall_file_says_how_to_make_a_site(tmp_path: Path) -> None:
    lines = told(tmp_path)
    assert len(lines) == 1
    assert "there is no wall.yaml" in lines[0]
    assert "videowall new DIR" in lines[0]


def test_hidden_files_and_copies_of_editors_are_no_layouts(tmp_path: Path) -> None:
    write_site(tmp_path)
    (tmp_path / ".#main.yaml").symlink_to("nobody@nowhere")
    (tmp_path / ".other.yaml.swp").write_bytes(b"\x00")
    (tmp_path / "main.yaml~").write_text("old")
    assert list(read(tmp_path).valid().layouts) == ["main"]


def test_a_source_with_a_secret_is_valid_without_it(tmp_path: Path) -> None:
    source = '{kind: rss, url: {secret: FEED}, headers: {Authorization: "Bearer ${secret:TOKEN}"}}'
    wall = WALL.replace('{kind: rss, url: "https://example.org/news.xml"}', source)
    site = read(write_site(tmp_path, wall=wall)).valid()
    assert site.sources[0].settings["url"] == {"secret": "FEED"}


def test_without_a_start_the_first_layout_by_name_is_taken(tmp_path: Path) -> None:
    site = read(write_site(tmp_path, wall=WALL.replace("start: main\n", ""))).valid()
    assert site.start_of("wall") == "main"


def test_a_pin_is_the_name_of_a_secret(tmp_path: Path) -> None:
    wall = WALL + "local_input: {pin: {secret: DOOR}, layout_keys: {F2: main}}\n"
    site = read(write_site(tmp_path, wall=wall)).valid()
    assert site.pin_secret == "DOOR"
    assert site.local_input.pin == ""
    assert site.local_input.layout_keys == {"F2": "main"}


def test_themes_are_those_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "dusk.json").write_text("{}")
    site = tmp_path / "site"
    site.mkdir()
    write_site(site, wall=WALL + "theme: dusk\n")
    assert read_site(site, KINDS, SOURCE_KINDS, themes=tmp_path / "themes").site is not None
    assert read(site).site is None
