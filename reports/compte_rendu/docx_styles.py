"""Styles of the DOCX document: A4, the sizes and colours of ``looks``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.compte_rendu.archive import FIXED_DATE
from reports.compte_rendu.looks import (
    FONT_ELSEWHERE,
    FOOT,
    FOOTER,
    HEADINGS,
    MARGIN,
    PADDING,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    RULE,
    STYLES,
    Style,
)

FOOT_LINE = "Préau pied de page"
_TWIPS = 56.6929  # in a millimetre


def styled_document(title: str) -> DocxDocument:
    """An empty A4 document in French with every paragraph style; its properties hold no moment of writing."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language, properties.comments = title, "Préau", "fr-FR", ""
    properties.created = properties.modified = datetime(*FIXED_DATE)
    [section] = document.sections
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin = section.left_margin = section.right_margin = Mm(MARGIN)
    section.bottom_margin, section.footer_distance = Mm(FOOT + 8), Mm(FOOT)
    _set_language(document)
    for look, style in STYLES.items():
        _apply(document.styles.add_style(style_name(look), WD_STYLE_TYPE.PARAGRAPH), style)
    _apply(document.styles.add_style(FOOT_LINE, WD_STYLE_TYPE.PARAGRAPH), FOOTER)
    document.styles[FOOT_LINE].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for level, style in HEADINGS.items():
        _apply(document.styles[f"Heading {level}"], style)
        document.styles[f"Heading {level}"].paragraph_format.keep_with_next = True
    return document


def style_name(look: str) -> str:
    return f"Préau {look}"


def table_properties(caption: str, widths: list[int]) -> list[Any]:
    """``w:tblPr`` and ``w:tblGrid``: fixed widths (millimetres), thin lines, a caption for those who do not see."""
    properties = OxmlElement("w:tblPr")
    properties.append(_element("w:tblW", type="dxa", w=twips(sum(widths))))
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=RULE.removeprefix("#")))
    properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(_element(f"w:{side}", w=twips(PADDING), type="dxa"))
    properties.append(margins)
    properties.append(_element("w:tblCaption", val=caption))
    grid = OxmlElement("w:tblGrid")
    for width in widths:
        grid.append(_element("w:gridCol", w=twips(width)))
    return [properties, grid]


def row_properties(height: int, *, breaks: bool = False, head: bool = False) -> Any:
    """``w:trPr``: a row that a page does not cut, of at least that height, repeated on each page when it is a head."""
    properties = OxmlElement("w:trPr")
    if not breaks:
        properties.append(OxmlElement("w:cantSplit"))
    if height:
        properties.append(_element("w:trHeight", val=twips(height), hRule="atLeast"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    return properties


def cell_properties(width: int, background: str = "") -> Any:
    properties = OxmlElement("w:tcPr")
    properties.append(_element("w:tcW", w=twips(width), type="dxa"))
    if background:
        properties.append(_element("w:shd", val="clear", color="auto", fill=background.removeprefix("#")))
    return properties


def twips(millimetres: float) -> str:
    """Word counts in twentieths of a point."""
    return str(round(millimetres * _TWIPS))


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _set_language(document: DocxDocument) -> None:
    [defaults] = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    for old in defaults.xpath("w:lang"):
        defaults.remove(old)
    defaults.append(_element("w:lang", val="fr-FR", eastAsia="fr-FR", bidi="ar-SA"))


def _apply(word_style: Any, style: Style) -> None:
    """Set a style whole: the theme's own fonts and colours would come back where something is left unsaid."""
    run = word_style.element.get_or_add_rPr()
    fonts = run.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT_ELSEWHERE)
    font = word_style.font
    font.size, font.bold, font.italic = Pt(style.size), style.bold, False
    font.color.rgb = RGBColor.from_string(style.colour.removeprefix("#"))
    paragraph = word_style.paragraph_format
    paragraph.space_before, paragraph.space_after, paragraph.line_spacing = Pt(style.above), Pt(style.below), 1.0
