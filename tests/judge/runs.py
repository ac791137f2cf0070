"""Invented load runs: a sound one, and the accidents that can be made of it. No clock, no network, no chance."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from loadtests.judge.judge import judge
from loadtests.judge.objectives import Objectives, read_objectives
from loadtests.judge.run import read_run
from loadtests.judge.verdict import Verdict
from loadtests.measure.probe import PROBE_FILE, read_probe
from loadtests.measure.samples import NAMES_FILE, RECORD, SAMPLES_FILE, Samples

START = 1_795_424_400.0  # 23 November 2026, 10:00 in Paris
RAMP, STEADY, DOWN = 60, 120, 10
FULL_AT, STOP_AT = START + RAMP, START + RAMP + STEADY
PEOPLE = 600
MIX = {"pupil": 6.0, "parent": 3.0, "teacher": 1.0}
ROLES = list(MIX)
PAGES = {
    "connexion": ["Connexion : ouvrir le portail", "Connexion : entrer"],
    "blog": ["Blog : liste", "Blog : article", "Blog : gestion"],
    "médiathèque": ["Médiathèque : dossier", "Médiathèque : dépôt d’un fichier"],
    "messagerie": ["Messagerie : boîte de réception", "Messagerie : conversation"],
    "vie de classe": ["Calendrier : la semaine", "Cahier de textes : le jour"],
}
JOURNEYS = list(PAGES)
NAMES = [name for names in PAGES.values() for name in names]


@dataclass
class Story:
    """A run one can make accidents of before it is judged."""

    document: dict[str, Any]
    readings: list[dict[str, Any]]
    records: np.ndarray
    texts: dict[str, list[str]]
    objectives: Objectives = field(default_factory=read_objectives)
    lawful: bool = True  # people who wait longer for a page read less before the next one: the law of Little holds

    def judged(self, folder: Path) -> Verdict:
        """Through the files, as a real run."""
        self.write(folder)
        return judge(
            Samples(self.records, self.texts), read_probe(folder), read_run(self.document, folder), self.objectives
        )

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        if self.lawful:
            self._obey_little()
        (folder / "run.json").write_text(json.dumps(self.document), encoding="utf-8")
        (folder / PROBE_FILE).write_text("".join(json.dumps(row) + "\n" for row in self.readings), encoding="utf-8")
        (folder / SAMPLES_FILE).write_bytes(self.records.tobytes())
        names = [
            json.dumps({"kind": kind, "id": number, "text": text}) + "\n"
            for kind, texts in self.texts.items()
            for number, text in enumerate(texts)
        ]
        (folder / NAMES_FILE).write_text("".join(names), encoding="utf-8")
        return folder

    def _obey_little(self) -> None:
        steady = self.steady()
        present = [row["people"] for row in self.readings if row["people"] and FULL_AT <= row["t"] < STOP_AT]
        if steady.any() and present:
            self.records["paused"] = np.mean(present) * STEADY / steady.sum() - self.records["duration"]

    def steady(self) -> np.ndarray:
        """Which records are page views of the steady window."""
        starts = self.records["start"]
        return np.asarray(self.records["is_page"] & (starts >= FULL_AT) & (starts < STOP_AT))

    def of(self, journey: str) -> np.ndarray:
        return np.asarray(self.steady() & (self.records["journey"] == JOURNEYS.index(journey)))

    def fail(self, mask: np.ndarray, reason: str = "Réponse 503", duration: float = 0.004) -> None:
        """Make these views fail, and fast: the trap that lowers a mean."""
        if reason not in self.texts["reason"]:
            self.texts["reason"].append(reason)
        self.records["good"][mask] = False
        self.records["reason"][mask] = self.texts["reason"].index(reason)
        self.records["duration"][mask] = duration

    def conditions(self, **values: Any) -> None:
        self.objectives = replace(self.objectives, conditions=replace(self.objectives.conditions, **values))


def sound_run(pages_per_second: int = 20, seed: int = 7) -> Story:
    """600 people, a minute of ramp, two minutes of plateau: every page well under its limit, nothing wrong."""
    chance = np.random.default_rng(seed)
    whole = RAMP + STEADY
    # As many views a second as people present: a ramp, then a plateau.
    share = np.minimum(1.0, (np.arange(whole) + 1) / RAMP)
    per_second = np.maximum(1, (pages_per_second * share).astype(int))
    starts = START + np.repeat(np.arange(whole), per_second) + chance.random(per_second.sum())
    pages = _pages(np.sort(starts), chance)
    requests = np.repeat(pages, 2)
    requests["is_page"] = False
    requests["duration"] *= 0.6
    records = np.concatenate((pages, requests))
    records.sort(order="start")
    return Story(
        document={
            "kind": "charge",
            "state": "terminé",
            "target": "pratique",
            "asked": {
                "people": PEOPLE,
                "spawn_rate": 10.0,
                "run_time": RAMP + STEADY + DOWN,
                "mix": dict(MIX),
                "seed": 2019,
                "pauses": 1.0,
            },
            "started": "2026-11-23T10:00:00+01:00",
            "ended": "2026-11-23T10:03:10+01:00",
            "preau": "0.1.0",
            "leases": 1240,
            "shared_accounts": 0,
            "lost_people": 0,
            "samples": len(records),
            "full_at": FULL_AT,
            "stop_at": STOP_AT,
            "fingerprints": [
                {"at": START + after, "read": {"fichiers statiques": "9f2c", "en-tête Server": "nginx"}}
                for after in (0, 90, whole)
            ],
        },
        readings=[_reading(second, chance) for second in range(whole + DOWN)],
        records=records,
        texts={"name": list(NAMES), "role": list(ROLES), "journey": list(JOURNEYS), "reason": [""]},
    )


def _pages(starts: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    records = np.zeros(len(starts), dtype=RECORD)
    records["start"] = starts
    records["name"] = chance.integers(0, len(NAMES), len(starts))
    journey_of = {NAMES.index(name): JOURNEYS.index(journey) for journey, names in PAGES.items() for name in names}
    records["journey"] = np.vectorize(journey_of.__getitem__)(records["name"])
    records["role"] = chance.choice(len(ROLES), len(starts), p=np.array(list(MIX.values())) / sum(MIX.values()))
    usual = np.array([0.45, 0.22, 0.30, 0.26, 0.24])[records["journey"]]
    records["duration"] = np.minimum(usual * np.exp(chance.normal(0, 0.45, len(starts))), 2.5)
    records["good"], records["is_page"] = True, True
    return records


def _reading(second: int, chance: np.random.Generator) -> dict[str, Any]:
    if second < RAMP + STEADY:
        people = min(PEOPLE, PEOPLE * (second + 1) // RAMP)
    else:
        people = max(0, PEOPLE - PEOPLE * (second - RAMP - STEADY + 1) // DOWN)
    total = sum(MIX.values())
    held = {role: round(people * weight / total) for role, weight in MIX.items()}
    return {
        "t": START + second,
        "steady_t": 5000.0 + second,
        "people": people,
        "signed_in_local": people,
        "ent_signed_in": people,
        "lag_p99_ms": float(round(4 + 6 * chance.random(), 2)),
        "held": held,
        "cpu": float(round(0.3 + 0.1 * chance.random(), 3)),
        "cpu_wait": float(round(0.02 * chance.random(), 3)),
        "sockets": 2 * people,
        "planned": None,
        "arrived": None,
    }


Accident = Callable[[Story], None]
