"""Endings that programs put below words, and shapes that no feed has. Pure."""

from __future__ import annotations

import re

from wall.sources.source import Unreadable

MOST_ENTRIES = 20_000
MOST_ATTRIBUTES = 300
_CROWDED = re.compile(
    rb"<[^\s<>/!?]++(?:\s*+[^\s<>=\"']++\s*+=\s*+(?:\"[^\"<]*+\"|'[^'<]*+')){%d}" % MOST_ATTRIBUTES
)
_ENTRY = re.compile(rb"<(?:item|entry)\b", re.IGNORECASE)
_ENDINGS = re.compile(
    r"\s*(?:submitted by\s+/u/\S+(?:\s+to\s+\S+)?\s*\[link\]\s*\[comments\]"
    r"|(?:\d+ posts? - \d+ participants?\s*)?"
    r"(?:Read full topic|Lire le sujet (?:en entier|complet))"
    r"|(?:The post|The article|L[’']article|Cet article|Der Beitrag|La entrada|L[’']articolo"
    r"|O post) [^\n]{1,300} (?:appeared first on|first appeared on|est apparu en premier sur"
    r"|erschien zuerst auf|se publicó primero en|aparece primero en|proviene da"
    r"|apareceu primeiro em) [^\n]{1,200})\s*$"
)
LONGEST_ENDING = 600


def check_shape(body: bytes) -> None:
    """Raises Unreadable for what would keep the reader of feeds busy for minutes."""
    plain = body.replace(b"\0", b"") if b"\0" in body[:200] else body
    if _CROWDED.search(plain):
        raise Unreadable(f"the feed has an element of more than {MOST_ATTRIBUTES} attributes")
    entries = sum(1 for _ in _ENTRY.finditer(plain))
    if entries > MOST_ENTRIES:
        raise Unreadable(f"the feed has {entries} entries; {MOST_ENTRIES} are read")


def without_ending(text: str) -> str:
    """Words that the program of a forum or blog puts below each text."""
    head, tail = text[:-LONGEST_ENDING], text[-LONGEST_ENDING:]
    return (head + _ENDINGS.sub("", tail)).rstrip()
