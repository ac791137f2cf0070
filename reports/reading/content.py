"""What a filled document holds, whatever its format and its styles: paragraphs and tables, each with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from portal.errors import PreauError

_MOST_COUNTED = 64
_BLANKS = re.compile(r"\s+")
_LOOK_ALIKES = str.maketrans({"’": "'", "‘": "'", "‑": "-", "–": "-", "—": "-", "−": "-"})  # typed for one another


class DocumentError(PreauError):
    """The document cannot be read back, or must not: nothing of it is merged."""


@dataclass(frozen=True)
class Cell:
    """``lines``: one a paragraph or a line break; blank ones at both ends are left out."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(frozen=True)
class Row:
    cells: tuple[Cell, ...]
    place: str

    def cell(self, rank: int | None) -> Cell:
        """A cell by its rank; an absent one is empty."""
        return self.cells[rank] if rank is not None and rank < len(self.cells) else Cell(())


@dataclass(frozen=True)
class Table:
    rows: tuple[Row, ...]
    place: str


@dataclass(frozen=True)
class Paragraph:
    lines: tuple[str, ...]
    place: str


@dataclass(frozen=True)
class Aside:
    """Something written beside the text: a comment, a note, a text box."""

    kind: str
    text: str
    place: str


@dataclass(frozen=True)
class Content:
    """``author`` is who saved the document last and ``modified`` when (ISO), as the file itself tells; maybe empty."""

    blocks: tuple[Paragraph | Table, ...]
    footers: tuple[str, ...]
    asides: tuple[Aside, ...] = ()
    author: str = ""
    modified: str = ""

    def lines(self) -> Iterator[str]:
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.lines
            else:
                yield from (line for row in block.rows for cell in row.cells for line in cell.lines)


def trimmed(lines: list[str]) -> tuple[str, ...]:
    """The lines without the blank ones at both ends."""
    cleaned = [unicodedata.normalize("NFC", line).strip() for line in lines]
    while cleaned and not cleaned[0]:
        cleaned.pop(0)
    while cleaned and not cleaned[-1]:
        cleaned.pop()
    return tuple(cleaned)


def counted(text: str | None, absent: int) -> int:
    """A small number of a file (repeated cells, spaces): what is not one, or is too large, counts as ``absent``."""
    return int(text) if text and text.isdecimal() and int(text) <= _MOST_COUNTED else absent


def plain(text: str) -> str:
    """A text as two people would agree it reads: case, kinds of spaces, of dashes and of apostrophes set aside."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text)).strip().translate(_LOOK_ALIKES).casefold()
