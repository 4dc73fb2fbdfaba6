"""Titles of columns in exports, by the part of a post that they hold. Pure.

Brandwatch, Meltwater (older and newer), Talkwalker, Sprinklr; for Radarly, Emplifi and Hootsuite
the names of their interfaces and the words of their pages. The first that has text wins.
"""

from __future__ import annotations

import unicodedata

from wall.sources.export.languages import written_titles

HYPERLINK = "address behind a cell"
"""Title of the column that holds what the cells of a workbook lead to."""
_TITLES: dict[str, tuple[str, ...]] = {
    "tweet_id": ("tweet id", "x post id", "external id", "externalid"),
    "id": (
        *("resource id", "mention id", "universalmessageid", "universal message id"),
        *("document id", "uid", "post id", "message id", "id", "id de la publication"),
        *("video id", "id du message", "id du document", "identifiant", "id publication"),
    ),
    "at": (
        *("date", "published", "createdtime", "created time", "created_time", "published date"),
        *("date de publication", "publication date", "fecha", "created at", "createdat"),
        *("publish time", "published at", "published time", "post date", "created date"),
        *("creation date", "date created", "date et heure", "date/heure", "date time", "datetime"),
        *("heure de publication", "date de creation", "date du message", "publie le"),
        *("publiee le", "date publication", "video publish time", "data publikacji", "timestamp"),
        *("fecha de publicacion", "data publicarii", "date sent", "sent at", "post created"),
        *("post created date", "post time", "time"),
    ),
    "clock": ("time", "heure", "hora", "hour", "post created time"),
    "title": (
        *("title", "headline", "titre", "titulo", "title snippet", "video title"),
        *("titre de la video", "titre du document", "tytul", "titlu"),
    ),
    "text": (
        *("full text", "content", "message", "texte", "text", "hit sentence", "body"),
        *("opening text", "content snippet", "snippet", "description", "contenu"),
        *("post text", "tweet text", "post message", "message text", "post content", "mention"),
        *("texte integral", "texte complet", "texte de la publication", "extrait", "texto"),
        *("contenu de la publication", "contenu du message", "legende", "caption", "verbatim"),
        *("post title", "message content", "contenido", "tresc", "post", "publication"),
    ),
    "url": (
        *("url", "permalink", "link", "links", "lien", "source link", "sourcelink"),
        *("post link", "post permalink", "tweet permalink", "post url", "message url"),
        *("lien permanent", "permalien", "url du document", "lien de la publication"),
        *("url de la publication", "mention url", "document url", "enlace", "original url"),
        *("video link", HYPERLINK),
    ),
    "author": (
        *("full name", "author name", "senderlistedname", "sender listed name", "influencer"),
        *("extra author attributes.name", "auteur", "author", "originalauthor", "source name"),
        *("nom de l'auteur", "nom auteur", "posted by", "page name", "account name", "autor"),
        *("nom du compte", "nom de la page", "profile name", "nom du profil", "nom complet"),
        *("source", "page", "profile", "profil", "compte", "account", "media", "nom", "name"),
    ),
    "handle": (
        *("author handle", "twitter screen name", "senderscreenname", "sender screen name"),
        *("extra author attributes.short name", "screen name", "username", "handle", "author"),
        *("nom d'utilisateur", "account username", "pseudo", "pseudonyme", "identifiant auteur"),
        *("user name", "user screen name", "compte auteur"),
    ),
    "author_id": (
        *("x author id", "twitter author id", "senderuserid", "sender user id", "author id"),
        *("user id", "id auteur", "id de l'auteur"),
    ),
    "author_url": (
        *("user profile url", "senderprofilelink", "extra author attributes.url", "author url"),
        *("profile url", "lien du profil", "url auteur", "url de l'auteur"),
    ),
    "avatar": ("avatar", "senderprofileimgurl", "extra author attributes.image url"),
    "followers": (
        *("x followers", "twitter followers", "sender followers count", "senderfollowerscount"),
        *("followers", "abonnes", "instagram followers", "nombre d'abonnes", "followers count"),
        *("source extended attributes.twitter followers",),
        *("source extended attributes.instagram followers",),
        *("source extended attributes.facebook followers",),
        *("author followers", "nb abonnes", "nombre de followers", "user followers", "seguidores"),
    ),
    "network": (
        *("socialnetwork", "social network", "page type", "platform", "network", "plateforme"),
        *("source type", "content type", "content source", "reseau", "post type", "type"),
        *("reseau social", "type de source", "type de media", "canal", "channel", "support"),
        *("media type", "content source name", "red social", "platforma", "type de contenu"),
    ),
    "language": (
        *("languagecode", "language code", "language", "lang", "langue", "languages", "idioma"),
        *("jezyk", "limba", "code langue"),
    ),
    "country": (
        "extra article attributes.world data.country code",
        *("countrycode", "country code", "country", "pays", "code pays", "kraj", "tara"),
        *("extra author attributes.world data.country code", "author country", "pais"),
        *("extra source attributes.world data.country code", "pays de l'auteur", "location"),
    ),
    "region": (
        *("region", "state", "subregion", "city", "ville", "localisation", "location"),
        *("extra article attributes.world data.city", "extra author attributes.world data.city"),
    ),
    "sentiment": (
        *("sentiment", "tone", "tonalite", "sentiment score", "polarite", "polarity", "ton"),
        *("sentimiento", "wydzwiek"),
    ),
    "reach": (
        *("reach (new)", "reach", "portee", "potential impressions", "potential reach"),
        *("portee estimee", "portee potentielle", "estimated reach", "audience", "alcance"),
    ),
    "likes": (
        *("likes", "favorites", "x likes", "facebook likes", "instagram likes", "reactions"),
        *("article extended attributes.twitter likes", "j'aime", "mentions j'aime", "favoris"),
        *("nombre de j'aime", "nombre de mentions j'aime", "like count", "total reactions"),
        *("twitter likes", "total likes", "article extended attributes.facebook likes"),
        *(
            "article extended attributes.instagram likes",
            "article extended attributes.youtube likes",
        ),
        *("nb likes", "nombre de likes", "nombre de reactions", "me gusta"),
    ),
    "shares": (
        *("shares", "x reposts", "twitter retweets", "reposts", "retweets", "facebook shares"),
        *("article extended attributes.twitter retweets", "partages", "nombre de partages"),
        *("total shares", "article extended attributes.facebook shares"),
        *("article extended attributes.twitter shares", "share count", "repartages"),
        *("republications", "nb partages", "compartidos"),
    ),
    "replies": (
        *("comments", "replies", "x reply count", "facebook comments", "commentaires"),
        *("nombre de commentaires", "reponses", "nombre de reponses", "comment count"),
        *("nb commentaires", "comentarios", "twitter reply count", "instagram comments"),
        *("total comments", "article extended attributes.num comments"),
    ),
    "views": (
        *("views", "video views", "vues", "nombre de vues", "view count", "vues de la video"),
        *("impressions", "visualizaciones", "total views"),
        "article extended attributes.youtube views",
    ),
    "hashtags": ("hashtags", "hashtag", "mots-dieses", "mots-diese", "mots dieses"),
    "media": ("media urls", "images.url", "image", "image url", "url de l'image", "picture"),
    "tags": (
        *("query name", "input name", "project name", "tags internal", "document tags", "tags"),
        *("labels", "post labels", "etiquettes", "libelles", "requete", "focus", "campaign"),
        *("campagne", "nom de la requete", "projet"),
    ),
    "kind": (
        *("thread entry type", "engagement type", "messagetype", "message type"),
        *("type d'engagement", "type de message", "entry type"),
    ),
    "thread": ("thread id", "root post id"),
}
_CROSSED = str.maketrans("łŁøØđĐ", "lLoOdD")
"""Letters that Unicode does not take apart."""


def folded(title: str) -> str:
    """Case, accents, underscores and spaces aside."""
    bare = title.replace("\ufeff", "").replace("’", "'").translate(_CROSSED)
    plain = unicodedata.normalize("NFKD", bare)
    signs = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(signs.replace("_", " ").split()).casefold()


def bare(title: str) -> str:
    """Without what stands in brackets, or a mark at its end: `Date (UTC)`, `Titre *`."""
    return folded(title).partition("(")[0].strip(" *:#")


TITLES = {
    part: (*titles, *(folded(title) for title in written_titles().get(part, ())))
    for part, titles in _TITLES.items()
}
KNOWN = frozenset(title for titles in TITLES.values() for title in titles)


def known_in(row: tuple[str, ...], more: frozenset[str] = frozenset()) -> int:
    """How many of the cells are titles."""
    told = {folded(cell) for cell in row if cell} | {bare(cell) for cell in row if cell}
    return len(told & (KNOWN | more))
