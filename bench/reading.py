"""`bench/reading.py`: how well posts are read (language, sentiment, copies), and how fast.

Sentences of `tests/data/labelled_posts.tsv`: 24 for each language, written for this by one hand
before the word lists were looked at, as many positive, negative and neutral. Intervals are
Wilson's, 95 %. One process on one core.

    .venv/bin/python bench/reading.py
"""

from __future__ import annotations

import math
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from wall.insight.analysing import Analyst
from wall.insight.blocking import Blocker
from wall.insight.cleaning import clean
from wall.insight.duplicates import Duplicates
from wall.insight.folding import fold, words
from wall.insight.languages import language_of
from wall.insight.matching import Folded, Matcher
from wall.insight.moods import mood
from wall.insight.sentiment import estimated
from wall.model.post_queries import PostQuery
from wall.model.posts import Author, Post

LABELLED = Path(__file__).parents[1] / "tests" / "data" / "labelled_posts.tsv"
MOODS = {"+": "positive", "-": "negative", "0": "neutral"}
SEED = 20261123
POSTS = 6000


def interval(right: int, of: int) -> str:
    z, share = 1.96, right / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{right}/{of} = {share:.0%} ({middle - half:.0%} to {middle + half:.0%})"


def judged(rows: list[list[str]]) -> None:
    for language in sorted({row[0] for row in rows}):
        mine = [row for row in rows if row[0] == language]
        told = sum(language_of(text).language == language for _, _, text in mine)
        beginnings = [" ".join(text.split()[:4]) for _, _, text in mine]
        short = sum(language_of(text).language == language for text in beginnings)
        wrong = sum(language_of(text).language not in (language, "und") for text in beginnings)
        counts: Counter[str] = Counter()
        for _, label, text in mine:
            value = estimated(text, language)
            said, meant = mood(value), MOODS[label]
            counts["right"] += (said or "neutral") == meant
            counts["opposite"] += {said, meant} == {"positive", "negative"}
            counts["silent"] += value is None
            counts["polar"] += said in ("positive", "negative")
            counts["polar right"] += said == meant != "neutral"
        print(
            f"{language}  language {interval(told, len(mine))}, four words {short}/{len(mine)} "
            f"right and {wrong} wrong | mood {interval(counts['right'], len(mine))}, "
            f"opposite {counts['opposite']}, says nothing {counts['silent']}, "
            f"polar {interval(counts['polar right'], counts['polar'])}"
        )


def copies_found(rows: list[list[str]]) -> None:
    chosen = random.Random(SEED)
    duplicates = Duplicates()
    originals = {}
    for number in range(3000):
        language = chosen.choice(("ar", "en", "es", "fr", "pl", "ro"))
        pool = [word for row in rows if row[0] == language for word in words(row[2])]
        said = chosen.choices(pool, k=chosen.randint(9, 28))
        originals[duplicates.group_of(f"o:{number}", said, 0.0)] = said
    found, copies = 0, 1000
    for number, (group, said) in enumerate(chosen.sample(sorted(originals.items()), copies)):
        gone = chosen.randrange(len(said))
        changed = (
            ["rt", *said],
            said[:gone] + said[gone + 1 :],
            said[: max(6, len(said) * 4 // 5)],
            [*said, "encore"],
        )[number % 4]
        found += duplicates.group_of(f"c:{number}", changed, 1.0) == group
    print(f"copies   {interval(found, copies)}; originals kept apart {len(originals)}/3000")


def per_second(label: str, work: Callable[[Post], object], posts: Iterable[Post]) -> None:
    posts = list(posts)
    began = time.perf_counter()
    for post in posts:
        work(post)
    print(f"{label:<9}{len(posts) / (time.perf_counter() - began):>9,.0f} posts/s")


def made(rows: list[list[str]]) -> list[Post]:
    chosen = random.Random(SEED)
    posts = []
    for number in range(POSTS):
        first = chosen.choice(rows)
        second = chosen.choice([row for row in rows if row[0] == first[0]])
        link = f"https://example.org/{number}"
        posts.append(
            Post(
                id=f"x:{number}",
                at=datetime(2026, 11, 23, tzinfo=UTC),
                author=Author(name="Élise Łoś", handle="elise"),
                text=f"{first[2]} {second[2]} #sujet{number % 50} @bob {link}",
            )
        )
    return posts


def main() -> None:
    rows = [line.split("\t") for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    judged(rows)
    copies_found(rows)
    posts, analyst, blocker = made(rows), Analyst(), Blocker(own=("putain", "fils de pute"))
    matcher = Matcher(PostQuery(text='pluie OR train "nouveau tram" -fini', languages=("fr",)))
    for post in posts[:200]:
        analyst.analyse(post)
    per_second("analyse", analyst.analyse, posts[200:])
    per_second("clean", lambda post: clean(post.text), posts)
    per_second("fold", lambda post: fold(post.text), posts)
    per_second("language", lambda post: language_of(post.text), posts)
    per_second("mood", lambda post: estimated(post.text, "fr"), posts)
    per_second("blocked", blocker.judge_post, posts)
    per_second("Folded", Folded, posts)
    ready = {post.id: Folded(post) for post in posts}
    per_second("matches", lambda post: matcher.matches(post, ready[post.id]), posts)


if __name__ == "__main__":
    main()
