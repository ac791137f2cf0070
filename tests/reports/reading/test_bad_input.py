"""A document that must not be merged is refused with its reason and its place."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from acceptance.campaign.answers import OBSERVATION
from reports.compte_rendu import marks
from reports.reading.content import DocumentError
from reports.reading.reading import Reading, open_filled, printed_on, read_filled
from tests.reports.reading.documents import FORMATS, ID, answers, before
from tests.reports.reading.people import PENS, TEXT, OdtPen, Pen, W, rewrite

formats = pytest.mark.parametrize("suffix", FORMATS)
MANIFEST = "META-INF/manifest.xml"


def refused(path: Path, **options: object) -> str:
    with pytest.raises(DocumentError) as caught:
        before().read(path, **options)  # type: ignore[arg-type]
    assert caught.value.remedy
    assert path.name in caught.value.message
    return caught.value.message.replace("\u00a0", " ")


def filled(folder: Path, suffix: str, fill: Callable[[Pen], None]) -> Path:
    pen = PENS[suffix](before().write(folder / f"a.{suffix}"))
    fill(pen)
    return pen.close()


@formats
def test_the_document_of_another_campaign(suffix: str, tmp_path: Path) -> None:
    path = before(campaign_id="autre-2025").write(tmp_path / f"a.{suffix}")
    assert "pied de page : ce document est celui de la campagne « autre-2025 »" in refused(path)


@formats
def test_a_document_without_its_footer_is_known_by_its_cover_or_refused(suffix: str, tmp_path: Path) -> None:
    def no_footer(parts: dict[str, bytes]) -> None:
        for name in parts:
            if "footer" in name or name == "styles.xml":
                parts[name] = parts[name].replace(b"Campagne", b"...")

    path = rewrite(before().write(tmp_path / f"a.{suffix}"), no_footer)
    assert before().read(path).entries == ()
    part = PENS[suffix].part
    rewrite(path, lambda parts: parts.__setitem__(part, parts[part].replace(b"Campagne", b"...")))
    assert "ni campagne ni numéro de document" in refused(path)


@formats
@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9])
def test_a_file_cut_short(suffix: str, kept: float, tmp_path: Path) -> None:
    path = before().write(tmp_path / f"a.{suffix}")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert "abîmé ou incomplet" in refused(path)


@formats
def test_a_part_that_is_not_xml_any_more(suffix: str, tmp_path: Path) -> None:
    part = PENS[suffix].part
    path = rewrite(before().write(tmp_path / f"a.{suffix}"), lambda parts: parts.__setitem__(part, parts[part][:-200]))
    assert f"la partie {part} est abîmée" in refused(path)


@formats
def test_a_changed_byte_is_seen(suffix: str, tmp_path: Path) -> None:
    path = before().write(tmp_path / f"a.{suffix}")
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo(PENS[suffix].part).header_offset + 300
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)
    assert "abîmé" in refused(path)


def test_a_document_locked_with_a_password(tmp_path: Path) -> None:
    word = tmp_path / "a.docx"
    word.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert "mot de passe" in refused(word)

    def lock(parts: dict[str, bytes]) -> None:
        entry = b'<manifest:encryption-data manifest:checksum="x"/></manifest:manifest>'
        parts[MANIFEST] = parts[MANIFEST].replace(b"</manifest:manifest>", entry)
        parts["content.xml"] = b"\x00\x01"

    assert "mot de passe" in refused(rewrite(before().write(tmp_path / "a.odt"), lock))

    def lock_whole(parts: dict[str, bytes]) -> None:
        lock(parts)
        parts["encrypted-package"] = parts.pop("content.xml")

    assert "mot de passe" in refused(rewrite(before().write(tmp_path / "b.odt"), lock_whole))


@pytest.mark.parametrize(
    ("suffix", "name"),
    [("odt", "Basic/Standard/Module1.xml"), ("odt", "Scripts/python/tout.py"), ("docx", "word/vbaProject.bin")],
)
def test_a_document_with_macros(suffix: str, name: str, tmp_path: Path) -> None:
    path = rewrite(before().write(tmp_path / f"a.{suffix}"), lambda parts: parts.__setitem__(name, b"x"))
    said = refused(path)
    assert "macros" in said
    assert name in said


def test_other_files(tmp_path: Path) -> None:
    text = tmp_path / "a.odt"
    text.write_text("bonjour", encoding="utf-8")
    assert "abîmé" in refused(text)
    archive = tmp_path / "b.docx"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("x.txt", "x")
    assert "ni un document ODT ni un document DOCX" in refused(archive)
    assert "illisible" in refused(tmp_path / "absent.odt")


def test_a_document_made_to_swell(tmp_path: Path) -> None:
    path = before().write(tmp_path / "a.odt")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Pictures/x", bytes(201 * 1024 * 1024))
    assert "démesuré" in refused(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'

    def declare(parts: dict[str, bytes]) -> None:
        head, _, rest = parts["content.xml"].partition(b"?>")
        parts["content.xml"] = head + b"?>" + doctype + rest

    assert "DOCTYPE" in refused(rewrite(before().write(tmp_path / "a.odt"), declare))


@formats
def test_two_answers_for_one_point(suffix: str, tmp_path: Path) -> None:
    def both(pen: Pen) -> None:
        pen.tick("ENT-11", "conforme")
        pen.tick("ENT-11", "non conforme")

    said = refused(filled(tmp_path, suffix, both))
    assert "ligne 3 (ENT-11) : deux réponses pour ENT-11 : conforme, non conforme" in said
    assert "rien n’a été relu" in said


@formats
def test_two_rows_that_answer_differently(suffix: str, tmp_path: Path) -> None:
    def twice(pen: Pen) -> None:
        pen.tick("ENT-11", "conforme")
        pen.add_row_under("ENT-11", ["ENT-11", "", "☒ non conforme", ""])

    said = refused(filled(tmp_path, suffix, twice))
    assert "deux réponses pour ENT-11 (verdict) : non conforme, et conforme (tableau" in said


@formats
def test_two_rows_that_observe_one_point_add_up(suffix: str, tmp_path: Path) -> None:
    def twice(pen: Pen) -> None:
        pen.observe("ENT-11", "Lent")
        pen.add_row_under("ENT-11", ["ENT-11", "", "", "Revu"])

    read = before().read(filled(tmp_path, suffix, twice))
    assert answers(read) == {("ENT-11", OBSERVATION): "Lent\nRevu"}


@formats
def test_an_unknown_point(suffix: str, tmp_path: Path) -> None:
    said = refused(filled(tmp_path, suffix, lambda pen: pen.add_row_under("ENT-11", ["ENT-99", "", "", "Vu"])))
    assert "(ENT-99) : le point ENT-99 n’est pas de cette campagne" in said
    said = refused(filled(tmp_path, suffix, lambda pen: pen.fill("R-1", ["ENT-98", "Texte", "", ""])))
    assert "colonne « Point » : le point ENT-98 n’est pas de cette campagne" in said


@formats
def test_a_point_withdrawn_since_the_document_was_printed_only_matters_once_written_about(
    suffix: str, tmp_path: Path
) -> None:
    def read(path: Path) -> Reading:
        printed = printed_on(before().sheets, [point.id for point in before().campaign.points])
        return read_filled(open_filled(path), ID, ["ENT-10", "ENT-11"], printed, not_before=None)

    path = before().write(tmp_path / f"a.{suffix}")
    assert read(path) == Reading((), ())
    pen = PENS[suffix](path)
    pen.observe("ENT-12", "Vu")
    with pytest.raises(DocumentError, match="ENT-12 n’est pas de cette campagne"):
        read(pen.close())


@formats
def test_a_date_before_the_report(suffix: str, tmp_path: Path) -> None:
    path = filled(tmp_path, suffix, lambda pen: pen.beside(marks.DECISION_DATE, "23/11/2026"))
    assert "le 23/11/2026 précède le compte rendu (24/11/2026)" in refused(path)
    assert before().read(path, not_before=date(2026, 11, 23)).entries


@formats
def test_every_fault_is_told_at_once(suffix: str, tmp_path: Path) -> None:
    def wrong(pen: Pen) -> None:
        pen.fill("R-1", ["ENT-98", "Texte", "", "01/01/2020"])
        pen.beside(marks.DECISION_DATE, "01/01/2020")

    said = refused(filled(tmp_path, suffix, wrong))
    assert "3 défaut(s)" in said
    assert len(said.splitlines()) == 4


def test_what_is_written_beside_the_text_is_listed(tmp_path: Path) -> None:
    def comment(pen: Pen) -> None:
        paragraph = pen.paragraphs(pen.cells(pen.row_of("ENT-11"))[3])[0]
        note = etree.SubElement(paragraph, f"{OdtPen.paragraph.replace('}p', '}note')}")
        etree.SubElement(etree.SubElement(note, f"{TEXT}note-body"), f"{TEXT}p").text = "À revoir"

    [unread] = before().read(filled(tmp_path, "odt", comment)).unread
    assert (unread.text, unread.why) == ("À revoir", "note : à recopier dans le document")
    assert "ligne 3" in unread.place


def test_what_was_crossed_out_is_not_an_answer(tmp_path: Path) -> None:
    def cross_out(pen: Pen) -> None:
        for paragraph in pen.paragraphs(pen.cells(pen.row_of("ENT-11"))[2])[1:]:
            for run in paragraph.iter(f"{W}r"):
                properties = run.find(f"{W}rPr")
                properties = etree.SubElement(run, f"{W}rPr") if properties is None else properties
                etree.SubElement(properties, f"{W}strike")

    assert [entry.value for entry in before().read(filled(tmp_path, "docx", cross_out)).entries] == ["conforme"]


def test_text_deleted_with_marks_of_revision_is_gone_and_added_text_is_there(tmp_path: Path) -> None:
    def revise(pen: Pen) -> None:
        paragraph = pen.paragraphs(pen.cells(pen.row_of("ENT-11"))[3])[0]
        for tag, inner, text in (("ins", "t", "Ajouté"), ("del", "delText", "Retiré")):
            change = etree.SubElement(paragraph, f"{W}{tag}")
            etree.SubElement(etree.SubElement(change, f"{W}r"), f"{W}{inner}").text = text

    assert [entry.value for entry in before().read(filled(tmp_path, "docx", revise)).entries] == ["Ajouté"]
