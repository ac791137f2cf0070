"""People who fill a compte rendu: their word processor changes the XML of the file, and so do they here."""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, OFFICE, STYLE = (f"{{{ODF}{name}:1.0}}" for name in ("text", "table", "office", "style"))
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def rewrite(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Change the parts of an archive in place."""
    with zipfile.ZipFile(path) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    change(parts)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


class Pen:
    """A document being filled; ``close`` saves it."""

    part: str
    table: str
    row: str
    cell: str
    paragraph: str

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.root = etree.fromstring(archive.read(self.part))

    def close(self) -> Path:
        data = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")
        return rewrite(self.path, lambda parts: parts.__setitem__(self.part, data))

    def tick(self, point: str, answer: str) -> None:
        for paragraph in self.paragraphs(self.cells(self.row_of(point))[2]):
            if text_of(paragraph) == f"☐ {answer}":
                return self.say(paragraph, f"☒ {answer}")
        raise AssertionError(f"{point} offers no « {answer} »")

    def observe(self, point: str, text: str, column: int = 3) -> None:
        self.write(self.cells(self.row_of(point))[column], text)

    def fill(self, number: str, values: Sequence[str]) -> None:
        """A row of the reserves or of the anomalies."""
        for cell, value in zip(self.cells(self.row_of(number))[1:], values, strict=False):
            self.write(cell, value)

    def space(self, heading: str, text: str) -> None:
        """The box under a heading: the next table of one cell."""
        found = next(each for each in reversed(list(self.root.iter(*self.headings()))) if text_of(each) == heading)
        self.write(next(self.cells_after(found)), text)

    def beside(self, label: str, text: str) -> None:
        """The cell beside a label: the date of the decision, a line of the cover."""
        self.write(self.cells(self.row_of(label))[1], text)

    def decide(self, stage: str, answer: str) -> None:
        for paragraph in self.paragraphs(self.cells(self.row_of(stage))[1]):
            if text_of(paragraph) == f"☐ {answer}":
                return self.say(paragraph, f"☒ {answer}")
        raise AssertionError(f"{stage} offers no « {answer} »")

    def row_of(self, name: str) -> Any:
        """The last row whose first cell begins with that line."""
        return next(
            row
            for row in reversed(list(self.root.iter(self.row)))
            if self.cells(row) and text_of(next(iter(self.paragraphs(self.cells(row)[0])))) == name
        )

    def rows(self, point: str) -> list[Any]:
        """All the rows of the table of a point, its titles included."""
        table = next(self.row_of(point).iterancestors(self.table))
        return list(table.iter(self.row))

    def move_first_column_last(self, point: str) -> None:
        for row in self.rows(point):
            first, *others = self.cells(row)
            others[-1].addnext(first)

    def add_row_under(self, point: str, texts: Sequence[str]) -> None:
        row = self.row_of(point)
        added = copy.deepcopy(row)
        row.addnext(added)
        for cell, text in zip(self.cells(added), texts, strict=True):
            self.write(cell, text)

    def remove_row(self, name: str) -> None:
        row = self.row_of(name)
        row.getparent().remove(row)

    def add_column(self, point: str, title: str, text: str) -> None:
        for number, row in enumerate(self.rows(point)):
            last = self.cells(row)[-1]
            added = copy.deepcopy(last)
            last.addnext(added)
            self.write(added, text if number else title)

    def write(self, cell: Any, text: str) -> None:
        first, *others = self.paragraphs(cell)
        for other in others:
            cell.remove(other)
        for line in reversed(text.split("\n")[1:]):
            added = copy.deepcopy(first)
            first.addnext(added)
            self.say(added, line)
        self.say(first, text.split("\n")[0])

    def cells(self, row: Any) -> list[Any]:
        return [cell for cell in row if cell.tag == self.cell]

    def paragraphs(self, cell: Any) -> list[Any]:
        return [each for each in cell if each.tag == self.paragraph]

    def cells_after(self, heading: Any) -> Iterator[Any]:
        for following in heading.itersiblings():
            if following.tag == self.table:
                yield from following.iter(self.cell)

    def headings(self) -> tuple[str, ...]:
        raise NotImplementedError

    def say(self, paragraph: Any, text: str) -> None:
        raise NotImplementedError

    def restyle(self) -> None:
        """Every paragraph in one style, headings included."""
        raise NotImplementedError


class OdtPen(Pen):
    part, table, row, cell = "content.xml", f"{TABLE}table", f"{TABLE}table-row", f"{TABLE}table-cell"
    paragraph = f"{TEXT}p"

    def headings(self) -> tuple[str, ...]:
        return f"{TEXT}h", f"{TEXT}p"

    def say(self, paragraph: Any, text: str) -> None:
        """LibreOffice cuts what is typed in spans, and writes repeated spaces apart."""
        for child in list(paragraph):
            paragraph.remove(child)
        half = len(text) // 2
        paragraph.text = text[:half]
        span = etree.SubElement(paragraph, f"{TEXT}span")
        span.text = text[half:]

    def restyle(self) -> None:
        for heading in list(self.root.iter(f"{TEXT}h")):
            heading.tag = f"{TEXT}p"
        for paragraph in self.root.iter(f"{TEXT}p"):
            paragraph.set(f"{TEXT}style-name", "Standard")
        for number, table in enumerate(self.root.iter(self.table)):
            table.set(f"{TABLE}name", f"Table{number}")


class DocxPen(Pen):
    part, table, row, cell = "word/document.xml", f"{W}tbl", f"{W}tr", f"{W}tc"
    paragraph = f"{W}p"

    def headings(self) -> tuple[str, ...]:
        return (f"{W}p",)

    def say(self, paragraph: Any, text: str) -> None:
        """Word cuts what is typed in runs."""
        for child in list(paragraph):
            if child.tag != f"{W}pPr":
                paragraph.remove(child)
        half = len(text) // 2
        for piece in (text[:half], text[half:]):
            run = etree.SubElement(paragraph, f"{W}r")
            said = etree.SubElement(run, f"{W}t")
            said.text = piece
            said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")

    def restyle(self) -> None:
        for style in list(self.root.iter(f"{W}pStyle")):
            style.getparent().remove(style)


PENS: dict[str, type[Pen]] = {"odt": OdtPen, "docx": DocxPen}


def text_of(paragraph: Any) -> str:
    return "".join(paragraph.itertext()).replace("\u00a0", " ").strip()
