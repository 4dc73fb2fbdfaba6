"""What people saw at the addresses of a post's pictures and films: kept with the post that they
approved.

An address may lead to another picture later. A display shows what has the SHA-256 that is kept
here, or no picture; where nobody looked there is none, and a display shows what it first fetched.
Of a film people saw stills: it is no other film later, but nobody saw the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from wall.model.datasets import Dataset, Posts, TopicCard
from wall.model.posts import Author, Post, PostMedia

_SIGNATURE = re.compile(
    r"(?i)[?&](?:_nc_[a-z_]+|oh|oe|ccb|stp|efg|x-(?:amz|goog)-[a-z-]+|expires|signature|sig"
    r"|key-pair-id|policy|token|hdnea)=[^&#]*"
)
"""Networks sign the addresses of pictures anew each time; the picture is the same."""


def unsigned(address: str) -> str:
    """The same for an address that was only signed anew."""
    return _SIGNATURE.sub("", address)


def unseen(post: Post) -> Post:
    """As its source brings it: what somebody saw, nobody outside says."""
    if not any(one.sha256 for one in post.media):
        return post
    return _with_media(post, [one.model_copy(update={"sha256": ""}) for one in post.media])


def seen_by(post: Post, pictures: Mapping[str, str]) -> Post:
    """With the SHA-256 of what somebody saw; `pictures` says it by address."""
    if not pictures or not post.media:
        return post
    by_place = {unsigned(address): sha256 for address, sha256 in pictures.items()}
    return _with_media(post, [_seen(one, pictures, by_place) for one in post.media])


def still_seen(before: Post, after: Post) -> Post:
    """The same post that came again: what was seen of it stays."""
    if not any(one.sha256 for one in before.media) or len(before.media) != len(after.media):
        return after
    pairs = zip(before.media, after.media, strict=True)
    return _with_media(
        after,
        [
            new.model_copy(update={"sha256": old.sha256})
            if unsigned(old.url) == unsigned(new.url)
            else new
            for old, new in pairs
        ],
    )


def only_seen(dataset: Dataset) -> Dataset:
    """With the pictures that somebody saw, and no others: no faces of authors, no films."""
    if isinstance(dataset, Posts):
        return dataset.model_copy(update={"posts": tuple(map(only_seen_of, dataset.posts))})
    if isinstance(dataset, TopicCard):
        said = dataset.statement
        voices = (
            one.model_copy(update={"author": _faceless(one.author)}) for one in dataset.voices
        )
        return dataset.model_copy(
            update={
                "statement": only_seen_of(said) if said is not None else None,
                "newest": tuple(map(only_seen_of, dataset.newest)),
                "voices": tuple(voices),
            }
        )
    return dataset


def only_seen_of(post: Post) -> Post:
    """See `only_seen`."""
    media = tuple(one for one in post.media if one.type == "image" and one.sha256)
    return post.model_copy(update={"media": media, "author": _faceless(post.author)})


def _faceless(author: Author) -> Author:
    return author.model_copy(update={"avatar": ""}) if author.avatar else author


def saw_another(one: Post, other: Post) -> bool:
    """Whether two who looked at the same post saw different pictures."""
    pairs = zip(one.media, other.media, strict=False)
    return any(a.sha256 and b.sha256 and a.sha256 != b.sha256 for a, b in pairs)


def _seen(one: PostMedia, pictures: Mapping[str, str], by_place: Mapping[str, str]) -> PostMedia:
    sha256 = pictures.get(one.url) or by_place.get(unsigned(one.url), "")
    return one.model_copy(update={"sha256": sha256}) if sha256 else one


def _with_media(post: Post, media: list[PostMedia]) -> Post:
    return post.model_copy(update={"media": tuple(media)})
