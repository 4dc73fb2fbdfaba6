"""Checks `rules:` against the sources, topics, layouts and walls of the site. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from wall.errors import AddressError, did_you_mean
from wall.model.datasets import DatasetType
from wall.model.post_rules import Rule
from wall.model.screens import Wall
from wall.sitefile.documents import Document
from wall.sitefile.problems import Path
from wall.sitefile.site import SiteLayout

PLACEHOLDERS = ("{figure}", "{usual}", "{topic}", "{why}")


@dataclass(frozen=True)
class SiteParts:
    """What rules may name."""

    datasets: Mapping[str, DatasetType | None]
    """Source → what it delivers; None where that is not known."""
    topics: Collection[str]
    layouts: Mapping[str, SiteLayout]
    layout_names: Collection[str]
    """Also of files that cannot be read."""
    walls: Sequence[Wall]


def check_rules(document: Document, rules: Mapping[str, Rule], parts: SiteParts) -> None:
    """Whatever a rule names and the site has not is a problem where it is named."""
    for name, rule in rules.items():
        path: Path = ("rules", name)
        for index, source in enumerate(rule.query.sources):
            where = (*path, "query", "sources", index)
            _check_name(document, where, source, parts.datasets, "source")
        for index, topic in enumerate(rule.query.topics):
            _check_name(document, (*path, "query", "topics", index), topic, parts.topics, "topic")
        _check_source(document, path, rule, parts)
        for index, action in enumerate(rule.do):
            step = (*path, "do", index)
            if action.layout is not None:
                wall = _check_place(document, (*step, "layout", "at"), action.layout.at, parts)
                _check_layout(
                    document, (*step, "layout", "layout"), action.layout.layout, wall, parts
                )
            if action.alert is not None:
                wall = _check_place(document, (*step, "alert", "at"), action.alert.at, parts)
                if wall is not None and wall.audience == "public":
                    _check_public(document, (*step, "alert", "text"), action.alert.text)


def place_of(at: str, walls: Sequence[Wall]) -> tuple[Wall, str]:
    """The wall and the screens of `B2`, `lobby/A1:B1`, `all` or `lobby`. Raises AddressError."""
    by_name = {wall.name: wall for wall in walls}
    name, slash, screens = at.strip().rpartition("/")
    if not slash and screens in by_name:
        return by_name[screens], "all"
    if slash and name not in by_name:
        names = list(by_name)
        raise AddressError(at, f"there is no wall '{name}'{did_you_mean(name, names)}")
    wall = by_name[name] if slash else walls[0]
    wall.screens_of(screens)
    return wall, screens


def _check_source(document: Document, path: Path, rule: Rule, parts: SiteParts) -> None:
    for key, wanted in (("figure", "value"), ("leader", "table")):
        condition = getattr(rule.when, key)
        if condition is None:
            continue
        where = (*path, "when", key, "source")
        _check_name(document, where, condition.source, parts.datasets, "source")
        delivers = parts.datasets.get(condition.source)
        if delivers is not None and delivers != wanted:
            text = f"source '{condition.source}' delivers {delivers}; a {key} needs {wanted}"
            document.problems.append(document.problem(where, text))


def _check_place(document: Document, where: Path, at: str, parts: SiteParts) -> Wall | None:
    if not parts.walls:
        return None
    try:
        return place_of(at, parts.walls)[0]
    except AddressError as error:
        document.problems.append(document.problem(_there(document, where), str(error)))
        return None


def _check_layout(
    document: Document, where: Path, name: str, wall: Wall | None, parts: SiteParts
) -> None:
    if name not in parts.layout_names:
        _check_name(document, where, name, parts.layout_names, "layout")
        return
    layout = parts.layouts.get(name)
    if wall is not None and layout is not None and wall.name not in layout.taken:
        text = f"layout '{name}' is not for wall '{wall.name}'; add `for: {wall.name}` to it"
        document.problems.append(document.problem(where, text))


def _check_public(document: Document, where: Path, text: str) -> None:
    """What rules find is about posts that nobody has approved."""
    found = [word for word in PLACEHOLDERS if word in text]
    if found:
        why = f"a wall for the public shows nothing of posts that nobody approved: {found[0]}"
        document.problems.append(document.problem(where, why))


def _check_name(
    document: Document, where: Path, name: str, known: Collection[str], what: str
) -> None:
    if name not in known:
        names = sorted(known)
        text = (
            f"there is no {what} '{name}'; allowed: {', '.join(names) or 'none'}"
            f"{did_you_mean(name, names)}"
        )
        document.problems.append(document.problem(_there(document, where), text))


def _there(document: Document, where: Path) -> Path:
    """The nearest place that the file has: what is left out stands nowhere."""
    while where and where not in document.values:
        where = where[:-1]
    return where
