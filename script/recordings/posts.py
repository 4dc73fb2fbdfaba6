"""The posts of the recorded day, from posts.txt, in the shape of wall.model.datasets.Post."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from recordings.day import at, iso

TEXT = Path(__file__).parent / "posts.txt"
REACH = {"solvane": 40, "newsroom": 12, "arena": 22, "solvane-care": 5}


@dataclass(frozen=True)
class Person:
    name: str
    handle: str
    language: str
    country: str
    portrait: bool = True


PEOPLE = {
    "amelie": Person("Amélie Vasseur", "@amelie.vss", "fr", "FR"),
    "theo": Person("Théo Lamarque", "@theolamarque", "fr", "FR"),
    "hugo": Person("Hugo Delorme", "@hugodlrm", "fr", "BE"),
    "fatou": Person("Fatou Ndoye", "@fatou_nd", "fr", "SN"),
    "samuel": Person("Samuel Kouamé", "@samuelkm", "fr", "CI"),
    "grace": Person("Grace Ansah", "@grace.ansah", "en", "GH"),
    "owen": Person("Owen Carrick", "@owencarrick", "en", "IE"),
    "zoe": Person("Zoe Hartnell", "@zoehartnell", "en", "GB"),
    "lucia": Person("Lucía Belmar", "@luciabelmar", "es", "ES"),
    "mateo": Person("Mateo Ibarz", "@mateo_ibz", "es", "ES"),
    "carmen": Person("Carmen Rovalta", "@carmenrv", "es", "ES", False),
    "kasia": Person("Kasia Wrońska", "@kasia.wr", "pl", "PL"),
    "piotr": Person("Piotr Łęczyk", "@piotrleczyk", "pl", "PL"),
    "marta": Person("Marta Żurawik", "@martazur", "pl", "PL"),
    "youssef": Person("يوسف البركاني", "@youssef.bk", "ar", "MA"),
    "salma": Person("سلمى نصار", "@salma.nsr", "ar", "EG"),
    "nadia": Person("نادية الحوراني", "@nadia_hr", "ar", "JO"),
    "karim": Person("كريم المنصوري", "@karim.mns", "ar", "AE"),
    "ahmed": Person("أحمد الزياني", "@ahmedzy", "ar", "MA", False),
    "ioana": Person("Ioana Crăciunel", "@ioana.cr", "ro", "RO"),
    "andrei": Person("Andrei Stănuț", "@andreistanut", "ro", "RO"),
    "elena": Person("Elena Prundaru", "@elenaprd", "ro", "RO"),
    "radu": Person("Radu Băltăreț", "@radubt", "ro", "RO", False),
    "solvane": Person("Solvane", "@solvane", "en", ""),
    "solvane-care": Person("Solvane Care", "@solvane_care", "en", ""),
    "newsroom": Person("Solvane Newsroom", "@solvane_news", "en", ""),
    "arena": Person("Arena Nights", "@arenanights", "en", "PL"),
}


def language_of(text: str, fallback: str) -> str:
    """The support team answers in the language it was asked in."""
    if any("\u0600" <= char <= "\u06ff" for char in text[:12]):
        return "ar"
    if any(char in "șță" for char in text):
        return "ro"
    return fallback


def loudness(minutes: float) -> float:
    """How much the day listens at a time, in minutes since midnight."""
    peaks = ((600, 80, 3.2), (855, 60, 1.6), (1225, 60, 2.0), (1275, 40, 2.8))
    return 0.6 + sum(
        gain * math.exp(-(((minutes - when) / wide) ** 2)) for when, wide, gain in peaks
    )


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(160)
    lines = []
    rows = [line for line in TEXT.read_text("utf-8").splitlines() if line and line[0] != "#"]
    for number, row in enumerate(rows, start=1):
        clock, key, network, text, *picture = (part.strip() for part in row.split(" | "))
        person = PEOPLE[key]
        moment = at(clock) + timedelta(seconds=int(rng.integers(0, 55)))
        minutes = int(clock[:2]) * 60 + int(clock[3:])
        pull = loudness(minutes) * REACH.get(key, 1) * (1.9 if picture else 1.0)
        likes = int(rng.lognormal(4.1, 0.9) * pull)
        media = []
        if picture:
            kind = "video" if picture[0].endswith(".mp4") else "image"
            media = [{"type": kind, "url": f"media/{picture[0]}", "alt": ""}]
        has_face = person.portrait
        post = {
            "id": f"recorded-{number:03d}",
            "at": iso(moment),
            "author": {
                "name": person.name,
                "handle": person.handle,
                "avatar": f"media/avatars/{key}.png" if has_face else "",
            },
            "network": network,
            "text": text,
            "language": language_of(text, person.language),
            "country": person.country,
            "url": f"https://solvane.example/recorded/{number:03d}",
            "media": media,
            "counts": {
                "likes": likes,
                "shares": int(likes * float(rng.uniform(0.04, 0.22))),
                "replies": int(likes * float(rng.uniform(0.02, 0.13))),
            },
        }
        lines.append((post["at"], json.dumps(post, ensure_ascii=False)))
    lines.sort()
    text = "".join(f"{line}\n" for _, line in lines)
    (folder / "posts.jsonl").write_text(text, "utf-8")
