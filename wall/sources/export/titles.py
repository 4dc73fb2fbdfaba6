"""Titles of columns in exports, by the part of a post that they hold. Pure.

Brandwatch, Meltwater (older and newer), Talkwalker, Sprinklr; for Radarly, Emplifi and Hootsuite
the names of their interfaces and the words of their pages. The first that has text wins.
"""

from __future__ import annotations

import unicodedata

TITLES: dict[str, tuple[str, ...]] = {
    "tweet_id": ("tweet id", "x post id", "external id", "externalid"),
    "id": (
        *("resource id", "mention id", "universalmessageid", "universal message id"),
        *("document id", "uid", "post id", "message id", "id"),
    ),
    "at": (
        *("date", "published", "createdtime", "created time", "created_time", "published date"),
        *("date de publication", "publication date", "fecha", "created at", "createdat", "time"),
    ),
    "title": ("title", "headline", "titre", "titulo"),
    "text": (
        *("full text", "content", "message", "texte", "text", "hit sentence", "body"),
        *("opening text", "content snippet", "snippet", "description", "contenu"),
    ),
    "url": ("url", "permalink", "link", "links", "lien", "source link", "sourcelink"),
    "author": (
        *("full name", "author name", "senderlistedname", "sender listed name", "influencer"),
        *("extra author attributes.name", "auteur", "author", "originalauthor", "source name"),
        *("source", "page", "profile"),
    ),
    "handle": (
        *("author handle", "twitter screen name", "senderscreenname", "sender screen name"),
        *("extra author attributes.short name", "screen name", "username", "handle", "author"),
    ),
    "author_id": ("x author id", "twitter author id", "senderuserid", "sender user id"),
    "author_url": ("user profile url", "senderprofilelink", "extra author attributes.url"),
    "avatar": ("avatar", "senderprofileimgurl", "extra author attributes.image url"),
    "followers": (
        *("x followers", "twitter followers", "sender followers count", "senderfollowerscount"),
        *("followers", "abonnes", "instagram followers"),
    ),
    "network": (
        *("socialnetwork", "social network", "page type", "platform", "network", "plateforme"),
        *("source type", "content type", "content source", "reseau", "post type", "type"),
    ),
    "language": ("languagecode", "language code", "language", "lang", "langue"),
    "country": (
        *("countrycode", "country code", "country", "pays"),
        *("extra author attributes.world data.country code",),
        *("extra source attributes.world data.country code",),
    ),
    "region": ("region", "state", "subregion", "city", "ville"),
    "sentiment": ("sentiment", "tone", "tonalite", "sentiment score"),
    "reach": ("reach (new)", "reach", "portee", "potential impressions", "potential reach"),
    "likes": (
        *("likes", "favorites", "x likes", "facebook likes", "instagram likes", "reactions"),
        *("article extended attributes.twitter likes",),
    ),
    "shares": (
        *("shares", "x reposts", "twitter retweets", "reposts", "retweets", "facebook shares"),
        *("article extended attributes.twitter retweets", "partages"),
    ),
    "replies": ("comments", "replies", "x reply count", "facebook comments", "commentaires"),
    "views": ("views", "video views", "vues"),
    "hashtags": ("hashtags",),
    "media": ("media urls", "images.url", "image", "image url"),
    "tags": ("query name", "input name", "project name", "tags internal", "document tags"),
    "thread": ("thread id", "root post id"),
}
KNOWN = frozenset(title for titles in TITLES.values() for title in titles)


def folded(title: str) -> str:
    """Case, accents, underscores and spaces aside."""
    plain = unicodedata.normalize("NFKD", title.replace("\ufeff", ""))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(bare.replace("_", " ").split()).casefold()


def known_in(row: tuple[str, ...]) -> int:
    """How many of the cells are titles."""
    return len({folded(cell) for cell in row if cell} & KNOWN)
