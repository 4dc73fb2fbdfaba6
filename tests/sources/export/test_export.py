"""Exports of listening tools: real shapes of files, spoiled ids, zones, folders that fill."""

from __future__ import annotations

import asyncio
import csv
import io
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from tests.sources.export.sheets import NOW, one, read
from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import payload
from wall.model.datasets import Posts
from wall.sources.connecting.places import country_code, language_code
from wall.sources.source import Unreadable


def workbook(*rows: tuple[str | int | float, ...]) -> bytes:
    """The smallest XLSX that there is."""

    def cell(value: str | float) -> str:
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        return f"<c><v>{value!r}</v></c>"

    lines = "".join(f"<row>{''.join(cell(value) for value in row)}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="Export" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData>'
        "</worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as held:
        for name, content in files.items():
            held.writestr(name, content)
    return packed.getvalue()


def test_brandwatch_with_lines_before_its_titles() -> None:
    found = read(payload("csv_brandwatch.csv"), zone="Europe/Paris")
    post = one(found)
    assert post.id == "x:1992123456789012345"
    assert post.text == "Trois heures d'attente, bravo @operateur"
    assert (post.country, post.country_from, post.language) == ("FR", "supplier", "fr")
    assert (post.sentiment, post.sentiment_from) == (-1.0, "supplier")
    assert post.author.handle == "lea_lyon"
    assert post.hashtags == ("réseau",)
    assert post.tags == ("Marque FR",)
    assert post.at.isoformat() == "2026-11-22T07:15:01+00:00"


def test_meltwater_in_utf16_with_tabs_and_words_for_codes() -> None:
    post = one(read(payload("csv_meltwater_utf16.csv"), zone="Europe/Paris", network="news"))
    assert post.id == "news:https://journal.example/a/1"
    assert (post.title, post.text) == ("Panne nationale", "une panne")
    assert (post.country, post.language, post.reach) == ("FR", "fr", 1590000)
    assert post.author.name == "Le Journal"
    assert post.at.isoformat() == "2026-11-22T08:15:00+00:00"


def test_talkwalker_sprinklr_and_french_sheets() -> None:
    talk = (
        b"url;published;content;lang;sentiment;source_type;extra_author_attributes.name;"
        b"extra_author_attributes.world_data.country_code;reach\n"
        b"https://twitter.com/a/status/1992123456789012345;1795335256000;Panne;fr;-5;"
        b"SOCIALMEDIA,SOCIALMEDIA_TWITTER;Lea;fr;1 234,0\n"
    )
    post = one(read(talk))
    assert (post.id, post.sentiment, post.country, post.reach) == (
        "x:1992123456789012345",
        -1.0,
        "FR",
        1234,
    )
    sprinklr = (
        b"UniversalMessageId,SocialNetwork,SenderScreenName,Message,CreatedTime,LanguageCode,"
        b"CountryCode,Permalink,SenderFollowersCount\n"
        b'FB_1,FACEBOOK,lea,"Hi, there",2026-11-22 08:00:00,en,PL,https://www.facebook.com/1,12\n'
    )
    post = one(read(sprinklr))
    assert (post.id, post.network, post.author.followers) == ("facebook:FB_1", "facebook", 12)


def test_ids_that_a_sheet_has_rounded_are_rejected_unless_the_address_tells() -> None:
    head = b"Date,Full Text,Url,Resource Id,Page Type\n"
    found = read(
        head + b"2026-11-22,Hallo,,1.99212E+18,twitter\n2026-11-22,Hi,,12,twitter\n,x,,,\n"
    )
    assert list(found.posts) == ["x:12"]
    assert found.rejected == 2
    assert "line 2 has an id that a sheet has rounded: 1.99212E+18" in found.why
    told = read(head + b"2026-11-22,Hallo,https://x.com/a/status/1992123456789012345,1.99E+18,x\n")
    assert list(told.posts) == ["x:1992123456789012345"]


def test_workbooks_of_excel() -> None:
    found = read(
        workbook(
            ("Report", "Bulk"),
            ("Date", "Full Text", "Url", "Likes", "Resource Id", "Page Type"),
            ("2026-11-22 08:00:00", "Bonjour", "https://x.com/a/status/77777", 12, "7", "x"),
            ("2026-11-22 08:00:00", "Rond", "", 1, 1.99212e18, "x"),
        ),
        "a.xlsx",
    )
    assert [(p.id, p.counts.likes) for p in found.posts.values()] == [("x:77777", 12)]
    assert found.rejected == 1


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04garbage", b"a,b\n1,2\n", b"\xff\xfe\x00", b"\x00" * 500]
)
def test_what_is_no_export_is_told(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read(content)


FRENCH = (
    "sep=;\r\n"
    "Date (Europe/Paris);Réseau social;Auteur;Nombre d’abonnés;Titre;Texte;Lien;Tonalité;Portée;"
    "J'aime;Partages;Langue;Pays\r\n"
    '"22/11/2026 09:15";Instagram;Léa;1\u202f234;;"Deux lignes,\r\nune « citation » ""oui""";'
    "https://www.instagram.com/p/abc/;Très négatif;1,5 M;12;3;Français;Maroc\r\n"
    "25/11/2026;Presse en ligne;Le Journal;;Panne;;https://j.example/1;neutre;1.234,0;;;fr;FR\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_a_french_sheet_in_every_encoding(encoding: str) -> None:
    text = FRENCH.replace("\u202f", "\u00a0")
    found = read(text.encode(encoding), zone="UTC")
    first, second = found.posts.values()
    assert first.text == 'Deux lignes,\nune « citation » "oui"'
    assert first.at.isoformat() == "2026-11-22T08:15:00+00:00"
    assert (first.network, first.language, first.country) == ("instagram", "fr", "MA")
    assert (first.sentiment, first.reach, first.author.followers) == (-1.0, 1_500_000, 1234)
    assert (first.counts.likes, first.counts.shares) == (12, 3)
    assert (second.network, second.kind, second.reach) == ("news", "article", 1234)


def test_other_alphabets_are_named() -> None:
    titles = "Data publikacji;Treść;Język;Kraj;Wydźwięk\n"
    text = f"{titles}22 listopada 2026 09:15;Łódź;polski;Polska;negatywny\n"
    post = one(read(text.encode("cp1250"), encoding="cp1250"))
    assert (post.text, post.language, post.country, post.sentiment) == ("Łódź", "pl", "PL", -1.0)


def test_a_spoiled_byte_leaves_the_rest_of_the_letters() -> None:
    rows = "".join(f"2026-11-22,été à Lyon {i},{i},x\n" for i in range(20))
    content = b"Date,Full Text,Id,Network\n" + rows.encode() + b"2026-11-22,cut \xc3,99,x\n"
    found = read(content)
    assert found.posts["x:3"].text == "été à Lyon 3"
    assert len(found.posts) == 21


def test_the_order_of_day_and_month_is_seen_where_one_date_can_only_mean_one() -> None:
    rows = b"Date,Text,Id,Network\n11/05/2026,a,1,x\n11/22/2026 3:30 PM,b,2,x\n"
    found = read(rows)
    assert found.posts["x:1"].at.month == 11
    assert found.posts["x:2"].at.isoformat() == "2026-11-22T15:30:00+00:00"


def test_clocks_beside_dates_serial_days_and_zones_in_titles() -> None:
    apart = b"Date,Time,Message,Id\n22-Nov-2026,09:15 AM,a,1\n2026-11-22 00:00:00,09:16,b,2\n"
    assert [p.at.strftime("%H:%M") for p in read(apart).posts.values()] == ["09:15", "09:16"]
    serial = b"Published (GMT+01:00);Text;Id\n46348,385416667;a;1\n"
    assert one(read(serial)).at.isoformat()[:16] == "2026-11-22T08:15"


def test_hootsuite_emplifi_and_facebooks_own_words() -> None:
    sheets = (
        b"Date (GMT),Post Permalink,Post Message,Profile Name,Platform,Likes,Comments,Shares\n"
        b'"Nov 22, 2026 9:15 AM",https://www.facebook.com/1/posts/2,Bonjour,Marque,Facebook,'
        b'"1,234",5,6\n',
        b"Post ID,Page name,Description,Publish time,Permalink,Post type,Reactions,Comments,"
        b"Shares\n"
        b"'122,Marque,Bonjour,11/22/2026 09:15,https://www.facebook.com/1/posts/2,Photo,1.2K,5,6\n",
        b"ID,Auteur,Contenu,Plateforme,Date de cr\xc3\xa9ation,URL,Interactions,R\xc3\xa9actions,"
        b"Commentaires,Partages\n"
        b"122,Marque,Bonjour,FACEBOOK_PAGE,2026-11-22T09:15:00Z,https://www.facebook.com/1/posts/2,9,"
        b"1234,5,6\n",
    )
    for sheet in sheets:
        post = one(read(sheet))
        assert (post.text, post.author.name, post.network) == ("Bonjour", "Marque", "facebook")
        assert post.at.isoformat() == "2026-11-22T09:15:00+00:00"
        assert post.counts.likes in (1234, 1200)
        assert (post.counts.replies, post.counts.shares) == (5, 6)


def test_the_networks_own_sheets() -> None:
    sheets = {
        "x:1992123456789012345": "Post id,Date,Post text,Post Link,Impressions,Likes,Reposts\n"
        '1992123456789012345,"Sun, Nov 22, 2026",Bonjour,https://x.com/m/status/1992123456789012345'
        ",9,3,2\n",
        "facebook:100064_122100000000000001": "Post ID,Page name,Description,Publish time,"
        "Permalink,Post type,Date,Reactions,Shares\n122100000000000001,Marque,Bonjour,"
        "11/22/2026 00:15,https://www.facebook.com/100064/posts/122100000000000001,Photos,"
        "Lifetime,3,2\n",
        "linkedin:urn:li:share:7398000000000000000": '"A sheet of counts",,,,,,\nPost title,'
        "Post link,Post type,Posted by,Created date,Likes,Reposts\nBonjour,"
        "https://www.linkedin.com/feed/update/urn:li:share:7398000000000000000,Organic,Jane,"
        "11/22/2026,3,2\n",
    }
    for item, sheet in sheets.items():
        post = one(read(sheet.encode()))
        assert (post.id, post.text) == (item, "Bonjour")
        assert (post.at.day, post.at.month) == (22, 11)
        assert (post.counts.likes, post.counts.shares) == (3, 2)


def test_cells_that_sheets_guard() -> None:
    row = (
        b"Date,Text,Url,Post ID,Network\n"
        b'2026-11-22,a,"=HYPERLINK(""https://x.com/a/status/77777"";""see"")",,x\n'
        b'2026-11-22,b,,"=""1992123456789012345""",x\n'
    )
    assert list(read(row).posts) == ["x:77777", "x:1992123456789012345"]


def archive(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in files.items():
            held.writestr(name.replace("_", "."), content)
    return packed.getvalue()


def test_an_archive_holds_an_export() -> None:
    sheet = b"Date,Text,Id,Network\n2026-11-22,Bonjour,1,x\n"
    assert list(read(archive(readme_md=b"x" * 900, a_csv=sheet), "a.zip").posts) == ["x:1"]
    book = workbook(("Date", "Text", "Id", "Network"), ("2026-11-22", "Hi", "2", "x"))
    assert list(read(archive(a_xlsx=book), "a.zip").posts) == ["x:2"]


def test_an_archive_that_is_none_or_a_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wall.sources.export.sheets.MOST_UNPACKED", 1_000_000)
    for content in (b"", b"PK\x03\x04", archive(readme_md=b"x"), archive(a_csv=b"x" * 2_000_000)):
        with pytest.raises(Unreadable, match="archive"):
            read(content, "a.zip")


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
FAR = b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'


@pytest.mark.parametrize(("cells", "megabytes"), [(FAR, 0), (b"", 300)], ids=["far", "deep"])
def test_a_workbook_that_unpacks_without_end_is_refused(
    cells: bytes, megabytes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wall.sources.export.sheets.MEMORY", 400_000_000)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(("a",)))) as plain,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in plain.namelist():
            with bomb.open(name, "w") as entry:
                if not name.endswith("sheet1.xml"):
                    entry.write(plain.read(name))
                    continue
                entry.write(f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" '.encode())
                entry.write(b't="inlineStr"><is><t>')
                for _ in range(megabytes):
                    entry.write(b"A" * 1_000_000)
                entry.write(b"</t></is></c></row>" + cells + b"</sheetData></worksheet>")
    assert len(packed.getvalue()) < 400_000
    with pytest.raises(Unreadable, match="too much memory"):
        read(packed.getvalue(), "a.xlsx")


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx"]))
@settings(max_examples=40, deadline=None)
def test_no_bytes_break_it(content: bytes, name: str) -> None:
    try:
        told = read(content, name)
    except Unreadable:
        return
    assert all(key == post.id for key, post in told.posts.items())


CELLS = st.text(max_size=30) | st.sampled_from(
    ["2026-11-22", "1e999", "-1", "999999999999999999999", "=1+1", "\u202e", "\x00", "45000,5"]
)


@given(st.lists(st.lists(CELLS, min_size=9, max_size=9), max_size=8))
@settings(max_examples=100, deadline=None)
def test_a_bad_line_never_takes_the_others_along(lines: list[list[str]]) -> None:
    titles = ["Date", "Text", "Url", "Id", "Network", "Sentiment", "Reach", "Likes", "Hashtags"]
    good = ["2026-11-22", "Bonjour", "https://x.com/a/status/77777", "1", "x", "", "", "", ""]
    told = io.StringIO()
    csv.writer(told).writerows([titles, good, *lines])
    assert read(told.getvalue().encode("utf-8", "replace")).posts["x:77777"].text


def test_words_for_countries_and_languages() -> None:
    said = ("Pologne", "Maroc", "Spain", "MAR", "fr", "xx", "Nowhere", "United Kingdom")
    assert [country_code(word) for word in said] == ["PL", "MA", "ES", "MA", "FR", "", "", "GB"]
    words = ("French", "arabe", "Polish", "pt_BR", "und", "")
    assert [language_code(word) for word in words] == ["fr", "ar", "pl", "pt-br", "", ""]


def test_a_folder_that_fills_is_read_file_by_file_and_not_again_after_a_restart(
    tmp_path: Path,
) -> None:
    def listen(
        check: Callable[[Listener, Patience], Awaitable[None]], bookmark: JsonValue = None
    ) -> None:
        async def main() -> None:
            patience = Patience(now_s=NOW)
            given: dict[str, JsonValue] = {"path": "drop"}
            async with running(
                "export", given, tmp_path, patience=patience, bookmark=bookmark
            ) as heard:
                await patience.until_paused(1)
                await check(heard, patience)

        asyncio.run(main())

    marks: list[JsonValue] = []
    head = b"Date,Full Text,Id,Network\n"

    async def first(heard: Listener, patience: Patience) -> None:
        assert "there is no 'drop' yet" in heard.why
        (tmp_path / "drop").mkdir()
        (tmp_path / "drop" / "a.csv").write_bytes(head + b"2026-11-22,Eins,1,x\nno,Zwei,2,x\n")
        (tmp_path / "drop" / "broken.csv").write_bytes(b"x,y\n1,2\n")
        patience.let_go()
        await heard.until_said("ok", 1)
        assert "1 new, 0 updated, 1 rejected (line 3 has no date: 'no')" in heard.why
        assert "'broken.csv': no row has titles" in heard.why
        both = b"2026-11-22,Eins!,1,x\n2026-11-22,Drei,3,x\n"
        (tmp_path / "drop" / "b.csv").write_bytes(head + both)
        patience.let_go()
        await heard.until_said("ok", 2)
        assert "1 new, 1 updated, 0 rejected" in heard.why
        assert isinstance(heard.dataset, Posts)
        assert sorted(heard.texts) == ["Drei", "Eins!"]
        marks.append(heard.bookmarks[-1])

    async def second(heard: Listener, _: Patience) -> None:
        await heard.until_said("ok", 1)
        assert heard.dataset is None

    listen(first)
    listen(second, marks[0])
