"""Signing in: passwords, second factors, invitations, and what a guesser meets."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import Coroutine
from pathlib import Path
from time import time
from typing import TypeVar

import pyotp
import pytest

from tests.controller.live import QUICK
from wall.controller.accounts import Account, Accounts
from wall.controller.passwords import Passwords
from wall.controller.second_factor import STEP_S
from wall.controller.sessions import IDLE_S, LONGEST_S, MAX_OF_ACCOUNT, Sessions
from wall.controller.signing_in import Origin, SecondFactorNeeded, SignedIn, SignInFailed, SigningIn
from wall.controller.throttling import ACCOUNT, Patience, Throttle, TooManyAttempts
from wall.errors import CommandRefused, WallError
from wall.model.actors import Grant, Role

T = TypeVar("T")
PASSWORD = "four quiet rivers"
DESK = Origin("10.0.0.1", "a browser")


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """Accounts and sessions in a folder, with Anne invited."""

    def __init__(self, data: Path) -> None:
        self.clock = Clock()
        self.accounts = Accounts(data)
        self.sessions = Sessions(data, self.clock)
        self.signing_in = SigningIn(self.accounts, self.sessions, Passwords(QUICK), self.clock)
        grants = (Grant(role=Role.OPERATOR),)
        self.accounts.add(Account(name="anne", grants=grants, created=time()))

    def invited(self) -> SignedIn:
        code = self.accounts.invite("anne", 60)
        return run(self.signing_in.accept(code, PASSWORD, "Anne", DESK))

    def sign_in(
        self, password: str = PASSWORD, name: str = "anne", code: str | None = None
    ) -> SignedIn:
        return run(self.signing_in.sign_in(name, password, code, DESK))

    def enrolled(self) -> tuple[str, tuple[str, ...]]:
        """The secret of the app, and the recovery codes."""
        who = self.invited()
        secret, _ = self.signing_in.offer_factor(who, "hub")
        early = pyotp.TOTP(secret).at(time() - STEP_S)
        return secret, self.signing_in.confirm_factor(who, early)


def run(work: Coroutine[object, object, T]) -> T:
    return asyncio.run(work)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_invitation_sets_a_password_once(desk: Desk) -> None:
    code = desk.accounts.invite("anne", 60)
    assert run(desk.signing_in.accept(code, PASSWORD, "Anne", DESK)).account.told_name == "Anne"
    assert desk.sign_in().account.name == "anne"
    with pytest.raises(CommandRefused, match="ask for a new one"):
        run(desk.signing_in.accept(code, "another password", None, DESK))


def test_a_newer_invitation_ends_the_one_before_and_time_ends_both(desk: Desk) -> None:
    first = desk.accounts.invite("anne", 60)
    second = desk.accounts.invite("anne", 60)
    assert desk.accounts.invited(first) is None
    assert desk.accounts.invited(second) is not None
    assert desk.accounts.invited(desk.accounts.invite("anne", -1)) is None


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaa", "anne loves the wall", "x" * 300])
def test_a_password_that_is_guessed_soon_is_refused(desk: Desk, password: str) -> None:
    code = desk.accounts.invite("anne", 60)
    with pytest.raises(CommandRefused, match="password"):
        run(desk.signing_in.accept(code, password, None, DESK))
    assert desk.accounts.invited(code) is not None


def test_nothing_on_disk_signs_in(desk: Desk, tmp_path: Path) -> None:
    secret, recovery = desk.enrolled()
    invitation = desk.accounts.invite("anne", 60)
    who = desk.sign_in(code=pyotp.TOTP(secret).now())
    accounts, sessions = tmp_path / "accounts.json", tmp_path / "sessions.json"
    for path in (accounts, sessions):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        for plain in (PASSWORD, invitation, who.secret, *recovery, recovery[0].replace("-", "")):
            assert plain not in path.read_text()
    assert json.loads(accounts.read_text())["accounts"][0]["password"].startswith("$argon2id$")


def test_a_stranger_learns_nothing(desk: Desk) -> None:
    desk.invited()
    told = set()
    for name, password in [("anne", "wrong password"), ("nobody", PASSWORD)]:
        with pytest.raises(SignInFailed) as refused:
            desk.sign_in(password, name)
        told.add(str(refused.value))
    desk.accounts.change("anne", disabled=True)
    with pytest.raises(SignInFailed) as refused:
        desk.sign_in()
    told.add(str(refused.value))
    assert len(told) == 1


def test_an_unknown_name_costs_a_hash_as_well(desk: Desk) -> None:
    desk.invited()

    class Counting(Passwords):
        checked = 0

        async def fits(self, password: str, hashed: str | None) -> bool:
            Counting.checked += 1
            return await super().fits(password, hashed)

    signing_in = SigningIn(desk.accounts, desk.sessions, Counting(QUICK), desk.clock)
    for name in ("nobody", "anne"):
        with pytest.raises(SignInFailed):
            run(signing_in.sign_in(name, "wrong password", None, DESK))
    assert Counting.checked == 2
    assert run(Passwords().fits("a password that opens nothing", None)) is False


def test_guessing_slows_down_and_the_right_password_waits_too(desk: Desk) -> None:
    desk.invited()
    for _ in range(ACCOUNT.free):
        with pytest.raises(SignInFailed):
            desk.sign_in("wrong password")
    with pytest.raises(TooManyAttempts) as refused:
        desk.sign_in()
    assert refused.value.wait_s >= 1
    desk.clock.now += 1.1
    desk.sign_in()
    desk.sign_in()


def test_many_guesses_at_once_are_no_way_around(desk: Desk) -> None:
    desk.invited()

    async def flood() -> list[BaseException | SignedIn]:
        tries = [desk.signing_in.sign_in("anne", f"guess {n}", None, DESK) for n in range(40)]
        return await asyncio.gather(*tries, return_exceptions=True)

    results = run(flood())
    assert sum(isinstance(result, SignInFailed) for result in results) <= ACCOUNT.free
    assert sum(isinstance(result, TooManyAttempts) for result in results) >= 35


def test_one_address_does_not_try_many_names(desk: Desk) -> None:
    async def spray() -> list[BaseException | SignedIn]:
        tries = [desk.signing_in.sign_in(f"name{n}", PASSWORD, None, DESK) for n in range(20)]
        return await asyncio.gather(*tries, return_exceptions=True)

    assert any(isinstance(result, TooManyAttempts) for result in run(spray()))


def test_waits_double_up_to_a_limit_and_are_forgotten() -> None:
    throttle = Throttle(Patience(free=1, longest_s=8))
    waits = []
    for _ in range(6):
        throttle.failed("a", 0.0)
        waits.append(throttle.wait_s("a", 0.0))
    assert waits == [1, 2, 4, 8, 8, 8]
    assert throttle.wait_s("b", 0.0) == 0
    assert throttle.wait_s("a", 4000.0) == 0


def test_the_second_factor_is_asked_for_and_good_once(desk: Desk) -> None:
    secret, _ = desk.enrolled()
    with pytest.raises(SecondFactorNeeded):
        desk.sign_in()
    with pytest.raises(SignInFailed):
        desk.sign_in(code="000000")
    code = pyotp.TOTP(secret).now()
    assert desk.sign_in(code=code).account.name == "anne"
    with pytest.raises(SignInFailed):
        desk.sign_in(code=code)


def test_asking_without_a_code_forgives_no_guesses(desk: Desk) -> None:
    desk.enrolled()
    for n in range(ACCOUNT.free):
        with pytest.raises(SignInFailed):
            desk.sign_in(code=f"{n:06}")
        if n < ACCOUNT.free - 1:
            with pytest.raises(SecondFactorNeeded):
                desk.sign_in()
    with pytest.raises(TooManyAttempts):
        desk.sign_in(code="123456")


def test_a_recovery_code_signs_in_once(desk: Desk) -> None:
    _, recovery = desk.enrolled()
    assert desk.sign_in(code=recovery[0].upper()).account.name == "anne"
    with pytest.raises(SignInFailed):
        desk.sign_in(code=recovery[0])
    assert desk.sign_in(code=recovery[1]).account.name == "anne"


def test_renewed_recovery_codes_take_the_place_of_all_before(desk: Desk) -> None:
    _, before = desk.enrolled()
    who = desk.sign_in(code=before[0])
    renewed = desk.signing_in.renew_recovery(who)
    with pytest.raises(SignInFailed):
        desk.sign_in(code=before[1])
    assert desk.sign_in(code=renewed[1]).account.name == "anne"
    desk.signing_in.remove_factor(who)
    with pytest.raises(CommandRefused, match="no second factor"):
        desk.signing_in.renew_recovery(who)


def test_a_factor_counts_only_after_a_right_code(desk: Desk) -> None:
    who = desk.invited()
    desk.signing_in.offer_factor(who, "hub")
    with pytest.raises(CommandRefused, match="wrong"):
        desk.signing_in.confirm_factor(who, "000000")
    assert desk.sign_in().account.factor is None


def test_another_password_ends_all_other_sessions(desk: Desk) -> None:
    desk.invited()
    here, there = desk.sign_in(), desk.sign_in()
    with pytest.raises(SignInFailed):
        run(desk.signing_in.change_password(here, "wrong password", "another sentence"))
    run(desk.signing_in.change_password(here, PASSWORD, "another sentence"))
    assert desk.signing_in.resume(here.secret) is not None
    assert desk.signing_in.resume(there.secret) is None
    with pytest.raises(SignInFailed):
        desk.sign_in(PASSWORD)
    desk.sign_in("another sentence")


def test_sessions_end_when_idle_and_in_any_case(desk: Desk) -> None:
    who = desk.invited()
    desk.clock.now += IDLE_S - 1
    assert desk.signing_in.resume(who.secret) is not None
    desk.clock.now += IDLE_S + 1
    assert desk.signing_in.resume(who.secret) is None
    who = desk.sign_in()
    for _ in range(round(LONGEST_S / IDLE_S)):
        desk.clock.now += IDLE_S - 1
        desk.signing_in.resume(who.secret)
    desk.clock.now += 60
    assert desk.signing_in.resume(who.secret) is None
    ended: list[frozenset[str]] = []
    desk.sessions.on_ended(ended.append)
    desk.sessions.sweep()
    assert ended
    assert desk.sessions.all() == ()


def test_sessions_survive_a_restart_and_are_bounded(desk: Desk, tmp_path: Path) -> None:
    who = desk.invited()
    assert Sessions(tmp_path, desk.clock).find(who.secret) is not None
    for _ in range(MAX_OF_ACCOUNT + 3):
        desk.clock.now += 1
        desk.sessions.begin("anne")
    assert len(desk.sessions.of("anne")) == MAX_OF_ACCOUNT
    assert desk.signing_in.resume(who.secret) is None


def test_a_disabled_account_is_nobody_at_once(desk: Desk) -> None:
    who = desk.invited()
    desk.accounts.change("anne", disabled=True)
    assert desk.signing_in.resume(who.secret) is None


def test_names_are_found_whatever_their_case_and_those_of_wall_are_not_given(desk: Desk) -> None:
    assert desk.accounts.find(" ANNE ") is not None
    for name in ("wall", "admin", "Anne"):
        with pytest.raises(CommandRefused):
            desk.accounts.add(Account(name=name, grants=(Grant(role=Role.ADMIN),), created=0))


def test_a_damaged_file_is_told_and_kept(tmp_path: Path) -> None:
    (tmp_path / "accounts.json").write_text("{")
    with pytest.raises(WallError, match="damaged"):
        Accounts(tmp_path)
    (tmp_path / "accounts.json").write_text('{"version": 99, "accounts": []}')
    with pytest.raises(WallError, match="newer"):
        Accounts(tmp_path)
