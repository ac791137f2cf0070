"""Styles of the ODT documents: A4, one family of type, colours that keep their contrast in print."""

from __future__ import annotations

from collections.abc import Iterable

from odfdo import Document, Element

_INK, _MUTED, _GOOD, _BAD, _LINE, _SHADE = "#1c2733", "#4a5868", "#17603a", "#a3201c", "#9aa7b4", "#e9eef3"

# name: (size in points, weight, colour, space above, space below, extra)
_PARAGRAPHS = {
    "preau-title": ("24pt", "bold", _INK, "0cm", "0.1cm", ""),
    "preau-subtitle": ("13pt", "normal", _MUTED, "0cm", "0.6cm", ""),
    "preau-h1": ("15pt", "bold", _INK, "0.8cm", "0.25cm", 'fo:keep-with-next="always"'),
    "preau-h2": ("11.5pt", "bold", _INK, "0.5cm", "0.2cm", 'fo:keep-with-next="always"'),
    "preau-text": ("9.5pt", "normal", _INK, "0cm", "0.1cm", ""),
    "preau-strong": ("9.5pt", "bold", _INK, "0cm", "0.1cm", ""),
    "preau-id": ("10pt", "bold", _INK, "0cm", "0.05cm", ""),
    "preau-small": ("8.5pt", "normal", _INK, "0cm", "0.04cm", ""),
    "preau-how": ("8pt", "normal", _MUTED, "0.06cm", "0cm", ""),
    "preau-head": ("9pt", "bold", _INK, "0cm", "0cm", ""),
    "preau-good": ("9.5pt", "bold", _GOOD, "0cm", "0.05cm", ""),
    "preau-bad": ("9.5pt", "bold", _BAD, "0cm", "0.05cm", ""),
    "preau-footer": ("8pt", "normal", _MUTED, "0cm", "0cm", 'fo:text-align="center"'),
}


def add_styles(document: Document, *, widths: Iterable[str], heights: Iterable[str]) -> None:
    """Add every style, with one column style a width and one row style a height (in centimetres, as ``"5.5cm"``)."""
    for name, look in _PARAGRAPHS.items():
        document.insert_style(_paragraph(name, *look))
    automatic = [
        '<style:style style:name="preau-table" style:family="table"><style:table-properties style:width="18cm" '
        'table:align="left" fo:margin-bottom="0.3cm" table:border-model="collapsing"/></style:style>',
        _cell("preau-cell", ""),
        _cell("preau-head-cell", f'fo:background-color="{_SHADE}"'),
        *(
            f'<style:style style:name="{column_style(width)}" style:family="table-column">'
            f'<style:table-column-properties style:column-width="{width}"/></style:style>'
            for width in sorted(set(widths))
        ),
        *(
            f'<style:style style:name="{row_style(height)}" style:family="table-row">'
            f'<style:table-row-properties style:min-row-height="{height}" fo:keep-together="always"/></style:style>'
            for height in sorted(set(heights))
        ),
    ]
    for xml in automatic:
        document.insert_style(xml, automatic=True)


def space_numbering(document: Document) -> None:
    """Put a blank between the number of a heading and its text."""
    for level in document.styles.get_elements("//text:outline-level-style"):
        shown = int(level.get_attribute("text:level") or 1)
        level.set_attribute("style:num-suffix", ". ")
        level.set_attribute("loext:num-list-format", "".join(f"%{rank}%." for rank in range(1, shown + 1)) + " ")


def set_page(document: Document, footer: str) -> None:
    """A4 portrait with margins of 1.5 cm, and a footer with the page number."""
    [properties, *_] = document.styles.get_elements("//style:page-layout-properties")
    for name, value in {
        "fo:page-width": "21cm",
        "fo:page-height": "29.7cm",
        "style:print-orientation": "portrait",
        **{f"fo:margin-{side}": "1.5cm" for side in ("top", "bottom", "left", "right")},
    }.items():
        properties.set_attribute(name, value)
    [master, *_] = document.styles.get_elements("//style:master-page")
    for old in master.get_elements("style:footer"):
        master.delete(old)
    line = Element.from_tag(
        '<style:footer><text:p text:style-name="preau-footer"><text:span/> — page <text:page-number/> sur '
        "<text:page-count/></text:p></style:footer>"
    )
    [span] = line.get_elements("text:p/text:span")
    span.text = footer
    master.append(line)


def column_style(width: str) -> str:
    return "preau-col-" + width.removesuffix("cm").replace(".", "-")


def row_style(height: str) -> str:
    return "preau-row-" + height.removesuffix("cm").replace(".", "-")


def _paragraph(name: str, size: str, weight: str, colour: str, above: str, below: str, extra: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="Standard">'
        f'<style:paragraph-properties fo:margin-top="{above}" fo:margin-bottom="{below}" {extra}/>'
        f'<style:text-properties style:font-name="DejaVu Sans" fo:font-size="{size}" fo:font-weight="{weight}" '
        f'fo:color="{colour}" fo:language="fr" fo:country="FR"/></style:style>'
    )


def _cell(name: str, extra: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'fo:border="0.5pt solid {_LINE}" fo:padding="0.12cm" {extra}/></style:style>'
    )
