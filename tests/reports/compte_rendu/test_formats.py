"""Every format says the same words in the same order, and the same campaign gives the same bytes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree, html
from pypdf import PdfReader

from acceptance.campaign.points import Campaign
from reports.compte_rendu import marks
from reports.compte_rendu.blocks import Heading, Sheets, Table
from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.docx import write_docx
from reports.compte_rendu.dossier import Dossier
from reports.compte_rendu.html import write_html
from reports.compte_rendu.layout import lay_out
from reports.compte_rendu.odt import write_odt
from reports.compte_rendu.pdf import write_pdf
from reports.compte_rendu.pictures import thumbnails
from reports.compte_rendu.writing import write_compte_rendu
from tests.reports.compte_rendu import texts
from tests.reports.compte_rendu.made import BLANK, DONE, FULL, POINTS, with_picture

BOTH = pytest.mark.parametrize(("campaign", "dossier"), [(BLANK, Dossier()), (DONE, FULL)], ids=["avant", "apres"])


def sheets(campaign: Campaign, dossier: Dossier) -> Sheets:
    return lay_out(compte_rendu(campaign, dossier))


@BOTH
def test_odt_docx_and_html_hold_the_same_words_in_the_same_order(
    campaign: Campaign, dossier: Dossier, tmp_path: Path
) -> None:
    made = sheets(campaign, dossier)
    wanted = texts.expected(made)
    assert len(wanted) > 2000
    assert texts.of_odt(write_odt(made, {}, tmp_path / "x.odt")) == wanted
    assert texts.of_docx(write_docx(made, {}, tmp_path / "x.docx")) == wanted
    assert texts.of_html(write_html(made, {}, tmp_path / "x.html")) == wanted


def test_both_pdf_hold_the_same_words_in_the_same_order(archived: Path, to_fill: Path) -> None:
    made = sheets(DONE, FULL)
    found = texts.of_pdf(archived)
    place = 0
    for text in filter(None, map(texts.packed, made.texts())):
        place = found.find(text, place) + len(text)
        assert place >= len(text), f"« {text} » n’est pas à sa place"
    # What is already written in the spaces of the copy to fill is in its fields, which are not text.
    found = texts.of_pdf(to_fill)
    assert all(texts.packed(block.text) in found for block in made.blocks if isinstance(block, Heading))


def test_the_three_things_the_contract_asks_are_there() -> None:
    headings = [block.text for block in sheets(BLANK, Dossier()).blocks if isinstance(block, Heading)]
    for wanted in (marks.POINTS, marks.OBSERVATIONS, marks.ACCOUNT):
        assert wanted in headings


def test_a_point_has_its_number_alone_first_and_its_own_space(tmp_path: Path) -> None:
    made = sheets(BLANK, Dossier())
    rows = [row for block in made.blocks if isinstance(block, Table) and "points-" in block.name for row in block.rows]
    assert [row.cells[0].contents[0].text for row in rows] == [row.cells[0].anchor for row in rows]  # type: ignore[union-attr]
    assert sorted(row.cells[0].anchor for row in rows) == sorted(point.id for point in POINTS)
    document = docx.Document(str(write_docx(made, {}, tmp_path / "x.docx")))
    read = [row for table in document.tables if table.rows[0].cells[0].text == "N°" for row in table.rows[1:]]
    ids = {row.cells[0].text.split("\n")[0]: row.cells[3].text for row in read if len(row.cells) == 4}
    assert ids == {point.id: "" for point in POINTS}


@pytest.mark.parametrize("name", ["odt", "docx", "pdf", "html"])
def test_the_footer_says_which_campaign_and_which_document(name: str, archived: Path, tmp_path: Path) -> None:
    made = sheets(DONE, FULL)
    found = marks.FOOTER.search(made.footer)
    assert found
    assert (found["campaign"], found["document"]) == ("essai-2026", compte_rendu(DONE, FULL).fingerprint)
    path = tmp_path / f"x.{name}"
    match name:
        case "odt":
            with zipfile.ZipFile(write_odt(made, {}, path)) as archive:
                text = "".join(etree.fromstring(archive.read("styles.xml")).itertext())
        case "docx":
            [section] = docx.Document(str(write_docx(made, {}, path))).sections
            text = section.footer.paragraphs[0].text
        case "html":
            text = html.parse(str(write_html(made, {}, path))).getroot().find("body/footer").text_content()
        case "pdf":
            pages = [page.extract_text() for page in PdfReader(archived).pages]
            assert all(made.footer in page for page in pages)
            text = pages[0]
    assert made.footer in text


def test_the_same_campaign_gives_the_same_bytes_in_every_format_without_a_path_of_this_machine(tmp_path: Path) -> None:
    campaign = with_picture(DONE, tmp_path)
    first = {path.name: path.read_bytes() for path in write_compte_rendu(campaign, tmp_path, FULL).paths}
    assert len(first) == 5
    again = write_compte_rendu(campaign, tmp_path, FULL).paths
    assert {path.name: path.read_bytes() for path in again} == first
    for path in again:
        content = path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                content = b"".join(archive.read(name) for name in archive.namelist())
        assert str(tmp_path).encode() not in content
        assert b"file://" not in content


def test_evidence_is_a_small_picture_with_its_hash_and_a_link_to_the_file(tmp_path: Path) -> None:
    campaign = with_picture(DONE, tmp_path)
    made = sheets(campaign, Dossier())
    pictures = thumbnails(tmp_path, made.evidence())
    digest = campaign.results[0].evidence[0].sha256
    page = write_html(made, pictures, tmp_path / "x.html").read_text(encoding="utf-8")
    assert "data:image/jpeg;base64," in page
    assert 'href="preuves/ENT-01.png"' in page
    assert f"{digest[:32]} {digest[32:]}" in page
    with zipfile.ZipFile(write_odt(made, pictures, tmp_path / "x.odt")) as archive:
        assert f"Pictures/{digest[:32]}.jpg" in archive.namelist()
        assert f"Pictures/{digest[:32]}.jpg" in archive.read("META-INF/manifest.xml").decode()
        assert "../preuves/ENT-01.png" in archive.read("content.xml").decode()
    [shape] = docx.Document(str(write_docx(made, pictures, tmp_path / "x.docx"))).inline_shapes
    assert shape._inline.docPr.get("descr") == "Écran final, point ENT-01"
    pages = PdfReader(write_pdf(made, pictures, tmp_path / "x.pdf")).pages
    assert len({image.name for page in pages for image in page.images}) == 1


@pytest.mark.parametrize("content", [None, b"", b"pas une image"], ids=["absent", "vide", "texte"])
def test_evidence_that_is_no_picture_is_still_named(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "preuves").mkdir()
        (tmp_path / "preuves" / "ENT-01.png").write_bytes(content)
    made = sheets(DONE, Dossier())
    assert thumbnails(tmp_path, made.evidence()) == {}
    assert "preuves/ENT-01.png" in texts.of_odt(write_odt(made, {}, tmp_path / "x.odt"))


def test_what_a_result_says_cannot_break_a_page(tmp_path: Path) -> None:
    page = write_html(sheets(DONE, Dossier()), {}, tmp_path / "x.html").read_text(encoding="utf-8")
    assert "le message &lt;b&gt; manque" in page


def test_texts_are_typeset_in_french() -> None:
    written = "\n".join(sheets(DONE, FULL).texts())
    assert "date fixée\u00a0: par la Ville" in written
    assert "trop tôt\u202f!" in written
    assert "24\u00a0novembre\u00a02026" in written
    for sign in (" :", " ;", " !", " ?", "« ", " »"):
        assert sign not in written


@pytest.mark.parametrize("name", ["odt", "docx", "pdf"])
def test_pages_are_a4(name: str, archived: Path, tmp_path: Path) -> None:
    made, path = sheets(BLANK, Dossier()), tmp_path / f"x.{name}"
    match name:
        case "odt":
            with zipfile.ZipFile(write_odt(made, {}, path)) as archive:
                styles = archive.read("styles.xml").decode()
            assert 'fo:page-width="210mm"' in styles
            assert 'fo:page-height="297mm"' in styles
        case "docx":
            [section] = docx.Document(str(write_docx(made, {}, path))).sections
            assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        case "pdf":
            box = PdfReader(archived).pages[0].mediabox
            assert (round(box.width / 72 * 25.4), round(box.height / 72 * 25.4)) == (210, 297)
