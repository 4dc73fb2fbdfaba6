"""Drafts and contributors from the command line, on a real controller and a real web server."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.cli.test_together import Say, at_a_terminal
from tests.controller.sites_at_work import WALL, AtWork


class Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert isinstance(self.server, Server)
        self.server.taken.append(json.loads(body)["data"])
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.taken: list[dict[str, object]] = []
        self.status = 202


@pytest.fixture
def tool() -> Iterator[Server]:
    server = Server()
    serving = threading.Thread(target=server.serve_forever, args=(0.05,))
    serving.start()
    yield server
    server.shutdown()
    serving.join()
    server.server_close()


def test_a_draft_is_proposed_reviewed_approved_sent_and_withdrawn(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tool: Server,
) -> None:
    async def work(at: AtWork, say: Say) -> None:
        code, out, err = await say("anne", "drafts", "propose", "Doors open", "--network", "x")
        assert (code, err) == (0, "")
        assert out.startswith("draft ")
        (told,) = json.loads((await say("mona", "drafts", "list", "--json"))[1])
        draft = told["id"][:8]
        assert (await say("mona", "drafts", "review", draft, "--changes", "say when"))[0] == 0
        code, _, err = await say("anne", "drafts", "send", draft)
        assert (code, "approve" in err or "moderate" in err) == (1, True)
        code, out, _ = await say(
            "anne",
            "drafts",
            "edit",
            draft,
            "--text",
            "Doors open at six",
            "--at",
            "2099-01-02 18:00",
        )
        assert (code, "version 2" in out) == (0, True)
        code, _, err = await say("anne", "drafts", "approve", draft)
        assert (code, "anne may not" in err or "moderate" in err) == (1, True)
        code, out, _ = await say("mona", "drafts", "approve", draft, "--note", "go")
        assert (code, "it goes out at 2099-01-02 18:00" in out) == (0, True)
        code, out, _ = await say("mona", "drafts", "list")
        assert "approved" in out
        assert "Doors open at six" in out
        tool.status = 400
        code, out, err = await say("mona", "drafts", "send", draft)
        assert (code, "it answered 400" in err) == (1, True)
        tool.status = 202
        assert (await say("mona", "drafts", "send", draft))[0] == 0
        assert [taken["text"] for taken in tool.taken] == ["Doors open at six"] * 2
        _, out, _ = await say("anne", "drafts", "show", draft)
        assert "mona · approved · version 2: go" in out
        assert json.loads((await say("anne", "drafts", "list", "--json"))[1]) == []
        await say("anne", "drafts", "propose", "Never", "--network", "x")
        (second,) = json.loads((await say("anne", "drafts", "list", "--json"))[1])
        assert (await say("anne", "drafts", "withdraw", second["id"]))[0] == 0
        code, _, err = await say("anne", "drafts", "show", "ffff0")
        assert (code, "no draft begins with ffff0" in err) == (1, True)
        code, _, err = await say("anne", "drafts", "propose", "x", "--network", "x", "--at", "soon")
        assert (code, "'soon' is no time" in err) == (2, True)

    port = tool.server_address[1]
    site = f'{WALL}publishing: {{url: "http://127.0.0.1:{port}/", zone: Europe/Paris}}\n'
    at_a_terminal(tmp_path, monkeypatch, capsys, work, **{"wall.yaml": site})


def test_contributors_are_added_used_listed_and_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(at: AtWork, say: Say) -> None:
        words = ("contributors", "add", "Ewa Nowak", "--country", "pl", "--language", "pl")
        assert (await say("anne", *words))[0] == 1, "operators do not moderate"
        code, out, err = await say("mona", *words)
        assert (code, "shown this once" in err) == (0, True)
        address, _, secret = out.strip().partition("/report#")
        async with httpx.AsyncClient(base_url=address, timeout=30) as http:
            whose = await http.get("/api/v1/report", headers={"X-Report-Link": secret})
            assert whose.json()["name"] == "Ewa Nowak"
            (told,) = json.loads((await say("mona", "contributors", "list", "--json"))[1])
            assert (told["country"], told["reports"]) == ("PL", 0)
            _, out, _ = await say("mona", "contributors", "list")
            assert "Ewa Nowak" in out
            assert secret not in out
            assert (await say("mona", "contributors", "remove", told["id"]))[0] == 0
            whose = await http.get("/api/v1/report", headers={"X-Report-Link": secret})
            assert whose.status_code == 401

    site = WALL.replace("sources:\n", "sources:\n  field: {kind: reports}\n")
    at_a_terminal(tmp_path, monkeypatch, capsys, work, **{"wall.yaml": site})


def test_without_a_source_for_reports_no_link_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(at: AtWork, say: Say) -> None:
        code, _, err = await say("mona", "contributors", "add", "Ewa")
        assert (code, "sources: {reports: {kind: reports}}" in err) == (1, True)

    at_a_terminal(tmp_path, monkeypatch, capsys, work)
