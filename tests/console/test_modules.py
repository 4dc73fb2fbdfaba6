"""The console's own rules: snapping as at the wall, following, areas, checksums."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path

import pytest
from playwright.sync_api import Page
from pydantic import TypeAdapter

from wall.errors import AddressError
from wall.model.changes import Change, follow
from wall.model.geometry import Rect, Size
from wall.model.scene import Scene
from wall.model.screens import RectMm, Screen, Wall, column_name
from wall.model.snapping import Edge, Guides, drag, guides_of, snap
from wall.model.tiles import Layer, Tile

CASES = 400
SMALLEST = 16
CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])


def grid(columns: int, rows: int, gap: int = 14) -> Wall:
    screens = tuple(
        Screen(
            address=f"{column_name(x)}{y + 1}",
            rect=Rect(x * (1920 + gap), y * (1080 + gap), 1920, 1080),
            pixels=Size(1920, 1080),
            rect_mm=RectMm(0, 0, 1, 1),
        )
        for y in range(rows)
        for x in range(columns)
    )
    return Wall(name="hub", title="Hub", screens=screens)


def told(wall: Wall) -> object:
    return wall.model_dump(mode="json")


def snapping_case(chance: random.Random) -> tuple[Rect, Edge, Guides, int, tuple[int, int]]:
    rect = Rect(
        chance.randint(-3000, 9000),
        chance.randint(-3000, 5000),
        chance.randint(SMALLEST, 4000),
        chance.randint(SMALLEST, 4000),
    )
    edges = Edge(chance.choice([1, 2, 4, 8, 3, 6, 9, 12, 15]))
    near = [rect.x, rect.right, rect.y, rect.bottom]
    lines = sorted({chance.choice(near) + chance.randint(-90, 90) for _ in range(12)})
    guides = Guides(tuple(lines[:6]), tuple(lines[6:]))
    return rect, edges, guides, chance.randint(0, 80), (chance.randint(-900, 900), 40)


def test_snapping_is_the_same_as_at_the_wall(modules_page: Page) -> None:
    chance = random.Random(7)
    cases = [snapping_case(chance) for _ in range(CASES)]
    sent = [
        [list(rect), int(edges.value), [list(guides.xs), list(guides.ys)], reach, list(by)]
        for rect, edges, guides, reach, by in cases
    ]
    found = modules_page.evaluate(
        """async ([cases, smallest]) => {
            const { drag, snap } = await import("/console/snapping.js");
            return cases.map(([rect, edges, [xs, ys], reach, by]) => [
                drag(rect, edges, ...by, smallest),
                snap(rect, edges, { xs, ys }, reach, smallest),
            ]);
        }""",
        [sent, SMALLEST],
    )
    pulled = 0
    for (rect, edges, guides, reach, by), (dragged, snapped) in zip(cases, found, strict=True):
        wanted = snap(rect, edges, guides, reach, SMALLEST)
        assert dragged == list(drag(rect, edges, *by, SMALLEST))
        assert snapped["rect"] == list(wanted.rect)
        assert (tuple(snapped["xs"]), tuple(snapped["ys"])) == (wanted.xs, wanted.ys)
        pulled += wanted.rect != rect
    assert pulled > CASES / 4, "the cases hardly snap; they prove nothing"


def test_guides_are_the_same_as_at_the_wall(modules_page: Page) -> None:
    wall, others = grid(3, 2, gap=7), [Rect(-30, 11, 501, 333), Rect(100, 100, 1920, 1080)]
    found = modules_page.evaluate(
        "async (a) => (await import('/console/snapping.js')).guidesOf(...a)",
        [told(wall), [list(rect) for rect in others]],
    )
    wanted = guides_of(wall, others)
    assert (tuple(found["xs"]), tuple(found["ys"])) == (wanted.xs, wanted.ys)


@pytest.mark.parametrize("area", ["B2", "a1:c2", "C2:A1", "A1,B3", "all", " F3 ", "A1:B2,F1"])
def test_an_area_means_the_same_as_in_the_controller(modules_page: Page, area: str) -> None:
    wall = grid(6, 3)
    found = modules_page.evaluate(
        """async ([wall, area]) => {
            const { areaRect, nameOf, screensOf } = await import("/console/geometry.js");
            return [areaRect(wall, area), nameOf(wall, screensOf(wall, area))];
        }""",
        [told(wall), area],
    )
    assert found[0] == list(wall.area(area))
    assert set(wall.screens_of(found[1])) == set(wall.screens_of(area))


@pytest.mark.parametrize("area", ["", "G1", "B2:", "A1:B2:C3", "everything", "A1,,B1"])
def test_an_area_that_is_none_is_refused(modules_page: Page, area: str) -> None:
    wall = grid(6, 3)
    refused = modules_page.evaluate(
        """async ([wall, area]) => {
            const { AreaError, screensOf } = await import("/console/geometry.js");
            try { screensOf(wall, area); } catch (error) { return error instanceof AreaError; }
            return false;
        }""",
        [told(wall), area],
    )
    with pytest.raises(AddressError):
        wall.screens_of(area)
    assert refused


def test_following_leads_to_the_same_scene(modules_page: Page) -> None:
    def tile(tile_id: str, layer: Layer = Layer.BASE, z: int = 0) -> Tile:
        return Tile(id=tile_id, kind="text", rect=Rect(0, 0, 100, 100), layer=layer, z=z)

    scene = Scene(wall="hub", revision=3, tiles=(tile("a"), tile("b", z=1)))
    changes = CHANGES.validate_python(
        [
            {"type": "tile.added", "tile": tile("up", Layer.ALERT)},
            {"type": "tile.added", "tile": tile("c", Layer.PUSHED, -2)},
            {"type": "tile.removed", "tile": tile("b", z=1)},
            {
                "type": "tile.changed",
                "id": "a",
                "fields": {
                    "rect": {"before": [0, 0, 100, 100], "after": [5, 6, 70, 80]},
                    "settings/text": {"before": None, "after": "Hello"},
                    "z": {"before": 0, "after": 9},
                },
            },
            {
                "type": "tile.changed",
                "id": "a",
                "fields": {"settings/text": {"before": "Hello", "after": None}},
            },
        ]
    )
    found = modules_page.evaluate(
        "async (a) => (await import('/console/following.js')).follow(...a)",
        [
            scene.model_dump(mode="json"),
            json.loads(CHANGES.dump_json(changes)),
            4,
        ],
    )
    assert Scene.model_validate(found) == follow(scene, changes, 4)


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 119, 1 << 20, (1 << 20) + 7])
def test_checksums_are_sha256(modules_page: Page, tmp_path: Path, size: int) -> None:
    content = random.Random(size).randbytes(size)
    found = modules_page.evaluate(
        """async (hex) => {
            const { sha256 } = await import("/console/sha256.js");
            const bytes = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
            return sha256(new Blob([bytes]));
        }""",
        content.hex(),
    )
    assert found == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("https://example.org/page", "web"),
        ("www.example.org", "web"),
        ("example.org", "web"),
        ("news.example.fr/today?lang=fr", "web"),
        ("2.5", "text"),
        ("Gooooal.Bravo", "text"),
        ("https://example.org/photo.JPG?size=2", "image"),
        ("https://example.org/live/index.m3u8", "video"),
        ("rtsp://camera.example.org/1", "video"),
        ("Welcome to the hub", "text"),
        ("javascript:alert(1)", "text"),
        ("file:///etc/passwd", "text"),
        ("see https://example.org please", "text"),
    ],
)
def test_what_is_pasted_becomes_what_it_is(modules_page: Page, text: str, kind: str) -> None:
    found = modules_page.evaluate(
        "async (text) => (await import('/console/contents.js')).ofText(text).kind", text
    )
    assert found == kind
