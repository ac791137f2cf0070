"""The blocks a document is made of: what ``layout`` arranges and every writer prints, in the same order.

A writer knows nothing of a recette: only headings, paragraphs and tables, whose cells hold lines, ticks, entries and
pictures. Lengths are in millimetres.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from acceptance.campaign.points import Evidence

_FEW, _TALL = 8, 20  # rows, millimetres


class Look(StrEnum):
    """How a line looks; ``looks`` gives each its size, weight and colour."""

    OVERLINE = "overline"
    TITLE = "title"
    SUBTITLE = "subtitle"
    CONTENTS = "contents"  # title of the table of contents: a heading that is not listed in it
    TEXT = "text"
    STRONG = "strong"
    SMALL = "small"
    MUTED = "muted"
    HEAD = "head"
    ID = "id"
    GOOD = "good"
    BAD = "bad"
    WAIT = "wait"


@dataclass(frozen=True)
class Line:
    """A line of text. ``link`` is ``#anchor`` within the document, or the path of a file beside it."""

    text: str
    look: Look = Look.TEXT
    link: str = ""


@dataclass(frozen=True)
class Tick:
    """One choice; those of one ``field`` exclude one another."""

    label: str
    field: str
    chosen: bool = False


@dataclass(frozen=True)
class Entry:
    """A space that people fill, ``height`` tall, with what it already holds. ``label`` says what is expected."""

    field: str
    label: str
    text: str = ""
    height: int = 6


@dataclass(frozen=True)
class Picture:
    evidence: Evidence
    description: str


Content = Line | Tick | Entry | Picture


@dataclass(frozen=True)
class Cell:
    contents: tuple[Content, ...]
    head: bool = False  # a title of the row
    anchor: str = ""  # what a link within the document leads to

    @property
    def look(self) -> Look | None:
        """That of its first line, which tells a status."""
        return next((content.look for content in self.contents if isinstance(content, Line)), None)


@dataclass(frozen=True)
class Row:
    """``height`` is the least it takes; a row is never cut by the end of a page unless ``breaks``."""

    cells: tuple[Cell, ...]
    total: bool = False
    height: int = 0
    breaks: bool = False


@dataclass(frozen=True)
class Column:
    title: str
    width: int
    figures: bool = False  # numbers, aligned to the right


@dataclass(frozen=True)
class Table:
    """``caption`` tells what it holds to those who do not see it. Without titles it has no head.

    ``boxes``: cells side by side or one space to write in, which say nothing as a table.
    """

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    boxes: bool = False

    @property
    def titled(self) -> bool:
        return any(column.title for column in self.columns)

    @property
    def short(self) -> bool:
        """Whether it is better on one page: a few rows, none of which takes much of it."""
        return len(self.rows) <= _FEW and all(row.height < _TALL and not row.breaks for row in self.rows)


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    anchor: str
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    line: Line


@dataclass(frozen=True)
class Contents:
    """The table of contents: every heading of the document down to ``level``."""

    title: str
    level: int = 2


Block = Heading | Paragraph | Table | Contents


@dataclass(frozen=True)
class Sheets:
    """The whole document, ready to print. ``footer`` is on every page, before its number."""

    title: str
    footer: str
    blocks: tuple[Block, ...]

    def headings(self, level: int) -> Iterator[Heading]:
        return (block for block in self.blocks if isinstance(block, Heading) and block.level <= level)

    def evidence(self) -> Iterator[Evidence]:
        """What is shown as a picture, in order."""
        for block in self.blocks:
            for row in block.rows if isinstance(block, Table) else ():
                for cell in row.cells:
                    yield from (content.evidence for content in cell.contents if isinstance(content, Picture))

    def texts(self) -> Iterator[str]:
        """Every text in reading order: what each format must hold, in that order."""
        for block in self.blocks:
            match block:
                case Heading():
                    yield block.text
                case Paragraph():
                    yield block.line.text
                case Contents():
                    yield block.title
                    yield from (heading.text for heading in self.headings(block.level))
                case Table():
                    if block.titled:
                        yield from (column.title for column in block.columns)
                    for row in block.rows:
                        for cell in row.cells:
                            yield from filter(None, map(_text, cell.contents))


def _text(content: Content) -> str:
    match content:
        case Line() | Entry():
            return content.text
        case Tick():
            return content.label
        case Picture():
            return ""
