"""Writes a layout back into its file: comments stay, and nothing that others wrote is lost."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from pydantic import JsonValue

from wall.errors import WallError
from wall.model.geometry import Rect
from wall.model.scene import TakenLayout
from wall.model.sound import TileSound
from wall.model.tiles import Tile
from wall.sitefile.documents import Document
from wall.sitefile.layout_models import TileEntry
from wall.sitefile.loading import read_document
from wall.sitefile.rewriting import add_item, remove_item, remove_key, set_key

_TILE_KEYS = frozenset(TileEntry.model_fields)
TILES = ("tiles",)
Fields = dict[str, JsonValue]
"""What a tile's mapping shall hold; None is a key that it shall not hold."""


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
    saved = _Rewriting(path.name, content)
    saved.follow(before, tuple(tiles))
    written = saved.text.encode("utf-8")
    _replace(path, written)
    return hashlib.sha256(written).hexdigest()


class _Rewriting:
    """The text of a layout file while it is edited, and what stands where in it."""

    def __init__(self, file: str, content: bytes) -> None:
        self._file = file
        self.text = content.decode("utf-8-sig", errors="replace")
        self._document = self._read()

    def follow(self, before: TakenLayout, tiles: tuple[Tile, ...]) -> None:
        known = {tile.id: tile for tile in before.tiles}
        wanted = {tile.id: tile for tile in tiles}
        for index in range(len(self._listed()) - 1, -1, -1):
            tile_id = self._id(index)
            if tile_id in known and tile_id not in wanted:
                self._become(remove_item(self.text, self._document, TILES, index))
        for tile in tiles:
            if tile.id not in self._ids():
                self._become(add_item(self.text, self._document, TILES, layout_entry(tile)))
        for index, tile_id in enumerate(self._ids()):
            if tile_id in wanted:
                self._change(index, known.get(tile_id), wanted[tile_id])
        missing = {*wanted} ^ {tile_id for tile_id in self._ids() if tile_id in {*wanted, *known}}
        if missing:
            raise LayoutNotSaved(self._file, "its form is too unusual; edit it by hand")

    def _change(self, index: int, before: Tile | None, after: Tile) -> None:
        path = (*TILES, index)
        if before is not None:
            for key, value in _fields(before, after).items():
                self._write(path, key, value)
            self._change_settings(index, before, after)
        # Without `z`, a tile's place in the list counts, and that may have changed.
        if self._value(index).get("z", index) != after.z:
            self._write(path, "z", after.z)

    def _change_settings(self, index: int, before: Tile, after: Tile) -> None:
        for name in sorted({*before.settings, *after.settings}):
            value = after.settings.get(name)
            if before.settings.get(name) == value:
                continue
            nested = self._value(index).get("settings")
            inside = name in _TILE_KEYS or (isinstance(nested, dict) and name in nested)
            if inside and not isinstance(nested, dict):
                self._write((*TILES, index), "settings", {name: value})
            else:
                path = (*TILES, index, "settings") if inside else (*TILES, index)
                self._write(path, name, value)

    def _write(self, mapping: tuple[str | int, ...], key: str, value: JsonValue) -> None:
        if value is not None:
            self._become(set_key(self.text, self._document, mapping, key, value))
        elif (*mapping, key) in self._document.spans:
            self._become(remove_key(self.text, self._document, mapping, key))

    def _become(self, text: str) -> None:
        self.text = text
        self._document = self._read()

    def _read(self) -> Document:
        document = read_document(self._file, self.text.encode("utf-8"))
        if document.problems:
            raise LayoutNotSaved(self._file, document.problems[0].text)
        if not isinstance(document.data, dict) or not isinstance(document.data.get("tiles"), list):
            raise LayoutNotSaved(self._file, "it has no list of tiles")
        return document

    def _listed(self) -> list[JsonValue]:
        data = self._document.data
        listed = data.get("tiles") if isinstance(data, dict) else None
        return listed if isinstance(listed, list) else []

    def _value(self, index: int) -> Fields:
        value = self._listed()[index]
        return value if isinstance(value, dict) else {}

    def _id(self, index: int) -> JsonValue:
        return self._value(index).get("id")

    def _ids(self) -> list[str]:
        return [str(self._id(index)) for index in range(len(self._listed()))]


def _fields(before: Tile, after: Tile) -> Fields:
    """The keys that differ."""
    fields: Fields = {}
    if after.rect != before.rect:
        fields |= {"area": _area(after.rect), "gap": 0}
    if after.kind != before.kind:
        fields["kind"] = after.kind
    if after.title != before.title:
        fields["title"] = after.title
    if after.source != before.source:
        fields["source"] = after.source
    if after.locked != before.locked:
        fields["locked"] = after.locked or None
    if after.trusted != before.trusted:
        fields["trusted"] = False if not after.trusted else None
    if after.sound != before.sound:
        fields["sound"] = sound_entry(after.sound)
    if after.label != before.label:
        fields["label"] = [label.value for label in after.label]
    return fields


def _area(rect: Rect) -> JsonValue:
    return {"px": [rect.x, rect.y, rect.width, rect.height]}


def layout_entry(tile: Tile) -> Fields:
    """A tile as a layout file has it."""
    flat = {name: value for name, value in tile.settings.items() if name not in _TILE_KEYS}
    nested: Fields = {name: v for name, v in tile.settings.items() if name in _TILE_KEYS}
    entry: Fields = {
        "id": tile.id,
        "kind": tile.kind,
        "area": _area(tile.rect),
        "gap": 0,
        "title": tile.title,
        "source": tile.source,
        "label": [label.value for label in tile.label] or None,
        "sound": sound_entry(tile.sound),
        "locked": tile.locked or None,
        # Who saves a layout does not lift the address policy from what was pushed.
        "trusted": None if tile.trusted else False,
        **flat,
        "settings": nested or None,
    }
    return {key: value for key, value in entry.items() if value is not None}


def sound_entry(sound: TileSound) -> JsonValue:
    """How a layout file says it, as short as it can."""
    short: dict[str, TileSound] = {
        "on": TileSound(muted=False),
        "focus": TileSound(takes_focus=True),
    }
    if sound == TileSound():
        return None
    for name, known in short.items():
        if sound == known:
            return name
    said: Fields = {"muted": sound.muted}
    said |= sound.model_dump(mode="json", exclude_defaults=True)
    return said


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
