"""The content of an ODT file, as LibreOffice or Word saved it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from reports.reading.content import Aside, Cell, Content, Paragraph, Row, Table, counted, trimmed
from reports.reading.package import Package

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TEXT, _TABLE, _STYLE, _DRAW, _META, _FO = (
    f"{{{_ODF}{name}:1.0}}" for name in ("office", "text", "table", "style", "drawing", "meta", "xsl-fo-compatible")
)
_DC = "{http://purl.org/dc/elements/1.1/}"
_BLOCKS = (f"{_TEXT}p", f"{_TEXT}h")
_GROUPS = ("list", "list-item", "list-header", "section", "index-body", "table-of-content", "numbered-paragraph")
_ROW_GROUPS = ("table-header-rows", "table-rows", "table-row-group")
_SILENT = (
    f"{_TEXT}tracked-changes",
    f"{_TEXT}bookmark-ref",  # a page number, worked out by the word processor
    f"{_TEXT}sequence-decls",
    f"{_TEXT}index-title-template",
)


def read_odt(package: Package) -> Content:
    """Raises DocumentError when a part is damaged."""
    content, styles, meta = package.xml("content.xml"), package.xml("styles.xml"), package.xml_or_none("meta.xml")
    reader = _Reader(_struck(content) | _struck(styles))
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    blocks = tuple(reader.blocks(body)) if body is not None else ()
    feet = [foot for tag in ("footer", "footer-first", "footer-left") for foot in styles.iter(f"{_STYLE}{tag}")]
    footers = tuple(" ".join(reader.cell_lines(foot)) for foot in feet)
    return Content(
        blocks,
        footers,
        tuple(reader.asides),
        author=_meta(meta, f"{_DC}creator"),
        modified=_meta(meta, f"{_DC}date"),
    )


class _Reader:
    """Walks a body, and collects on its way what is written beside the text."""

    def __init__(self, struck: set[str]) -> None:
        self.struck = struck
        self.asides: list[Aside] = []
        self._place = ""
        self._tables = 0
        self._paragraphs = 0

    def blocks(self, parent: Any) -> Iterator[Paragraph | Table]:
        for element in parent:
            tag = element.tag
            if tag in _BLOCKS:
                self._paragraphs += 1
                self._place = f"paragraphe {self._paragraphs}"
                yield Paragraph(trimmed(self._lines(element)), self._place)
            elif tag == f"{_TABLE}table":
                self._tables += 1
                yield self._table(element, f"tableau {self._tables}")
            elif _local(tag) in _GROUPS:
                yield from self.blocks(element)
            elif isinstance(tag, str) and tag.startswith(_DRAW):
                self._text_boxes(element)

    def _table(self, table: Any, place: str) -> Table:
        rows = []
        for number, row in enumerate(_rows(table), start=1):
            self._place = f"{place}, ligne {number}"
            rows.append(Row(tuple(self._cells(row)), self._place))
        return Table(tuple(rows), place)

    def _cells(self, row: Any) -> Iterator[Cell]:
        for element in row:
            if _local(element.tag) not in ("table-cell", "covered-table-cell"):
                continue
            repeated = counted(element.get(f"{_TABLE}number-columns-repeated"), 1)
            cell = Cell(trimmed(self.cell_lines(element)))
            yield from (cell for _ in range(repeated))

    def cell_lines(self, parent: Any) -> list[str]:
        """The lines of all that a cell (or a footer) holds, tables in it included."""
        lines: list[str] = []
        for element in parent:
            if element.tag in _BLOCKS:
                lines += self._lines(element)
            elif element.tag == f"{_TABLE}table":
                lines += [line for row in _rows(element) for cell in row for line in self.cell_lines(cell)]
            elif isinstance(element.tag, str) and element.tag.startswith(_DRAW):
                self._text_boxes(element)
            elif isinstance(element.tag, str) and element.tag not in _SILENT:
                lines += self.cell_lines(element)
        return lines

    def _lines(self, paragraph: Any) -> list[str]:
        pieces: list[str] = []
        self._pieces(paragraph, pieces)
        return "".join(pieces).split("\n")

    def _pieces(self, element: Any, pieces: list[str]) -> None:
        """The text within an element, without what is struck out, deleted or beside it."""
        if element.text and element.get(f"{_TEXT}style-name") not in self.struck:
            pieces.append(_spaces(element.text))
        for child in element:
            self._piece(child, pieces)
            if child.tail and element.get(f"{_TEXT}style-name") not in self.struck:
                pieces.append(_spaces(child.tail))

    def _piece(self, child: Any, pieces: list[str]) -> None:
        tag = child.tag
        if not isinstance(tag, str) or tag in _SILENT:
            return
        if tag == f"{_TEXT}s":
            pieces.append(" " * counted(child.get(f"{_TEXT}c"), 1))
        elif tag == f"{_TEXT}tab":
            pieces.append("\t")
        elif tag == f"{_TEXT}line-break":
            pieces.append("\n")
        elif tag == f"{_OFFICE}annotation":
            self._aside("commentaire", child)
        elif tag == f"{_TEXT}note":
            body = child.find(f"{_TEXT}note-body")
            self._aside("note", body if body is not None else child)
        elif tag.startswith(_DRAW):
            self._text_boxes(child)
        elif tag != f"{_OFFICE}annotation-end":
            self._pieces(child, pieces)

    def _text_boxes(self, element: Any) -> None:
        boxes = [element] if element.find(f"{_TEXT}p") is not None else element.iter(f"{_DRAW}text-box")
        for box in boxes:
            self._aside("zone de texte", box)

    def _aside(self, kind: str, element: Any) -> None:
        paragraphs = element.iter(*_BLOCKS)
        text = "\n".join(trimmed(["".join(paragraph.itertext()) for paragraph in paragraphs]))
        if text:
            self.asides.append(Aside(kind, text, self._place))


def _rows(table: Any) -> Iterator[Any]:
    for element in table:
        if element.tag == f"{_TABLE}table-row":
            yield element
        elif _local(element.tag) in _ROW_GROUPS:
            yield from _rows(element)


def _struck(root: Any) -> set[str]:
    """The names of the styles whose text is struck out: people cross out the wrong answers."""
    return {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}text-properties")
        if properties.get(f"{_STYLE}text-line-through-style", "none") != "none"
    }


def _spaces(text: str) -> str:
    """Line breaks and tabs of the file itself are only spaces in ODF."""
    return text.replace("\n", " ").replace("\t", " ")


def _local(tag: Any) -> str:
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _meta(meta: Any, tag: str) -> str:
    found = meta.find(f".//{tag}") if meta is not None else None
    return (found.text or "").strip() if found is not None else ""
