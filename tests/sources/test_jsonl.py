"""Posts in a file that grows, rotates, is cut, and holds nonsense."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, run_until_it_fails, running
from wall.sources.source import SourceFailed


def line(number: int, text: str = "") -> str:
    post = {
        "id": f"p{number}",
        "at": f"2026-11-22T08:{number // 60:02}:{number % 60:02}Z",
        "author": {"name": "Ann"},
        "text": text or f"Post {number}",
    }
    return json.dumps(post) + "\n"


def follow(
    folder: Path,
    check: Callable[[Path, Listener], Coroutine[None, None, None]],
    **settings: JsonValue,
) -> None:
    async def main() -> None:
        file = folder / "posts.jsonl"
        async with running("jsonl", {"path": "posts.jsonl", **settings}, folder) as heard:
            await check(file, heard)

    asyncio.run(main())


def append(file: Path, text: str) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(text)


def test_it_follows_a_file_as_it_grows_and_reads_only_what_is_new(tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_text(line(1) + line(2))

    async def check(file: Path, heard: Listener) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert heard.texts == ["Post 2", "Post 1"]
        append(file, line(3))
        await heard.until(lambda e: "Post 3" in e.texts)
        assert heard.said.count("whole") == 1

    follow(tmp_path, check)


def test_a_line_that_is_being_written_is_waited_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "posts.jsonl").write_text(line(1) + line(2)[:30])

    async def check(file: Path, heard: Listener) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert heard.texts == ["Post 1"]
        append(file, line(2)[30:])
        await heard.until(lambda e: len(e.texts) == 2)

    follow(tmp_path, check)
    assert not [r for r in caplog.records if r.levelno >= logging.WARNING]


def test_bad_lines_are_told_with_their_number_and_skipped(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    bad = ["{", '{"id": "x"}\n', "\xff\xfe\n", "[1, 2]\n"]
    (tmp_path / "posts.jsonl").write_text(
        line(1) + bad[0] + "\n" + bad[1] + "\n" + line(2) + "".join(bad[2:]) + line(3)
    )

    async def check(_: Path, heard: Listener) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert heard.texts == ["Post 3", "Post 2", "Post 1"]

    follow(tmp_path, check)
    told = " ".join(record.getMessage() for record in caplog.records)
    for number in (2, 3, 6, 7):
        assert f"posts.jsonl:{number}:" in told
    assert "posts.jsonl:4:" not in told


@pytest.mark.parametrize("how", ["rotated", "truncated", "rewritten longer"])
def test_another_file_in_its_place_goes_on_and_takes_nothing_away(tmp_path: Path, how: str) -> None:
    (tmp_path / "posts.jsonl").write_text("".join(line(number) for number in range(1, 7)))

    async def check(file: Path, heard: Listener) -> None:
        await heard.until(lambda e: e.state == "ok")
        if how == "rotated":
            new = tmp_path / "new"
            new.write_text(line(7) + line(8) + line(9))
            new.replace(file)
        elif how == "truncated":
            with file.open("r+b") as stream:
                stream.truncate(0)
            append(file, line(9))
        else:
            file.write_text(line(7) + line(8, "x" * 2000) + line(9))
        await heard.until(lambda e: "Post 9" in e.texts)
        assert {f"Post {number}" for number in range(1, 7)} <= set(heard.texts)

    follow(tmp_path, check)


def test_a_missing_file_is_stale_and_its_return_heals(tmp_path: Path) -> None:
    async def check(file: Path, heard: Listener) -> None:
        await heard.until(lambda e: e.state == "stale")
        assert "'posts.jsonl' cannot be read" in heard.why
        file.write_text(line(1))
        await heard.until(lambda e: e.state == "ok")
        file.unlink()
        await heard.until(lambda e: e.state == "stale")
        assert heard.texts == ["Post 1"]
        file.write_text(line(2))
        await heard.until(lambda e: e.state == "ok")
        assert heard.texts == ["Post 2", "Post 1"]

    follow(tmp_path, check)


def test_the_newest_posts_are_shown_first_and_the_rest_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_text("".join(line(number) for number in range(1, 6)))

    async def check(file: Path, heard: Listener) -> None:
        await heard.until(lambda e: e.state == "ok")
        assert heard.said[:2] == ["whole", "changed"]
        assert len(heard.ever) == 5
        append(file, line(6))
        await heard.until(lambda e: "Post 6" in e.texts)

    follow(tmp_path, check, keep=3)


def test_a_file_outside_the_site_is_refused(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret").write_text(line(1))
    (site / "posts.jsonl").symlink_to(tmp_path / "secret")

    with pytest.raises(SourceFailed, match="outside the site's folder"):
        run_until_it_fails("jsonl", {"path": "posts.jsonl"}, site)


def test_a_recording_plays_as_of_now_and_comes_round_again(tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_text("".join(line(number) for number in range(1, 4)))

    async def main() -> None:
        patience = Patience()
        settings: dict[str, JsonValue] = {
            "path": "posts.jsonl",
            "shift": "now",
            "pace": "250ms",
            "keep": 2,
        }
        async with running("jsonl", settings, tmp_path, patience=patience) as heard:
            await heard.until(lambda e: "whole" in e.said)
            assert heard.why == "replay: recorded material, shifted to now"
            seen: list[str] = []
            for _ in range(6):
                patience.now_s += 0.25
                before = heard.said.count("changed")
                await heard.until_said("changed", before + 1)
                seen.append(heard.texts[0])
                assert len(heard.texts) == 2
            assert seen[:3] == seen[3:]
            assert sorted(seen[:3]) == ["Post 1", "Post 2", "Post 3"]

    asyncio.run(main())


def test_a_recording_is_played_whole_however_little_is_shown_of_it(tmp_path: Path) -> None:
    (tmp_path / "posts.jsonl").write_text("".join(line(number) for number in range(1, 1201)))

    async def main() -> None:
        settings: dict[str, JsonValue] = {"path": "posts.jsonl", "shift": "now", "keep": 3}
        async with running("jsonl", settings, tmp_path) as heard:
            await heard.until(lambda e: "whole" in e.said)
            assert len(heard.texts) == 3
            assert len(heard.ever) == 1200

    asyncio.run(main())
