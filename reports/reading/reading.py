"""Reads a filled compte rendu: which campaign, which document, what people wrote, what could not be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from acceptance.campaign.answers import DATE, DUE, REPORTED, Entry, Unread
from reports.compte_rendu import blocks, marks
from reports.reading.columns import CALENDAR
from reports.reading.content import Cell, Content, DocumentError, Paragraph, Row, Table
from reports.reading.docx import read_docx
from reports.reading.interpreting import Fault, Printed, interpret, printed_by
from reports.reading.odt import read_odt
from reports.reading.package import open_package

_READERS = {"odt": read_odt, "docx": read_docx}
_CAMPAIGN, _DOCUMENT = "Campagne", "Empreinte du document"  # on the cover
_DATED = (DATE, DUE, REPORTED)


@dataclass(frozen=True)
class Filled:
    """A filled document, opened: its campaign and the number of the document, as printed at its foot."""

    path: Path
    data: bytes
    content: Content
    campaign: str
    document: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Reading:
    entries: tuple[Entry, ...]
    unread: tuple[Unread, ...]


def open_filled(path: Path) -> Filled:
    """Open a document. Raises DocumentError: missing, damaged, locked, with macros, or not a compte rendu of ours."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path} : illisible ({error.strerror}).", remedy="Vérifiez le chemin.") from None
    package = open_package(path, data)
    content = _READERS[package.kind](package)
    campaign, document = _identity(content)
    if not campaign:
        raise DocumentError(
            f"{path}, pied de page : ni campagne ni numéro de document.",
            remedy="Donnez un compte rendu écrit par « preau report », avec son pied de page ou sa page de garde.",
        )
    return Filled(path, data, content, campaign, document)


def _identity(content: Content) -> tuple[str, str]:
    """The campaign and the number of the document: at the foot of its pages, else on its cover; empty without them."""
    if found := marks.FOOTER.search(" ".join((*content.footers, *content.lines()))):
        return found["campaign"], found["document"]
    rows = [row for block in content.blocks if isinstance(block, Table) for row in block.rows if len(row.cells) == 2]
    pairs = {row.cells[0].text: row.cells[1].text for row in reversed(rows)}
    return pairs.get(_CAMPAIGN, ""), pairs.get(_DOCUMENT, "")


def printed_on(sheets: blocks.Sheets, points: Sequence[str]) -> Printed:
    """What the sheets show before anybody fills them."""
    return printed_by(_content(sheets), points, (heading.text for heading in sheets.headings(9)))


def read_filled(
    filled: Filled, campaign: str, points: Sequence[str], printed: Printed, *, not_before: date | None
) -> Reading:
    """What people wrote in a document, all of it or nothing.

    ``not_before`` is the date of the report: nothing can be dated earlier. Raises DocumentError with every fault and
    its place.
    """
    if filled.campaign != campaign:
        raise DocumentError(
            f"{filled.path}, pied de page : ce document est celui de la campagne « {filled.campaign} », "
            f"pas de « {campaign} ».",
            remedy="Nommez sa campagne (--campagne), ou donnez le bon document.",
        )
    answers = interpret(filled.content, points, printed)
    faults = [*answers.faults, *_too_early(answers.entries, not_before)]
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise DocumentError(
            f"{filled.path} : {len(faults)} défaut(s), rien n’a été relu.\n{lines}",
            remedy="Corrigez ces endroits dans le document, enregistrez, et relisez-le.",
        )
    return Reading(tuple(answers.entries), tuple(answers.unread))


def _too_early(entries: Iterable[Entry], not_before: date | None) -> list[Fault]:
    return [
        Fault(entry.place, f"le {_french(entry.value)} précède le compte rendu ({_french(not_before.isoformat())})")
        for entry in entries
        if not_before
        and entry.field in _DATED
        and not entry.subject.startswith(CALENDAR.name)
        and datetime.fromisoformat(entry.value).date() < not_before
    ]


def _french(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%d/%m/%Y}"


def _content(sheets: blocks.Sheets) -> Content:
    """The sheets as the readers of files would give them."""
    found: list[Paragraph | Table] = []
    for block in sheets.blocks:
        match block:
            case blocks.Heading():
                found.append(Paragraph((block.text,), ""))
            case blocks.Paragraph():
                found.append(Paragraph((block.line.text,), ""))
            case blocks.Contents():
                found.append(Paragraph((block.title,), ""))
            case blocks.Table():
                rows = [Row(tuple(map(_cell, row.cells)), "") for row in block.rows]
                if block.titled:
                    rows.insert(0, Row(tuple(Cell((column.title,)) for column in block.columns), ""))
                found.append(Table(tuple(rows), ""))
    return Content(tuple(found), ())


def _cell(cell: blocks.Cell) -> Cell:
    lines: list[str] = []
    for content in cell.contents:
        match content:
            case blocks.Line():
                lines.append(content.text)
            case blocks.Tick():
                lines.append(f"{marks.CHECKED if content.chosen else marks.UNCHECKED} {content.label}")
            case blocks.Entry():
                lines += content.text.split("\n")
            case blocks.Picture():
                pass
    return Cell(tuple(filter(None, lines)))
