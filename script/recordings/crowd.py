"""The many voices of the recorded day, from crowd.txt: enough to count, filter and moderate.

Each subject has its hours; who writes, where and how often follows from a fixed seed.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from recordings.day import MIDNIGHT, iso

TEXT = Path(__file__).parent / "crowd.txt"
SIZE = 0.62
"""Of all rates: the file stays small enough to be kept."""
CHOICE = re.compile(r"\{([^{}]*\|[^{}]*)\}")
NETWORKS = ("x", "mastodon", "bluesky", "facebook", "instagram", "youtube", "forum")
NETWORK_SHARES = (0.34, 0.10, 0.09, 0.19, 0.16, 0.05, 0.07)
GOALS_MIN = (1224, 1251, 1273)


@dataclass(frozen=True)
class Country:
    code: str
    places: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Tongue:
    first: tuple[str, ...]
    last: tuple[str, ...]
    countries: tuple[Country, ...]


def _country(text: str) -> Country:
    code, weight, *places = text.split()
    return Country(code, tuple(place.replace("_", " ") for place in places), float(weight))


TONGUES = {
    "fr": Tongue(
        (
            "Camille",
            "Jules",
            "Inès",
            "Maël",
            "Awa",
            "Kofi",
            "Lina",
            "Bastien",
            "Rose",
            "Moussa",
            "Chloé",
            "Yanis",
        ),
        (
            "Berthier",
            "Morvan",
            "Diallo",
            "Kouadio",
            "Lefort",
            "Ndiaye",
            "Garrel",
            "Pinson",
            "Traoré",
            "Vidal",
        ),
        (
            _country("FR 9 Lyon Nantes Lille Toulouse Brest Dijon"),
            _country("BE 2 Namur Liège Bruxelles"),
            _country("SN 2 Dakar Thiès"),
            _country("CI 2 Abidjan Bouaké"),
            _country("CM 1 Douala Yaoundé"),
            _country("MG 1 Antananarivo"),
            _country("TN 1 Tunis Sfax"),
            _country("DZ 1 Oran Alger"),
            _country("MA 2 Rabat Casablanca"),
            _country("CH 1 Lausanne"),
        ),
    ),
    "en": Tongue(
        (
            "Aoife",
            "Ben",
            "Priya",
            "Kwame",
            "Njeri",
            "Callum",
            "Ruth",
            "Tariq",
            "Megan",
            "Otis",
            "Sana",
            "Declan",
        ),
        (
            "Whitlow",
            "Mensah",
            "Kariuki",
            "Brannock",
            "Ashdown",
            "Okoro",
            "Farrow",
            "Gilroy",
            "Addo",
            "Penrose",
        ),
        (
            _country("GB 4 Leeds Bristol Cardiff Glasgow"),
            _country("IE 3 Cork Galway Dublin"),
            _country("GH 2 Accra Kumasi"),
            _country("KE 2 Nairobi Mombasa"),
            _country("HU 1 Budapest"),
            _country("GR 1 Athens"),
            _country("CZ 1 Brno"),
        ),
    ),
    "es": Tongue(
        ("Nuria", "Iker", "Paula", "Álvaro", "Rocío", "Hugo", "Marta", "Saúl", "Elena", "Bruno"),
        ("Quiroga", "Lasarte", "Pineda", "Solana", "Bermejo", "Arrieta", "Calvet", "Montero"),
        (_country("ES 8 Madrid Sevilla Bilbao Valencia Zaragoza Vigo"), _country("PT 1 Lisboa")),
    ),
    "pl": Tongue(
        (
            "Ola",
            "Bartek",
            "Zuzanna",
            "Michał",
            "Hania",
            "Kuba",
            "Iga",
            "Paweł",
            "Natalia",
            "Tomek",
        ),
        ("Wilczak", "Drozdowska", "Malec", "Sowiński", "Jagielska", "Bielak", "Rogacz", "Kępa"),
        (_country("PL 7 Krakowa Gdańska Łodzi Poznania Warszawy Lublina"),),
    ),
    "ro": Tongue(
        (
            "Mihai",
            "Bianca",
            "Vlad",
            "Ilinca",
            "Tudor",
            "Sorina",
            "Răzvan",
            "Anca",
            "Ștefan",
            "Daria",
        ),
        ("Munteanu", "Olaru", "Cioban", "Vrabie", "Pârvu", "Stroe", "Gheorghiță", "Lupan"),
        (_country("RO 7 București Cluj Timișoara Iași Brașov Sibiu"),),
    ),
    "ar": Tongue(
        ("ليلى", "عمر", "هدى", "سامي", "مريم", "ياسين", "نور", "طارق", "رانيا", "أنس"),
        ("العلوي", "المصري", "القاسمي", "بنيس", "الشامي", "الراشدي", "منصور", "الخطيب"),
        (
            _country("MA 4 الرباط الدار_البيضاء فاس سلا"),
            _country("EG 3 القاهرة الإسكندرية"),
            _country("JO 1 عمّان"),
            _country("SA 2 الرياض جدة"),
            _country("AE 1 دبي"),
            _country("TN 1 تونس"),
        ),
    ),
}


def rates(minute: int) -> dict[str, dict[str, float]]:
    """Subject → language → posts a minute, at this minute of the day."""
    awake = 0.1 + 0.9 / (1 + math.exp(-(minute - 400) / 35)) / (1 + math.exp((minute - 1370) / 30))
    shares = {"fr": 0.30, "en": 0.17, "es": 0.17, "pl": 0.14, "ro": 0.10, "ar": 0.12}
    found = {"everyday": {tongue: 2.2 * awake * share for tongue, share in shares.items()}}
    found["rivals"] = {tongue: 0.45 * awake * share for tongue, share in shares.items()}
    if minute >= 600:
        launch = 13 * math.exp(-(minute - 600) / 45)
        found["launch"] = {tongue: launch * share for tongue, share in shares.items()}
    if 846 <= minute < 990:
        swell = min(1.0, (minute - 846) / 18) * (
            1.0 if minute < 924 else 0.5 ** ((minute - 924) / 12)
        )
        found["outage"] = {"ro": 9 * swell, "ar": 7 * swell, "fr": 3 * swell, "en": 1.5 * swell}
    if 1185 <= minute < 1335:
        cheers = sum(30 * math.exp(-(minute - goal) / 5) for goal in GOALS_MIN if minute >= goal)
        found["match"] = {tongue: (7 + cheers) * share for tongue, share in shares.items()}
    if 1170 <= minute < 1380:
        found["concert"] = {"pl": 2.2, "fr": 1.0, "en": 0.9}
    return found


def templates() -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    heading = ("", "")
    for line in TEXT.read_text("utf-8").splitlines():
        if line.startswith("["):
            tongue, subject = line.strip("[]").split()
            heading = (tongue, subject)
        elif line and not line.startswith("#"):
            found[heading].append(line)
    return found


def write(folder: Path) -> None:
    """Writes crowd.jsonl, oldest first."""
    rng = np.random.default_rng(2911)
    said = templates()
    people = {tongue: _people(tongue, rng) for tongue in TONGUES}
    lines: list[dict[str, object]] = []
    for minute in range(24 * 60):
        for subject, tongues in rates(minute).items():
            for tongue, rate in tongues.items():
                if (tongue, subject) not in said:
                    continue
                for _ in range(int(rng.poisson(rate * SIZE))):
                    moment = MIDNIGHT + timedelta(minutes=minute, seconds=float(rng.uniform(0, 60)))
                    author, country = people[tongue][int(rng.integers(len(people[tongue])))]
                    text = _fill(said[tongue, subject], subject, minute, country, rng)
                    lines.append(_post(len(lines), iso(moment), tongue, author, country, text, rng))
    lines.sort(key=lambda post: str(post["at"]))
    text = "".join(json.dumps(post, ensure_ascii=False) + "\n" for post in lines)
    (folder / "crowd.jsonl").write_text(text, "utf-8")


def _people(tongue: str, rng: np.random.Generator) -> list[tuple[dict[str, object], Country]]:
    """Some 80 to 120 of a language; a few have many followers."""
    spoken = TONGUES[tongue]
    weights = np.array([country.weight for country in spoken.countries])
    found: list[tuple[dict[str, object], Country]] = []
    for first in spoken.first:
        for last in spoken.last:
            number = len(found)
            country = spoken.countries[int(rng.choice(len(weights), p=weights / weights.sum()))]
            author = {
                "name": f"{first} {last}",
                "handle": f"@{tongue}{number:03d}",
                "id": f"crowd-{tongue}-{number:03d}",
                "followers": int(rng.lognormal(5.2, 1.5)),
            }
            found.append((author, country))
    return found


def _fill(
    lines: list[str], subject: str, minute: int, country: Country, rng: np.random.Generator
) -> str:
    weights = np.ones(len(lines))
    if subject == "outage":
        # Nobody says that it is back before it is.
        back = np.array(["🙏" in line for line in lines])
        weights = np.where(back, 0.0 if minute < 924 else 6.0, 1.0 if minute < 930 else 0.3)
    if subject == "match":
        led = np.array(["2–1" in line for line in lines])
        weights = np.where(led & (minute < GOALS_MIN[-1]), 0.0, 1.0)
        weights *= np.where(["#ForzaRovia" in line for line in lines], _rovia(minute), 1.0)
    text = lines[int(rng.choice(len(lines), p=weights / weights.sum()))]
    while CHOICE.search(text):
        text = CHOICE.sub(lambda m: str(rng.choice(m.group(1).split("|"))), text, count=1)
    place = country.places[int(rng.integers(len(country.places)))]
    hour = f"{minute // 60:02d}:{5 * (minute // 5 % 12):02d}"
    text = text.replace("{place}", place).replace("{hour}", hour)
    text = text.replace("{n}", str(int(rng.integers(3, 15))))
    return re.sub(r"\s+([,.])", r"\1", re.sub(r" {2,}", " ", text)).strip()


def _rovia(minute: int) -> float:
    """Rovia's supporters are fewer, but for the half hour after the equaliser."""
    return 1.9 if GOALS_MIN[1] <= minute < GOALS_MIN[2] else 0.75


def _post(
    number: int,
    at: str,
    tongue: str,
    author: dict[str, object],
    country: Country,
    text: str,
    rng: np.random.Generator,
) -> dict[str, object]:
    network = str(rng.choice(NETWORKS, p=NETWORK_SHARES))
    followers = author["followers"]
    assert isinstance(followers, int)
    reach = int(followers * float(rng.uniform(0.15, 0.6))) + int(rng.integers(5, 60))
    likes = int(reach * float(rng.beta(1.2, 22)))
    return {
        "id": f"crowd-{number:05d}",
        "at": at,
        "author": author,
        "network": network,
        "text": text,
        "language": tongue,
        "country": country.code if rng.uniform() < 0.82 else "",
        "reach": reach,
        "counts": {
            "likes": likes,
            "shares": int(likes * float(rng.uniform(0.02, 0.3))),
            "replies": int(likes * float(rng.uniform(0.02, 0.2))),
        },
    }
