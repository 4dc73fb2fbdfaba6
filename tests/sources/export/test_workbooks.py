"""Workbooks as tools write them: several sheets, links behind cells, merged titles, days that are
numbers, shared strings."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

from tests.sources.export.sheets import one, read

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TITLES = ("Date", "Full Text", "Link", "Post ID", "Network")


@dataclass(frozen=True)
class Page:
    """A sheet: cells by reference, as text or as XML."""

    name: str
    cells: dict[str, str]
    links: dict[str, str] = field(default_factory=dict)
    merged: str = ""


def relations(kind: str, targets: dict[str, str], mode: str = "") -> str:
    held = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"{mode}/>'
        for name, target in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{held}</Relationships>'


def sheet_of(page: Page) -> str:
    rows: dict[str, str] = {}
    for ref, value in page.cells.items():
        number = ref.lstrip("ABCDEFGH")
        cell = f'<c r="{ref}" t="inlineStr"><is><t>{value}</t></is></c>'
        rows[number] = rows.get(number, "") + (value if value.startswith("<c ") else cell)
    data = "".join(f'<row r="{number}">{cells}</row>' for number, cells in rows.items())
    merged = f'<mergeCells><mergeCell ref="{page.merged}"/></mergeCells>' if page.merged else ""
    links = "".join(f'<hyperlink ref="{ref}" r:id="l{ref}"/>' for ref in page.links)
    tail = f"{merged}<hyperlinks>{links}</hyperlinks>" if links else merged
    return (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{data}</sheetData>{tail}'
        "</worksheet>"
    )


def book_of(*pages: Page, strings: str = "") -> bytes:
    names = "".join(
        f'<sheet name="{page.name}" sheetId="{i}" r:id="r{i}"/>' for i, page in enumerate(pages)
    )
    sheets = {f"r{i}": f"worksheets/sheet{i}.xml" for i in range(len(pages))}
    parts = relations("worksheet", sheets).removesuffix("</Relationships>") + "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{kind}.xml"/>'
        for kind in ("styles", "sharedStrings")
    )
    files = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations("officeDocument", {"r": "xl/workbook.xml"}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets>'
        "</workbook>",
        "xl/_rels/workbook.xml.rels": f"{parts}</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
    }
    for i, page in enumerate(pages):
        files[f"xl/worksheets/sheet{i}.xml"] = sheet_of(page)
        if page.links:
            targets = {f"l{ref}": address for ref, address in page.links.items()}
            files[f"xl/worksheets/_rels/sheet{i}.xml.rels"] = relations(
                "hyperlink", targets, ' TargetMode="External"'
            )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as held:
        for name, content in files.items():
            held.writestr(name, content)
    return packed.getvalue()


def table(*rows: tuple[str, ...], first: int = 1, column: str = "A") -> dict[str, str]:
    return {
        f"{chr(ord(column) + i)}{number}": value
        for number, row in enumerate(rows, first)
        for i, value in enumerate(row)
    }


def test_all_sheets_of_posts_are_read_and_a_post_of_two_counts_once() -> None:
    head, same = TITLES, ("2026-11-22", "Un", "", "1", "Facebook")
    found = read(
        book_of(
            Page("Summary", table(("Report", "Likes"), ("all", "5"))),
            Page("Facebook", table(head, same, ("2026-11-22", "Deux", "", "2", "Facebook"))),
            Page("X", table(head, same, ("2026-11-22", "Trois", "", "3", "X"))),
            Page(
                "Days",
                table(("Date", "Likes", "Comments", "Shares"), ("2026-11-22", "1", "2", "3")),
            ),
        ),
        "a.xlsx",
    )
    assert list(found.posts) == ["facebook:1", "facebook:2", "x:3"]
    assert found.rejected == 0


def test_what_cells_lead_to_is_the_address() -> None:
    formula = (
        '<c r="D7" t="str"><f>HYPERLINK(&quot;https://x.com/a/status/77777?s=1&amp;t=2&quot;,'
        "&quot;See&quot;)</f><v>See</v></c>"
    )
    rows = (
        TITLES,
        ("2026-11-22", "Un", "View post", "", "X"),
        ("2026-11-22", "Deux", "View post", "8", "X"),
        ("2026-11-22", "Trois", formula, "", "X"),
    )
    links = {
        "D5": "https://x.com/a/status/1992123456789012345?s=1&amp;t=2",
        "D6": "javascript:alert(1)",
    }
    cells = table(*rows, first=4, column="B")
    found = read(
        book_of(Page("Posts", {"B2": "Brand report", **cells}, links, merged="B2:F2")), "a.xlsx"
    )
    assert list(found.posts) == ["x:1992123456789012345", "x:8", "x:77777"]
    assert [post.url for post in found.posts.values()] == [
        "https://x.com/a/status/1992123456789012345?s=1&t=2",
        "",
        "https://x.com/a/status/77777?s=1&t=2",
    ]


def test_days_as_numbers_and_shared_strings_with_styles() -> None:
    cells = table(("Date", "Full Text", "Post ID", "Network")) | {
        "A2": '<c r="A2" s="1"><v>46348.3854166667</v></c>',
        "B2": '<c r="B2" t="s"><v>0</v></c>',
        "C2": '<c r="C2"><v>7</v></c>',
        "D2": "X",
    }
    strings = "<si><r><t>Bon</t></r><r><rPr><b/></rPr><t>jour</t></r></si>"
    post = one(read(book_of(Page("Posts", cells), strings=strings), "a.xlsx", zone="Europe/Paris"))
    assert (post.id, post.text) == ("x:7", "Bonjour")
    assert post.at.isoformat()[:16] == "2026-11-22T08:15"
