"""Analysing: one post made harmless and read. What its source knew better is left as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wall.insight.cleaning import cleaned
from wall.insight.duplicates import Duplicates
from wall.insight.folding import fold, words_of
from wall.insight.hashtags import hashtags_in, links_in, mentions_in, without_links
from wall.insight.languages import language_of
from wall.insight.matching import Folded, Matcher
from wall.insight.sentiment import estimated_of
from wall.insight.words_counted import is_spoken
from wall.model.moderation import Topic
from wall.model.posts import Post


class Analyst:
    """For one thread: it remembers what was said lately, to find copies."""

    def __init__(self, topics: Mapping[str, Topic] | None = None) -> None:
        self._topics = [(name, Matcher(topic.query)) for name, topic in (topics or {}).items()]
        self._duplicates = Duplicates()

    def analyse(self, post: Post) -> Post:
        """Clean text, language, sentiment, hashtags, mentions, links, group and topics.

        A sentiment or language that a supplier or a person gave stands; hashtags that the network
        lists stand too. Analysing again what was analysed changes nothing but the topics.
        """
        return self.analyse_all((post,))[0]

    def analyse_all(self, posts: Iterable[Post]) -> list[Post]:
        """Each of them, in the same order; some hundred in one go."""
        return [self.topical(post) for post in self._read([cleaned(post) for post in posts])]

    def topical(self, post: Post) -> Post:
        """With the topics of this site's queries; the last step, they may ask for all others."""
        if not self._topics:
            return post if not post.topics else post.model_copy(update={"topics": ()})
        folded = Folded(post)
        found = tuple(name for name, query in self._topics if query.matches(post, folded))[:40]
        return post if found == post.topics else post.model_copy(update={"topics": found})

    def _read(self, posts: Sequence[Post]) -> Iterator[Post]:
        """One question after the other, each of all posts: what a question needs is at hand then,
        which takes less than two thirds of the time."""
        said = [f"{post.title}\n{post.text}" if post.title else post.text for post in posts]
        facts: list[dict[str, object]] = [
            {
                "hashtags": post.hashtags or hashtags_in(text),
                "mentions": post.mentions or mentions_in(text),
                "links": post.links or links_in(text),
            }
            for post, text in zip(posts, said, strict=True)
        ]
        words = [words_of(fold(without_links(text))) for text in said]
        readable = [*map(_Readable, posts, said, words, facts)]
        for one in readable:
            one.hear_language()
        for one in readable:
            one.weigh()
        for one in readable:
            if not one.post.group:
                at = (one.post.observed_at or one.post.at).timestamp()
                one.facts["group"] = self._duplicates.group_of(one.post.id, one.words, at)
        return (one.post.model_copy(update=one.facts) for one in readable)


@dataclass(slots=True)
class _Readable:
    """A clean post that is being read, and what has been found."""

    post: Post
    said: str
    words: list[str]
    """Folded, without links and mentions."""
    facts: dict[str, object]
    language: str = ""

    def hear_language(self) -> None:
        post = self.post
        self.language = post.language
        if post.language_from in ("", "declared"):
            found = "declared"
            if not is_spoken(post.language, self.words):
                self.language, found = language_of(self.said, post.language)
            self.facts |= {"language": self.language, "language_from": found}

    def weigh(self) -> None:
        post = self.post
        if post.sentiment_from in ("", "lexicon") and (
            post.sentiment is None or post.sentiment_from == "lexicon"
        ):
            sentiment = estimated_of(self.said, self.words, self.language)
            source = "" if sentiment is None else "lexicon"
            self.facts |= {"sentiment": sentiment, "sentiment_from": source}
