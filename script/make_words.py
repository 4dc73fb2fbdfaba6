"""Writes the word lists of wall/insight/data from the packages that they come from.

    python script/make_words.py FOLDER

FOLDER holds, unpacked: `npm pack afinn-165-multilingual@0.0.1 french-badwords-list@1.0.7
naughty-words@1.2.0` each in a folder of the package's name, the source of `vaderSentiment-fr`
1.3.4 from PyPI as `vaderSentiment_fr`, and the wheel of `stopwordsiso` 0.7.1. Words are folded as
posts are; where several words fold to one, their mean is kept.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import fmean

from wall.insight.folding import words

DATA = Path(__file__).parents[1] / "wall" / "insight" / "data"
LANGUAGES = ("ar", "en", "es", "fr", "pl", "ro")
LISTED = ("ar", "en", "es", "pl")
TELLING = {
    "ar": "حار زياره لقاء قوه نهايه علق",
    "en": "announce bill buy computer cry fire fix free group groups hell help home homepage "
    "information invention join microsoft net novel order ordered page pages problem problems "
    "proud research room rooms site sorry stop system test website welcome work working world "
    "wonder young",
    "es": "cuenta empleo mal peor trabajar trabajo",
    "fr": "bravo cher chere cheres chers force nul ouvert ouverte ouverts vive",
    "ro": "frumos noroc",
}
"""On the lists of words that join, and yet what posts are about."""


def write_sentiments(packages: Path) -> None:
    for language in LANGUAGES:
        file = packages / "afinn-165-multilingual" / "build" / f"AFINN-{language}.json"
        found = _folded(json.loads(file.read_text(encoding="utf-8")).items())
        if language == "fr":
            found |= _folded(_vader(packages))
        lines = (f"{word}\t{value:g}\n" for word, value in sorted(found.items()) if value)
        (DATA / f"sentiment.{language}.tsv").write_text("".join(lines), encoding="utf-8")


def _vader(packages: Path) -> list[tuple[str, float]]:
    """Its faces of punctuation are left out: posts have emoji, and `:-(` has no words."""
    text = (packages / "vaderSentiment_fr/vaderSentiment_fr/fr_lexicon.txt").read_text("utf-8")
    lines = (line.rpartition("->") for line in text.splitlines())
    return [(word, float(value)) for word, _, value in lines if word]


def _folded(entries: object) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for written, value in entries:  # type: ignore[attr-defined]
        parts = words(written)
        if 0 < len(parts) <= 3 and max(map(len, parts)) > 2:
            found.setdefault(" ".join(parts), []).append(value)
    return {word: round(fmean(values), 2) for word, values in found.items()}


def write_blocked(packages: Path) -> None:
    french = (packages / "french-badwords-list" / "list.txt").read_text(encoding="utf-8")
    _write_blocked("fr", french.splitlines())
    for language in LISTED:
        file = packages / "naughty-words" / f"{language}.json"
        _write_blocked(language, json.loads(file.read_text(encoding="utf-8")))


def write_joining(packages: Path) -> None:
    """Words that only join. What a post can be about stays in: a list for searching is longer than
    one for showing."""
    file = packages / "stopwordsiso" / "stopwords-iso.json"
    lists = json.loads(file.read_text(encoding="utf-8"))
    for language in LANGUAGES:
        telling = frozenset(words(TELLING.get(language, "")))
        found = {word for entry in lists[language] for word in words(entry)} - telling
        text = "\n".join(sorted(word for word in found if len(word) > 1)) + "\n"
        (DATA / f"joining.{language}.txt").write_text(text, encoding="utf-8")


def _write_blocked(language: str, entries: list[str]) -> None:
    lines = sorted({entry.strip() for entry in entries if words(entry)})
    (DATA / f"blocked.{language}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_sentiments(Path(sys.argv[1]))
    write_blocked(Path(sys.argv[1]))
    write_joining(Path(sys.argv[1]))
