"""The words of a document of each format, in order, without spaces, to compare them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from lxml import etree, html
from pypdf import PdfReader

from reports.compte_rendu.blocks import Sheets

_BOXES = re.compile(r"[☐☒\s]+")


def packed(text: str) -> str:
    """Without spaces nor boxes to tick, which are drawn in the copy to fill."""
    return _BOXES.sub("", text)


def expected(sheets: Sheets) -> str:
    return packed("".join(sheets.texts()))


def of_odt(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        content = etree.fromstring(archive.read("content.xml"))
    [body] = content.xpath("//*[local-name()='body']")
    return packed("".join(body.xpath(".//text()[not(ancestor::*[local-name()='title'])]")))


def of_docx(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        document = etree.fromstring(archive.read("word/document.xml"))
    return packed("".join(document.xpath("//*[local-name()='t']/text()")))


def of_html(path: Path) -> str:
    body = html.parse(str(path)).getroot().find("body")
    return packed("".join(body.xpath(".//text()[not(ancestor::caption) and not(ancestor::footer)]")))


def of_pdf(path: Path) -> str:
    """Heads of tables and footers come back on each page."""
    return packed("".join(page.extract_text() for page in PdfReader(path).pages))
