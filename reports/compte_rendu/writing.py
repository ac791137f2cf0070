"""Writes a compte rendu in every format: one model, one arrangement, the same words in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from acceptance.campaign.points import Campaign
from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.docx import write_docx
from reports.compte_rendu.dossier import Dossier
from reports.compte_rendu.html import write_html
from reports.compte_rendu.layout import lay_out
from reports.compte_rendu.odt import write_odt
from reports.compte_rendu.pdf import PdfError, write_pdf
from reports.compte_rendu.pictures import thumbnails


@dataclass(frozen=True)
class Documents:
    """What was written, and why the PDF were not, if so."""

    paths: tuple[Path, ...]
    missing: PdfError | None = None


def write_compte_rendu(campaign: Campaign, folder: Path, dossier: Dossier | None = None) -> Documents:
    """Write the document of a campaign in a folder, in every format; the evidence it shows is looked for there.

    The same campaign and dossier give the same bytes. Without the libraries that draw a PDF, the others are written.
    """
    document = compte_rendu(campaign, dossier)
    sheets = lay_out(document)
    pictures = thumbnails(folder, sheets.evidence())
    stem = folder / ("compte-rendu" if document.executed else "compte-rendu-avant")
    paths = [
        write_html(sheets, pictures, stem.with_suffix(".html")),
        write_odt(sheets, pictures, stem.with_suffix(".odt")),
        write_docx(sheets, pictures, stem.with_suffix(".docx")),
    ]
    try:
        paths.append(write_pdf(sheets, pictures, stem.with_suffix(".pdf")))
        paths.append(write_pdf(sheets, pictures, stem.with_name(f"{stem.name}-a-remplir.pdf"), fillable=True))
    except PdfError as error:
        return Documents(tuple(paths), error)
    return Documents(tuple(paths))
