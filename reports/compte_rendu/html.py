"""The compte rendu as one HTML page, to read on screen or print: styles and small pictures are inside it."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from reports.compte_rendu import looks, marks
from reports.compte_rendu.blocks import Block, Cell, Content, Line, Sheets
from reports.compte_rendu.looks import TINTS, Style
from reports.compte_rendu.pictures import WIDTH, Thumbnail


def write_html(sheets: Sheets, pictures: Mapping[str, Thumbnail], path: Path) -> Path:
    """Write the page; evidence is a link away, in the folder of the page."""
    addresses = {name: _data_address(thumbnail) for name, thumbnail in pictures.items()}
    path.write_text(page(sheets, addresses, on_screen=True) + "\n", encoding="utf-8")
    return path


def page(sheets: Sheets, addresses: Mapping[str, str], *, on_screen: bool = False, fillable: bool = False) -> str:
    """The page as text. ``addresses`` gives that of each small picture, by the path of the evidence.

    ``on_screen`` links the files kept beside the page and captions its tables; ``fillable`` makes fields of its spaces.
    """
    environment = Environment(loader=PackageLoader("reports"), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"kind": _kind, "zip": zip, "tint": _tint, "css": _css, "runs": _runs}
    return environment.get_template("compte_rendu.html").render(
        sheets=sheets,
        # A picture that is missing has no address.
        pictures={picture.path: addresses.get(picture.path, "") for picture in sheets.evidence()},
        marks=marks,
        looks=looks,
        picture_width=WIDTH,
        on_screen=on_screen,
        fillable=fillable,
    )


def _kind(block: Block) -> str:
    return type(block).__name__


def _tint(cell: Cell) -> str:
    return str(cell.look) if cell.look in TINTS else ""


def _runs(cell: Cell) -> Iterator[tuple[str, str, list[Content]]]:
    """Its contents, those that look alike together: one paragraph of many lines is laid out faster than many."""

    def look(content: Content) -> tuple[str, str]:
        return type(content).__name__, str(content.look) if isinstance(content, Line) else ""

    for (kind, name), group in groupby(cell.contents, key=look):
        yield kind, name, list(group)


def _css(style: Style) -> str:
    weight = "bold" if style.bold else "normal"
    return (
        f"margin: {style.above}pt 0 {style.below}pt; font-size: {style.size}pt; font-weight: {weight}; "
        f"color: {style.colour};"
    )


def _data_address(thumbnail: Thumbnail) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(thumbnail.jpeg).decode("ascii")
