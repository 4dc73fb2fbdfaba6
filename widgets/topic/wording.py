"""What a card of a topic says beside its figures, in English and French. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from wall.model.datasets import TopicCard
from wall.views.numbers import THIN, format_number
from widgets.topic.levels import ratio

Words = Mapping[str, str]
WORDS: Mapping[str, Words] = {
    "en": {
        "unknown": "No usual yet",
        "calm": "Calm",
        "rising": "Rising",
        "alarm": "Alarm",
        "since": "since {time}",
        "yesterday": "yesterday {time}",
        "posts_since": "{many} posts",
        "posts_day": "{many} posts in 24 h",
        "times": "the usual",
        "hourly": "posts an hour",
        "rate": "{many} posts/h",
        "usual": "usually {many}",
        "usual_line": "usual",
        "now": "now",
        "negative": "negative",
        "neutral": "neutral",
        "positive": "positive",
        "no_moods": "No moods known yet",
        "voices": "Who is heard most",
        "no_voices": "Nobody yet",
        "posts": "{many} posts",
        "one_post": "1 post",
        "reach": "reach {many}",
        "statement": "Latest official statement",
        "no_statement": "No statement yet",
        "newest": "Newest posts",
        "curve": "Posts an hour, 24 hours",
    },
    "fr": {
        "unknown": "Habituel inconnu",
        "calm": "Calme",
        "rising": "En hausse",
        "alarm": "Alerte",
        "since": "depuis {time}",
        "yesterday": "hier {time}",
        "posts_since": "{many} messages",
        "posts_day": "{many} messages en 24 h",
        "times": "l’habituel",
        "hourly": "messages par heure",
        "rate": "{many} messages/h",
        "usual": "d’habitude {many}",
        "usual_line": "habituel",
        "now": "maintenant",
        "negative": "négatifs",
        "neutral": "neutres",
        "positive": "positifs",
        "no_moods": "Tonalité encore inconnue",
        "voices": "Les plus entendus",
        "no_voices": "Personne encore",
        "posts": "{many} messages",
        "one_post": "1 message",
        "reach": "portée {many}",
        "statement": "Dernier communiqué officiel",
        "no_statement": "Pas encore de communiqué",
        "newest": "Derniers messages",
        "curve": "Messages par heure, 24 heures",
    },
}


def times_words(card: TopicCard) -> str:
    """`6.2×`, or nothing where nothing is usual."""
    times = ratio(card)
    if times is None:
        return ""
    return f"{format_number(times, 0 if times >= 10 else 1, compact=times >= 10_000)}×"


def since_words(since: float, now: float, zone: str, words: Words) -> str:
    """`since 14:06 · 1 h 18`."""
    time = words["since"].format(time=moment_words(since, now, zone, words))
    return f"{time} · {span_words(now - since)}"


def moment_words(moment: float, now: float, zone: str, words: Words) -> str:
    place = ZoneInfo(zone) if zone else None
    there, here = datetime.fromtimestamp(moment, place), datetime.fromtimestamp(now, place)
    time = f"{there:%H:%M}"
    away = (here.date() - there.date()).days
    if away == 0:
        return time
    if away == 1:
        return words["yesterday"].format(time=time)
    return f"{there.day}.{there.month}. {time}"


def span_words(seconds: float) -> str:
    minutes = max(0, int(seconds // 60))
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24}{THIN}d"
    if hours:
        return f"{hours}{THIN}h{THIN}{rest:02}"
    return f"{rest}{THIN}min"


def many_words(card: TopicCard, words: Words) -> str:
    many = format_number(card.count, 0)
    return words["posts_since" if card.since is not None else "posts_day"].format(many=many)
