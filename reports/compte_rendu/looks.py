"""Sizes and colours shared by every format: one sober palette, whose contrast on white is at least 7 to 1."""

from __future__ import annotations

from dataclasses import dataclass

from reports.compte_rendu.blocks import Look

FONT = "Liberation Sans"
# What a reader without the first has: the same widths.
FONT_ELSEWHERE = "Arial"
INK, MUTED, ACCENT = "#1c2733", "#465361", "#12395b"
RULE, SHADE = "#9aa7b4", "#e8edf2"
# Background of a cell that tells a status, beside its word.
TINTS = {Look.GOOD: "#e7f3eb", Look.BAD: "#fbeae8", Look.WAIT: "#fdf4e2"}

PAGE_WIDTH, PAGE_HEIGHT, MARGIN, FOOT = 210, 297, 15, 12  # millimetres
TEXT_WIDTH = PAGE_WIDTH - 2 * MARGIN
INDENT = 5  # of a level of the table of contents, millimetres
PADDING = 1.4  # of a cell, millimetres


@dataclass(frozen=True)
class Style:
    """Size and spaces in points."""

    size: float
    bold: bool = False
    colour: str = INK
    above: float = 0
    below: float = 0


STYLES = {
    Look.OVERLINE: Style(11, colour=MUTED, above=90, below=6),
    Look.TITLE: Style(30, bold=True, colour=ACCENT, below=4),
    Look.SUBTITLE: Style(15, colour=MUTED, below=34),
    Look.CONTENTS: Style(16, bold=True, colour=ACCENT, below=7),
    Look.TEXT: Style(9.5, below=3),
    Look.STRONG: Style(9.5, bold=True, below=2),
    Look.SMALL: Style(8.5, below=1),
    Look.MUTED: Style(8, colour=MUTED, below=1),
    Look.HEAD: Style(8.5, bold=True, colour=ACCENT),
    Look.ID: Style(9.5, bold=True, colour=ACCENT, below=1),
    Look.GOOD: Style(9.5, bold=True, colour="#155232", below=1),
    Look.BAD: Style(9.5, bold=True, colour="#8f1b17", below=1),
    Look.WAIT: Style(9.5, bold=True, colour="#6b4300", below=1),
}
HEADINGS = {
    1: Style(16, bold=True, colour=ACCENT, above=22, below=7),
    2: Style(12, bold=True, colour=ACCENT, above=14, below=5),
    3: Style(10, bold=True, colour=INK, above=10, below=4),
}
FOOTER = Style(8, colour=MUTED)
