"""Blocked words, found under accents, spacing, digits for letters, lookalike letters and plurals.

What the site blocks itself is certain. The shipped lists only make people look: each has words
that are harmless elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NamedTuple

import regex

from wall.insight.disguises import disguised, spelled
from wall.insight.folding import fold, words_of
from wall.insight.lookalikes import latin, skeleton, upright
from wall.insight.search_text import ARABIC_PREFIXES, written_without_spaces
from wall.insight.sieving import Sieve
from wall.model.posts import Post

Level = Literal["block", "queue"]
OWN: Final = "site"
SHIPPED: Final = ("ar", "en", "es", "fr", "pl", "ro")

_CAMEL: Final = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_LISTED: Final = re.compile(r"[^\W\d_]+(?:[ '’\-][^\W\d_]+)*")
_ARABIC: Final = re.compile("[\u0621-\u064a]{3,}")
_MOST_WORDS: Final = 6
_ORDINARY: Final = {"es": frozenset(("negro",)), "ro": frozenset(("cum",))}
"""Ordinary words of a language that are on the English list."""
_ALLOWED: Final = "\0"
MOST_PIECES: Final = 4
SHORTEST_TORN: Final = 5
"""Letters; shorter words come about by chance too often."""


SHORTEST_GLUED: Final = 6


class Hit(NamedTuple):
    word: str
    """As the list has it."""
    level: Level
    list: str
    """`site`, or the language of a shipped list."""


class Blocker:
    """A site's words and the shipped lists, made ready for many posts. Immutable."""

    def __init__(
        self, own: Iterable[str] = (), lists: Iterable[str] = SHIPPED, allow: Iterable[str] = ()
    ) -> None:
        """Lists that are not shipped are passed over: see `SHIPPED`."""
        self._own = _Words(own, OWN, "block")
        self._lists = {name: _shipped(name) for name in lists if name in SHIPPED}
        self._allowed = frozenset(
            tuple(words) for entry in allow if (words := words_of(fold(entry)))
        )
        self._sieves = {spoken: self._sieve(spoken) for spoken in ("", *self._lists)}

    def judge(self, text: str, language: str = "") -> tuple[Hit, ...]:
        """What was found, the site's own first, each word once. The list of another language than
        the post's is not asked, but for English, which swears everywhere."""
        spoken = language[:2].casefold()
        return () if self._passes(text, spoken) else self._found(text, spoken)

    def _passes(self, text: str, spoken: str) -> bool:
        """Whether nothing would be found, as far as that is told soon."""
        sieve = self._sieves.get(spoken) or self._sieves[""]
        parted, whole = _CAMEL.sub(" ", text), fold(text)
        folded = latin(whole if parted == text else fold(parted))
        if not self._lets(folded, sieve):
            return False
        if parted != text and not self._lets(latin(whole), sieve):
            return False
        shape, turned = skeleton(whole), upright(whole)
        if shape not in (whole, folded) and not self._lets(shape, sieve):
            return False
        return turned == whole or self._lets(turned, sieve)

    def _lets(self, folded: str, sieve: Sieve) -> bool:
        if not sieve.passes(folded) or self._own.glued(folded) is not None:
            return False
        torn = self._own.torn(words_of(folded)) if self._own.may_be_torn else iter(())
        return next(torn, None) is None

    def _found(self, text: str, spoken: str) -> tuple[Hit, ...]:
        parted = _CAMEL.sub(" ", text)
        folded = latin(fold(parted))
        whole = folded if parted == text else fold(text)
        plain, read = self._made_ready(folded)
        if parted != text:
            # `pUtAiN` is one word, `PutainDeMatch` is three.
            unparted, forms = self._made_ready(latin(whole))
            read += [*unparted, *forms]
        hits = dict.fromkeys(self._own.found(folded, plain, read))
        shape = skeleton(whole)
        if shape not in (whole, folded):
            # Words of another script all of whose letters look Latin. Many are honest ones: only
            # what the site blocks itself is looked for in them.
            hits.update(dict.fromkeys(self._own.found(shape, *self._made_ready(shape))))
        if (turned := upright(fold(text))) != fold(text):
            hits.update(dict.fromkeys(self._own.found(turned, *self._made_ready(turned))))
        glued = self._own.glued(folded)
        for hit in (*self._own.torn(plain), *([glued] if glued is not None else [])):
            if hit._replace(level="block") not in hits:
                hits[hit] = None
        for words in self._asked(spoken):
            hits.update(dict.fromkeys(words.found(folded, plain, read)))
        ordinary = _ORDINARY.get(spoken, frozenset())
        return tuple(hit for hit in hits if not (hit.list == "en" and hit.word in ordinary))

    def judge_post(self, post: Post) -> tuple[Hit, ...]:
        """All that a wall would show of it: author's name and pictures' texts too."""
        said = "\n".join((post.title, post.text, *post.hashtags))
        beside = "\n".join(
            (post.author.name, post.author.handle, *(media.alt for media in post.media))
        )
        hits = self.judge(said, post.language)
        if not beside.isspace():
            hits += self.judge(beside, post.language)
        return tuple(dict.fromkeys(hits))

    def _asked(self, language: str) -> Iterator[_Words]:
        if language not in self._lists:
            yield from self._lists.values()
            return
        yield self._lists[language]
        if language != "en" and "en" in self._lists:
            yield self._lists["en"]

    def _sieve(self, spoken: str) -> Sieve:
        """For what is asked of posts in a language."""
        ordinary = _ORDINARY.get(spoken, frozenset())
        asked = [self._own, *self._asked(spoken)]
        return Sieve(
            words=(form for words in asked for form in words.forms(ordinary)),
            literals=(literal for words in asked for literal in words.literals),
            phrases=(phrase for words in asked for phrase in words.phrases()),
        )

    def _made_ready(self, folded: str) -> tuple[list[str], list[str]]:
        """Its words, and how tokens that are no plain words may be read."""
        tokens = [*disguised(folded), *spelled(folded)]
        read = [form for token in tokens for form in token if (form,) not in self._allowed]
        return self._without_allowed(words_of(folded)), read

    def _without_allowed(self, words: list[str]) -> list[str]:
        if not self._allowed:
            return words
        kept = list(words)
        for at in range(len(words)):
            for length in range(1, min(_MOST_WORDS, len(words) - at) + 1):
                if tuple(words[at : at + length]) in self._allowed:
                    kept[at : at + length] = [_ALLOWED] * length
        return kept


class _Words:
    """One list: words with their plurals, phrases, and what has no words to part (emoji)."""

    def __init__(self, entries: Iterable[str], name: str, level: Level) -> None:
        self._name = name
        self._phrases: dict[str, list[tuple[tuple[str, ...], Hit]]] = {}
        """By their first word."""
        self._single: dict[str, Hit] = {}
        self.literals: dict[str, Hit] = {}
        for entry in entries:
            hit = Hit(entry, level, name)
            folded = latin(fold(entry)).strip()
            words = tuple(words_of(folded))
            if not words or written_without_spaces(folded):
                if folded:
                    self.literals[folded] = hit
            elif len(words) > 1:
                found = self._phrases.setdefault(words[0], [])
                found += ((words, hit), ((*words[:-1], f"{words[-1]}s"), hit))
            else:
                for form in _forms(words[0]):
                    self._single.setdefault(form, hit)
        self._first_words = frozenset((*self._single, *self._phrases))
        self._by_length: dict[int, list[str]] = {}
        for word in self._single:
            self._by_length.setdefault(len(word), []).append(word)
        self._beginnings = frozenset(
            word[:end]
            for word in (self._single if name == OWN else ())
            if len(word) >= SHORTEST_TORN
            for end in range(1, len(word))
        )
        """With which a word may be torn; shipped lists are not asked for torn words."""
        long = [word for word in self._single if name == OWN and len(word) >= SHORTEST_GLUED]
        parts = "|".join(map(re.escape, sorted(long, key=len)))
        self._glued = re.compile(rf"#[^\W_]*?({parts})") if parts else None

    def found(self, folded: str, plain: Sequence[str], read: Iterable[str]) -> Iterator[Hit]:
        single, phrases = self._single, self._phrases
        if not self._first_words.isdisjoint(plain):
            for at, word in enumerate(plain):
                if word in single:
                    yield single[word]
                for phrase, hit in phrases.get(word, ()):
                    if tuple(plain[at : at + len(phrase)]) == phrase:
                        yield hit
        for form in read:
            if form in single:
                yield single[form]
            elif "*" in form and (masked := self._masked(form)) is not None:
                yield masked
        for literal, hit in self.literals.items():
            if literal in folded:
                yield hit

    def forms(self, ordinary: frozenset[str]) -> Iterator[str]:
        """Of its words, but of those that are ordinary in a language for which it is English."""
        passed_over = ordinary if self._name == "en" else frozenset()
        return (form for form, hit in self._single.items() if hit.word not in passed_over)

    def phrases(self) -> Iterator[tuple[str, ...]]:
        return (phrase for begun in self._phrases.values() for phrase, _ in begun)

    @property
    def may_be_torn(self) -> bool:
        return bool(self._beginnings)

    def torn(self, plain: Sequence[str]) -> Iterator[Hit]:
        """`pu tain`, over lines too. Honest words may touch like this: people look."""
        if self._beginnings.isdisjoint(plain):
            return
        longest = max(self._by_length, default=0)
        for at, word in enumerate(plain):
            if word not in self._beginnings:
                continue
            joined = word
            for piece in plain[at + 1 : at + MOST_PIECES]:
                joined += piece
                if len(joined) > longest:
                    break
                if len(joined) >= SHORTEST_TORN and (hit := self._single.get(joined)) is not None:
                    yield hit._replace(level="queue")

    def glued(self, folded: str) -> Hit | None:
        """`#oldputainofmatch`: in a hashtag nothing parts words. Honest ones may hold one."""
        if self._glued is None or "#" not in folded:
            return None
        found = self._glued.search(folded)
        return self._single[found[1]]._replace(level="queue") if found is not None else None

    def _masked(self, form: str) -> Hit | None:
        """`p*tain`: each star is one letter."""
        words = self._by_length.get(len(form), ())
        if not words:
            return None
        pattern = re.compile(re.escape(form).replace(r"\*", "[^\\W\\d_]"))
        return next((self._single[word] for word in words if pattern.fullmatch(word)), None)


def _forms(word: str) -> Iterator[str]:
    yield word
    if _ARABIC.fullmatch(word):
        yield from (prefix + word for prefix in ARABIC_PREFIXES)
    elif len(word) > 2:
        yield from (f"{word}s", f"{word}x", f"{word}es")


@cache
def _shipped(language: str) -> _Words:
    file = files("wall.insight") / "data" / f"blocked.{language}.txt"
    entries = file.read_text(encoding="utf-8").splitlines()
    return _Words(filter(_LISTED.fullmatch, entries), language, "queue")
