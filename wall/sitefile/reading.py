"""Reads a site's folder: the whole site, or all of its problems at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from wall.errors import did_you_mean
from wall.kinds.registry import KindRegistry
from wall.model.screens import Wall
from wall.sitefile.building import BuiltWall, build_wall
from wall.sitefile.checking_posts import check_moderation, check_topics
from wall.sitefile.checking_public import check_public_walls, with_public
from wall.sitefile.checking_rules import SiteParts, check_rules
from wall.sitefile.checking_sound import check_sound
from wall.sitefile.declared import LocalInput
from wall.sitefile.declaring_sources import NOWHERE_ELSE, TELEVISION, Sources, read_sources
from wall.sitefile.declaring_sources import SourceKinds as SourceKinds
from wall.sitefile.documents import Document
from wall.sitefile.laying import Surroundings, read_layout
from wall.sitefile.loading import MAX_BYTES, read_document
from wall.sitefile.migrating import WALL_STEPS, FileData, migrate
from wall.sitefile.models import LAYOUT_NAME, WallEntry, WallFile
from wall.sitefile.problems import Path as ValuePath
from wall.sitefile.problems import Problem
from wall.sitefile.salvaging import salvage
from wall.sitefile.site import ReadSite as ReadSite
from wall.sitefile.site import Site as Site
from wall.sitefile.site import SiteLayout
from wall.sitefile.wording import problems_of

WALL_FILE = "wall.yaml"
ONLY_WALL = "wall"
"""The name of the wall of a site that has `screens:` and no `walls:`."""
THEMES = Path(__file__).resolve().parents[2] / "assets" / "themes"
MAX_LAYOUTS = 500
_NAME = re.compile(LAYOUT_NAME)


def read_site(
    folder: Path, kinds: KindRegistry, source_kinds: SourceKinds, *, themes: Path = THEMES
) -> ReadSite:
    """Never raises for what a folder holds: that comes back as problems, sorted by place."""
    content = _content(folder / WALL_FILE)
    if isinstance(content, str):
        text = f"{content}; `videowall new DIR` makes a site that works"
        return ReadSite(None, (Problem(file=WALL_FILE, text=text),))
    document = read_document(WALL_FILE, content)
    data = migrate(document, WALL_STEPS)
    _check_walls_once(document, data)
    wall_file = _wall_file(document, data)
    walls = _walls(document, wall_file)
    sources = _sources(document, wall_file, source_kinds, folder)
    facts = sources.facts if sources else {}
    around = Surroundings(folder, kinds, walls, sources.datasets if sources else None, facts)
    layouts, names, problems = _layouts(folder, around)
    on_walls = [built.wall for built in (walls or {}).values()]
    start: dict[str, str] = {}
    if wall_file is not None:
        start = _start(document, wall_file, walls or {}, layouts, names)
        if not problems:
            _warn_of_empty_walls(document, walls or {}, start)
        known = sources.datasets if sources else {}
        parts = SiteParts(known, wall_file.topics, layouts, names, on_walls)
        _check_names(document, wall_file, parts)
        _check_theme(document, wall_file.theme, themes)
        check_public_walls(document, wall_file, walls or {}, facts, kinds, folder)
    problems = sorted({*document.problems, *problems}, key=lambda problem: problem.order)
    if any(p.severity == "problem" for p in problems) or not (wall_file and walls and sources):
        return ReadSite(None, tuple(problems))
    site = _site(folder, wall_file, on_walls, layouts, sources, start)
    return ReadSite(site, tuple(problems))


def _site(
    folder: Path,
    wall_file: WallFile,
    walls: Sequence[Wall],
    layouts: dict[str, SiteLayout],
    sources: Sources,
    start: dict[str, str],
) -> Site:
    local = wall_file.local_input
    return Site(
        name=wall_file.name,
        folder=folder,
        walls=tuple(walls),
        layouts=layouts,
        sources=with_public(sources.specs, sources.facts, walls),
        source_facts=sources.facts,
        theme=wall_file.theme,
        start=start,
        panic=wall_file.panic,
        fade_ms=wall_file.fade_ms,
        addresses=wall_file.addresses,
        local_input=LocalInput(
            mode=local.mode, edit_key=local.edit_key, layout_keys=local.layout_keys
        ),
        pin_secret=local.pin.secret if local.pin else None,
        uploads=wall_file.uploads,
        sign_in=wall_file.sign_in,
        trusted_proxies=wall_file.trusted_proxies,
        sharing=wall_file.sharing,
        recordings=wall_file.recordings,
        limits=wall_file.limits,
        sound=wall_file.sound,
        decoding=wall_file.decoding,
        moderation=wall_file.moderation,
        topics=wall_file.topics,
        rules=wall_file.rules,
        publishing=wall_file.publishing,
    )


def _content(path: Path) -> bytes | str:
    """The file's bytes, little more than the limit at most, or why it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        return f"there is no {path.name} in {path.parent}"
    except OSError as error:
        return f"the file cannot be read: {error.strerror or error}"


def _wall_file(document: Document, data: FileData | None) -> WallFile | None:
    """Also of a file with problems, as far as it can be read, so that the rest is checked."""
    if data is None:
        return None
    try:
        return WallFile.model_validate(data)
    except ValidationError as error:
        document.problems += problems_of(document, error, WallFile)
        return salvage(WallFile, data, error)


def _check_walls_once(document: Document, data: FileData | None) -> None:
    if data is None:
        return
    if ("screens" in data) == ("walls" in data):
        text = "a site has either `screens:` (one wall) or `walls:` (several)"
        document.problems.append(document.problem(("walls",), text))
    for key in ("audience", "allow", "safe"):
        if "walls" in data and key in data:
            text = f"with `walls:`, each wall has its own `{key}`; move this there"
            document.problems.append(document.problem((key,), text, at_key=True))


def _walls(document: Document, wall_file: WallFile | None) -> dict[str, BuiltWall] | None:
    if wall_file is None:
        return None
    built: dict[str, BuiltWall] = {}
    for name, entry, path in _entries(wall_file):
        found, faults = build_wall(
            name, entry.title or name, entry.screens, entry.audience, entry.allow, entry.safe or ""
        )
        if found is not None:
            built[name] = found
        for fault in faults:
            where = (*path, *(fault.path[1:] if _is_list(document, path) else fault.path))
            document.problems.append(document.problem(where, fault.text))
    return built or None


def _entries(wall_file: WallFile) -> list[tuple[str, WallEntry, ValuePath]]:
    if wall_file.screens is not None:
        entry = WallEntry(
            title=wall_file.name,
            screens=wall_file.screens,
            audience=wall_file.audience or "internal",
            allow=wall_file.allow or (),
            safe=wall_file.safe,
        )
        return [(ONLY_WALL, entry, ("screens",))]
    walls = wall_file.walls or {}
    return [(name, entry, ("walls", name, "screens")) for name, entry in walls.items()]


def _is_list(document: Document, path: ValuePath) -> bool:
    return (*path, 0) in document.values


def _sources(
    document: Document, wall_file: WallFile | None, kinds: SourceKinds, folder: Path
) -> Sources | None:
    if wall_file is None:
        return None
    declared, places = wall_file.sources, NOWHERE_ELSE
    if wall_file.television is not None:
        if TELEVISION in declared:
            text = "a source is called 'television' already; keep one of both"
            document.problems.append(document.problem((TELEVISION,), text))
        declared = {**declared, TELEVISION: {"kind": "channels", **wall_file.television}}
        places = {TELEVISION: (TELEVISION,)}
    return read_sources(document, declared, kinds, folder, places)


def _layouts(
    folder: Path, around: Surroundings
) -> tuple[dict[str, SiteLayout], list[str], list[Problem]]:
    """The layouts, the names of all layout files, unreadable ones too, and what is wrong."""
    layouts: dict[str, SiteLayout] = {}
    names: list[str] = []
    problems: list[Problem] = []
    paths = _layout_files(folder)
    for path in paths[:MAX_LAYOUTS]:
        content = _content(path)
        if isinstance(content, str):
            problems.append(Problem(file=path.name, text=content))
            continue
        if not _NAME.fullmatch(path.stem):
            text = "a layout's name has letters, figures, '-', '_' and '.'; rename the file"
            problems.append(Problem(file=path.name, text=text))
        if path.stem in names:
            text = f"another file has the layout '{path.stem}' too; keep one of the two"
            problems.append(Problem(file=path.name, text=text))
        names.append(path.stem)
        layout, document = read_layout(path.name, content, around)
        problems += document.problems
        if layout is not None:
            layouts[layout.name] = layout
    if len(paths) > MAX_LAYOUTS:
        text = f"a site holds at most {MAX_LAYOUTS} layouts"
        problems.append(Problem(file=paths[MAX_LAYOUTS].name, text=text))
    return layouts, names, problems


def _layout_files(folder: Path) -> list[Path]:
    """Hidden files are left out: editors keep their copies in such."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix in (".yaml", ".yml")
        and path.name != WALL_FILE
        and not path.name.startswith(".")
        and not path.is_dir()
    )


def _start(
    document: Document,
    wall_file: WallFile,
    walls: Mapping[str, BuiltWall],
    layouts: Mapping[str, SiteLayout],
    names: list[str],
) -> dict[str, str]:
    start: dict[str, str] = {}
    if wall_file.start is not None:
        _check_layout(document, wall_file.start, ("start",), names)
    for wall in walls:
        entry = (wall_file.walls or {}).get(wall)
        fitting = sorted(name for name, layout in layouts.items() if wall in layout.taken)
        if entry is not None and entry.start is not None:
            path = ("walls", wall, "start")
            _check_layout(document, entry.start, path, names)
            if entry.start in layouts and entry.start not in fitting:
                text = f"layout '{entry.start}' is not for wall '{wall}'; add `for: {wall}` to it"
                document.problems.append(document.problem(path, text))
            start[wall] = entry.start
        elif wall_file.start in fitting:
            start[wall] = wall_file.start
        elif fitting:
            start[wall] = fitting[0]
    return start


def _warn_of_empty_walls(
    document: Document, walls: Mapping[str, BuiltWall], start: Mapping[str, str]
) -> None:
    for wall in walls:
        if wall not in start:
            text = f"there is no layout for wall '{wall}', so that it stays empty"
            document.problems.append(document.warning(("walls", wall), text))


def _check_names(document: Document, wall_file: WallFile, parts: SiteParts) -> None:
    """What the file names of other parts of the site is there."""
    names = list(parts.layout_names)
    if wall_file.panic is not None:
        _check_layout(document, wall_file.panic, ("panic",), names)
    _check_layout_keys(document, wall_file, names)
    if parts.walls:
        check_sound(document, wall_file.sound, parts.walls)
    check_moderation(document, wall_file.moderation, parts.datasets)
    check_topics(document, wall_file.topics, parts.datasets)
    check_rules(document, wall_file.rules, parts)


def _check_layout_keys(document: Document, wall_file: WallFile, names: list[str]) -> None:
    local = wall_file.local_input
    for key, layout in local.layout_keys.items():
        path = ("local_input", "layout_keys", key)
        _check_layout(document, layout, path, names)
        if key == local.edit_key:
            text = f"{key} is the edit_key already; choose another key"
            document.problems.append(document.problem(path, text, at_key=True))


def _check_layout(document: Document, name: str, path: ValuePath, names: list[str]) -> None:
    if name in names:
        return
    text = (
        f"there is no layout '{name}'; allowed: {', '.join(names) or 'none, for there is none'}"
        f"{did_you_mean(name, names)}"
    )
    document.problems.append(document.problem(path, text))


def _check_theme(document: Document, theme: str, themes: Path) -> None:
    names = sorted(path.stem for path in themes.glob("*.json"))
    if theme not in names:
        text = (
            f"there is no theme '{theme}'; allowed: {', '.join(names)}{did_you_mean(theme, names)}"
        )
        document.problems.append(document.problem(("theme",), text))
