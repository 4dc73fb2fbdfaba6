"""The form of contributors in a real browser, on a phone: filled in, sent, and failing plainly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.console.test_accessibility import AXE, RULES
from tests.controller.live import ThreadedWall, threaded_wall
from wall.model.actors import Actor, Role
from wall.protocol.report_requests import AddContributor, ContributorLink

MONA = Actor(name="mona", role=Role.MODERATOR)
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[ThreadedWall]:
    with threaded_wall(tmp_path) as running:
        yield running


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """What the browser complains of, beside refusals that a test asks for, fails."""
    page = browser.new_page(viewport=PHONE, locale="en-GB", is_mobile=True, has_touch=True)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda told: (
            complaints.append(told.text)
            if told.type in ("error", "warning") and "Failed to load resource" not in told.text
            else None
        ),
    )
    yield page
    page.close()
    assert complaints == []


def link(wall: ThreadedWall, **fields: object) -> str:
    asked = AddContributor.model_validate({"name": "Ewa Nowak", "country": "PL", **fields})
    told = wall.live.operations.reports.answer(MONA, asked)
    assert isinstance(told, ContributorLink)
    return wall.live.url + told.path


def violations(page: Page) -> list[str]:
    page.evaluate(AXE)
    found = page.evaluate(
        "(tags) => axe.run({ runOnly: tags }).then((result) => result.violations)", RULES
    )
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def kept(wall: ThreadedWall) -> list[dict[str, str]]:
    folder = wall.live.operations.written.folder / "reports"
    paths = sorted(path for path in folder.glob("*.json") if path.name != "pictures.json")
    return [json.loads(path.read_text()) for path in paths]


def test_a_report_is_sent_from_a_phone_with_a_picture(
    wall: ThreadedWall, phone: Page, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    Image.effect_noise((3000, 2000), 60).convert("RGB").save(photo, quality=95)
    assert photo.stat().st_size > 1_500_000, "more than one call takes"
    phone.goto(link(wall))
    expect(phone.locator("#who")).to_have_text("You report as Ewa Nowak · PL.")
    phone.locator("#send").tap()
    expect(phone.locator("#subject-wrong")).to_be_visible()
    expect(phone.locator("#subject")).to_be_focused()
    phone.locator("#subject").fill("Flood <b>in</b> the street")
    phone.locator("#text").fill("ماء في الشارع")
    phone.locator("#link").fill("example.pl")
    phone.locator("#send").tap()
    expect(phone.locator("#link-wrong")).to_have_text("A link begins with https://")
    phone.locator("#link").fill("https://example.pl/a")
    phone.locator("#picture").set_input_files(photo)
    expect(phone.locator("#preview")).to_be_visible(timeout=30_000)
    phone.reload()
    expect(phone.locator("#subject")).to_have_value("Flood <b>in</b> the street")
    phone.locator("#picture").set_input_files(photo)
    expect(phone.locator("#preview")).to_be_visible(timeout=30_000)
    phone.locator("#send").tap()
    expect(phone.locator("#done")).to_be_visible(timeout=30_000)
    (report,) = kept(wall)
    assert (report["subject"], report["text"]) == ("Flood <b>in</b> the street", "ماء في الشارع")
    assert (report["name"], report["link"]) == ("Ewa Nowak", "https://example.pl/a")
    path = wall.live.operations.written.uploads.path(report["picture"])
    assert path is not None
    with Image.open(path) as picture:
        assert max(picture.size) <= 1920
    phone.locator("#another").tap()
    expect(phone.locator("#subject")).to_have_value("")
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], "nothing stands beyond the edge"


def test_the_form_breaks_no_rule_in_light_and_dark(wall: ThreadedWall, phone: Page) -> None:
    address = link(wall, language="ar")
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme="light" if scheme == "light" else "dark")
        phone.goto("about:blank")
        phone.goto(address)
        expect(phone.locator("#form")).to_be_visible()
        assert violations(phone) == []
        phone.locator("#send").tap()
        expect(phone.locator("#subject-wrong")).to_be_visible()
        assert violations(phone) == []
    phone.goto(f"{wall.live.url}/report")
    expect(phone.locator("#refused")).to_be_visible()
    assert violations(phone) == []


def test_the_form_speaks_the_contributors_language_and_says_what_fails(
    wall: ThreadedWall, phone: Page
) -> None:
    phone.goto(link(wall, language="ar", country=None))
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator("h1")).to_have_text("الإبلاغ عن موضوع")
    for language, title in (
        ("fr", "Signaler un sujet"),
        ("es", "Informar de un tema"),
        ("pl", "Zgłoś temat"),
        ("ro", "Semnalați un subiect"),
        ("en", "Report a subject"),
    ):
        phone.locator("#language").select_option(language)
        expect(phone.locator("h1")).to_have_text(title)
    expect(phone.locator("html")).to_have_attribute("dir", "ltr")
    missing = phone.evaluate(
        """async () => {
          const { WORDS } = await import("/report/words.js");
          const names = Object.keys(WORDS.en);
          return Object.values(WORDS).flatMap(
            (words) => names.filter((name) => !words[name]),
          );
        }"""
    )
    assert missing == []

    # Cut off in the middle: nothing is lost, and the same report is sent again.
    phone.locator("#subject").fill("once")
    phone.route("**/api/v1/report", lambda route: route.abort(), times=1)
    phone.locator("#send").tap()
    expect(phone.locator("#told")).to_contain_text("cannot be reached")
    expect(phone.locator("#subject")).to_have_value("once")
    phone.locator("#send").tap()
    expect(phone.locator("#done")).to_be_visible()
    assert [report["subject"] for report in kept(wall)] == ["once"]

    phone.goto(f"{wall.live.url}/report#{'x' * 43}")
    expect(phone.locator("#refused")).to_contain_text("not good")
    expect(phone.locator("#form")).to_be_hidden()
    phone.goto("about:blank")
    phone.goto(f"{wall.live.url}/report")
    expect(phone.locator("#refused")).to_be_visible()
