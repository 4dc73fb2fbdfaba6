"""Analysing: one post made harmless and read. What its source knew better is left as it is."""

from __future__ import annotations

from collections.abc import Mapping

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
        return self.topical(self._read(cleaned(post)))

    def topical(self, post: Post) -> Post:
        """With the topics of this site's queries; the last step, they may ask for all others."""
        if not self._topics:
            return post if not post.topics else post.model_copy(update={"topics": ()})
        folded = Folded(post)
        found = tuple(name for name, query in self._topics if query.matches(post, folded))[:40]
        return post if found == post.topics else post.model_copy(update={"topics": found})

    def _read(self, post: Post) -> Post:
        said = f"{post.title}\n{post.text}" if post.title else post.text
        facts: dict[str, object] = {
            "hashtags": post.hashtags or hashtags_in(said),
            "mentions": post.mentions or mentions_in(said),
            "links": post.links or links_in(said),
        }
        words = words_of(fold(without_links(said)))
        language, spoken = post.language, None
        if post.language_from in ("", "declared"):
            if not is_spoken(post.language, words):
                spoken = language_of(said, post.language)
                language = spoken.language
            facts |= {
                "language": language,
                "language_from": spoken.language_from if spoken else "declared",
            }
        if post.sentiment_from in ("", "lexicon") and (
            post.sentiment is None or post.sentiment_from == "lexicon"
        ):
            sentiment = estimated_of(said, words, language)
            source = "" if sentiment is None else "lexicon"
            facts |= {"sentiment": sentiment, "sentiment_from": source}
        if not post.group:
            at = (post.observed_at or post.at).timestamp()
            facts["group"] = self._duplicates.group_of(post.id, words, at)
        return post.model_copy(update=facts)
