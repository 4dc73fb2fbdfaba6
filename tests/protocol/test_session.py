"""The controller's side of a conversation, without sockets."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wall.model.actors import Actor, Right, Role
from wall.model.screens import Wall
from wall.protocol.binary import Part, PartKind
from wall.protocol.codes import CloseCode, Status
from wall.protocol.limits import (
    MAX_DEPTH,
    MAX_TEXT_BYTES,
    REFUSED_UNTIL_CLOSED,
    REQUESTS_AT_ONCE,
)
from wall.protocol.messages import Failure, Hello, Identified
from wall.protocol.requests import REQUEST_TYPES, GetStatus, TileMove
from wall.protocol.session import Asked, Session, Step

TOKEN = "right"


class Door:
    """One wall, one token."""

    def identify(self, token: str | None) -> Actor | None:
        return Actor(name="anna", role=Role.OPERATOR) if token == TOKEN else None

    def rights(self, actor: Actor) -> dict[str, tuple[Right, ...]]:
        return {"hub": (Right.SEE,)}

    def everywhere(self, actor: Actor) -> tuple[Right, ...]:
        return (Right.USERS,)

    def walls(self, actor: Actor) -> tuple[Wall, ...]:
        return (Wall(name="hub", title="Hub", screens=()),)

    def revisions(self) -> dict[str, int]:
        return {"hub": 7}


def new_session() -> Session:
    return Session(Door(), now=0.0)


@pytest.fixture
def session() -> Session:
    session = new_session()
    session.hear_text(json.dumps({"op": "identify", "token": TOKEN}), 0.0)
    return session


def request(number: int = 1, kind: str = "status", /, **data: object) -> str:
    return json.dumps({"op": "request", "id": number, "type": kind, "data": data})


def failure(step: Step) -> Failure:
    (message,) = step.send
    assert isinstance(message, Failure)
    assert step.run == ()
    return message


def test_it_begins_with_hello_and_the_range_of_versions() -> None:
    (hello,) = new_session().begin().send
    assert isinstance(hello, Hello)
    assert hello.oldest <= hello.newest


def test_a_known_token_is_identified_with_role_walls_and_revisions() -> None:
    step = new_session().hear_text(json.dumps({"op": "identify", "token": TOKEN}), 0.0)
    (identified,) = step.send
    assert isinstance(identified, Identified)
    assert (identified.name, identified.role) == ("anna", Role.OPERATOR)
    assert identified.revision == 7
    assert identified.revisions == {"hub": 7}
    assert step.close is None


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"op": "identify", "token": "wrong"}, CloseCode.BAD_TOKEN),
        ({"op": "identify", "token": TOKEN, "oldest": 99, "newest": 99}, CloseCode.BAD_VERSION),
        ({"op": "request", "id": 1, "type": "status"}, CloseCode.NOT_IDENTIFIED),
        ({"op": "request"}, CloseCode.NOT_IDENTIFIED),
        ({"op": "nonsense"}, CloseCode.NOT_IDENTIFIED),
        ({"op": "identify", "token": 5}, CloseCode.BAD_MESSAGE),
        ([], CloseCode.BAD_MESSAGE),
        ("text", CloseCode.BAD_MESSAGE),
    ],
)
def test_a_wrong_beginning_ends_the_conversation(message: object, code: CloseCode) -> None:
    session = new_session()
    step = session.hear_text(json.dumps(message), 0.0)
    assert step.close is not None
    assert step.close.code is code
    assert step.close.reason
    assert session.hear_text(request(), 0.0) == Step()


def test_a_newer_client_that_still_speaks_our_version_is_let_in() -> None:
    message = {"op": "identify", "token": TOKEN, "oldest": 1, "newest": 99}
    (identified,) = new_session().hear_text(json.dumps(message), 0.0).send
    assert isinstance(identified, Identified)
    assert identified.version == 1


def test_nobody_who_identifies_too_late_stays() -> None:
    session = new_session()
    step = session.late()
    assert step.close is not None
    assert step.close.code is CloseCode.NOT_IDENTIFIED


def test_identified_clients_are_never_late(session: Session) -> None:
    assert session.late() == Step()


def test_identify_comes_once(session: Session) -> None:
    step = session.hear_text(json.dumps({"op": "identify", "token": TOKEN}), 0.0)
    assert step.close is not None
    assert step.close.code is CloseCode.BAD_MESSAGE


def test_a_request_is_run_with_its_id(session: Session) -> None:
    assert session.hear_text(request(41), 0.0).run == (Asked(41, GetStatus()),)


def test_a_command_is_a_request_whose_fields_are_its_data(session: Session) -> None:
    step = session.hear_text(
        request(2, "tile.move", id="news", rect=[0, 0, 960, 540], wall="hub", seen=3), 0.0
    )
    (asked,) = step.run
    assert isinstance(asked, Asked)
    assert isinstance(asked.request, TileMove)
    assert (asked.request.id, asked.request.wall, asked.request.seen) == ("news", "hub", 3)


def test_an_unknown_request_is_answered_with_the_nearest_name(session: Session) -> None:
    error = failure(session.hear_text(request(3, "tile.mvoe"), 0.0)).error
    assert error.code == Status.UNKNOWN_REQUEST
    assert "did you mean 'tile.move'" in error.message


def test_a_wrong_field_is_answered_with_its_path(session: Session) -> None:
    answer = failure(session.hear_text(request(4, "tile.move", id="news", rect=[1, 2]), 0.0))
    assert answer.id == 4
    assert answer.error.code == Status.BAD_REQUEST
    assert "rect" in answer.error.message


def test_an_unknown_field_is_told_and_not_ignored(session: Session) -> None:
    error = failure(session.hear_text(request(5, "push", kind="image", att="B2"), 0.0)).error
    assert "att" in error.message


def test_a_wrong_envelope_of_a_request_is_answered(session: Session) -> None:
    answer = failure(session.hear_text('{"op": "request", "id": 6, "type": "status", "x": 1}', 0))
    assert answer.id == 6
    assert failure(session.hear_text('{"op": "request", "id": "six"}', 0)).id is None


def test_a_type_inside_data_cannot_make_another_request(session: Session) -> None:
    answer = failure(session.hear_text(request(7, "status", type="token.list"), 0.0))
    assert answer.error.code == Status.BAD_REQUEST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "\x00",
        '{"op": "request", "id": 1, "type": "status", "data": {"x": NaN}}',
        '{"op": "request", "data": ' + "[" * (MAX_DEPTH + 5) + "]" * (MAX_DEPTH + 5) + "}",
        "[" * 500_000,
        '{"op": "' + "x" * MAX_TEXT_BYTES + '"}',
    ],
    ids=["empty", "half", "zero", "nan", "deep", "very deep", "large"],
)
def test_what_is_no_message_ends_the_conversation(session: Session, text: str) -> None:
    step = session.hear_text(text, 0.0)
    assert step.close is not None
    assert step.close.code is CloseCode.BAD_MESSAGE


def test_too_many_requests_are_refused_and_a_flood_ends_the_conversation(session: Session) -> None:
    for _ in range(int(REQUESTS_AT_ONCE)):
        assert session.hear_text(request(), 0.0).run
    refused = failure(session.hear_text(request(8), 0.0))
    assert (refused.id, refused.error.code) == (8, Status.RATE_LIMITED)
    assert session.hear_text(request(), 0.1).run, "the bucket fills again"
    steps = [
        session.hear_text(request(), 0.1 + number / 5000)
        for number in range(REFUSED_UNTIL_CLOSED + 200)
    ]
    closed = [step.close for step in steps if step.close is not None]
    assert [closing.code for closing in closed] == [CloseCode.FLOOD]


def test_parts_of_uploads_are_run_and_other_bytes_end_the_conversation(session: Session) -> None:
    part = Part(PartKind.UPLOAD, 9, 512, b"data", "ab" * 16)
    assert session.hear_bytes(part.encode(), 0.0).run == (part,)
    picture = Part(PartKind.PICTURE, 9, 0, b"data")
    step = session.hear_bytes(picture.encode(), 0.0)
    assert step.close is not None
    assert step.close.code is CloseCode.BAD_MESSAGE


def test_bytes_before_identify_end_the_conversation() -> None:
    step = new_session().hear_bytes(b"anything", 0.0)
    assert step.close is not None
    assert step.close.code is CloseCode.NOT_IDENTIFIED


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
almost_requests = st.fixed_dictionaries(
    {
        "op": st.just("request"),
        "id": st.integers(min_value=0, max_value=2**53 - 1),
        "type": st.sampled_from(REQUEST_TYPES),
        "data": st.dictionaries(
            st.sampled_from(["id", "rect", "tile", "wall", "layout", "kind", "commands", "at"]),
            json_values,
        ),
    }
)


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    session = new_session()
    session.hear_text(json.dumps({"op": "identify", "token": TOKEN}), 0.0)
    step = session.hear_text(text, 0.0)
    assert step.close is not None or step.send or step.run


@given(almost_requests)
def test_any_request_is_run_or_answered_with_its_id(message: dict[str, object]) -> None:
    session = new_session()
    session.hear_text(json.dumps({"op": "identify", "token": TOKEN}), 0.0)
    text = json.dumps(message)
    step = session.hear_text(text, 0.0)
    if step.close is not None:
        assert "NaN" in text or "Infinity" in text or "\\ud" in text
    elif step.run:
        assert [asked.id for asked in step.run if isinstance(asked, Asked)] == [message["id"]]
    else:
        assert failure(step).id == message["id"]


@given(st.binary(max_size=200))
def test_any_bytes_are_survived(data: bytes) -> None:
    session = new_session()
    session.hear_text(json.dumps({"op": "identify", "token": TOKEN}), 0.0)
    step = session.hear_bytes(data, 0.0)
    assert step.close is not None or step.run
