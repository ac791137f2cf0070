"""The compte rendu as an ODT file, the city's format: people fill its boxes in their word processor."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from odfdo import Cell, Document, Element, Header, Paragraph, Row, Table

from reports.compte_rendu import ANOMALY_DELAYS, CompteRendu, Part
from reports.compte_rendu import Row as PointRow
from reports.french import integer, typeset
from reports.odt_styles import add_styles, column_style, row_style, set_page, space_numbering

_FIXED_DATE = (2019, 1, 1, 0, 0, 0)
_COLUMNS = ("N°", "Point à valider", "Résultat", "Observations")
_WIDTHS = ("1.9cm", "7.6cm", "3.2cm", "5.3cm")

_WHOLE = "18cm"
_COUNT_WIDTHS = ("4.4cm", *("3.4cm",) * 4)
_PAIR_WIDTHS = ("5.5cm", "12.5cm")
_RESERVE_WIDTHS = ("1.9cm", "2.6cm", "7.5cm", "3.5cm", "2.5cm")
_SIGNATURE_WIDTHS = ("4.5cm",) * 4
_ALL_WIDTHS = (_WHOLE, *_WIDTHS, *_COUNT_WIDTHS, *_PAIR_WIDTHS, *_RESERVE_WIDTHS, *_SIGNATURE_WIDTHS)
_TALL, _POINT, _OBSERVATIONS, _PHASE = "0.9cm", "1.6cm", "6cm", "9cm"


def write_odt(document: CompteRendu, path: Path) -> Path:
    """Write the document; the same model gives the same bytes."""
    odt = Document("text")
    odt.language = "fr-FR"
    add_styles(odt, widths=_ALL_WIDTHS, heights=(_TALL, _POINT, _OBSERVATIONS, _PHASE))
    set_page(odt, document.title)
    space_numbering(odt)
    body = odt.body
    body.clear()
    body.append(Paragraph(document.title, style="preau-title"))
    body.append(Paragraph(document.subtitle, style="preau-subtitle"))
    body.append(_pairs("identite", document.identity))
    _heading(body, 1, "Guide de lecture")
    for sentence in _guide(document):
        body.append(Paragraph(typeset(sentence), style="preau-text"))
    _heading(body, 1, "Bilan" if document.executed else "Points prévus")
    body.append(Paragraph(document.conclusion, style="preau-strong"))
    if document.load_verdict:
        body.append(Paragraph(f"Test de montée en charge : {document.load_verdict}", style="preau-text"))
    body.append(_counts(document))
    _heading(body, 1, "Liste des points à valider")
    for number, part in enumerate(document.parts, start=1):
        _heading(body, 2, part.title)
        body.append(_points(f"points-{number}", part))
    _heading(body, 1, "Observations générales")
    body.append(_box("observations", _OBSERVATIONS))
    _heading(body, 1, "Réserves")
    body.append(
        _blank_table("reserves", ("N°", "Point", "Réserve", "Classe d’anomalie", "À lever le"), _RESERVE_WIDTHS, rows=5)
    )
    _heading(body, 2, "Classes d’anomalies et délais maximaux (CCTP, article 4.3.1)")
    body.append(_pairs("delais", ANOMALY_DELAYS))
    _heading(body, 1, "Compte rendu de la phase de recette")
    body.append(_box("phase", _PHASE))
    _heading(body, 1, "Décision et signatures")
    body.append(Paragraph("☐ admission    ☐ ajournement    ☐ réfaction    ☐ rejet", style="preau-strong"))
    body.append(
        _blank_table("signatures", ("Nom", "Fonction", "Organisme", "Date et signature"), _SIGNATURE_WIDTHS, rows=4)
    )
    odt.meta.title = f"{document.title} — {document.subtitle}"
    buffer = BytesIO()
    odt.save(buffer)
    path.write_bytes(_reproducible(buffer.getvalue()))
    return path


def _guide(document: CompteRendu) -> Sequence[str]:
    first = (
        "Chaque point porte un numéro stable, celui des exigences du CCTP, et l’article dont il vient. "
        "La colonne « Observations » est à remplir librement par toute personne présente."
    )
    if not document.executed:
        return (first, "La colonne « Résultat » sera remplie par l’exécution de la recette.")
    return (
        first,
        "Un point est conforme, non conforme, non exécuté, sans objet ou à vérifier par une personne. "
        "Les points prévus sont tous là : ceux qui n’ont pas été exécutés disent pourquoi.",
    )


def _points(name: str, part: Part) -> Table:
    table = _table(name, _COLUMNS, _WIDTHS)
    for point_row in part.rows:
        row = Row(style=row_style(_POINT))
        row.append(
            _cell(_paragraphs((point_row.point.id, "preau-id"), (f"art. {point_row.point.article}", "preau-small")))
        )
        steps = tuple((step, "preau-small") for step in point_row.point.steps)
        row.append(_cell(_paragraphs((point_row.point.title, "preau-strong"), *steps, (point_row.how, "preau-how"))))
        row.append(_cell(_result(point_row)))
        row.append(_cell(_paragraphs(("", "preau-text"), ("", "preau-text"))))
        table.append(row)
    return table


def _result(row: PointRow) -> list[Paragraph]:
    if not row.status:
        return _paragraphs(
            ("☐ conforme", "preau-text"), ("☐ non conforme", "preau-text"), ("☐ non exécuté", "preau-text")
        )
    style = {"conforme": "preau-good", "non conforme": "preau-bad"}.get(row.status, "preau-strong")
    texts = [(row.status, style)]
    if row.reason:
        texts.append((row.reason, "preau-small"))
    if row.status == "non conforme":
        texts.append((f"classe proposée : {row.point.anomaly_class}", "preau-small"))
    texts += [(f"{proof.title} : {proof.path} (SHA-256 {proof.sha256[:12]}…)", "preau-how") for proof in row.evidence]
    return _paragraphs(*texts)


def _counts(document: CompteRendu) -> Table:
    names = ("Article", "Prévus", "Exécutés", "Conformes", "Justifiés")
    table = _table("bilan", names, _COUNT_WIDTHS)
    for count in (*document.counts, document.total):
        style = "preau-strong" if count is document.total else "preau-text"
        texts = [count.article, integer(count.planned)]
        texts += [
            integer(value) if document.executed else "" for value in (count.executed, count.conform, count.justified)
        ]
        row = Row()
        for text in texts:
            row.append(_cell(_paragraphs((text, style))))
        table.append(row)
    return table


def _pairs(name: str, pairs: Sequence[tuple[str, str]]) -> Table:
    table = _table(name, (), _PAIR_WIDTHS)
    for label, value in pairs:
        row = Row()
        row.append(_cell(_paragraphs((label, "preau-strong"))))
        row.append(_cell(_paragraphs((value, "preau-text"))))
        table.append(row)
    return table


def _blank_table(name: str, titles: Sequence[str], widths: Sequence[str], *, rows: int) -> Table:
    table = _table(name, titles, widths)
    for _ in range(rows):
        row = Row(style=row_style(_TALL))
        for _ in titles:
            row.append(_cell(_paragraphs(("", "preau-text"))))
        table.append(row)
    return table


def _box(name: str, height: str) -> Table:
    table = _table(name, (), (_WHOLE,))
    row = Row(style=row_style(height))
    row.append(_cell(_paragraphs(("", "preau-text"))))
    table.append(row)
    return table


def _table(name: str, titles: Sequence[str], widths: Sequence[str]) -> Table:
    table = Table(name, style="preau-table")
    for width in widths:
        table.append(Element.from_tag(f'<table:table-column table:style-name="{column_style(width)}"/>'))
    if titles:
        head = Element.from_tag("<table:table-header-rows/>")
        row = Row()
        for title in titles:
            row.append(_cell(_paragraphs((title, "preau-head")), style="preau-head-cell"))
        head.append(row)
        table.append(head)
    return table


def _cell(paragraphs: Sequence[Paragraph], *, style: str = "preau-cell") -> Cell:
    cell = Cell(style=style)
    cell.set_attribute("office:value-type", "string")
    for paragraph in paragraphs:
        cell.append(paragraph)
    return cell


def _paragraphs(*texts: tuple[str, str]) -> list[Paragraph]:
    return [Paragraph(text, style=style) for text, style in texts]


def _heading(body: Element, level: int, text: str) -> None:
    header = Header(level, text)
    header.style = f"preau-h{level}"
    body.append(header)


def _reproducible(archive: bytes) -> bytes:
    """The same archive with fixed dates and without the moment of writing, so that two runs give the same bytes."""
    source, target = zipfile.ZipFile(BytesIO(archive)), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as rewritten:
        for item in source.infolist():
            entry = zipfile.ZipInfo(item.filename, _FIXED_DATE)
            entry.compress_type = item.compress_type
            rewritten.writestr(entry, source.read(item))
    return target.getvalue()
