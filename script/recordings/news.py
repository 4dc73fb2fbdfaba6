"""A news feed (RSS 2.0) of the recorded day."""

from __future__ import annotations

from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from recordings.day import at

NEWS = (
    (
        "06:30",
        "Solvane to launch one mobile price in 29 countries today",
        "The group speaks at 10:00 CET from Casablanca. Analysts expect the end of roaming fees.",
        "Business",
    ),
    (
        "07:05",
        "Solvane Forum opens with 3,100 guests from 61 countries",
        "Two days, 140 speakers and one question: what should a network be for?",
        "Forum",
    ),
    (
        "07:50",
        "Ghana: 1,200 schools connected, 300 more from Monday",
        "The Accra team finishes the year’s programme six weeks early.",
        "Society",
    ),
    (
        "08:20",
        "Telmora shares dip ahead of rival’s announcement",
        "The market expects pressure on roaming income across the sector.",
        "Markets",
    ),
    (
        "09:10",
        "Warsaw prepares for Arena Nights: 18,000 seats, every one on 5G",
        "Sixty small cells under the seats carry the evening’s streams.",
        "Technology",
    ),
    (
        "10:02",
        "Solvane Max: 5G without limits, one price, 29 countries",
        "The plan replaces 214 national tariffs. Existing customers move automatically.",
        "Business",
    ),
    (
        "10:40",
        "Web shops under heavy load after launch, capacity doubled",
        "Order pages answered slowly in Romania for 19 minutes.",
        "Service",
    ),
    (
        "11:15",
        "Regulators welcome price parity between Europe and Africa",
        "First reactions from Brussels, Rabat and Nairobi.",
        "Policy",
    ),
    (
        "12:05",
        "41,000 messages in two hours: what people say about Max",
        "Joy about roaming, questions about families, jokes about mothers-in-law.",
        "Listening",
    ),
    (
        "13:20",
        "Murals in 29 cities show the new promise “Closer, everywhere”",
        "Local artists painted through the night.",
        "Brand",
    ),
    (
        "14:20",
        "Outage in Iași: trunk fibre cut during road works",
        "Mobile and fixed services affected. Repair teams are on site.",
        "Service",
    ),
    (
        "14:35",
        "Mobile data disturbed in Rabat and Salé",
        "A router fault, unrelated to the Romanian cut, slows data traffic.",
        "Service",
    ),
    (
        "15:25",
        "Services in Iași and Rabat fully restored",
        "Every customer affected receives a free day, without having to ask.",
        "Service",
    ),
    (
        "16:10",
        "Rural coverage: the Forum’s most crowded hall",
        "“The network starts where the road ends,” says the panel on inclusion.",
        "Forum",
    ),
    (
        "17:00",
        "212,000 orders in seven hours",
        "Solvane calls it the strongest launch in its history.",
        "Business",
    ),
    (
        "18:30",
        "Storm off Madagascar: sites in Toamasina run on battery",
        "Mobile teams bring fuel before nightfall.",
        "Service",
    ),
    (
        "19:30",
        "Tonight: Aster meet Rovia, live on all screens",
        "Kick-off at 20:00. Both sides unchanged.",
        "Sport",
    ),
    (
        "20:25",
        "Aster lead 1–0 after a strike from the edge of the box",
        "23 minutes played.",
        "Sport",
    ),
    (
        "21:14",
        "Aster 2–1 Rovia: header from a corner restores the lead",
        "67 minutes played; the fan zones in Dakar, Accra and Abidjan erupt.",
        "Sport",
    ),
    (
        "21:55",
        "Traffic record: 55.1 Tbit/s during match and concert",
        "No interruption in any of the 29 countries, says the network centre.",
        "Technology",
    ),
    (
        "22:20",
        "A day in 1.9 million conversations",
        "Launch, forum, outage, match, concert: the newsroom looks back.",
        "Listening",
    ),
)


def write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    items = "".join(
        f"""    <item>
      <guid isPermaLink="false">recorded-news-{number:02d}</guid>
      <title>{escape(title)}</title>
      <link>https://solvane.example/recorded/news/{number:02d}</link>
      <category>{escape(category)}</category>
      <pubDate>{format_datetime(at(clock))}</pubDate>
      <description>{escape(text)}</description>
    </item>
"""
        for number, (clock, title, text, category) in reversed([*enumerate(NEWS, start=1)])
    )
    feed = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0">
  <channel>
    <title>Solvane Newsroom (recorded)</title>
    <link>https://solvane.example/newsroom</link>
    <description>Recorded, fictional news for the built-in site</description>
    <language>en</language>
    <lastBuildDate>{format_datetime(at("22:20"))}</lastBuildDate>
{items}  </channel>
</rss>
"""
    (folder / "news.xml").write_text(feed, "utf-8")
