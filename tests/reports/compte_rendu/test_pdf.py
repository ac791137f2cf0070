"""The two PDF copies: fields to fill, tags to read aloud, and no PDF rather than no document."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from reports.compte_rendu import pdf
from reports.compte_rendu.pdf import PdfError
from reports.compte_rendu.writing import write_compte_rendu
from tests.reports.compte_rendu.made import BLANK, POINTS


def test_the_copy_to_fill_has_a_field_for_each_answer_and_holds_what_is_known(to_fill: Path) -> None:
    fields = PdfReader(to_fill).get_fields() or {}
    for point in POINTS:
        assert f"{point.id}.observations" in fields
    for name in ("MIG-08.resultat", "observations", "phase", "decision.1", "decision.motifs", "R-2.1", "A-1.1"):
        assert name in fields
    assert fields["ENT-01.observations"].value == "lent le matin"
    stage = fields["decision.1"]
    assert stage["/Opt"][int(stage.value.removeprefix("/"))] == "ajournement"
    assert fields["MIG-08.resultat"].value in (None, "/Off")


def test_the_copy_to_file_is_tagged_and_says_its_language_and_title(archived: Path) -> None:
    reader = PdfReader(archived)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert root["/StructTreeRoot"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata
    assert reader.metadata.title == "Compte rendu de recette — Résultats de l’exécution"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert not reader.get_fields()


def test_without_the_libraries_of_the_system_the_others_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise PdfError("Les PDF n’ont pas été écrits : libpango manque.", remedy="Installez-la.")

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    documents = write_compte_rendu(BLANK, tmp_path)
    assert [path.suffix for path in documents.paths] == [".html", ".odt", ".docx"]
    assert all(path.exists() for path in documents.paths)
    assert documents.missing
    assert "libpango" in documents.missing.message


def test_a_missing_library_is_told_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *args: object, **kwargs: object) -> object:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': no such file\nmore")
        return real(name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PdfError, match="libpango") as caught:
        pdf._weasyprint()
    assert "system_packages.sh" in caught.value.remedy
