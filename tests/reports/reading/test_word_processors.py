"""What word processors write in their files, as seen in files saved by Word and by LibreOffice 7.4."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from reports.reading.content import Content, Paragraph, Table
from reports.reading.docx import read_docx
from reports.reading.odt import read_odt
from reports.reading.package import open_package

WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="urn:wps" xmlns:v="urn:v"><w:body>{}</w:body></w:document>'
)
ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<office:automatic-styles>{styles}</office:automatic-styles>"
    "<office:body><office:text>{body}</office:text></office:body></office:document-content>"
)
EMPTY = '<styles xmlns="urn:x"/>'
MANIFEST = '<manifest xmlns="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'


def zipped(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def word(folder: Path, body: str, **others: str) -> Content:
    path = zipped(folder / "a.docx", {"word/document.xml": WORD.format(body), **others})
    return read_docx(open_package(path, path.read_bytes()))


def odf(folder: Path, body: str, styles: str = "") -> Content:
    content = ODF.format(body=body, styles=styles)
    path = zipped(folder / "a.odt", {"content.xml": content, "styles.xml": EMPTY, "META-INF/manifest.xml": MANIFEST})
    return read_odt(open_package(path, path.read_bytes()))


def lines(content: Content) -> list[str]:
    return list(content.lines())


def cells(content: Content) -> list[list[str]]:
    [table] = [block for block in content.blocks if isinstance(block, Table)]
    return [[cell.text for cell in row.cells] for row in table.rows]


def control(properties: str, text: str) -> str:
    run = f"<w:r><w:t>{text}</w:t></w:r>"
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>"


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (
            '<w:r w:rsidR="00A1"><w:rPr><w:b/></w:rPr><w:t>confor</w:t></w:r><w:proofErr w:type="spellStart"/>'
            '<w:r><w:t xml:space="preserve">me </w:t></w:r><w:bookmarkStart w:id="1"/><w:r><w:t>!</w:t></w:r>',
            "conforme !",
        ),
        ("<w:hyperlink><w:r><w:t>ici</w:t></w:r></w:hyperlink>", "ici"),
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r>", "a\nb"),
        ("<w:r><w:t>ENT</w:t><w:noBreakHyphen/><w:t>10</w:t></w:r>", "ENT-10"),
        (control('<w14:checkbox><w14:checked w14:val="1"/></w14:checkbox>', "\u2612"), "☒"),
        (control('<w14:checkbox><w14:checked w14:val="0"/></w14:checkbox>', "\u2610"), "☐"),
        (control("<w:showingPlcHdr/>", "Cliquez ou appuyez ici pour entrer du texte."), ""),
        (control("<w:text/>", "Vu"), "Vu"),
        ("<w:r><w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>", "☒"),
        ('<w:r><w:fldChar><w:ffData><w:checkBox><w:default w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>', "☐"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "\uf0fe"),
        ('<w:r><w:sym w:char="zz"/></w:r>', "\ufffd"),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>non</w:t></w:r><w:r><w:t>oui</w:t></w:r>", "oui"),
        ('<w:r><w:rPr><w:strike w:val="0"/></w:rPr><w:t>oui</w:t></w:r>', "oui"),
        ("<w:ins><w:r><w:t>ajouté</w:t></w:r></w:ins><w:del><w:r><w:delText>ôté</w:delText></w:r></w:del>", "ajouté"),
        ("<w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r>", "3"),
    ],
)
def test_a_paragraph_of_word(tmp_path: Path, paragraph: str, text: str) -> None:
    assert "\n".join(lines(word(tmp_path, f"<w:p>{paragraph}</w:p>"))) == text


def test_rows_and_cells_of_word_within_content_controls(tmp_path: Path) -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
    wrapped = f"<w:sdt><w:sdtPr/><w:sdtContent>{cell.format('b')}</w:sdtContent></w:sdt>"
    row = f"<w:tr>{cell.format('a')}{wrapped}</w:tr>"
    again = f"<w:sdt><w:sdtPr/><w:sdtContent><w:tr>{cell.format('c')}{cell.format('d')}</w:tr></w:sdtContent></w:sdt>"
    deleted = f"<w:tr><w:trPr><w:del/></w:trPr>{cell.format('x')}</w:tr>"
    assert cells(word(tmp_path, f"<w:tbl>{row}{again}{deleted}</w:tbl>")) == [["a", "b"], ["c", "d"]]


def test_merged_cells_of_word_keep_the_columns_in_place(tmp_path: Path) -> None:
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>large</w:t></w:r></w:p></w:tc>'
    last = "<w:tc><w:p><w:r><w:t>fin</w:t></w:r></w:p></w:tc>"
    shifted = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{wide}</w:tr>'
    assert cells(word(tmp_path, f"<w:tbl><w:tr>{wide}{last}</w:tr>{shifted}</w:tbl>")) == [
        ["large", "", "fin"],
        ["", "large", ""],
    ]


def test_comments_notes_and_text_boxes_of_word_are_told_apart(tmp_path: Path) -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>boîte</w:t></w:r></w:p></w:txbxContent>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = (
        '<w:p><w:r><w:t>texte</w:t></w:r><w:r><w:commentReference w:id="4"/></w:r>'
        f'<w:r><w:footnoteReference w:id="2"/></w:r><w:r>{both}</w:r></w:p>'
    )
    notes = (
        '<w:{0}s xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:{0} w:id="{1}"><w:p><w:r><w:t>{2}</w:t></w:r></w:p></w:{0}></w:{0}s>'
    )
    content = word(
        tmp_path,
        body,
        **{
            "word/comments.xml": notes.format("comment", 4, "avis"),
            "word/footnotes.xml": notes.format("footnote", 2, "bas"),
        },
    )
    assert lines(content) == ["texte"]
    assert [(each.kind, each.text) for each in content.asides] == [
        ("commentaire", "avis"),
        ("note", "bas"),
        ("zone de texte", "boîte"),
    ]


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ('<text:span text:style-name="T1">conf</text:span>orme<text:s text:c="2"/>!', "conforme  !"),
        ("a<text:line-break/>b", "a\nb"),
        ("a<text:soft-page-break/>b", "ab"),
        ("a\n  b", "a   b"),  # line ends of the file itself are spaces
        ('<text:bookmark-start text:name="x"/>ENT-10<text:bookmark-end text:name="x"/>', "ENT-10"),
        ('<text:span text:style-name="Barre">non</text:span><text:span>oui</text:span>', "oui"),
        ('<loext:content-control loext:checkbox="true" loext:checked="true">☒</loext:content-control> vu', "☒ vu"),
        ('<text:a xmlns:xlink="urn:x" xlink:href="x">ici</text:a>', "ici"),
        ('Page <text:bookmark-ref text:ref-name="x">12</text:bookmark-ref>', "Page"),
    ],
)
def test_a_paragraph_of_libreoffice(tmp_path: Path, paragraph: str, text: str) -> None:
    barred = (
        '<style:style style:name="Barre"><style:text-properties style:text-line-through-style="solid"/></style:style>'
        '<style:style style:name="T1"><style:text-properties style:text-line-through-style="none"/></style:style>'
    )
    assert "\n".join(lines(odf(tmp_path, f"<text:p>{paragraph}</text:p>", barred))) == text


def test_tables_of_libreoffice_with_head_rows_merged_and_repeated_cells(tmp_path: Path) -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    row = "<table:table-row>{}</table:table-row>".format
    head = row(cell.format("a") + cell.format("b") + cell.format("c"))
    merged = row(f"{cell.format('d')}<table:covered-table-cell/>{cell.format('e')}")
    repeated = row(f'<table:table-cell table:number-columns-repeated="2"/>{cell.format("f")}')
    damaged = row(f'<table:table-cell table:number-columns-repeated="zz"/>{cell.format("h")}')
    items = "<text:list><text:list-item><text:p>g</text:p></text:list-item></text:list>"
    listed = row(f"<table:table-cell>{items}</table:table-cell>")
    grouped = f"<table:table-header-rows>{head}</table:table-header-rows>{merged}"
    content = odf(
        tmp_path,
        f"<table:table>{grouped}<table:table-rows>{repeated}{damaged}</table:table-rows>{listed}</table:table>",
    )
    assert cells(content) == [["a", "b", "c"], ["d", "", "e"], ["", "", "f"], ["", "h"], ["g"]]


def test_comments_and_deletions_of_libreoffice_are_not_text(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>ôté</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>vu<office:annotation><dc:creator>A. Essai</dc:creator>"
        "<text:p>avis</text:p></office:annotation></text:p>"
        "<text:section><text:h>Titre</text:h></text:section>"
    )
    content = odf(tmp_path, body)
    assert lines(content) == ["vu", "Titre"]
    assert [(each.kind, each.text, each.place) for each in content.asides] == [("commentaire", "avis", "paragraphe 1")]
    assert all(isinstance(block, Paragraph) for block in content.blocks)
