"""Tiles of any kind, put on the wall from the console: their kinds, sources and settings."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import OpenModerator
from tests.console.moderated_wall import ModeratedWall
from tests.console.post_book import PostBook
from tests.console.test_accessibility import violations
from tests.live.running_wall import until
from wall.app import kinds
from wall.kinds.kind import TileKind
from wall.model.actors import Role

_FORM = """async ([schema, values]) => {
  const { speak } = await import("http://console.test/console/i18n.js");
  await speak("en");
  const { SettingsForm } = await import("http://console.test/console/parts/settings-form.js");
  const form = new SettingsForm();
  document.body.replaceChildren(form);
  form.show(schema, values);
  for (const field of form.querySelectorAll(":required")) if (!field.value) field.value = "x";
  const labels = [...form.querySelectorAll("label")].map((one) => one.textContent);
  return { read: form.read(), labels };
}"""


def form_of(page: Page, schema: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = page.evaluate(_FORM, [schema, values])
    return shown


@pytest.mark.parametrize("kind", sorted(kinds(), key=lambda kind: kind.name), ids=lambda k: k.name)
def test_the_form_of_each_kind_says_what_is_so_by_default(
    modules_page: Page, kind: TileKind
) -> None:
    schema = kind.schema()
    shown = form_of(modules_page, schema, {})
    required = schema.get("required", [])
    assert isinstance(required, list)
    assert set(shown["read"]) == set(required), "a default is not said"


def test_a_form_reads_what_was_typed_and_offers_what_is_allowed(modules_page: Page) -> None:
    schema = {
        "$defs": {
            "Side": {"enum": ["left", "right"], "type": "string"},
            "Deep": {"type": "object"},
        },
        "properties": {
            "side": {"$ref": "#/$defs/Side", "default": "left", "description": "Where `it` is."},
            "max_lines": {"type": "integer", "minimum": 1, "default": 8},
            "every_s": {"anyOf": [{"type": "number"}, {"type": "null"}], "default": None},
            "from_zero": {"anyOf": [{"type": "boolean"}, {"type": "null"}], "default": None},
            "names": {"type": "array", "items": {"type": "string"}, "default": []},
            "marks": {"type": "array", "items": {"type": "number"}, "default": []},
            "login": {"anyOf": [{"$ref": "#/$defs/Deep"}, {"type": "null"}], "default": None},
        },
    }
    values = {"side": "right", "names": ["a", "b"], "from_zero": False, "marks": [1, 2.5]}
    shown = form_of(modules_page, schema, values)
    assert shown["read"] == values
    assert shown["labels"] == [
        "Side",
        "Max lines",
        "Every (s)",
        "From zero",
        "Names",
        "Marks",
    ]
    expect(modules_page.get_by_text("Only in layout files: login")).to_be_visible()
    expect(modules_page.get_by_text("Where it is.")).to_be_visible()
    modules_page.get_by_label("Every (s)").fill("2.5")
    modules_page.get_by_label("Side").select_option("left")
    modules_page.get_by_label("From zero").select_option("")
    read = modules_page.evaluate("document.querySelector('settings-form').read()")
    assert read == {"every_s": 2.5, "names": ["a", "b"], "marks": [1, 2.5]}
    modules_page.get_by_label("Max lines").fill("0")
    assert modules_page.evaluate("document.querySelector('settings-form').read()") is None


def test_a_tile_of_data_is_put_on_the_wall_and_changed(
    moderated: ModeratedWall, open_moderator: OpenModerator
) -> None:
    moderated.use(PostBook())
    paul = open_moderator("paul", role=Role.PRODUCER)
    page = paul.page
    page.evaluate("location.hash = ''")
    page.get_by_role("tab", name="Tile", exact=True).click()
    panel = page.locator("place-panel")
    panel.get_by_label("What").select_option(label="Feed")
    source = panel.get_by_label("From the source")
    expect(source.get_by_role("option")).to_have_text(
        ["reports – reports", "news – push", "file – jsonl"]
    )
    source.select_option("file")
    panel.get_by_label("Where").fill("B1")
    panel.get_by_text("Settings").click()
    panel.get_by_label("Mode").select_option(label="column")
    assert violations(paul) == []
    panel.get_by_role("button", name="Put on the wall").click()

    def feeds() -> list[dict[str, Any]]:
        headers = {"Authorization": f"Bearer {moderated.token('script', Role.VIEWER)}"}
        scene = httpx.get(f"{moderated.url}/api/v1/scene", headers=headers).json()
        return [tile for tile in scene["tiles"] if tile["kind"] == "feed"]

    until(lambda: len(feeds()) == 1)
    (tile,) = feeds()
    assert tile["source"] == "file"
    assert tile["settings"] == {"mode": "column"}
    assert tile["title"] is None
    # Chosen, its settings are changed one by one, and back.
    page.locator(f'wall-plan .tile-box[data-key="{tile["id"]}"]').click()
    details = page.locator("tile-settings")
    details.get_by_text("Settings").click()
    expect(details.get_by_label("Mode")).to_have_value("1")
    details.get_by_label("Max lines").fill("3")
    details.get_by_label("Max lines").press("Enter")
    until(
        lambda: feeds()[0]["settings"] == {"mode": "column", "max_lines": 3}, what=json.dumps(tile)
    )
    details.get_by_label("Mode").select_option(label="grid")
    until(lambda: feeds()[0]["settings"] == {"max_lines": 3})
    page.get_by_role("banner").get_by_role("button", name="Undo", exact=True).click()
    until(lambda: feeds()[0]["settings"] == {"mode": "column", "max_lines": 3})
