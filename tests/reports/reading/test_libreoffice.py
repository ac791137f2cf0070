"""The round trip through LibreOffice itself, where it is installed: saved again in its format, and in the other one."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.reports.reading.documents import FORMATS, answers, before
from tests.reports.reading.people import PENS
from tests.reports.reading.test_round_trip import EVERYTHING, fill_everything

pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice n’est pas installé (paquet Debian libreoffice-writer-nogui)"
)


@pytest.mark.parametrize("saved", FORMATS)
@pytest.mark.parametrize("suffix", FORMATS)
def test_what_was_filled_survives_libreoffice(suffix: str, saved: str, tmp_path: Path) -> None:
    pen = PENS[suffix](before().write(tmp_path / f"rempli.{suffix}"))
    fill_everything(pen)
    pen.close()
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    command = ["soffice", profile, "--headless", "--convert-to", saved, "--outdir", str(tmp_path / "relu")]
    subprocess.run([*command, str(pen.path)], check=True, capture_output=True, timeout=120)
    reading = before().read(tmp_path / "relu" / f"rempli.{saved}")
    assert answers(reading) == EVERYTHING
    assert reading.unread == ()
