"""A campaign already played, with its file: what the commands about answers work on."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from acceptance.campaign.campaign import RESULTS, write_plan
from acceptance.campaign.points import Evidence, Mode, Point, PointResult, Status
from fixtures.run_folder import RunFolder, new_run, write_json
from preau.campaigns import Known, known_campaign
from preau.dossier import dossier_of
from reports.compte_rendu.building import compte_rendu
from reports.compte_rendu.docx import write_docx
from reports.compte_rendu.layout import lay_out
from reports.compte_rendu.odt import write_odt

STARTED = "2026-11-24T10:00:00+01:00"
MAJOR = "non bloquante majeure"
FILE = """
identifiant = "essai-2026"
[marche]
maitre_ouvrage = "Ville d’essai"
service = "Service d’essai"
objet = "ENT"
consultation = "2026_1"
[dates]
remise = 2026-11-16
recette = 2026-11-24
[[participant]]
nom = "Camille Exemple"
[dossiers]
recette = "{recette}"
"""


def point(identifier: str, mode: Mode, part: str = "Blog") -> Point:
    steps = ("Étant donné une classe", "Quand on regarde", "Alors tout est là")
    return Point(identifier, "4.1", f"Point {identifier}", part, mode, MAJOR, steps, "blog.feature", 3)


POINTS = (
    point("ENT-10", Mode.AUTOMATIC),
    point("ENT-11", Mode.AUTOMATIC),
    point("ENT-12", Mode.MANUAL),
    point("REC-01", Mode.DOCUMENT, "Documents"),
)


@dataclass(frozen=True)
class Played:
    """``file`` is its campaign file, ``recette`` the folder of its execution."""

    file: Path
    recette: Path

    @property
    def known(self) -> Known:
        """All that is known of it, read again."""
        return known_campaign(self.file)

    def document(self, path: Path) -> Path:
        """The compte rendu of today, as ``preau report`` writes it."""
        sheets = lay_out(compte_rendu(self.known.campaign, dossier_of(self.known)))
        return write_odt(sheets, {}, path) if path.suffix == ".odt" else write_docx(sheets, {}, path)

    def changed_ent(self) -> None:
        """The recette, played again on an ENT that changed."""
        folder = RunFolder(self.recette)
        folder.update(asked={**folder.read()["asked"], "empreinte": "b" * 12})


def play(place: Path, *, second: Status = Status.NOT_CONFORM) -> Played:
    """Points: one conform with a picture, one of the given status, one for a person, one document."""
    asked = {"titre": "ENT d’essai", "portail": "http://127.0.0.1:9/ent", "empreinte": "a" * 12}
    folder = new_run("recette", target="essai", asked=asked, parent=place / "runs")
    write_plan(folder.path, POINTS)
    (folder.path / "preuves").mkdir()
    Image.new("RGB", (40, 30), "white").save(folder.path / "preuves/ENT-10.png")
    results = (
        PointResult(
            "ENT-10", Status.CONFORM, started=STARTED, evidence=(Evidence("preuves/ENT-10.png", "0" * 64, "Vue"),)
        ),
        PointResult("ENT-11", second, "l’article manque", "Alors tout est là", started=STARTED, duration=1.5),
        PointResult("ENT-12", Status.TO_CHECK, "Une personne le vérifie.", started=STARTED),
        PointResult("REC-01", Status.TO_CHECK, "Un document à remettre.", started=STARTED),
    )
    lines = [json.dumps(asdict(result), ensure_ascii=False) for result in results]
    (folder.path / f"{RESULTS}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    folder.close()
    # The recette was played on a known day, whatever today is.
    write_json(folder.path / "run.json", {**folder.read(), "started": STARTED, "ended": "2026-11-24T11:00:00+01:00"})
    file = place / "campagne.toml"
    file.write_text(FILE.format(recette=folder.path.relative_to(place)), encoding="utf-8")
    return Played(file, folder.path)
