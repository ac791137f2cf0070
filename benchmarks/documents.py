"""Time and size of the compte rendu in each format: ``python -m benchmarks.documents [--points 150]``.

A campaign of invented points, each with a screenshot of a whole page as evidence. The small pictures are made once for
all formats: that time is a line of its own, in none of theirs.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from acceptance.campaign.guard import planned_points
from acceptance.campaign.points import Campaign, Evidence, Mode, Point, PointResult, Status
from benchmarks.table import Target, publish
from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.docx import write_docx
from reports.compte_rendu.dossier import Dossier
from reports.compte_rendu.html import write_html
from reports.compte_rendu.layout import lay_out
from reports.compte_rendu.odt import write_odt
from reports.compte_rendu.pdf import write_pdf
from reports.compte_rendu.pictures import thumbnails

SLOWEST = 5.0  # seconds a format
HEAVIEST_ODT = 10.0  # megabytes
SCREEN = (1280, 1700)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=150)
    parser.add_argument("--keep", type=Path, help="dossier où garder les documents")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="preau-documents-") as place:
        folder = options.keep or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        return _measure(campaign(options.points, folder), folder)


def campaign(count: int, folder: Path) -> Campaign:
    """Invented results of ``count`` points: nine out of ten conform, each with its evidence in the folder."""
    known = planned_points()
    points = tuple(_point(number, known[number % len(known)]) for number in range(count))
    points = tuple(sorted(points, key=lambda point: point.article))
    (folder / "preuves").mkdir(exist_ok=True)
    chance = random.Random(20)
    results = tuple(_result(point, folder, chance) for point in points)
    start, end = "2026-11-24T09:00:00+01:00", "2026-11-24T09:12:00+01:00"
    return Campaign("Recette", "ENT d’essai", "https://ent.example/ent", start, end, "0.1.0", points, results)


def _measure(made: Campaign, folder: Path) -> int:
    started = time.perf_counter()
    sheets = lay_out(compte_rendu(made, Dossier(campaign_id="banc-documents")))
    laid_out = time.perf_counter()
    pictures = thumbnails(folder, sheets.evidence())
    drawn = time.perf_counter()
    writers: dict[str, Callable[[], Path]] = {
        "HTML": lambda: write_html(sheets, pictures, folder / "compte-rendu.html"),
        "ODT": lambda: write_odt(sheets, pictures, folder / "compte-rendu.odt"),
        "DOCX": lambda: write_docx(sheets, pictures, folder / "compte-rendu.docx"),
        "PDF à classer": lambda: write_pdf(sheets, pictures, folder / "compte-rendu.pdf"),
        "PDF à remplir": lambda: write_pdf(sheets, pictures, folder / "compte-rendu-a-remplir.pdf", fillable=True),
    }
    rows: list[dict[str, str | float | int]] = [
        {"format": "modèle et mise en page", "secondes": laid_out - started},
        {"format": "vignettes des preuves", "secondes": drawn - laid_out},
    ]
    targets = []
    for name, write in writers.items():
        begun = time.perf_counter()
        path = write()
        seconds, size = time.perf_counter() - begun, path.stat().st_size / 1e6
        rows.append({"format": name, "secondes": seconds, "Mo": size})
        targets.append(Target(f"{name} en {SLOWEST:.0f} s au plus", f"{seconds:.2f} s", seconds <= SLOWEST))
        if name == "ODT":
            targets.append(Target(f"ODT de {HEAVIEST_ODT:.0f} Mo au plus", f"{size:.2f} Mo", size <= HEAVIEST_ODT))
    title = f"Compte rendu de {len(made.points)} points, {len(pictures)} captures d’écran"
    return publish("documents", title, rows, targets)


def _point(number: int, like: Point) -> Point:
    """A point that reads like one of the features, with an id of its own."""
    return replace(like, id=f"BN{'ABCDEFGHIJ'[number // 100]}-{number % 100:02d}")


def _result(point: Point, folder: Path, chance: random.Random) -> PointResult:
    path = folder / "preuves" / f"{point.id}.png"
    _screenshot(point, chance).save(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    evidence = (Evidence(f"preuves/{path.name}", digest, "État final, page /classe/"),)
    if point.mode is not Mode.AUTOMATIC:
        return PointResult(point.id, Status.TO_CHECK, "Une personne le vérifie et signe.", evidence=evidence)
    if chance.random() < 0.1:
        return PointResult(
            point.id, Status.NOT_CONFORM, "le message attendu n’est pas affiché", point.steps[-1], evidence=evidence
        )
    return PointResult(point.id, Status.CONFORM, evidence=evidence)


def _screenshot(point: Point, chance: random.Random) -> Image.Image:
    """A page as a browser shows one: a banner, lines of text, and a photograph (noise, which compresses badly)."""
    picture = Image.new("RGB", SCREEN, "#f4f7fa")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, SCREEN[0], 90), fill="#0e6ea8")
    draw.text((40, 30), f"{point.id} {point.title}", fill="white", font_size=28)
    for line in range(60):
        words = "".join(chance.choice("aeilnorstu ") for _ in range(90))
        draw.text((60, 150 + line * 25), words, fill="#1c2733", font_size=17)
    picture.paste(Image.effect_noise((380, 260), 60).convert("RGB"), (850, 160))
    return picture


if __name__ == "__main__":
    sys.exit(main())
