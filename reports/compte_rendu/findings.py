"""What other proofs say, as the compte rendu cites it: the load test with its capacity, and the migration.

Read from the folders that the campaign links. A proof that is missing or damaged is told as such: a document that says
less than was asked must say so.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from loadtests.judge.judge import read_verdict
from loadtests.judge.verdict import Verdict, one_line
from portal.errors import PreauError
from portal.french import integer, length, plural
from reports.compte_rendu.model import Finding, Pair
from reports.french import date_and_time

LOAD, MIGRATION = "Test de montée en charge", "Preuves de la migration"
CAPACITY_FILE, MIGRATION_FILE = "capacite.json", "points.json"


def load_finding(folder: Path) -> Finding:
    """The verdict of a load run and, when it was searched for, the capacity (``capacite.json``: its ``sentence``)."""
    try:
        verdict = read_verdict(folder)
    except PreauError as error:
        return Finding(LOAD, f"{folder.name} : {error.message}")
    if verdict is None:
        return Finding(LOAD, f"Le test de charge {folder.name} n’a pas de verdict.")
    return Finding(LOAD, one_line(verdict), (*_load_pairs(verdict), *_capacity(folder), Pair("Dossier", folder.name)))


def migration_finding(folder: Path) -> Finding:
    """What the proofs of the migration say (``points.json``), outage of the cut-over included.

    ``{"points": {"MIG-01": {"verdict": "conforme", "phrase": "…", "le": ISO moment, "preuves": [{"fichier": "…",
    "sha256": "…"}]}}}``.
    """
    path = folder / MIGRATION_FILE
    try:
        points = _read(path)["points"]
        pairs = tuple(Pair(f"{point_id} — {found['verdict']}", _proof(found)) for point_id, found in points.items())
    except FileNotFoundError:
        return Finding(MIGRATION, f"Aucun résultat de migration dans {folder.name}.")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        return Finding(MIGRATION, f"Les résultats de la migration ({path.name}) sont illisibles : {error}.")
    return Finding(MIGRATION, f"Preuves du dossier {folder.name}, rejouables à l’identique.", pairs)


def _load_pairs(verdict: Verdict) -> tuple[Pair, ...]:
    figures = verdict.figures
    held = sum(objective.respected for objective in verdict.objectives)
    pairs = [Pair("Verdict", str(verdict.outcome))]
    if figures.reached is not None:
        counter = "comptées par l’ENT" if figures.counted_by_ent else "comptées par l’injecteur"
        pairs.append(Pair("Sessions simultanées atteintes", f"{integer(figures.reached)} ({counter})"))
    if figures.window:
        pairs.append(Pair("Palier jugé", length(figures.window.length)))
    pairs.append(Pair("Objectifs tenus", f"{held} sur {len(verdict.objectives)}"))
    pairs.append(Pair("Pages vues", f"{integer(figures.page_views)}, {plural(figures.failures, 'échec')}"))
    return tuple(pairs)


def _capacity(folder: Path) -> tuple[Pair, ...]:
    try:
        return (Pair("Capacité", str(_read(folder / CAPACITY_FILE)["sentence"])),)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        return (Pair("Capacité", f"{CAPACITY_FILE} est illisible : {error}"),)


def _proof(found: dict[str, Any]) -> str:
    files = ", ".join(f"{each['fichier']} (SHA-256 {each['sha256'][:12]}…)" for each in found.get("preuves", ()))
    when = f"le {date_and_time(found['le'])}" if found.get("le") else ""
    return " — ".join(filter(None, (str(found["phrase"]), when, files)))


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
