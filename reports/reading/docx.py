"""The content of a DOCX file, as Word or LibreOffice saved it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reports.reading.content import Aside, Cell, Content, Paragraph, Row, Table, counted, trimmed
from reports.reading.package import Package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DC, _DCT = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_DELETED = (f"{_W}del", f"{_W}moveFrom", f"{_W}delText", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", f"{_W}sdtPr")
_OFF = ("0", "false", "off")


def read_docx(package: Package) -> Content:
    """Raises DocumentError when a part is damaged."""
    document = package.xml("word/document.xml")
    reader = _Reader(package)
    body = document.find(f"{_W}body")
    blocks = tuple(reader.blocks(body)) if body is not None else ()
    footers = tuple(
        " ".join(reader.cell_lines(package.xml(name)))
        for name in sorted(package.parts)
        if name.startswith("word/footer") and name.endswith(".xml")
    )
    core = package.xml_or_none("docProps/core.xml")
    return Content(
        blocks,
        footers,
        tuple(reader.asides),
        author=_property(core, f"{_CP}lastModifiedBy") or _property(core, f"{_DC}creator"),
        modified=_property(core, f"{_DCT}modified"),
    )


class _Reader:
    """Walks a body, and collects on its way what is written beside the text."""

    def __init__(self, package: Package) -> None:
        self.asides: list[Aside] = []
        self._comments = _notes(package, "word/comments.xml", f"{_W}comment")
        self._footnotes = _notes(package, "word/footnotes.xml", f"{_W}footnote")
        self._endnotes = _notes(package, "word/endnotes.xml", f"{_W}endnote")
        self._place = ""
        self._tables = 0
        self._paragraphs = 0

    def blocks(self, parent: Any) -> Iterator[Paragraph | Table]:
        for element in _flat(parent):
            if element.tag == f"{_W}p":
                self._paragraphs += 1
                self._place = f"paragraphe {self._paragraphs}"
                yield Paragraph(trimmed(self._lines(element)), self._place)
            elif element.tag == f"{_W}tbl":
                self._tables += 1
                yield self._table(element, f"tableau {self._tables}")

    def _table(self, table: Any, place: str) -> Table:
        rows = []
        kept = (row for row in _flat(table) if row.tag == f"{_W}tr" and row.find(f"{_W}trPr/{_W}del") is None)
        for number, row in enumerate(kept, start=1):
            self._place = f"{place}, ligne {number}"
            rows.append(Row(tuple(self._cells(row)), self._place))
        return Table(tuple(rows), place)

    def _cells(self, row: Any) -> Iterator[Cell]:
        skipped = row.find(f"{_W}trPr/{_W}gridBefore")
        yield from (Cell(()) for _ in range(_number(skipped, 0)))
        for element in _flat(row):
            if element.tag != f"{_W}tc":
                continue
            yield Cell(trimmed(self.cell_lines(element)))
            span = _number(element.find(f"{_W}tcPr/{_W}gridSpan"), 1)
            yield from (Cell(()) for _ in range(span - 1))

    def cell_lines(self, parent: Any) -> list[str]:
        """The lines of all that a cell (or a footer) holds, tables in it included."""
        lines: list[str] = []
        for element in _flat(parent):
            if element.tag == f"{_W}p":
                lines += self._lines(element)
            elif element.tag == f"{_W}tbl":
                lines += [line for cell in element.iter(f"{_W}tc") for line in self.cell_lines(cell)]
        return lines

    def _lines(self, paragraph: Any) -> list[str]:
        pieces: list[str] = []
        self._pieces(paragraph, pieces)
        return "".join(pieces).split("\n")

    def _pieces(self, parent: Any, pieces: list[str]) -> None:
        for element in parent:
            tag = element.tag
            if tag in _DELETED or not isinstance(tag, str):
                continue
            if tag == f"{_W}t":
                pieces.append(element.text or "")
            elif tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif tag == f"{_W}tab":
                pieces.append("\t")
            elif tag == f"{_W}noBreakHyphen":
                pieces.append("-")
            elif tag == f"{_W}sym":
                pieces.append(_symbol(element.get(f"{_W}char", "")))
            elif tag == f"{_W}r":
                if not _struck(element):
                    self._pieces(element, pieces)
            elif tag == f"{_W}sdt":
                self._control(element, pieces)
            elif tag == f"{_W}checkBox":
                pieces.append("☒ " if _is_on(element.find(f"{_W}checked"), element.find(f"{_W}default")) else "☐ ")
            elif tag == f"{_MC}AlternateContent":
                # The same text box twice: for recent word processors, then for older ones.
                choice = element.find(f"{_MC}Choice")
                self._pieces(choice if choice is not None else element, pieces)
            elif tag == f"{_W}txbxContent":
                self._aside("zone de texte", element)
            elif tag == f"{_W}commentReference":
                self._note("commentaire", self._comments, element)
            elif tag == f"{_W}footnoteReference":
                self._note("note", self._footnotes, element)
            elif tag == f"{_W}endnoteReference":
                self._note("note", self._endnotes, element)
            else:
                self._pieces(element, pieces)

    def _control(self, control: Any, pieces: list[str]) -> None:
        """A content control: its text, unless Word only shows there what is expected."""
        properties, content = control.find(f"{_W}sdtPr"), control.find(f"{_W}sdtContent")
        if content is None:
            return
        showing = properties.find(f"{_W}showingPlcHdr") if properties is not None else None
        box = properties.find(f"{_W14}checkbox") if properties is not None else None
        if box is not None:
            state = box.find(f"{_W14}checked")
            pieces.append("☒" if state is not None and state.get(f"{_W14}val") not in _OFF else "☐")
        elif showing is None or showing.get(f"{_W}val") in _OFF:
            self._pieces(content, pieces)

    def _note(self, kind: str, notes: dict[str, str], reference: Any) -> None:
        text = notes.get(reference.get(f"{_W}id", ""), "")
        if text:
            self.asides.append(Aside(kind, text, self._place))

    def _aside(self, kind: str, element: Any) -> None:
        text = _text(element)
        if text:
            self.asides.append(Aside(kind, text, self._place))


def _flat(parent: Any) -> Iterator[Any]:
    """The elements of a body, a table or a row, those within content controls and insertions included."""
    for element in parent:
        if element.tag == f"{_W}sdt":
            content = element.find(f"{_W}sdtContent")
            yield from _flat(content) if content is not None else ()
        elif element.tag in (f"{_W}ins", f"{_W}moveTo", f"{_W}customXml", f"{_W}smartTag"):
            yield from _flat(element)
        else:
            yield element


def _notes(package: Package, part: str, tag: str) -> dict[str, str]:
    root = package.xml_or_none(part)
    return {note.get(f"{_W}id", ""): _text(note) for note in root.iter(tag)} if root is not None else {}


def _text(element: Any) -> str:
    paragraphs = ["".join(run.text or "" for run in paragraph.iter(f"{_W}t")) for paragraph in element.iter(f"{_W}p")]
    return "\n".join(trimmed(paragraphs))


def _struck(run: Any) -> bool:
    """People cross out the wrong answers."""
    marks = (run.find(f"{_W}rPr/{_W}{name}") for name in ("strike", "dstrike"))
    return any(mark is not None and mark.get(f"{_W}val") not in _OFF for mark in marks)


def _symbol(code: str) -> str:
    """The character of a symbol font, by its code in hexadecimal; a replacement for what is not one."""
    return chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else "\ufffd"


def _is_on(checked: Any, default: Any) -> bool:
    mark = checked if checked is not None else default
    return mark is not None and mark.get(f"{_W}val") not in _OFF


def _number(element: Any, absent: int) -> int:
    return counted(element.get(f"{_W}val"), absent) if element is not None else absent


def _property(core: Any, tag: str) -> str:
    found = core.find(tag) if core is not None else None
    return (found.text or "").strip() if found is not None else ""
