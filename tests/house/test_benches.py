"""What benchmarks of posts stand on: their sites are valid, their streams and stores are real."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from statistics import fmean, pvariance

import pytest
import yaml
from websockets.asyncio.client import connect

from bench import ingest, query
from bench.counting import Counting
from bench.full_store import fill
from bench.jetstream import MARK, Jetstream
from bench.quiet_weeks import counts, crowd_day, minutes, quiet_crowd
from bench.spikes import SITE, Judged, begins_of, with_spikes
from wall.app import kinds
from wall.journal.posts.connecting import connect as connect_store
from wall.journal.posts.facets import facets_of
from wall.journal.posts.store import FILE, PostStore
from wall.model.moderation import Moderation, Topic
from wall.model.post_queries import PostQuery
from wall.sitefile.reading import read_site
from wall.sources.bluesky.reading import read_happening, read_record
from wall.sources.registry import source_settings


def test_the_sites_of_the_benchmarks_are_valid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips = [tmp_path / f"clip{number}.mp4" for number in range(len(ingest.CLIPS_ON))]

    def add_clips(folder: Path, _: Path, count: int) -> list[Path]:
        (folder / "media").mkdir(parents=True)
        for clip in clips[:count]:
            (folder / "media" / clip.name).touch()
        return clips[:count]

    monkeypatch.setattr(ingest, "add_clips", add_clips)
    ingest.make_site(tmp_path / "ingest", tmp_path, "http://127.0.0.1:1")
    site = query.make_site(tmp_path / "query", "http://127.0.0.1:1")
    for name in ("ingest", "query"):
        reading = read_site(tmp_path / name, kinds(), source_settings())
        assert [str(problem) for problem in reading.problems] == []
    hub = yaml.safe_load((query.HUB / "wall.yaml").read_text(encoding="utf-8"))
    computed = [s for s in hub["sources"].values() if s["kind"] in query.COMPUTED]
    assert len(site.windows_s) == len(computed) + len(query.LONGER)


def test_the_stream_says_as_much_as_it_is_told_to_in_the_networks_own_format() -> None:
    async def heard(url: str, count: int) -> list[str]:
        async with connect("ws" + url.removeprefix("http")) as socket:
            return [str(await socket.recv()) for _ in range(count)]

    with Jetstream() as stream:

        async def main() -> list[str]:
            listening = asyncio.create_task(heard(stream.url, 41))
            await asyncio.to_thread(stream.wait_connected)
            assert await asyncio.to_thread(stream.rate, 100, 0.2) == 20
            assert await asyncio.to_thread(stream.burst, 20) == 40
            assert await asyncio.to_thread(stream.mark) == 41
            async with asyncio.timeout(20):
                return await listening

        said = asyncio.run(main())
    posts = [read_record(read_happening(message)) for message in said]
    assert len({post.id for post in posts if post is not None}) == 41
    assert posts[-1] is not None
    assert posts[-1].hashtags == (MARK,)
    assert {post.language for post in posts[:-1] if post is not None} > {"fr", "en"}


def test_a_filled_store_is_what_the_program_would_have_written(tmp_path: Path) -> None:
    before = time.time()
    topics = {"net": Topic(query=PostQuery(text="solvane"))}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bench.full_store.SEEDS", 50)
        fill(tmp_path, 150, Moderation(), topics)
    store = PostStore(tmp_path)
    assert store.problems == ()
    reader = store.reader()
    entries = [entry for batch in reader.history(PostQuery()) for entry in batch]
    found = reader.page(PostQuery(text="solvane", topics=("net",)), "newest", "", 100)[0]
    assert reader.counters(time.time()).states["approved"] == len(entries) == 150
    reader.close()
    assert {entry.post.id for entry in found} == {
        entry.post.id for entry in entries if "net" in entry.post.topics
    }
    assert len(found) % 3 == 0
    assert found
    ages = [before - entry.post.at.timestamp() for entry in entries]
    assert min(ages) < 30 * 86_400 / 100
    assert 29 * 86_400 < max(ages) < 30.1 * 86_400
    with connect_store(tmp_path / FILE) as connection:
        filed = {(facet, row) for facet, row in connection.execute("SELECT facet, row FROM facets")}
        counted = dict(connection.execute("SELECT facet, posts FROM facet_counts"))
    wanted = [facets_of(entry.post, entry.state) for entry in entries]
    assert len(filed) == sum(map(len, wanted)) == sum(counted.values())
    store.close()


def test_made_weeks_have_rhythm_and_answers_and_the_crowds_quiet_ones_no_outage() -> None:
    means = [20.0] * 1440 * 5
    said = [*counts(random.Random(1), means)]
    fives = [sum(said[n : n + 5]) for n in range(0, len(said), 5)]
    assert fmean(fives) == pytest.approx(100, rel=0.03)
    assert 1.3 < pvariance(fives) / fmean(fives) < 3
    day = [mean for _, mean in minutes(random.Random(1), 1.0, 1)]
    assert max(day) > 2 * min(day)
    quiet = [*quiet_crowd(random.Random(1), crowd_day(), 1)]
    assert sum(quiet[13 * 60 : 15 * 60]) < sum(crowd_day()[13 * 60 : 15 * 60]) / 3


def test_spikes_of_a_made_week_are_found_and_counted() -> None:
    chance, judged = random.Random(2), Judged()
    begins = begins_of(chance)
    means = with_spikes([2.0] * 21 * 1440, begins, 4.0)
    judged.judge(2.0, [*counts(chance, means)], begins)
    assert judged.by_site[SITE].recognised == 100
    assert judged.by_site[SITE].delay_min <= 10
    assert judged.by_site[SITE].false == 0


def test_the_worst_second_is_that_of_the_tile_with_the_fewest_frames() -> None:
    counting = Counting(":0", {})
    assert str(counting.worst_second()) == "nan"
    counting = Counting(":0", {"a": ingest.Place(0, 0), "b": ingest.Place(0, 0)})
    even, late = [n / 30 for n in range(90)], [n / 30 for n in range(90) if not 40 < n < 50]
    for name, times in (("a", even), ("b", late)):
        counting.counted(name).changed_at = times
    assert counting.worst_second() == 21
