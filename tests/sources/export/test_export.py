"""Exports of listening tools: real shapes of files, spoiled ids, zones, folders that fill."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from pydantic import JsonValue

from tests.sources.listening import Listener, Patience, running
from tests.sources.network_server import payload
from wall.model.datasets import Posts
from wall.model.posts import Post
from wall.sources.connecting.places import country_code, language_code
from wall.sources.export.reading import Sorted, read_export
from wall.sources.export.settings import ExportSettings
from wall.sources.source import Unreadable

NOW = 1_795_400_000.0


def read(content: bytes, name: str = "a.csv", **settings: JsonValue) -> Sorted:
    return read_export(content, name, ExportSettings.model_validate({"path": "x", **settings}), NOW)


def one(found: Sorted) -> Post:
    (post,) = found.posts.values()
    return post


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
