"""Both PDF of one campaign, drawn once: that takes seconds."""

from __future__ import annotations

from pathlib import Path

import pytest

from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.layout import lay_out
from reports.compte_rendu.pdf import write_pdf
from tests.reports.compte_rendu.made import DONE, FULL


@pytest.fixture(scope="session")
def archived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pdf(lay_out(compte_rendu(DONE, FULL)), {}, tmp_path_factory.mktemp("pdf") / "archive.pdf")


@pytest.fixture(scope="session")
def to_fill(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "a-remplir.pdf"
    return write_pdf(lay_out(compte_rendu(DONE, FULL)), {}, path, fillable=True)
