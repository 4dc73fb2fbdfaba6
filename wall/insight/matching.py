"""Whether one post is meant by a query; `wall.journal` finds in its store what this says yes to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from wall.insight.folding import fold, words_of
from wall.insight.moods import mood
from wall.insight.search_text import Phrase, SearchText, parsed
from wall.model.post_queries import PostQuery, PostState
from wall.model.posts import Author, Post


def searched_text(post: Post) -> str:
    """What words of a query are looked for in: title, text and the network's own hashtags."""
    return "\n".join((post.title, post.text, " ".join(post.hashtags)))


class Folded:
    """A post made ready for many queries: what they ask for is folded once."""

    __slots__ = ("_hashtags", "_phrases", "_post", "_text", "_words")

    def __init__(self, post: Post) -> None:
        self._post = post
        self._text: str | None = None
        self._phrases = ""
        self._words: frozenset[str] | None = None
        self._hashtags: frozenset[str] | None = None

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = fold(searched_text(self._post))
        return self._text

    @property
    def phrases(self) -> str:
        """All words in order, one space around each."""
        if not self._phrases:
            self._phrases = f" {spaced(self.text)} "
        return self._phrases

    @property
    def words(self) -> frozenset[str]:
        if self._words is None:
            self._words = frozenset(self.phrases.split())
        return self._words

    @property
    def hashtags(self) -> frozenset[str]:
        if self._hashtags is None:
            self._hashtags = frozenset(map(tag_key, self._post.hashtags))
        return self._hashtags

    @property
    def author(self) -> frozenset[str]:
        return author_keys(self._post.author)


@lru_cache(maxsize=512)
def spaced(folded: str) -> str:
    """The words of folded text with a space between; of one post it is asked a few times, while a
    batch of posts is looked at."""
    return " ".join(words_of(folded))


@lru_cache(maxsize=4096)
def tag_key(tag: str) -> str:
    """What a hashtag is counted and found under, with or without its sign."""
    return fold(tag).strip().lstrip("#")


def author_keys(author: Author) -> frozenset[str]:
    """What an author is found under: handle, name and id, folded."""
    return _keys(author.handle, author.name, author.id)


@lru_cache(maxsize=4096)
def _keys(*names: str) -> frozenset[str]:
    """Remembered: people write more than once, and several ask."""
    return frozenset(key for name in names if (key := author_key(name)))


def author_key(written: str) -> str:
    return fold(written).strip().lstrip("@") if written else ""


Condition = Callable[[Post, Folded, PostState], bool]


class Matcher:
    """A query made ready for many posts. Conditions that cost least are asked first."""

    def __init__(self, query: PostQuery) -> None:
        self.query = query
        self.reads = bool(query.text or query.hashtags or query.authors)
        """Whether it asks for words, which must be folded."""
        self._conditions = tuple(_conditions(query))

    def matches(self, post: Post, folded: Folded, state: PostState | None = None) -> bool:
        """Without a state nobody has decided yet: `pending`."""
        stands = state or "pending"
        return all(condition(post, folded, stands) for condition in self._conditions)

    def means(self, post: Post, state: PostState | None = None) -> bool:
        """The same of a post that nobody else asks about: folded only where it must be."""
        return self.matches(post, Folded(post) if self.reads else UNREAD, state)


def matches(post: Post, state: PostState | None, query: PostQuery) -> bool:
    """For many posts or queries keep a `Matcher` and a `Folded` of each instead."""
    return _matcher(query.model_dump_json()).matches(post, Folded(post), state)


def _unread() -> Folded:
    never = datetime.fromtimestamp(0, UTC)
    return Folded(Post(id="-", at=never, author=Author(name=""), text=""))


UNREAD = _unread()
"""For queries that ask for no words: folding is what costs."""


@lru_cache(maxsize=256)
def _matcher(query: str) -> Matcher:
    return Matcher(PostQuery.model_validate_json(query))


def _conditions(query: PostQuery) -> list[Condition]:
    found: list[Condition] = []
    if (since := query.since) is not None:
        found.append(lambda post, _folded, _state: post.at >= since)
    if (until := query.until) is not None:
        found.append(lambda post, _folded, _state: post.at < until)
    if query.states:
        states = frozenset(query.states)
        found.append(lambda _post, _folded, state: state in states)
    found += _facts(query)
    if query.hashtags:
        tags = frozenset(map(tag_key, query.hashtags))
        found.append(lambda _post, folded, _state: not tags.isdisjoint(folded.hashtags))
    if query.authors:
        authors = frozenset(map(author_key, query.authors))
        found.append(lambda _post, folded, _state: not authors.isdisjoint(folded.author))
    text = parsed(query.text)
    if text.all_of or text.none_of:
        found.append(lambda _post, folded, _state: text_matches(text, folded))
    return found


def _facts(query: PostQuery) -> list[Condition]:
    found: list[Condition] = []
    if query.networks:
        networks = frozenset(map(str.casefold, query.networks))
        found.append(lambda post, _folded, _state: post.network.casefold() in networks)
    if query.sources:
        sources = frozenset(query.sources)
        found.append(lambda post, _folded, _state: post.source in sources)
    if query.kinds:
        kinds = frozenset(query.kinds)
        found.append(lambda post, _folded, _state: post.kind in kinds)
    if query.topics:
        topics = frozenset(query.topics)
        found.append(lambda post, _folded, _state: not topics.isdisjoint(post.topics))
    if query.countries:
        countries = frozenset(map(str.casefold, query.countries))
        found.append(lambda post, _f, _s: (post.country.casefold() or "unknown") in countries)
    if query.languages:
        languages = tuple(map(str.casefold, query.languages))
        found.append(lambda post, _f, _s: _speaks(post.language.casefold() or "und", languages))
    if wanted := query.sentiment:
        found.append(lambda post, _folded, _state: mood(post.sentiment) == wanted)
    if query.media:
        found.append(lambda post, _folded, _state: _has_media(post, query.media))
    if (reach := query.min_reach) is not None:
        found.append(lambda post, _f, _s: post.reach is not None and post.reach >= reach)
    return found


def _speaks(language: str, wanted: tuple[str, ...]) -> bool:
    """`fr` means `fr-CA` too, not the other way round."""
    return any(language == one or language.startswith(f"{one}-") for one in wanted)


def _has_media(post: Post, wanted: str) -> bool:
    if wanted in ("any", "none"):
        return bool(post.media) == (wanted == "any")
    return any(media.type == wanted for media in post.media)


def text_matches(text: SearchText, folded: Folded) -> bool:
    if any(_has(phrase, folded) for phrase in text.none_of):
        return False
    return all(any(_has(phrase, folded) for phrase in group) for group in text.all_of)


def _has(phrase: Phrase, folded: Folded) -> bool:
    if phrase.literal:
        return phrase.literal in folded.text
    if phrase.begins:
        return f" {' '.join(phrase.words)}" in folded.phrases
    if len(phrase.words) == 1:
        return phrase.words[0] in folded.words
    return f" {' '.join(phrase.words)} " in folded.phrases
