"""`moderation:` and `topics:` of a site."""

from __future__ import annotations

from pathlib import Path

from tests.sitefile.sites import WALL, read, write_site
from wall.model.moderation import Moderation

GOOD = """\
moderation:
  approve_sources: [news]
  approve_authors: ["x:@house"]
  block_words: [scandal]
  keep_days_of: {news: 7}
topics:
  brand:
    title: The brand
    query: {text: '"our brand" OR brand', languages: [fr, en]}
    color: "#2f81f7"
    official: ["x:@house"]
"""
BAD = """\
moderation:
  approve_sources: [nwes]
  approve_author: ["@house"]
  keep_days_of: {news: 0, other: 3}
  word_lists: [fr, de]
topics:
  brand:
    query: {text: brand, states: [approved], sources: [load, lod]}
    color: blue
  other: {query: {hashtag: [x]}}
"""


def test_what_a_site_says_of_posts_is_read(tmp_path: Path) -> None:
    write_site(tmp_path, wall=WALL + GOOD)
    site = read(tmp_path).valid()
    assert site.moderation.approve_sources == ("news",)
    assert site.moderation.keep_days_of == {"news": 7}
    assert site.moderation.block_words == ("scandal",)
    assert site.topics["brand"].query.languages == ("fr", "en")


def test_a_site_without_them_leaves_everything_to_people(tmp_path: Path) -> None:
    write_site(tmp_path)
    site = read(tmp_path).valid()
    assert (site.moderation, site.topics) == (Moderation(), {})


def test_every_fault_is_told_with_its_place(tmp_path: Path) -> None:
    write_site(tmp_path, wall=WALL + BAD)
    lines = len(WALL.splitlines())
    told = [str(problem) for problem in read(tmp_path).problems]
    expected = [
        (2, "there is no source 'nwes'; allowed: load, news (did you mean 'news'?)"),
        (3, "unknown key 'approve_author'"),
        (4, "0 is not possible here; days, more than 0"),
        (4, "there is no source 'other'; allowed: load, news"),
        (5, "there is no word list 'de'; allowed: ar, en, es, fr, pl, ro"),
        (8, "the query of a topic cannot ask for states"),
        (8, "there is no source 'lod'; allowed: load, news (did you mean 'load'?)"),
        (9, "'blue' is no color"),
        (10, "unknown key 'hashtag'"),
    ]
    for line, text in expected:
        place = f"wall.yaml:{lines + line}:"
        assert any(one.startswith(place) and text in one for one in told), (text, told)
