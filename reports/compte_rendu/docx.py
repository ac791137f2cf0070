"""The compte rendu as a DOCX file, for those who fill it in Word."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor
from docx.text.paragraph import Paragraph

from reports.compte_rendu import docx_styles as styles
from reports.compte_rendu.archive import reproducible
from reports.compte_rendu.blocks import (
    Block,
    Cell,
    Column,
    Content,
    Contents,
    Entry,
    Heading,
    Line,
    Look,
    Picture,
    Row,
    Sheets,
    Table,
    Tick,
)
from reports.compte_rendu.blocks import Paragraph as Sentence
from reports.compte_rendu.looks import ACCENT, INDENT, SHADE, TINTS
from reports.compte_rendu.marks import CHECKED, UNCHECKED
from reports.compte_rendu.pictures import WIDTH, Thumbnail

_LONGEST_BOOKMARK = 40


def write_docx(sheets: Sheets, pictures: Mapping[str, Thumbnail], path: Path) -> Path:
    """Write the document; the same sheets give the same bytes."""
    return _Writer(sheets, pictures).write(path)


class _Writer:
    """Appends blocks to one document, and numbers bookmarks as it meets them."""

    def __init__(self, sheets: Sheets, pictures: Mapping[str, Thumbnail]) -> None:
        self.sheets, self.pictures = sheets, pictures
        self.docx = styles.styled_document(sheets.title)
        self._bookmarks = count(1)
        # Looking a style up by name takes a millisecond, and a document has thousands of paragraphs.
        self._styles = {look: self.docx.styles[styles.style_name(look)].style_id for look in Look}

    def write(self, path: Path) -> Path:
        for block in self.sheets.blocks:
            self._block(block)
        self._footer()
        buffer = BytesIO()
        self.docx.save(buffer)
        path.write_bytes(reproducible(buffer.getvalue()))
        return path

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                heading = self.docx.add_heading("", block.level)
                self._mark(heading, block.anchor)
                heading.add_run(block.text)
                heading.paragraph_format.page_break_before = block.new_page or None
            case Sentence():
                self._line(self._at_the_end(), block.line)
            case Contents():
                title = self._at_the_end()
                self._line(title, Line(block.title, Look.CONTENTS))
                title.paragraph_format.page_break_before = True
                for heading in self.sheets.headings(block.level):
                    entry = self._at_the_end()
                    self._line(entry, Line(heading.text, link=f"#{heading.anchor}"))
                    entry.paragraph_format.left_indent = Mm((heading.level - 1) * INDENT)
            case Table():
                self._table(block)

    def _table(self, block: Table) -> None:
        table = OxmlElement("w:tbl")
        table.extend(styles.table_properties(block.caption, [column.width for column in block.columns]))
        self._append(table)
        if block.titled:
            cells = tuple(Cell((Line(column.title, Look.HEAD),), head=True) for column in block.columns)
            self._row(table, Row(cells), block.columns, head=True)
        for row in block.rows:
            self._row(table, row, block.columns)
        # Two tables in a row would become one.
        self._line(self._at_the_end(), Line("", Look.MUTED))

    def _row(self, table: Any, row: Row, columns: tuple[Column, ...], *, head: bool = False) -> None:
        element = OxmlElement("w:tr")
        element.append(styles.row_properties(row.height, breaks=row.breaks, head=head))
        table.append(element)
        for column, cell in zip(columns, row.cells, strict=True):
            self._cell(element, cell, column, shaded=cell.head or row.total)

    def _cell(self, row: Any, cell: Cell, column: Column, *, shaded: bool) -> None:
        background = SHADE if shaded else TINTS.get(cell.look or Look.TEXT, "")
        element = OxmlElement("w:tc")
        element.append(styles.cell_properties(column.width, background))
        row.append(element)
        anchor = cell.anchor
        for content in cell.contents:
            self._content(element, content, right=column.figures, anchor=anchor)
            anchor = ""
        if not element.xpath("w:p"):
            self._line(self._paragraph(element), Line(""))

    def _content(self, cell: Any, content: Content, *, right: bool, anchor: str) -> None:
        match content:
            case Line():
                paragraph = self._paragraph(cell)
                if anchor:
                    self._mark(paragraph, anchor)
                self._line(paragraph, content, right=right)
            case Tick():
                box = CHECKED if content.chosen else UNCHECKED
                self._line(self._paragraph(cell), Line(f"{box} {content.label}"))
            case Entry():
                for line in content.text.split("\n"):
                    self._line(self._paragraph(cell), Line(line))
            case Picture():
                self._picture(cell, content)

    def _picture(self, cell: Any, picture: Picture) -> None:
        thumbnail = self.pictures.get(picture.evidence.path)
        if thumbnail:
            shape = self._paragraph(cell).add_run().add_picture(BytesIO(thumbnail.jpeg), width=Mm(WIDTH))
            shape._inline.docPr.set("descr", picture.description)

    def _at_the_end(self) -> Paragraph:
        element = OxmlElement("w:p")
        self._append(element)
        return Paragraph(element, self.docx._body)

    def _append(self, element: Any) -> None:
        """At the end of the body, whose last element says its page."""
        body = self.docx.element.body
        body.insert(len(body) - 1, element)

    def _paragraph(self, cell: Any) -> Paragraph:
        element = OxmlElement("w:p")
        cell.append(element)
        return Paragraph(element, self.docx._body)

    def _line(self, paragraph: Paragraph, line: Line, *, right: bool = False) -> None:
        paragraph._p.style = self._styles[line.look]
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if not line.link:
            paragraph.add_run(line.text)
            return
        link = OxmlElement("w:hyperlink")
        if line.link.startswith("#"):
            link.set(qn("w:anchor"), _bookmark_name(line.link[1:]))
        else:
            link.set(qn("r:id"), self.docx.part.relate_to(line.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        run = paragraph.add_run(line.text)
        run.underline, run.font.color.rgb = True, RGBColor.from_string(ACCENT.removeprefix("#"))
        link.append(run._r)
        paragraph._p.append(link)

    def _mark(self, paragraph: Paragraph, anchor: str) -> None:
        number = str(next(self._bookmarks))
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            element = OxmlElement(tag)
            element.set(qn("w:id"), number)
            if tag == "w:bookmarkStart":
                element.set(qn("w:name"), _bookmark_name(anchor))
            paragraph._p.append(element)

    def _footer(self) -> None:
        [section] = self.docx.sections
        [paragraph] = section.footer.paragraphs
        paragraph.style = self.docx.styles[styles.FOOT_LINE]
        paragraph.add_run(f"{self.sheets.footer} — page ")
        _field(paragraph, "PAGE")
        paragraph.add_run(" sur ")
        _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _bookmark_name(anchor: str) -> str:
    """Word takes letters, digits and underscores, a letter first."""
    return f"p_{anchor}".replace("-", "_").replace(".", "_")[:_LONGEST_BOOKMARK]
