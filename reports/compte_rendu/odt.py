"""The compte rendu as an ODT file, the city's format: people fill its boxes in their word processor."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from odfdo import Cell as OdtCell
from odfdo import Document, Element, Frame, Header, Paragraph, Table
from odfdo import Row as OdtRow

from reports.compte_rendu import odt_styles as styles
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
    Tick,
)
from reports.compte_rendu.blocks import Paragraph as Sentence
from reports.compte_rendu.blocks import Table as Grid
from reports.compte_rendu.marks import CHECKED, UNCHECKED
from reports.compte_rendu.pictures import WIDTH, Thumbnail


def write_odt(sheets: Sheets, pictures: Mapping[str, Thumbnail], path: Path) -> Path:
    """Write the document; the same sheets give the same bytes."""
    return _Writer(sheets, pictures).write(path)


class _Writer:
    """Appends blocks to one document, and adds the styles of columns and rows as it meets them."""

    def __init__(self, sheets: Sheets, pictures: Mapping[str, Thumbnail]) -> None:
        self.sheets, self.pictures = sheets, pictures
        self.odt = Document("text")
        self.odt.language = "fr-FR"
        self.odt.meta.title = sheets.title
        self._styles: set[str] = set()
        styles.add_styles(self.odt)
        styles.set_page(self.odt, sheets.footer)
        styles.unnumber(self.odt)

    def write(self, path: Path) -> Path:
        body = self.odt.body
        body.clear()
        for block in self.sheets.blocks:
            for element in self._block(block):
                body.append(element)
        buffer = BytesIO()
        self.odt.save(buffer)
        path.write_bytes(reproducible(buffer.getvalue()))
        return path

    def _block(self, block: Block) -> list[Element]:
        match block:
            case Heading():
                return [_heading(block)]
            case Sentence():
                return [_paragraph(block.line)]
            case Contents():
                title = Paragraph(block.title, style=styles.CONTENTS_TITLE)
                return [title, *map(_entry_of_contents, self.sheets.headings(block.level))]
            case Grid():
                return [self._table(block)]

    def _table(self, grid: Grid) -> Table:
        table = Table(grid.name, style=styles.TABLE)
        for column in grid.columns:
            self._add(styles.column(column.width), styles.column_style(column.width))
            table.append(Element.from_tag(f'<table:table-column table:style-name="{styles.column(column.width)}"/>'))
        if grid.titled:
            head = Element.from_tag("<table:table-header-rows/>")
            head.append(_titles(grid.columns))
            table.append(head)
        for row in grid.rows:
            table.append(self._row(row, grid.columns))
        return table

    def _row(self, row: Row, columns: tuple[Column, ...]) -> OdtRow:
        name = styles.row(row.height, breaks=row.breaks)
        self._add(name, styles.row_style(row.height, breaks=row.breaks))
        odt_row = OdtRow(style=name)
        for column, cell in zip(columns, row.cells, strict=True):
            odt_row.append(self._cell(cell, right=column.figures, shaded=cell.head or row.total))
        return odt_row

    def _cell(self, cell: Cell, *, right: bool, shaded: bool) -> OdtCell:
        odt_cell = _empty_cell(styles.cell(cell.look, head=shaded))
        for content in cell.contents:
            for paragraph in self._content(content, right=right):
                odt_cell.append(paragraph)
        if not cell.contents:
            odt_cell.append(Paragraph("", style=styles.paragraph(Look.TEXT)))
        if cell.anchor:
            [first, *_] = odt_cell.get_elements("text:p")
            first.insert(_bookmark(cell.anchor), position=0)
        return odt_cell

    def _content(self, content: Content, *, right: bool) -> list[Paragraph]:
        match content:
            case Line():
                return [_paragraph(content, right=right)]
            case Tick():
                box = CHECKED if content.chosen else UNCHECKED
                return [Paragraph(f"{box} {content.label}", style=styles.paragraph(Look.TEXT))]
            case Entry():
                style = styles.paragraph(Look.TEXT)
                return [Paragraph(line, style=style) for line in content.text.split("\n")]
            case Picture():
                return self._picture(content)

    def _picture(self, picture: Picture) -> list[Paragraph]:
        thumbnail = self.pictures.get(picture.evidence.path)
        if thumbnail is None:
            return []
        name = f"Pictures/{picture.evidence.sha256[:32]}.jpg"
        self.odt.set_part(name, thumbnail.jpeg)
        self.odt.manifest.add_full_path(name, "image/jpeg")
        size = (f"{WIDTH}mm", f"{thumbnail.height:.1f}mm")
        frame = Frame.image_frame(name, size=size, style=styles.PICTURE, anchor_type="as-char")
        title = Element.from_tag("<svg:title/>")
        title.text = picture.description
        frame.append(title)
        paragraph = Paragraph("", style=styles.paragraph(Look.SMALL))
        paragraph.append(frame)
        return [paragraph]

    def _add(self, name: str, xml: str) -> None:
        if name not in self._styles:
            self._styles.add(name)
            self.odt.insert_style(xml, automatic=True)


def _heading(heading: Heading) -> Header:
    header = Header(heading.level, heading.text)
    header.style = styles.heading(heading.level, new_page=heading.new_page)
    header.insert(_bookmark(heading.anchor), position=0)
    return header


def _entry_of_contents(heading: Heading) -> Paragraph:
    """The heading as a link, and its page, which the word processor fills in."""
    entry = Paragraph("", style=styles.contents_line(heading.level))
    entry.append(_link(f"#{heading.anchor}", heading.text))
    entry.append(Element.from_tag("<text:tab/>"))
    entry.append(
        Element.from_tag(f'<text:bookmark-ref text:reference-format="page" text:ref-name="{heading.anchor}"/>')
    )
    return entry


def _paragraph(line: Line, *, right: bool = False) -> Paragraph:
    style = styles.paragraph(line.look, right=right)
    if not line.link:
        return Paragraph(line.text, style=style)
    paragraph = Paragraph("", style=style)
    # Paths are those of the folder that holds the document, seen from within the archive.
    paragraph.append(_link(line.link if line.link.startswith("#") else f"../{line.link}", line.text))
    return paragraph


def _link(address: str, text: str) -> Element:
    link = Element.from_tag(f'<text:a xlink:type="simple" text:style-name="{styles.LINK}"/>')
    link.set_attribute("xlink:href", address)
    link.text = text
    return link


def _bookmark(name: str) -> Element:
    return Element.from_tag(f'<text:bookmark text:name="{name}"/>')


def _titles(columns: tuple[Column, ...]) -> OdtRow:
    row = OdtRow()
    for column in columns:
        cell = _empty_cell(styles.cell(head=True))
        cell.append(Paragraph(column.title, style=styles.paragraph(Look.HEAD, right=column.figures)))
        row.append(cell)
    return row


def _empty_cell(style: str) -> OdtCell:
    cell = OdtCell(style=style)
    cell.set_attribute("office:value-type", "string")
    return cell
