"""The console's files: served by type, by ETag, and nothing else of the disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from wall.controller.console_files import add_console
from wall.controller.security_headers import SecurityHeaders
from wall.controller.web_errors import answer_errors


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "console"
    (folder / "parts").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Wall</title>")
    (folder / "main.js").write_text("export const one = 1;")
    (folder / "parts" / "plan.js").write_text("export const two = 2;")
    (folder / "__init__.py").write_text("SECRET = 1")
    (folder / ".hidden.js").write_text("hidden")
    (tmp_path / "outside.js").write_text("outside")
    (folder / "link.js").symlink_to(tmp_path / "outside.js")
    return folder


class Browser:
    """Asks an application, each time on a loop of its own."""

    def __init__(self, app: FastAPI, base_url: str = "http://wall") -> None:
        self._app = app
        self._base_url = base_url

    def __call__(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url=self._base_url) as client:
                return await client.get(path, headers=headers)

        return asyncio.run(ask())


@pytest.fixture
def app(folder: Path) -> FastAPI:
    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    answer_errors(app)
    add_console(app, folder)
    return app


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    return Browser(app)


def test_the_root_is_the_page_and_modules_have_their_type(browser: Browser) -> None:
    page = browser("/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.text.startswith("<!doctype html>")
    module = browser("/console/parts/plan.js")
    assert module.headers["content-type"] == "text/javascript; charset=utf-8"
    assert module.text == "export const two = 2;"


def test_a_file_that_is_known_is_not_sent_again_until_it_changes(
    browser: Browser, folder: Path
) -> None:
    first = browser("/console/main.js")
    tag = first.headers["etag"]
    again = browser("/console/main.js", headers={"If-None-Match": f'"x", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    (folder / "main.js").write_text("export const one = 11;")
    changed = browser("/console/main.js", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_what_a_page_names_is_kept_for_good_until_a_file_changes(
    browser: Browser, folder: Path
) -> None:
    (folder / "index.html").write_text('<script type="module" src="/console/main.js"></script>')

    def named() -> tuple[str, httpx.Response]:
        path = browser("/").text.partition('src="')[2].partition('"')[0]
        return path, browser(path)

    path, module = named()
    assert module.text == "export const one = 1;"
    assert "immutable" in module.headers["cache-control"]
    assert browser("/console/main.js").headers["cache-control"] == "no-cache"
    assert named()[0] == path
    (folder / "parts" / "plan.js").write_text("export const two = 22;")
    newer, module = named()
    assert newer != path
    assert "immutable" in module.headers["cache-control"]
    assert browser(path).headers["cache-control"] == "no-cache", "of a page that is out of date"


@pytest.mark.parametrize(
    "name",
    [
        "@/__init__.py",
        "@x/../outside.js",
        "@x",
        "__init__.py",
        ".hidden.js",
        "link.js",
        "parts",
        "parts/",
        "nothing.js",
        "../outside.js",
        "..%2foutside.js",
        "parts/..%2f..%2foutside.js",
        "%2e%2e/outside.js",
        "//etc/passwd",
        "parts%5c..%5cmain.js",
        "main.js%00",
    ],
)
def test_nothing_else_of_the_disk_is_served(browser: Browser, name: str, folder: Path) -> None:
    answer = browser(f"/console/{name}")
    assert answer.status_code == 404, answer.text
    assert str(folder.parent) not in answer.text
    assert answer.text != "outside"


def test_a_page_runs_its_own_scripts_only_and_data_runs_none(
    browser: Browser,
) -> None:
    page = browser("/").headers
    assert "script-src 'self'" in page["content-security-policy"]
    assert "unsafe" not in page["content-security-policy"]
    assert "frame-ancestors 'none'" in page["content-security-policy"]
    assert page["x-content-type-options"] == "nosniff"
    assert page["referrer-policy"] == "no-referrer"
    assert page["cross-origin-opener-policy"] == "same-origin"
    assert page["cross-origin-resource-policy"] == "same-origin"
    assert "strict-transport-security" not in page
    data = browser("/api/v1/nothing").headers
    assert "script-src" not in data["content-security-policy"]
    assert data["cache-control"] == "no-store"
    assert data["x-content-type-options"] == "nosniff"


def test_tls_alone_is_told_to_stay(app: FastAPI) -> None:
    headers = Browser(app, "https://wall.example")("/").headers
    assert "max-age" in headers["strict-transport-security"]
