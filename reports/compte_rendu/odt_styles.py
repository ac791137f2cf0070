"""Styles of the ODT document: A4, the sizes and colours of ``looks``."""

from __future__ import annotations

from odfdo import Document, Element

from reports.compte_rendu.blocks import Look
from reports.compte_rendu.looks import (
    ACCENT,
    FONT,
    FOOT,
    FOOTER,
    HEADINGS,
    INDENT,
    INK,
    MARGIN,
    PADDING,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RULE,
    SHADE,
    STYLES,
    TEXT_WIDTH,
    TINTS,
    Style,
)

TABLE, CONTENTS_TITLE, PICTURE, LINK = "preau-table", "preau-contents-title", "preau-picture", "preau-link"
_KEEP = 'fo:keep-with-next="always"'
_BREAK = 'fo:break-before="page"'


def add_styles(document: Document) -> None:
    """Every style that does not depend on what is printed; columns and rows come as they are met."""
    for look, style in STYLES.items():
        document.insert_style(_paragraph(paragraph(look), style))
        document.insert_style(_paragraph(paragraph(look, right=True), style, 'fo:text-align="end"'))
    for level, style in HEADINGS.items():
        document.insert_style(_paragraph(heading(level), style, _KEEP))
        document.insert_style(_paragraph(heading(level, new_page=True), style, f"{_KEEP} {_BREAK}"))
    document.insert_style(_paragraph("preau-footer", FOOTER, 'fo:text-align="center"'))
    tab = (
        f'<style:tab-stop style:position="{TEXT_WIDTH}mm" style:type="right" style:leader-style="dotted" '
        'style:leader-text="."/>'
    )
    for level in HEADINGS:
        indent = f'fo:margin-left="{(level - 1) * INDENT}mm"'
        document.insert_style(_paragraph(contents_line(level), STYLES[Look.TEXT], indent, tabs=tab))
    document.insert_style(
        f'<style:style style:name="{LINK}" style:family="text"><style:text-properties fo:color="{ACCENT}" '
        'style:text-underline-style="solid"/></style:style>'
    )
    document.insert_style(_paragraph(CONTENTS_TITLE, STYLES[Look.CONTENTS], f"{_KEEP} {_BREAK}"))
    for xml in (
        f'<style:style style:name="{TABLE}" style:family="table"><style:table-properties '
        f'style:width="{TEXT_WIDTH}mm" table:align="left" fo:margin-top="1mm" fo:margin-bottom="3mm" '
        'table:border-model="collapsing"/></style:style>',
        f'<style:style style:name="{PICTURE}" style:family="graphic"><style:graphic-properties '
        f'style:wrap="none" style:vertical-pos="top" style:vertical-rel="baseline" fo:border="0.5pt solid {RULE}"/>'
        "</style:style>",
        _cell(cell(), ""),
        _cell(cell(head=True), f'fo:background-color="{SHADE}"'),
        *(_cell(cell(look), f'fo:background-color="{tint}"') for look, tint in TINTS.items()),
    ):
        document.insert_style(xml, automatic=True)


def set_page(document: Document, footer: str) -> None:
    """A4 portrait, and a footer with the words that are read back and the number of the page."""
    [layout, *_] = document.styles.get_elements("//style:page-layout")
    [properties, *_] = layout.get_elements("style:page-layout-properties")
    for name, value in {
        "fo:page-width": f"{PAGE_WIDTH}mm",
        "fo:page-height": f"{PAGE_HEIGHT}mm",
        "style:print-orientation": "portrait",
        **{f"fo:margin-{side}": f"{MARGIN}mm" for side in ("top", "left", "right")},
        "fo:margin-bottom": f"{FOOT}mm",
    }.items():
        properties.set_attribute(name, value)
    for old in layout.get_elements("style:footer-style"):
        layout.delete(old)
    layout.append(
        Element.from_tag(
            '<style:footer-style><style:header-footer-properties fo:min-height="6mm" fo:margin-top="3mm"/>'
            "</style:footer-style>"
        )
    )
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


def unnumber(document: Document) -> None:
    """Headings bear no number of their own: every format prints the same words."""
    for outline in document.styles.get_elements("//text:outline-style"):
        outline.delete()


def column_style(width: int) -> str:
    return (
        f'<style:style style:name="{column(width)}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}mm"/></style:style>'
    )


def row_style(height: int, *, breaks: bool) -> str:
    least = f'style:min-row-height="{height}mm" ' if height else ""
    return (
        f'<style:style style:name="{row(height, breaks=breaks)}" style:family="table-row"><style:table-row-properties '
        f'{least}fo:keep-together="{"auto" if breaks else "always"}"/></style:style>'
    )


def paragraph(look: Look, *, right: bool = False) -> str:
    return f"preau-{look}" + ("-right" if right else "")


def contents_line(level: int) -> str:
    return f"preau-contents-{level}"


def heading(level: int, *, new_page: bool = False) -> str:
    return f"preau-h{level}" + ("-page" if new_page else "")


def cell(look: Look | None = None, *, head: bool = False) -> str:
    return "preau-cell" + ("-head" if head else f"-{look}" if look in TINTS else "")


def column(width: int) -> str:
    return f"preau-column-{width}"


def row(height: int, *, breaks: bool) -> str:
    return f"preau-row-{height}" + ("-breaks" if breaks else "")


def _paragraph(name: str, style: Style, extra: str = "", tabs: str = "") -> str:
    stops = f"<style:tab-stops>{tabs}</style:tab-stops>" if tabs else ""
    weight = "bold" if style.bold else "normal"
    return (
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="Standard">'
        f'<style:paragraph-properties fo:margin-top="{style.above}pt" fo:margin-bottom="{style.below}pt" {extra}>'
        f'{stops}</style:paragraph-properties><style:text-properties style:font-name="{FONT}" '
        f'fo:font-size="{style.size}pt" fo:font-weight="{weight}" fo:color="{style.colour or INK}" '
        'fo:language="fr" fo:country="FR"/></style:style>'
    )


def _cell(name: str, extra: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties '
        f'fo:border="0.5pt solid {RULE}" fo:padding="{PADDING}mm" {extra}/></style:style>'
    )
