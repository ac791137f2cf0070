"""The compte rendu as PDF, from the HTML page: a copy to fill, and a tagged copy to file (PDF/UA-1).

Form fields and accessibility do not go together in what WeasyPrint writes, hence two files.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.errors import PreauError
from reports.compte_rendu.blocks import Sheets
from reports.compte_rendu.html import page
from reports.compte_rendu.pictures import Thumbnail

ARCHIVE = "pdf/ua-1"
_SCHEME = "preuve:"


class PdfError(PreauError):
    """The libraries that draw a PDF are not on this machine."""


def write_pdf(sheets: Sheets, pictures: Mapping[str, Thumbnail], path: Path, *, fillable: bool = False) -> Path:
    """Write the document; the same sheets give the same bytes. Raises PdfError when Pango is missing."""
    weasyprint = _weasyprint()
    text = page(sheets, {name: f"{_SCHEME}{name}" for name in pictures}, fillable=fillable)
    html = weasyprint.HTML(string=text, url_fetcher=_only(pictures))
    options = {"pdf_forms": True} if fillable else {"pdf_variant": ARCHIVE}
    with _without_collector():
        html.write_pdf(path, pdf_identifier=sheets.footer.encode(), **options)
    return path


@contextmanager
def _without_collector() -> Iterator[None]:
    """A long document is a hundred thousand boxes, all in use to the end: looking for garbage takes a fifth of it."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _only(pictures: Mapping[str, Thumbnail]) -> Callable[[str], Any]:
    """Gives the small pictures and nothing else: a document never opens a file nor an address by itself."""

    def fetch(url: str) -> Any:
        from weasyprint.urls import URLFetcherResponse

        thumbnail = pictures[url.removeprefix(_SCHEME)]
        return URLFetcherResponse(url, thumbnail.jpeg, {"Content-Type": "image/jpeg"})

    return fetch


def _weasyprint() -> Any:
    """Imported late: it takes half a second, and opens system libraries that may be missing."""
    try:
        import weasyprint
    except OSError as error:
        raise PdfError(
            f"Les PDF n’ont pas été écrits : une bibliothèque du système manque ({str(error).splitlines()[0]}).",
            remedy="Lancez « sh scripts/system_packages.sh », puis demandez de nouveau les documents.",
        ) from None
    return weasyprint
