"""From a layout file to a layout that can be taken on each of its walls."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import JsonValue, ValidationError

from wall.errors import did_you_mean
from wall.kinds.audience import SourceFacts, why_not_public
from wall.kinds.kind import TileKind
from wall.kinds.registry import KindRegistry
from wall.kinds.secrets import secrets_named
from wall.model.datasets import DatasetType
from wall.model.scene import TakenLayout
from wall.model.tiles import Tile
from wall.sitefile.areas import AreaRefused, canvas_rect
from wall.sitefile.building import BuiltWall
from wall.sitefile.documents import Document
from wall.sitefile.layout_models import EVERY_WALL, LayoutEntry, TileEntry
from wall.sitefile.loading import read_document
from wall.sitefile.media import address_faults
from wall.sitefile.migrating import LAYOUT_STEPS, migrate
from wall.sitefile.problems import Path as ValuePath
from wall.sitefile.salvaging import salvage
from wall.sitefile.site import SiteLayout
from wall.sitefile.wording import problems_of

TILE_KEYS = frozenset(TileEntry.model_fields)


@dataclass(frozen=True)
class Surroundings:
    """What a layout is read against."""

    folder: Path
    kinds: KindRegistry
    walls: Mapping[str, BuiltWall] | None
    """None: wall.yaml does not say, and areas cannot be checked."""
    sources: Mapping[str, DatasetType | None] | None
    facts: Mapping[str, SourceFacts] = field(default_factory=dict)


@dataclass(frozen=True)
class _ReadTile:
    entry: TileEntry
    settings: dict[str, JsonValue]
    path: ValuePath
    secrets: tuple[str, ...]
    kind: TileKind | None = None


def read_layout(
    file: str, content: bytes, around: Surroundings
) -> tuple[SiteLayout | None, Document]:
    """The layout, as far as it could be read, and the document with all its problems."""
    document = read_document(file, content)
    data = migrate(document, LAYOUT_STEPS)
    if data is None:
        return None, document
    header = _header(document, data)
    walls = _walls(document, header, around)
    listed = data.get("tiles")
    raw = listed if isinstance(listed, list) else []
    tiles = [tile for i, value in enumerate(raw) if (tile := _tile(document, value, i, around))]
    _refuse_repeated(document, raw)
    if header is None:
        return None, document
    name = file.rpartition(".")[0]
    digest = hashlib.sha256(content).hexdigest()
    taken = {
        wall.wall.name: TakenLayout(
            name=name,
            title=header.title,
            digest=digest,
            tiles=_placed(document, tiles, wall, header.gap, around.facts),
        )
        for wall in walls
    }
    secrets = sorted({secret for tile in tiles for secret in tile.secrets})
    layout = SiteLayout(
        name=name,
        file=file,
        title=header.title,
        digest=digest,
        taken=taken,
        secrets=tuple(secrets),
    )
    return layout, document


def _header(document: Document, data: dict[str, JsonValue]) -> LayoutEntry | None:
    try:
        return LayoutEntry.model_validate(data)
    except ValidationError as error:
        document.problems += problems_of(document, error, LayoutEntry)
        return salvage(LayoutEntry, data, error)


def _walls(
    document: Document, header: LayoutEntry | None, around: Surroundings
) -> Sequence[BuiltWall]:
    if not around.walls or header is None:
        return ()
    known = list(around.walls)
    if not header.walls:
        return [around.walls[known[0]]]
    if EVERY_WALL in header.walls:
        return list(around.walls.values())
    found = []
    for name in header.walls:
        if name in around.walls:
            found.append(around.walls[name])
        else:
            text = (
                f"there is no wall '{name}'; allowed: {', '.join(known)}, {EVERY_WALL}"
                f"{did_you_mean(name, known)}"
            )
            document.problems.append(document.problem(("for",), text))
    return found


def _refuse_repeated(document: Document, raw: Sequence[JsonValue]) -> None:
    seen: dict[str, int] = {}
    for index, value in enumerate(raw):
        tile_id = value.get("id") if isinstance(value, dict) else None
        if isinstance(tile_id, str) and seen.setdefault(tile_id, index) != index:
            line = document.place(("tiles", seen[tile_id], "id")).line
            text = f"another tile is called '{tile_id}' (line {line}); choose another id"
            document.problems.append(document.problem(("tiles", index, "id"), text))


def _tile(
    document: Document, value: JsonValue, index: int, around: Surroundings
) -> _ReadTile | None:
    path: ValuePath = ("tiles", index)
    if not isinstance(value, dict):
        text = "a tile is written as {id: …, kind: …, area: …}"
        document.problems.append(document.problem(path, text))
        return None
    settings, elsewhere = _settings(document, value, path)
    known = {key: inner for key, inner in value.items() if key in TILE_KEYS}
    entry: TileEntry | None
    try:
        entry = TileEntry.model_validate(known)
    except ValidationError as error:
        document.problems += problems_of(document, error, TileEntry, under=path)
        entry = salvage(TileEntry, known, error)
    kind = _kind(document, value.get("kind"), path, around.kinds)
    secrets: tuple[str, ...] = ()
    if kind is not None:
        secrets = _check_settings(document, kind, settings, path, elsewhere, around.folder)
    source = value.get("source")
    if source is None and kind is not None and kind.usual_source in (around.sources or ()):
        source = kind.usual_source
        entry = entry.model_copy(update={"source": source}) if entry else None
    _check_source(document, kind, source, path, around)
    return _ReadTile(entry, settings, path, secrets, kind) if entry else None


def _settings(
    document: Document, value: dict[str, JsonValue], path: ValuePath
) -> tuple[dict[str, JsonValue], dict[str, ValuePath]]:
    """Settings beside `id` and under `settings:` together, and where the latter stand."""
    nested = value.get("settings")
    inner = dict(nested) if isinstance(nested, dict) else {}
    flat = {key: setting for key, setting in value.items() if key not in TILE_KEYS}
    for name in flat.keys() & inner.keys():
        text = f"'{name}' stands beside `id` and under `settings:`; keep one"
        document.problems.append(document.problem((*path, name), text, at_key=True))
    elsewhere = dict.fromkeys(inner.keys() - flat.keys(), (*path, "settings"))
    return {**inner, **flat}, elsewhere


def _kind(
    document: Document, name: JsonValue, path: ValuePath, kinds: KindRegistry
) -> TileKind | None:
    if not isinstance(name, str):
        return None  # told with the tile itself
    kind = kinds.find(name)
    if kind is None:
        names = kinds.names()
        text = (
            f"there is no tile kind '{name}', so that a placeholder stands in its place; "
            f"allowed: {', '.join(names)}{did_you_mean(name, names)}"
        )
        document.problems.append(document.placeholder((*path, "kind"), text))
    return kind


def _check_settings(
    document: Document,
    kind: TileKind,
    settings: dict[str, JsonValue],
    path: ValuePath,
    elsewhere: Mapping[str, ValuePath],
    folder: Path,
) -> tuple[str, ...]:
    """The names of the secrets that they need."""
    try:
        validated = kind.settings.model_validate(settings)
    except ValidationError as error:
        document.problems += problems_of(
            document,
            error,
            kind.settings,
            under=path,
            elsewhere=elsewhere,
            also_allowed=sorted(TILE_KEYS),
        )
        return ()
    for setting, fault in address_faults(validated, folder):
        where = (*elsewhere.get(setting, path), setting)
        document.problems.append(document.problem(where, fault))
    return tuple(secrets_named(validated))


def _check_source(
    document: Document,
    kind: TileKind | None,
    source: JsonValue,
    path: ValuePath,
    around: Surroundings,
) -> None:
    where = (*path, "source")
    if source is None:
        if kind is not None and kind.source_required:
            text = f"a tile of kind '{kind.name}' needs a `source` of {_words(kind)}"
            document.problems.append(document.problem(path, text))
        return
    if kind is not None and not kind.dataset:
        text = f"a tile of kind '{kind.name}' takes no source; remove this"
        document.problems.append(document.problem(where, text))
        return
    if around.sources is None or not isinstance(source, str):
        return
    if source not in around.sources:
        names = sorted(around.sources)
        text = (
            f"there is no source '{source}' in wall.yaml; "
            f"allowed: {', '.join(names) or 'none, for none is declared'}"
            f"{did_you_mean(source, names)}"
        )
        document.problems.append(document.problem(where, text))
        return
    delivers = around.sources[source]
    if kind is not None and delivers is not None and delivers not in kind.dataset:
        text = (
            f"source '{source}' delivers {delivers}, and a tile of kind '{kind.name}' shows "
            f"{_words(kind)}"
        )
        document.problems.append(document.problem(where, text))


def _words(kind: TileKind) -> str:
    return " or ".join(sorted(kind.dataset)) or "no dataset"


def _placed(
    document: Document,
    tiles: Sequence[_ReadTile],
    built: BuiltWall,
    gap: int,
    facts: Mapping[str, SourceFacts],
) -> tuple[Tile, ...]:
    placed = []
    for order, tile in enumerate(tiles):
        entry = tile.entry
        why = why_not_public(built.wall, tile.kind, tile.settings, entry.source, facts)
        if why is not None:
            where = (*tile.path, "source") if entry.source else tile.path
            document.problems.append(document.problem(where, why))
        try:
            rect = canvas_rect(entry.area, built, gap if entry.gap is None else entry.gap)
        except AreaRefused as refused:
            problem = document.problem((*tile.path, "area"), str(refused))
            document.problems.append(problem)
            continue
        placed.append(
            Tile(
                id=entry.id,
                kind=entry.kind,
                rect=rect,
                z=order if entry.z is None else entry.z,
                source=entry.source,
                title=entry.title,
                settings=tile.settings,
                label=entry.label,
                sound=entry.sound,
                trusted=entry.trusted,
                locked=entry.locked,
            )
        )
    return tuple(placed)
