"""REST says the same as the channel, and answers every failure as {code, message}."""

from __future__ import annotations

import asyncio
import hashlib
import random
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.controller.live import ThreadedWall, live_wall, threaded_wall
from wall.controller.interfaces import is_loopback
from wall.controller.people import People
from wall.controller.server import CannotListen, build_app, serve
from wall.controller.tokens import Tokens
from wall.protocol.codes import Status
from wall.protocol.limits import MAX_CHUNK_BYTES

MEBIBYTE = 1024 * 1024


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[ThreadedWall]:
    with threaded_wall(tmp_path) as wall:
        yield wall


@pytest.fixture
def http(wall: ThreadedWall) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {wall.live.operator}"}
    with httpx.Client(
        base_url=wall.live.url, headers=headers, trust_env=False, timeout=30
    ) as client:
        yield client


def refusal(answer: httpx.Response) -> tuple[int, str]:
    body = answer.json()
    assert {"code", "message"} <= set(body) <= {"code", "message", "details"}, body
    assert body["message"]
    return answer.status_code, body["code"]


def test_what_people_look_at(http: httpx.Client) -> None:
    assert http.get("/api/v1/status").json()["ready"] is True
    assert [wall["name"] for wall in http.get("/api/v1/walls").json()] == ["hub", "lobby"]
    assert http.get("/api/v1/scene", params={"wall": "lobby"}).json()["wall"] == "lobby"
    assert [layout["name"] for layout in http.get("/api/v1/layouts").json()] == [
        "listening",
        "event",
    ]
    assert http.get("/api/v1/history", params={"limit": 1}).json()[0]["actor"] == "anna"


def test_a_push_is_on_the_wall(http: httpx.Client, wall: ThreadedWall) -> None:
    body = {"kind": "image", "settings": {"url": "x"}, "at": "B2", "id": "pic"}
    answer = http.post("/api/v1/push", json=body)
    assert answer.status_code == 200
    assert answer.json() == {"wall": "hub", "revision": 1, "tile": "pic", "tiles": []}
    assert wall.live.operations.scene().tile("pic") is not None


def test_commands_are_atomic(http: httpx.Client, wall: ThreadedWall) -> None:
    http.post("/api/v1/push", json={"kind": "web", "id": "a", "at": "A1"})
    move = {"type": "tile.move", "id": "a", "rect": [0, 0, 300, 300]}
    bad = {"type": "tile.close", "id": "b"}
    refused = http.post("/api/v1/commands", json={"commands": [move, bad]})
    assert refusal(refused) == (422, Status.REFUSED)
    assert wall.live.operations.scene().revision == 1
    assert http.post("/api/v1/commands", json={"commands": [move]}).json()["revision"] == 2


def test_layouts_alerts_and_the_rest(http: httpx.Client, wall: ThreadedWall) -> None:
    assert http.post("/api/v1/layouts/event/stage").json()["layout"] == "event"
    taken = http.post("/api/v1/take", json={"layout": "event", "fade_ms": 800, "clear": True})
    assert taken.json()["revision"] == 1
    assert http.post("/api/v1/take").status_code == 200
    assert http.post("/api/v1/alert", json={"text": "Out!", "level": "alarm"}).status_code == 200
    assert http.post("/api/v1/identify").status_code == 204
    assert refusal(http.post("/api/v1/undo")) == (422, Status.REFUSED)
    calls = wall.live.operations.calls
    assert ("take", ("event", True, 800)) in calls
    assert ("take", (None, False, 0)) in calls
    assert ("identify", 10.0) in calls


def test_a_snapshot_is_a_png(http: httpx.Client, wall: ThreadedWall) -> None:
    answer = http.get("/api/v1/snapshot.png", params={"screen": "A1"})
    assert answer.headers["content-type"] == "image/png"
    assert answer.content == wall.live.operations.picture


def test_datasets_reach_their_source(http: httpx.Client, wall: ThreadedWall) -> None:
    answer = http.post("/api/v1/sources/visitors", json={"type": "value", "value": 42})
    assert answer.status_code == 204
    assert wall.live.operations.datasets["visitors"].type == "value"
    bad = http.post("/api/v1/sources/visitors", json={"type": "value", "value": "many"})
    assert refusal(bad) == (400, Status.BAD_REQUEST)


def test_an_upload_in_parts_is_resumed(http: httpx.Client, wall: ThreadedWall) -> None:
    content = wall.live.operations.picture
    begin = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
    info = http.post("/api/v1/uploads", json=begin).json()
    address = f"/api/v1/uploads/{info['upload']}"
    kind = {"Content-Type": "application/octet-stream"}
    first = http.patch(address, content=content[:1000], headers={**kind, "Upload-Offset": "0"})
    assert first.json()["offset"] == 1000
    again = http.patch(address, content=content[:1000], headers={**kind, "Upload-Offset": "0"})
    assert refusal(again) == (409, Status.UPLOAD_OFFSET)
    info = http.post("/api/v1/uploads", json=begin).json()
    assert info["offset"] == 1000
    while not info["complete"]:
        at = info["offset"]
        headers = {**kind, "Upload-Offset": str(at)}
        answer = http.patch(address, content=content[at : at + MAX_CHUNK_BYTES], headers=headers)
        info = answer.json()
    assert http.post("/api/v1/uploads", json=begin).json()["complete"]


def test_tokens_are_for_admins(http: httpx.Client, wall: ThreadedWall) -> None:
    assert refusal(http.get("/api/v1/tokens")) == (403, Status.NOT_ALLOWED)
    admin = {"Authorization": f"Bearer {wall.live.admin}"}
    body = {"name": "room", "role": "viewer"}
    made = http.post("/api/v1/tokens", json=body, headers=admin).json()
    assert made["token"]
    listed = http.get("/api/v1/tokens", headers=admin).json()
    assert "room" in [token["name"] for token in listed]
    assert all("token" not in token for token in listed)
    room = {"Authorization": f"Bearer {made['token']}"}
    assert http.get("/api/v1/status", headers=room).status_code == 200
    assert http.delete("/api/v1/tokens/room", headers=admin).status_code == 204
    assert refusal(http.get("/api/v1/status", headers=room)) == (401, Status.UNAUTHORIZED)
    assert http.post("/api/v1/displays/left/approve", headers=admin).status_code == 204


@pytest.mark.parametrize("token", [None, "Bearer wrong", "Basic YTpi", "Bearer", "Bearer \xff"])
def test_without_a_known_token_nothing_is_told(wall: ThreadedWall, token: str | None) -> None:
    headers = {"Authorization": token.encode("latin-1")} if token is not None else {}
    with httpx.Client(base_url=wall.live.url, trust_env=False, timeout=30) as client:
        for path in ("status", "scene", "layouts", "snapshot.png", "walls", "tokens"):
            answer = client.get(f"/api/v1/{path}", headers=headers)
            assert refusal(answer) == (401, Status.UNAUTHORIZED)
            assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"{", (400, Status.BAD_REQUEST)),
        (b"[" * 100_000, (400, Status.BAD_REQUEST)),
        (b'{"kind": NaN}', (400, Status.BAD_REQUEST)),
        (b'{"kind": "web", "nonsense": 1}', (400, Status.BAD_REQUEST)),
        (b'{"kind": "\xff"}', (400, Status.BAD_REQUEST)),
        (b"x" * (2 * MEBIBYTE), (413, Status.TOO_LARGE)),
        (b"", (400, Status.BAD_REQUEST)),
    ],
    ids=["half", "deep", "nan", "unknown field", "utf8", "large", "empty"],
)
def test_wrong_bodies_are_answered(
    http: httpx.Client, body: bytes, expected: tuple[int, str]
) -> None:
    headers = {"Content-Type": "application/json"}
    assert refusal(http.post("/api/v1/push", content=body, headers=headers)) == expected
    assert http.get("/healthz").status_code == 200


def test_a_body_that_never_comes_is_not_waited_for(
    wall: ThreadedWall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wall.controller.web_errors.BODY_WITHIN_S", 0.2)
    with socket.create_connection(("127.0.0.1", wall.live.server.port), timeout=10) as lazy:
        lazy.sendall(b"POST /api/v1/push HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{")
        assert lazy.recv(1000).startswith(b"HTTP/1.1 408")


def test_wrong_paths_and_methods_are_answered(http: httpx.Client) -> None:
    assert refusal(http.get("/api/v1/nothing"))[0] == 404
    assert refusal(http.delete("/api/v1/push"))[0] == 405
    assert refusal(http.get("/api/v1/scene", params={"wall": "cellar"})) == (422, Status.BAD_AREA)


def test_a_defect_is_answered_without_its_details(http: httpx.Client, wall: ThreadedWall) -> None:
    wall.live.operations.fail_with = RuntimeError("secret detail")
    answer = http.post("/api/v1/commands", json={"commands": [{"type": "tile.close", "id": "x"}]})
    assert refusal(answer) == (500, Status.INTERNAL)
    assert "secret" not in answer.text


def test_too_many_requests_are_slowed(http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wall.controller.gate.REQUESTS_AT_ONCE", 5.0)
    monkeypatch.setattr("wall.controller.gate.REQUESTS_PER_S", 0.001)
    answers = [http.get("/api/v1/layouts") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert refusal(answers[-1]) == (429, Status.RATE_LIMITED)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.sampled_from(["push", "commands", "take", "alert", "uploads", "sources/x", "undo"]),
    st.binary(max_size=100) | st.text(max_size=50).map(str.encode),
)
def test_random_bodies_never_break_the_server(wall: ThreadedWall, path: str, body: bytes) -> None:
    headers = {
        "Authorization": f"Bearer {wall.live.operator}",
        "Content-Type": random.Random(len(body)).choice(["application/json", "text/plain"]),
    }
    with httpx.Client(base_url=wall.live.url, trust_env=False, timeout=30) as client:
        answer = client.post(f"/api/v1/{path}", content=body, headers=headers)
        assert answer.status_code < 500 or answer.json()["code"] != Status.INTERNAL
        if answer.status_code >= 400:
            refusal(answer)


def test_the_openapi_document_names_every_route(http: httpx.Client) -> None:
    document = http.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert {"/api/v1/push", "/api/v1/take", "/api/v1/uploads/{upload}"} <= set(document["paths"])
    push = document["paths"]["/api/v1/push"]["post"]
    assert push["security"] == [{"HTTPBearer": []}]
    assert "Problem" in str(push["responses"]["4XX"])


def test_health_readiness_and_metrics_need_no_token_on_loopback(wall: ThreadedWall) -> None:
    with httpx.Client(base_url=wall.live.url, trust_env=False, timeout=30) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").status_code == 200
        metrics = client.get("/metrics")
        assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert 'wall_revision{wall="hub"} 0' in metrics.text
        assert 'wall_screen_fps{wall="hub",screen="A1"} 30' in metrics.text
        assert "wall_clients 0" in metrics.text


def test_metrics_are_not_told_under_the_name_of_another_site(wall: ThreadedWall) -> None:
    with httpx.Client(base_url=wall.live.url, trust_env=False, timeout=30) as client:
        answer = client.get("/metrics", headers={"Host": "rebound.example"})
    assert answer.status_code == 403
    assert "wall_revision" not in answer.text


def test_metrics_off_loopback_need_a_token(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path / "a") as live:
            tokens = Tokens(tmp_path / "b")
            app = build_app(live.operations, People(tmp_path, tokens), open_metrics=False)
            server = await serve(app, "127.0.0.1", 0)
            async with httpx.AsyncClient(
                base_url=server.url, trust_env=False, timeout=30
            ) as client:
                assert (await client.get("/metrics")).status_code == 401
                assert (await client.get("/healthz")).status_code == 200
            await server.close()

    asyncio.run(scenario())


def test_off_loopback_there_is_no_listening_without_tls(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with live_wall(tmp_path) as live:
            app = build_app(live.operations, live.people)
            with pytest.raises(CannotListen, match="certificate"):
                await serve(app, "0.0.0.0", 0)
            with pytest.raises(CannotListen, match="--listen"):
                await serve(app, "127.0.0.1", live.server.port)

    asyncio.run(scenario())


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_loopback_is_known(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "localhost.example.org", ""])
def test_what_is_not_loopback_is_known(host: str) -> None:
    assert not is_loopback(host)
