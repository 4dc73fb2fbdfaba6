"""Writes a layout back into its file: comments stay, and nothing that others wrote is lost."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import JsonValue
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError

from wall.errors import WallError
from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.tiles import Tile
from wall.sitefile.layout_models import TileEntry

_TILE_KEYS = frozenset(TileEntry.model_fields)


class LayoutNotSaved(WallError):
    """A layout that could not be written; the file is as it was."""

    code = "not_saved"

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file} was not saved: {why}")
        self.file = file


def save_layout(path: Path, read_digest: str, before: TakenLayout, tiles: Iterable[Tile]) -> str:
    """Save tiles as the layout of a file, against the hash that it was read with.

    Only what differs from `before`, the layout as it was read, is written: a tile that was moved
    gets its rectangle in canvas pixels, one that was not keeps its area. Returns the new hash;
    raises LayoutNotSaved.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LayoutNotSaved(path.name, f"it cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != read_digest:
        raise LayoutNotSaved(path.name, "somebody edited it in the meantime; look and save again")
    yaml = _yaml()
    try:
        document = yaml.load(content.decode("utf-8-sig"))
    except (YAMLError, UnicodeDecodeError, ValueError) as error:
        raise LayoutNotSaved(path.name, f"it is not valid: {error}") from error
    listed = document.get("tiles") if isinstance(document, CommentedMap) else None
    if not isinstance(listed, CommentedSeq):
        raise LayoutNotSaved(path.name, "it has no list of tiles")
    _follow(listed, before, tuple(tiles))
    written = io.BytesIO()
    yaml.dump(document, written)
    _replace(path, written.getvalue())
    return hashlib.sha256(written.getvalue()).hexdigest()


def _yaml() -> YAML:
    yaml = YAML(typ="rt", pure=True)
    yaml.preserve_quotes = True
    yaml.width = 1000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _follow(listed: CommentedSeq, before: TakenLayout, tiles: tuple[Tile, ...]) -> None:
    wanted = {tile.id: tile for tile in tiles}
    known = {tile.id: tile for tile in before.tiles}
    for index in range(len(listed) - 1, -1, -1):
        entry = listed[index]
        tile_id = entry.get("id") if isinstance(entry, CommentedMap) else None
        if tile_id in known and tile_id not in wanted:
            del listed[index]
        elif tile_id in known:
            _change(entry, known[tile_id], wanted[tile_id])
    written = {entry.get("id") for entry in listed if isinstance(entry, CommentedMap)}
    for tile in tiles:
        if tile.id not in written:
            listed.append(_entry(tile))
    for index, entry in enumerate(listed):
        tile_id = entry.get("id") if isinstance(entry, CommentedMap) else None
        # Without `z`, a tile's place in the list counts, and that may have changed.
        if tile_id in wanted and entry.get("z", index) != wanted[tile_id].z:
            entry["z"] = wanted[tile_id].z


def _change(entry: CommentedMap, before: Tile, after: Tile) -> None:
    if after.rect != before.rect:
        entry["area"] = _area(after.rect)
        entry["gap"] = 0
    for key in ("kind", "title", "source", "locked"):
        value, was = getattr(after, key), getattr(before, key)
        if value != was:
            _set(entry, key, value)
    if after.label != before.label:
        entry["label"] = _flow([label.value for label in after.label])
    nested = entry.get("settings")
    for name in {*before.settings, *after.settings}:
        if before.settings.get(name) == after.settings.get(name):
            continue
        inside = isinstance(nested, CommentedMap) and (name in nested or name in _TILE_KEYS)
        _set(nested if inside else entry, name, after.settings.get(name))


def _set(entry: CommentedMap, key: str, value: JsonValue) -> None:
    if value is None or (key == "locked" and value is False):
        entry.pop(key, None)
    else:
        entry[key] = value


def _area(rect: Rect) -> CommentedMap:
    area = CommentedMap({"px": _flow(list(rect))})
    area.fa.set_flow_style()
    return area


def _flow(values: Iterable[object]) -> CommentedSeq:
    listed = CommentedSeq(values)
    listed.fa.set_flow_style()
    return listed


def _entry(tile: Tile) -> CommentedMap:
    flat = {name: value for name, value in tile.settings.items() if name not in _TILE_KEYS}
    nested = {name: value for name, value in tile.settings.items() if name in _TILE_KEYS}
    entry = CommentedMap({"id": tile.id, "kind": tile.kind, "area": _area(tile.rect), "gap": 0})
    more: Mapping[str, object] = {
        "title": tile.title,
        "source": tile.source,
        "label": _flow([label.value for label in tile.label]) if tile.label else None,
        "locked": tile.locked or None,
        **flat,
        "settings": nested or None,
    }
    entry.update({key: value for key, value in more.items() if value is not None})
    return entry


def _replace(path: Path, content: bytes) -> None:
    """Whoever reads the file sees the old or the new one, also after a loss of power."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise LayoutNotSaved(path.name, f"it cannot be written: {error.strerror}") from error
