"""A load run as its folder tells it: what was asked, whether it went to its end, what was measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from fixtures.run_folder import COMPLETE, RunFolder
from loadtests.judge.fingerprint import Fingerprint
from loadtests.measure.probe import Probe, read_probe
from loadtests.measure.samples import RECORD, Samples, read_samples
from loadtests.measure.windows import Window
from portal.errors import PreauError


class RunError(PreauError):
    """The ``run.json`` of a load run says something that cannot be used."""


@dataclass(frozen=True)
class Run:
    """What ``run.json`` says; None where it does not say.

    ``people`` is the number of simultaneous people asked, ``mix`` the weight of each role, ``full_at`` the first moment
    (seconds since the epoch) when all of them were signed in, ``stop_at`` the start of the ramp-down.
    ``journeys`` is the weight of the page views of each journey, for each role. ``workers_lost`` counts the processes
    that ended before the run, of ``workers``. ``fingerprints`` are the versions of the target read during the run.
    ``broken`` says which objective, broken for sure, had the run stopped before its time.
    """

    people: int
    mix: Mapping[str, float]
    complete: bool
    full_at: float | None
    stop_at: float | None
    lost_people: int | None
    shared_accounts: int | None
    journeys: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    workers: int | None = None
    workers_lost: int = 0
    fingerprints: tuple[Fingerprint, ...] = ()
    broken: str = ""

    @property
    def window(self) -> Window | None:
        """The plateau, all people signed in; None when the load was never whole."""
        if self.full_at is None or self.stop_at is None:
            return None
        return Window(self.full_at, self.stop_at)


@dataclass(frozen=True)
class Record:
    """All that a folder holds of a load run. ``document`` is its ``run.json``, for the reports."""

    run: Run
    samples: Samples
    probe: Probe
    document: Mapping[str, Any]


def read_record(folder: Path) -> Record:
    """Read the folder of a load run, however incomplete. Raises RunFolderError, RunError, SamplesError, ProbeError."""
    document = RunFolder(folder).read()
    if document.get("kind") != "charge":
        raise RunError(
            f"{folder} : ce dossier n’est pas un test de charge.", remedy="Donnez un dossier reports/runs/…-charge."
        )
    # A run killed before its first sample has no file: that is no data, not damage.
    samples = read_samples(folder) if any(folder.glob("samples*.bin")) else no_samples()
    return Record(read_run(document, folder / "run.json"), samples, read_probe(folder), document)


def read_run(document: Mapping[str, Any], path: Path) -> Run:
    """What a ``run.json`` says. Raises RunError naming the file and the key."""
    asked = document.get("asked")
    if not isinstance(asked, dict):
        raise RunError(
            f"{path} : « asked » manque.", remedy="Ce dossier n’est pas un test de charge : refaites l’essai."
        )
    people = _figure(asked, "people", path)
    mix = asked.get("mix")
    if people is None or people < 1 or not isinstance(mix, dict) or not mix:
        raise RunError(
            f"{path} : le nombre de personnes demandé (asked.people) ou leur mélange (asked.mix) manque.",
            remedy="Le fichier a été modifié : refaites l’essai.",
        )
    weights = {str(role): _figure(mix, role, path) or 0.0 for role in mix}
    if min(weights.values()) < 0 or sum(weights.values()) <= 0:
        raise RunError(f"{path} : asked.mix n’a pas de poids positif.", remedy="Refaites l’essai.")
    lost, shared = (_figure(document, key, path) for key in ("lost_people", "shared_accounts"))
    workers, workers_lost = _workers(document, path)
    return Run(
        people=int(people),
        mix=weights,
        complete=document.get("state") == COMPLETE,
        full_at=_figure(document, "full_at", path),
        stop_at=_figure(document, "stop_at", path),
        lost_people=None if lost is None else int(lost),
        shared_accounts=None if shared is None else int(shared),
        journeys=_journeys(asked, path),
        workers=workers,
        workers_lost=workers_lost,
        fingerprints=tuple(_fingerprint(read) for read in _list(document, "fingerprints", path)),
        broken=str(document.get("broken") or ""),
    )


def no_samples() -> Samples:
    return Samples(np.zeros(0, dtype=RECORD), {"name": [], "role": [], "journey": [], "reason": []})


def _journeys(asked: Mapping[str, Any], path: Path) -> dict[str, dict[str, float]]:
    declared = asked.get("journeys") or {}
    if not isinstance(declared, dict) or not all(isinstance(weights, dict) for weights in declared.values()):
        raise RunError(f"{path} : asked.journeys n’est pas une table par rôle.", remedy="Refaites l’essai.")
    return {
        role: {journey: _figure(weights, journey, path) or 0.0 for journey in weights}
        for role, weights in declared.items()
    }


def _workers(document: Mapping[str, Any], path: Path) -> tuple[int | None, int]:
    """How many processes there were, None when it is not told, and how many were lost.

    Told as ``{"all": 2, "lost": ["…"]}``, or as a list of workers whose ``lost_at`` is a moment or nothing.
    """
    told = document.get("workers")
    if isinstance(told, dict):
        count, lost = _figure(told, "all", path), told.get("lost")
        return None if count is None else int(count), len(lost) if isinstance(lost, list) else 0
    workers = _list(document, "workers", path)
    return len(workers) or None, sum(worker.get("lost_at") is not None for worker in workers)


def _fingerprint(read: Mapping[str, Any]) -> Fingerprint:
    signs = read.get("read")
    return Fingerprint(float(read.get("at") or 0.0), signs if isinstance(signs, dict) else None)


def _list(document: Mapping[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
    entries = document.get(key) or []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RunError(f"{path} : {key} n’est pas une liste.", remedy="Le fichier a été modifié : refaites l’essai.")
    return entries


def _figure(table: Mapping[str, Any], key: str, path: Path) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RunError(
            f"{path} : {key} = {value!r} n’est pas un nombre.", remedy="Le fichier a été modifié : refaites l’essai."
        )
    return float(value)
