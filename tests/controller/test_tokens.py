"""Tokens: hashed, private, revocable."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from wall.controller.tokens import Tokens
from wall.errors import CommandRefused, WallError
from wall.model.actors import Role
from wall.protocol.messages import NewToken


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_first_start_makes_an_admin_token_for_the_owner_alone(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    path = tmp_path / "admin-token"
    assert mode(path) == 0o600
    actor = tokens.identify(path.read_text().strip())
    assert actor is not None
    assert (actor.name, actor.role) == ("admin", Role.ADMIN)


def test_the_next_start_keeps_all_tokens(tmp_path: Path) -> None:
    first = Tokens(tmp_path)
    made = first.add("anna", Role.OPERATOR)
    second = Tokens(tmp_path)
    anna = second.identify(made.token)
    assert anna is not None
    assert (anna.name, anna.role) == ("anna", Role.OPERATOR)
    assert second.identify((tmp_path / "admin-token").read_text().strip()) is not None


def test_only_hashes_are_stored_and_no_secret_is_shown(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    made = tokens.add("anna", Role.VIEWER)
    path = tmp_path / "tokens.json"
    assert mode(path) == 0o600
    assert made.token not in path.read_text()
    assert made.token not in repr(made)
    assert json.loads(path.read_text())["version"] == 1
    assert "sha256" not in tokens.list()[0].model_dump()


def test_two_tokens_are_never_the_same(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    made: list[NewToken] = [tokens.add(f"t{n}", Role.VIEWER) for n in range(20)]
    assert len({token.token for token in made}) == 20
    assert all(len(token.token) >= 43 for token in made)


@pytest.mark.parametrize("token", ["", "wall_", "x" * 10_000, "\x00", "é", "\udcff"])
def test_unknown_tokens_are_nobodys(tmp_path: Path, token: str) -> None:
    assert Tokens(tmp_path).identify(token) is None


def test_a_revoked_token_is_nobodys_at_once_and_later(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    made = tokens.add("anna", Role.OPERATOR)
    heard: list[str] = []
    tokens.on_revoked(heard.append)
    tokens.revoke("anna")
    assert heard == ["anna"]
    assert tokens.identify(made.token) is None
    assert Tokens(tmp_path).identify(made.token) is None


@pytest.mark.parametrize("name", ["admin", "wall", "file", "clock", "guard"])
def test_names_of_wall_itself_are_not_given_away(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandRefused, match="Wall itself"):
        Tokens(tmp_path).add(name, Role.ADMIN)


def test_refusals_say_what_to_do(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path)
    tokens.add("anna", Role.VIEWER)
    with pytest.raises(CommandRefused, match="revoke it first"):
        tokens.add("anna", Role.VIEWER)
    with pytest.raises(CommandRefused, match="did you mean 'anna'"):
        tokens.revoke("anne")
    with pytest.raises(CommandRefused, match="admin-token"):
        tokens.revoke("admin")


def test_a_damaged_file_is_told_and_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "tokens.json").write_text("{")
    with pytest.raises(WallError, match="damaged"):
        Tokens(tmp_path)
    assert (tmp_path / "tokens.json").read_text() == "{"


def test_an_empty_admin_token_opens_no_door(tmp_path: Path) -> None:
    (tmp_path / "admin-token").write_text("\n")
    with pytest.raises(WallError, match="holds no token"):
        Tokens(tmp_path)


def test_a_readable_admin_token_is_made_private_again(tmp_path: Path) -> None:
    Tokens(tmp_path)
    (tmp_path / "admin-token").chmod(0o644)
    Tokens(tmp_path)
    assert mode(tmp_path / "admin-token") == 0o600
