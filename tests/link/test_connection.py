"""A follower finds its controller, proves itself, and comes back by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.link.controllers import (
    SECRET,
    Noted,
    following,
    identified,
    listening,
    scripted,
    scripted_tls,
    until,
)
from wall.controller.certificates import own_certificate
from wall.link.connection import BAD_SECRET, LinkAddress
from wall.link.messages import Hello, Identified, Pending, Subscribe, Time


def at(folder: Path, secret: str = SECRET) -> LinkAddress:
    return LinkAddress(secret, folder / "link.sock")


def test_it_identifies_itself_and_hears_what_follows(tmp_path: Path) -> None:
    async def run() -> None:
        noted = Noted()
        async with listening(tmp_path) as controller, following(at(tmp_path), noted):
            await until(lambda: bool(noted.of(Identified)))
            controller.followers.tell_displays(Time(now=1001.0))
            await until(lambda: bool(noted.of(Time)))
            identity = controller.joined[0].identity
            assert (identity.role, identity.name, identity.machine) == ("display", "local", "here")

    asyncio.run(run())


def test_what_it_sends_arrives_in_order_pictures_too(tmp_path: Path) -> None:
    async def run() -> None:
        noted = Noted()
        async with listening(tmp_path) as controller, following(at(tmp_path), noted) as link:
            await until(lambda: bool(noted.of(Identified)))
            for number in range(200):
                link.send(Subscribe(sources=(str(number),)))
            link.send(b"picture")
            await until(lambda: bool(controller.bytes))
            assert controller.heard == [Subscribe(sources=(str(n),)) for n in range(200)]
            assert controller.bytes == [b"picture"]

    asyncio.run(run())


def test_it_comes_back_when_the_controller_does(tmp_path: Path) -> None:
    async def run() -> None:
        noted = Noted()
        async with following(at(tmp_path), noted) as link:
            await until(lambda: bool(noted.losses))
            async with listening(tmp_path):
                await until(lambda: len(noted.of(Identified)) == 1)
            losses = len(noted.losses)
            await until(lambda: len(noted.losses) > losses)
            link.send(Subscribe(sources=("said to nobody",)))
            async with listening(tmp_path) as second:
                await until(lambda: len(noted.of(Identified)) == 2)
                link.send(Subscribe(sources=("said to the second",)))
                await until(lambda: bool(second.heard))
                assert second.heard == [Subscribe(sources=("said to the second",))]

    asyncio.run(run())


def test_a_wrong_secret_is_told_and_never_let_in(tmp_path: Path) -> None:
    async def run() -> None:
        noted = Noted()
        async with listening(tmp_path) as controller, following(at(tmp_path, "wrong"), noted):
            await until(lambda: len(noted.losses) >= 2)
            assert str(BAD_SECRET) in noted.losses[0]
            assert not noted.messages
            assert not controller.joined

    asyncio.run(run())


def test_another_version_is_refused_with_both_numbers(tmp_path: Path) -> None:
    async def run() -> None:
        noted = Noted()
        hello = Hello(version=9, oldest=7).model_dump_json()
        async with scripted(tmp_path, hello) as controller, following(at(tmp_path), noted):
            await until(lambda: bool(noted.losses))
            assert "7 to 9" in noted.losses[0]
            assert "this program 1" in noted.losses[0]
            assert not controller.heard, "the secret was told to a stranger"

    asyncio.run(run())


@pytest.mark.parametrize(
    "nonsense", ["", "{", "[]", '{"type": "hello"}', '{"type": "time"}', b"\x00\xff" * 50]
)
def test_nonsense_breaks_the_conversation_and_it_tries_again(
    tmp_path: Path, nonsense: str | bytes
) -> None:
    async def run() -> None:
        noted = Noted()
        says = (Hello().model_dump_json(), identified().model_dump_json(), nonsense)
        async with scripted(tmp_path, *says) as controller, following(at(tmp_path), noted):
            await until(lambda: controller.connections >= 2)
            assert noted.losses

    asyncio.run(run())


def test_while_it_waits_for_approval_it_says_what_to_do(tmp_path: Path) -> None:
    async def run() -> None:
        noted = Noted()
        says = (Hello().model_dump_json(), Pending(fingerprint="12ab").model_dump_json())
        async with scripted(tmp_path, *says), following(at(tmp_path), noted, "lobby"):
            await until(lambda: bool(noted.losses))
            assert "12ab" in noted.losses[0]
            assert "lobby" in noted.losses[0]
            assert not noted.of(Identified)

    asyncio.run(run())


def test_a_controller_of_another_machine_is_trusted_by_its_fingerprint(tmp_path: Path) -> None:
    certificate = own_certificate(tmp_path)

    async def run(fingerprint: str) -> tuple[Noted, list[str | bytes]]:
        noted = Noted()
        says = (Hello().model_dump_json(), identified().model_dump_json())
        async with scripted_tls(certificate.certificate, certificate.key, *says) as (far, port):
            address = LinkAddress(SECRET, None, f"wss://127.0.0.1:{port}", fingerprint)
            async with following(address, noted):
                await until(lambda: bool(noted.losses or noted.messages))
            return noted, far.heard

    noted, heard = asyncio.run(run(certificate.fingerprint.upper()))
    assert noted.of(Identified)
    assert heard
    noted, heard = asyncio.run(run("ab" * 32))
    assert not noted.messages
    assert certificate.fingerprint in noted.losses[0]
    assert not heard, "the key was told to a stranger"
    noted, heard = asyncio.run(run(""))
    assert not noted.messages
    assert "certificate" in noted.losses[0].lower()
    assert not heard
