"""Languages by their codes, of two letters or of three."""

from __future__ import annotations

import functools

# Two letters → three; where the first three of ISO 639-2 differ by use, both.
_LANGUAGES = """
    ar:ara bg:bul ca:cat cs:ces/cze cy:cym/wel da:dan de:deu/ger el:ell/gre en:eng es:spa
    et:est eu:eus/baq fa:fas/per fi:fin fr:fra/fre ga:gle gl:glg he:heb hi:hin hr:hrv hu:hun
    id:ind is:isl/ice it:ita ja:jpn ko:kor lt:lit lv:lav mk:mkd/mac mt:mlt nb:nob nl:nld/dut
    nn:nno no:nor pl:pol pt:por ro:ron/rum ru:rus sk:slk/slo sl:slv sq:sqi/alb sr:srp sv:swe
    th:tha tr:tur uk:ukr ur:urd vi:vie zh:zho/chi
"""


def same_language(wanted: str, told: str) -> bool:
    """`en`, `en-GB` and `eng` are the same: containers use three letters (ISO 639-2)."""
    one, other = wanted.lower().partition("-")[0], told.lower().partition("-")[0]
    return bool(other) and (
        one == other or other in _long().get(one, ()) or one in _long().get(other, ())
    )


@functools.cache
def _long() -> dict[str, tuple[str, ...]]:
    pairs = (pair.partition(":") for pair in _LANGUAGES.split())
    return {short: tuple(long.split("/")) for short, _, long in pairs}
