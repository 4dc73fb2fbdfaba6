"""Reports: a link is enough to send one, nothing else is; and what was taken is not lost."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import secrets
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from PIL import Image

from tests.controller.live import LiveWall, live_wall
from tests.controller.wires import until
from tests.controller.written_words import WrittenWords
from wall.controller import report_spool, reports
from wall.controller.hook_routes import HookGate
from wall.controller.report_routes import CALLS_AT_ONCE, CALLS_PER_S
from wall.controller.report_spool import ReportSpool
from wall.errors import RequestFailed
from wall.model.actors import Actor, Role
from wall.protocol.report_requests import (
    MAX_PICTURE_BYTES,
    AddContributor,
    ContributorInfo,
    ContributorLink,
    ListContributors,
    NewReport,
    RemoveContributor,
)

MONA = Actor(name="mona", role=Role.MODERATOR)
EWA = AddContributor(name="Ewa Nowak", country="PL", language="pl")
Work = Callable[[httpx.AsyncClient, LiveWall, str], Awaitable[None]]


def at_the_form(tmp_path: Path, work: Work) -> None:
    async def run() -> None:
        async with live_wall(tmp_path) as wall:
            reports_ = wall.operations.reports
            async with httpx.AsyncClient(base_url=wall.url, trust_env=False, timeout=30) as http:
                await work(http, wall, secret_of(reports_.answer(MONA, EWA)))

    asyncio.run(run())


def secret_of(link: object) -> str:
    assert isinstance(link, ContributorLink)
    page, _, secret = link.path.partition("#")
    assert page == "/report"
    assert len(secret) >= 43, "as long as 256 bits"
    return secret


def body(**fields: object) -> dict[str, object]:
    return {"id": secrets.token_hex(16), "subject": "Flood in the street", **fields}


def picture(form: str = "PNG", side: int = 300, *, gps: bool = False) -> bytes:
    image = Image.effect_noise((side, side), 20).convert("RGB")
    content = io.BytesIO()
    exif = Image.Exif()
    if gps:
        exif[0x8825] = {1: "N", 2: (52.0, 13.0, 0.0)}
        exif[0x010F] = "Camera of Ewa"
    image.save(content, form, exif=exif)
    return content.getvalue()


def coded(content: bytes) -> str:
    return base64.b64encode(content).decode()


async def send(http: httpx.AsyncClient, secret: str, **fields: object) -> httpx.Response:
    return await http.post("/api/v1/report", json=body(**fields), headers={"X-Report-Link": secret})


def test_a_link_is_enough_and_is_kept_only_as_a_hash(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        whose = await http.get("/api/v1/report", headers={"X-Report-Link": secret})
        assert whose.json() == {
            "name": "Ewa Nowak", "country": "PL", "language": "pl", "site": "Test",
        }  # fmt: skip
        words = {"text": "Woda do kolan", "link": "https://example.pl/a"}
        answer = await send(http, secret, **words)
        assert (answer.status_code, answer.json()) == (202, {"received": True})
        folder = wall.operations.written.folder
        (path,) = (folder / "reports").glob("*.json")
        kept = json.loads(path.read_text())
        assert (kept["name"], kept["country"], kept["subject"]) == (
            "Ewa Nowak", "PL", "Flood in the street",
        )  # fmt: skip
        assert (kept["text"], kept["link"]) == (words["text"], words["link"])
        everything = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
        assert secret.encode() not in everything
        assert (folder / "contributors.json").stat().st_mode & 0o777 == 0o600
        (info,) = wall.operations.reports.answer(MONA, ListContributors())  # type: ignore[misc]
        assert isinstance(info, ContributorInfo)
        assert info.reports == 1
        assert info.used is not None

    at_the_form(tmp_path, work)


def test_a_wrong_revoked_or_ended_link_opens_nothing(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        reports_ = wall.operations.reports
        short = AddContributor(name="Short", for_days=1e-12)
        ended = secret_of(reports_.answer(MONA, short))
        gone = reports_.answer(MONA, AddContributor(name="Gone"))
        assert isinstance(gone, ContributorLink)
        reports_.answer(MONA, RemoveContributor(contributor=gone.contributor.id))
        for wrong in (ended, secret_of(gone), secret[:-1], wall.admin):
            assert (await send(http, wrong)).status_code == 401
            whose = await http.get("/api/v1/report", headers={"X-Report-Link": wrong})
            assert (whose.status_code, whose.json()["code"]) == (401, "unauthorized")
        assert (await http.post("/api/v1/report", json=body())).status_code == 400
        assert reports_.waiting == 0
        assert (await send(http, secret)).status_code == 202

    at_the_form(tmp_path, work)


def test_a_link_opens_nothing_else(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        headers = {"X-Report-Link": secret, "Authorization": f"Bearer {secret}"}
        for path in ("/status", "/posts/count", "/contributors", "/drafts", "/scene"):
            assert (await http.get(f"/api/v1{path}", headers=headers)).status_code == 401

    at_the_form(tmp_path, work)


def test_guessing_links_costs_longer_and_longer_waits(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        codes = [(await send(http, f"{number:043}")).status_code for number in range(14)]
        assert codes[:10] == [401] * 10
        assert codes[-1] == 429
        assert (await send(http, secret)).status_code == 429

    at_the_form(tmp_path, work)


def test_one_address_may_not_flood() -> None:
    now = [0.0]
    gate = HookGate(lambda: now[0], per_s=CALLS_PER_S, at_once=CALLS_AT_ONCE)
    waits = [gate.wait_s("a") for _ in range(int(CALLS_AT_ONCE) + 1)]
    assert waits == [0.0] * int(CALLS_AT_ONCE) + [1.0]
    assert gate.wait_s("b") == 0.0


def test_one_contributor_sends_ten_at_once_and_what_comes_twice_is_one(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        same = body()
        for _ in range(3):
            headers = {"X-Report-Link": secret}
            answer = await http.post("/api/v1/report", json=same, headers=headers)
            assert answer.status_code == 202
        assert wall.operations.reports.waiting == 1
        codes = [(await send(http, secret)).status_code for _ in range(10)]
        assert codes == [202] * 9 + [429]
        other = secret_of(wall.operations.reports.answer(MONA, AddContributor(name="Jo")))
        assert (await send(http, other)).status_code == 202

    at_the_form(tmp_path, work)


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        wrongs: list[dict[str, object]] = [
            {"subject": "  "},
            {"subject": "x" * 201},
            {"text": "x" * 5001},
            {"link": "javascript:alert(1)"},
            {"link": "https://a b"},
            {"id": "../../etc/passwd"},
            {"picture": "no base64!"},
            {"name": "somebody else"},
            {"picture": coded(bytes(MAX_PICTURE_BYTES + 9))},
            {"text": "x" * 1_100_000},
        ]
        for wrong in wrongs:
            assert (await send(http, secret, **wrong)).status_code in (400, 413), wrong
        assert wall.operations.reports.waiting == 0

    at_the_form(tmp_path, work)


def test_a_picture_is_known_by_its_content_and_says_nothing_of_its_place(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        for form in ("PNG", "JPEG", "WEBP"):
            given = picture(form, gps=True)
            answer = await send(http, secret, picture=coded(given))
            assert answer.status_code == 202, answer.text
        written = wall.operations.written
        written.uploads.clean(written.reports.needed_uploads(), unused_s=-1)
        assert len(written.reports.needed_uploads()) == 3
        for sha256 in written.reports.needed_uploads():
            path = written.uploads.path(sha256)
            assert path is not None, "kept as long as its post"
            with Image.open(path) as kept:
                assert kept.format == "JPEG"
                assert not kept.getexif()
            assert b"Camera of Ewa" not in path.read_bytes()

    at_the_form(tmp_path, work)


def test_what_is_no_picture_is_refused_whatever_it_is_called(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        for content in (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"%PDF-1.7 a document",
            b"\x89PNG\r\n\x1a\n" + b"cut off",
            b"MZ" + bytes(400),
        ):
            answer = await send(http, secret, picture=coded(content))
            assert answer.json()["code"] == "upload_refused"
        assert wall.operations.reports.waiting == 0
        assert wall.operations.reports.needed_uploads() == set()

    at_the_form(tmp_path, work)


def test_the_page_is_there_without_an_account_and_runs_nothing_foreign(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        page = await http.get("/report")
        assert page.status_code == 200
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "form-action 'none'" in policy
        assert "unsafe" not in policy
        for name in ("form.js", "words.js", "picture.js", "form.css"):
            part = await http.get(f"/report/{name}")
            assert part.status_code == 200
            assert part.headers["content-security-policy"] == policy
        for name in ("__init__.py", "..%2fapp.py", "%2e%2e%2fconsole%2findex.html"):
            assert (await http.get(f"/report/{name}")).status_code == 404
        foreign = {"X-Report-Link": secret, "Origin": "https://evil.example"}
        answer = await http.post("/api/v1/report", json=body(), headers=foreign)
        assert answer.status_code == 403

    at_the_form(tmp_path, work)


def test_adding_and_removing_needs_the_right_to_moderate(tmp_path: Path) -> None:
    async def work(http: httpx.AsyncClient, wall: LiveWall, secret: str) -> None:
        asks: list[tuple[str, str, dict[str, object] | None]] = [
            ("GET", "/contributors", None),
            ("POST", "/contributors", {"name": "Mallory"}),
            ("DELETE", "/contributors/" + "0" * 12, None),
        ]
        for token in (wall.viewer, wall.operator):
            for method, path, json_ in asks:
                headers = {"Authorization": f"Bearer {token}"}
                answer = await http.request(method, f"/api/v1{path}", json=json_, headers=headers)
                assert answer.status_code == 403
        headers = {"Authorization": f"Bearer {wall.admin}"}
        added = await http.post("/api/v1/contributors", json={"name": "Jo"}, headers=headers)
        assert added.json()["path"].startswith("/report#")
        known = (await http.get("/api/v1/contributors", headers=headers)).json()
        assert {one["name"] for one in known} == {"Ewa Nowak", "Jo"}
        assert "secret" not in json.dumps(known)

    at_the_form(tmp_path, work)


# -- the spool ------------------------------------------------------------------------------------


def new(**fields: object) -> NewReport:
    return NewReport.model_validate(body(**fields))


def test_what_was_taken_is_handed_over_when_ingest_takes_it_also_after_a_restart(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        words = WrittenWords(tmp_path, lambda _: None, takes=503)
        secret = secret_of(words.reports.answer(MONA, EWA))
        words.reports.start()
        for number in range(3):
            await words.reports.take(secret, new(subject=f"number {number}"))
        await words.reports.close()
        assert words.reports.waiting == 3
        assert words.reported == []

        again = WrittenWords(tmp_path, lambda _: None)
        again.reports.start()
        await until(lambda: again.reports.waiting == 0)
        assert [one.subject for one in again.reported] == ["number 0", "number 1", "number 2"]
        await again.reports.take(secret, new(subject="number 3"))
        await until(lambda: again.reports.waiting == 0)
        assert len(again.reported) == 4
        await again.reports.close()
        assert WrittenWords(tmp_path, lambda _: None).reports.waiting == 0

    asyncio.run(run())


def test_what_can_never_be_stored_keeps_nothing_else_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "PAUSES_S", (0.0,))

    async def run() -> None:
        words = WrittenWords(tmp_path, lambda _: None, takes=202)
        secret = secret_of(words.reports.answer(MONA, EWA))
        await words.reports.take(secret, new(subject="stuck"))
        (tmp_path / "reports" / f"{'9' * 10}-{'a' * 32}.json").write_text("{ damaged")
        again = WrittenWords(tmp_path, lambda _: None, takes=202)
        again.reports.start()
        await until(lambda: again.reports.waiting == 0)
        assert len(list((tmp_path / "reports").glob("*.aside"))) == 2
        again.takes = 200
        await again.reports.take(secret, new(subject="next"))
        await until(lambda: [one.subject for one in again.reported] == ["next"])
        await again.reports.close()

    asyncio.run(run())


def test_a_full_spool_refuses_and_drops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_spool, "MAX_REPORTS", 2)

    async def run() -> None:
        words = WrittenWords(tmp_path, lambda _: None, takes=503)
        secret = secret_of(words.reports.answer(MONA, EWA))
        await words.reports.take(secret, new())
        await words.reports.take(secret, new())
        with pytest.raises(RequestFailed, match="send it again later"):
            await words.reports.take(secret, new())
        assert words.reports.waiting == 2

    asyncio.run(run())


def test_pictures_are_bounded_and_forgotten_with_their_posts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_spool, "MAX_PICTURES_BYTES", 100)
    spool, now = ReportSpool(tmp_path), time.time()
    spool.keep_picture("a" * 64, 60, now + 10, "report:1")
    spool.keep_picture("a" * 64, 60, now + 10, "report:2")
    with pytest.raises(RequestFailed, match="without one"):
        spool.keep_picture("b" * 64, 60, now + 10, "report:3")
    assert ReportSpool(tmp_path).needed_pictures(now) == {"a" * 64}
    assert ReportSpool(tmp_path).needed_pictures(now + 11) == set()
    assert ReportSpool(tmp_path).needed_pictures(now) == set()


def test_what_waits_of_an_erased_person_and_their_pictures_are_gone_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        words = WrittenWords(tmp_path, lambda _: None)
        secret = secret_of(words.reports.answer(MONA, EWA))
        words.reports.start()
        for _ in range(2):
            await words.reports.take(secret, new(picture=coded(picture(side=40))))
        await until(lambda: len(words.reported) == 2)
        first, second = words.reported
        await words.reports.erased("report", "somebody else", [first.post])
        assert not words.uploads.has(first.picture)
        assert words.uploads.has(second.picture)
        assert words.reports.needed_uploads() == {second.picture}
        await words.reports.close()
        await words.reports.take(secret, new(subject="waits"))
        await words.reports.erased("x", "Ewa Nowak", [])
        assert words.reports.waiting == 1, "a namesake elsewhere is somebody else"
        await words.reports.erased("report", "ewa nowak", [])
        assert words.reports.waiting == 0
        assert not list((tmp_path / "reports").glob("0*"))

    asyncio.run(run())


def test_a_damaged_file_of_contributors_is_put_aside_and_nobody_is_let_in(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "contributors.json").write_text("[{]")
    with caplog.at_level("CRITICAL"):
        words = WrittenWords(tmp_path, lambda _: None)
    assert words.reports.answer(MONA, ListContributors()) == []
    with pytest.raises(RequestFailed, match="not good"):
        words.reports.info("x" * 43)
    assert [path.read_text() for path in tmp_path.glob("contributors.json.damaged-*")] == ["[{]"]
