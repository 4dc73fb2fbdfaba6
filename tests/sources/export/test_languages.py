"""Sheets in other languages, and of tools that write theirs in ways of their own."""

from __future__ import annotations

import pytest

from tests.sources.export.sheets import one, read
from wall.sources.connecting.places import country_code, language_code

ROW = "{date};;{words};Lea;https://www.facebook.com/1/posts/2;{language};{country};1.234;{tone}"
COUNTS = ";Facebook;5;2;1;900;77\n"
SHEETS = {
    "de": (
        "Datum;Titel;Inhalt;Autor;Link;Sprache;Land;Reichweite;Tonalität;Plattform;Gefällt mir;"
        "Kommentare;Geteilt;Aufrufe;Abonnenten\n",
        ("22. November 2026 um 09:15 Uhr", "Störung", "Deutsch", "Deutschland", "negativ"),
        "cp1252",
    ),
    "es": (
        "Fecha;Título;Contenido;Autor;Enlace;Idioma;País;Alcance;Sentimiento;Red social;Me gusta;"
        "Comentarios;Compartidos;Visualizaciones;Seguidores\n",
        ("22/11/2026 9:15 a. m.", "Avería", "Español", "España", "Negativo"),
        "utf-8-sig",
    ),
    "it": (
        "Data;Titolo;Testo;Autore;Link;Lingua;Paese;Copertura;Sentiment;Piattaforma;Mi piace;"
        "Commenti;Condivisioni;Visualizzazioni;Follower\n",
        ("22 novembre 2026 alle ore 09.15", "Guasto", "italiano", "Italia", "Negativo"),
        "utf-8",
    ),
    "pt": (
        "Data;Título;Texto;Autor;Link;Idioma;País;Alcance;Sentimento;Plataforma;Curtidas;"
        "Comentários;Compartilhamentos;Visualizações;Seguidores\n",
        ("22 de novembro de 2026 às 09:15", "Falha", "português", "Brasil", "negativo"),
        "utf-8",
    ),
    "pl": (
        "Data publikacji;Tytuł;Treść;Autor;Adres URL;Język;Kraj;Zasięg;Wydźwięk;Źródło;Polubienia;"
        "Komentarze;Udostępnienia;Wyświetlenia;Obserwujący\n",
        ("22.11.2026 09:15", "Awaria łącza", "polski", "Polska", "negatywny"),
        "utf-16",
    ),
    "ro": (
        "Data publicării;Titlu;Conținut;Autor;Link;Limba;Țara;Acoperire;Sentiment;Platformă;"
        "Aprecieri;Comentarii;Distribuiri;Vizualizări;Urmăritori\n",
        ("22.11.2026 09:15", "Pană", "română", "România", "negativ"),
        "utf-8",
    ),
    "ar": (
        "التاريخ;العنوان;النص;المؤلف;الرابط;اللغة;البلد;الوصول;المشاعر;المنصة;الإعجابات;التعليقات;"
        "المشاركات;المشاهدات;المتابعون\n",
        ("22 نوفمبر 2026 09:15", "عطل", "العربية", "المغرب", "سلبي"),
        "utf-8-sig",
    ),
}
COUNTRIES = {"de": "DE", "es": "ES", "it": "IT", "pt": "BR", "pl": "PL", "ro": "RO", "ar": "MA"}


@pytest.mark.parametrize("language", SHEETS)
def test_titles_dates_and_words_of_other_languages(language: str) -> None:
    titles, (date, words, named, country, tone), encoding = SHEETS[language]
    row = ROW.format(date=date, words=words, language=named, country=country, tone=tone)
    post = one(read((titles + row + COUNTS).encode(encoding)))
    assert (post.id, post.text, post.network) == ("facebook:1_2", words, "facebook")
    assert post.at.isoformat() == "2026-11-22T09:15:00+00:00"
    assert (post.language, post.country) == (language, COUNTRIES[language])
    assert (post.sentiment, post.reach, post.author.followers) == (-1.0, 1234, 77)
    assert (post.counts.likes, post.counts.replies, post.counts.shares) == (5, 2, 1)
    assert post.counts.views == 900


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(("Etats-Unis", "US"), ("Côte d'Ivoire", "CI"), ("Cote d’Ivoire", "CI")),
        *(("Congo (Kinshasa)", "CD"), ("Viet Nam", "VN"), ("Korea (Republic of)", "KR")),
        *(("Deutschland", "DE"), ("المغرب", "MA"), ("nowhere", ""), ("", "")),
    ],
)
def test_words_for_countries_without_their_accents(said: str, code: str) -> None:
    assert country_code(said) == code


def test_a_language_of_a_country() -> None:
    assert [language_code(x) for x in ("French (France)", "Anglais", "العربية")] == [
        "fr",
        "en",
        "ar",
    ]


def test_counts_and_followers_of_talkwalker_by_network() -> None:
    post = one(
        read(
            b"url,published,content,source_type,article_extended_attributes.twitter_likes,"
            b"article_extended_attributes.instagram_likes,article_extended_attributes.num_comments,"
            b"source_extended_attributes.instagram_followers,"
            b"extra_article_attributes.world_data.country_code,"
            b"extra_source_attributes.world_data.country_code\n"
            b'https://www.instagram.com/reel/Cabc12-_/,1795335256000,Hallo,"SOCIALMEDIA, '
            b'SOCIALMEDIA_INSTAGRAM",0,5,2,77,de,us\n'
        )
    )
    assert (post.id, post.country) == ("instagram:Cabc12-_", "DE")
    assert (post.counts.likes, post.counts.replies, post.author.followers) == (5, 2, 77)


def test_full_names_of_brandwatch() -> None:
    post = one(
        read(
            b"Date,Full Text,Url,Author,Full Name,Twitter Reply Count,Twitter Likes\n"
            b"2026-11-22 08:15:01.0,oui,http://twitter.com/lea/statuses/1992123456789012345,lea,"
            b"lea (L. B.),2,7\n"
        )
    )
    assert (post.author.name, post.author.handle) == ("L. B.", "lea")
    assert (post.counts.likes, post.counts.replies) == (7, 2)


def test_sheets_of_facebook_pages_youtube_and_tiktok() -> None:
    pages = (
        b"Page Name,User Name,Post Created,Post Created Date,Post Created Time,Type,Likes,URL,"
        b"Message\n"
        b"Marque,marque,2026-11-22 03:15:01 EST,2026-11-22,03:15:01,Photo,5,"
        b"https://www.facebook.com/100/posts/2,Bonjour\n"
    )
    post = one(read(pages))
    assert (post.id, post.at.hour, post.author.name) == ("facebook:100_2", 8, "Marque")
    youtube = (
        b"Content,Video title,Video publish time,Duration,Views\nTotal,,,,900\n"
        b'UTVZ7IQ2Ggg,Film,"Nov 22, 2026",60,900\n'
    )
    post = one(read(youtube, network="youtube"))
    assert (post.id, post.title, post.text) == ("youtube:UTVZ7IQ2Ggg", "Film", "")
    tiktok = (
        b"Time,Video title,Video link,Post time,Total likes,Total views\n2026-11-23,Danse,"
        b"https://www.tiktok.com/@m/video/7398000000000000000,2026-11-22,5,900\n"
    )
    post = one(read(tiktok))
    assert (post.id, post.at.day, post.counts.likes) == ("tiktok:7398000000000000000", 22, 5)


def test_addresses_without_their_beginning_or_under_a_title_that_nobody_knows() -> None:
    rows = b"Date,Text,Where,Network\n2026-11-22,a,https://x.com/a/status/1992123456789012345,X\n"
    assert one(read(rows)).id == "x:1992123456789012345"
    rows = b"Date,Text,Link\n2026-11-22,a,www.facebook.com/1/posts/2\n"
    assert one(read(rows)).url == "https://www.facebook.com/1/posts/2"
