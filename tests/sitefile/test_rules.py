"""`rules:` of a site: what they name must be there, and problems are told where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sitefile.sites import MAIN, WALL, read, told, write_site

GOOD = """\
topics:
  brand: {query: {text: brand}}
rules:
  brand-spike:
    title: The brand
    query: {topics: [brand], sources: [news]}
    when: {spike: {times: 3, at_least: 30, within: 10m, zone: Europe/Paris}}
    cool_down: 30m
    quiet: {begin: "22:00", end: "07:00", zone: Europe/Paris}
    do:
      - notify
      - alert: {text: "{topic}: {figure} instead of {usual}", level: warning, at: A1:C1, lasts: 2m}
      - layout: {layout: main, at: B1:C2, lasts: 20m}
      - webhook: {url: "https://tower.example.org/", sign: {secret: tower}}
"""


def test_a_rule_reads_as_it_is_written(tmp_path: Path) -> None:
    write_site(tmp_path, wall=WALL + GOOD)
    rule = read(tmp_path).valid().rules["brand-spike"]
    assert rule.cool_down == 1800
    assert rule.when.spike is not None
    assert rule.when.spike.within == 600
    assert rule.do[0].notify
    assert rule.do[2].layout is not None
    assert rule.do[2].layout.lasts == 1200
    assert rule.do[3].webhook is not None
    assert rule.do[3].webhook.sign is not None
    assert "do" not in rule.watched().model_dump()


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        ("[news]", "[newz]", "there is no source 'newz'; allowed: load, news (did you mean"),
        ("topics: [brand],", "topics: [brant],", "there is no topic 'brant'"),
        ("layout: main,", "layout: mian,", "there is no layout 'mian'"),
        ("at: B1:C2", "at: B1:F9", "F9"),
        ("at: B1:C2", "at: lobby/A1", "there is no wall 'lobby'"),
        ("do:", "does:", "does"),
        ("30m", "30 parsecs", "no duration"),
        ("spike: {times: 3,", "spike: {times: 1,", "greater than 1"),
        ("{spike:", "{count: {at_least: 3}, spike:", "this one has 2"),
        ("brand-spike:", "Brand spike:", "brand"),
    ],
)
def test_what_a_rule_names_must_be_there(
    tmp_path: Path, was: str, becomes: str, problem: str
) -> None:
    wrong = GOOD.replace(was, becomes, 1)
    write_site(tmp_path, wall=WALL + wrong)
    (line,) = told(tmp_path)
    assert problem in line or problem in line.casefold()
    number = int(line.split(":")[1])
    nearby = (WALL + wrong).splitlines()[number - 1]
    assert becomes.split()[0].rstrip(":") in nearby or "when" in nearby


def test_a_figure_is_about_a_source_of_values(tmp_path: Path) -> None:
    rules = "rules:\n  half: {when: {figure: {source: load, over: 3}}}\n"
    write_site(tmp_path, wall=WALL + rules)
    (line,) = told(tmp_path)
    assert "source 'load' delivers series; a figure needs value" in line


def test_an_alert_for_the_public_tells_nothing_of_posts(tmp_path: Path) -> None:
    wall = WALL.replace("start: main", "audience: public\nstart: main")
    rules = """\
rules:
  many:
    when: {count: {at_least: 3}}
    do: [{alert: {text: "{why}"}}, {alert: {text: Hello}}]
"""
    safe = MAIN.replace("  - {id: news, kind: feed, area: A1:B2, source: news}\n", "")
    write_site(tmp_path, wall=wall + rules, main=safe)
    found = [line for line in told(tmp_path) if "rules" in line]
    assert len(found) == 1
    assert "nobody approved: {why}" in found[0]
