"""The load runs over time: one JSON line each, and the moments from which they were no longer the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from loadtests.judge.trial import Trial
from portal.errors import PreauError
from portal.french import number, percent, seconds, typeset

P_VALUE = 0.001  # of a change, as the authors of the method advise
SMALLEST = 0.05  # relative change worth telling
WINDOW = 50  # runs looked at together
FEWEST = 6  # runs alike before a change can be looked for

OTAVA = "pip install --no-deps apache-otava==0.8.0"


class HistoryError(PreauError):
    """The history cannot be read, written or analysed."""


@dataclass(frozen=True)
class Figures:
    """Of one objective: the share of good views, the p95 in seconds (None when too few views succeeded)."""

    title: str
    share: float
    p95: float | None


@dataclass(frozen=True)
class Line:
    """A run: when it began, by which version of Préau, against which target and version of it, what it showed.

    ``terms`` are those two runs must share to be compared.
    """

    run: str
    at: str
    preau: str
    target: str
    version: str
    outcome: str
    terms: Mapping[str, str]
    figures: tuple[Figures, ...]


@dataclass(frozen=True)
class Turning:
    """From ``line`` on, a figure was no longer what it was: ``before`` and ``after`` are its means on both sides."""

    line: Line
    title: str
    measure: str
    before: float
    after: float

    @property
    def sentence(self) -> str:
        show = seconds if self.measure == "p95" else percent
        by = typeset(f"{number(100 * (self.after / self.before - 1), 0)} %")
        since = f"depuis {self.line.run}"
        return typeset(
            f"« {self.title} », {self.measure} : {show(self.before)} puis {show(self.after)} ({by}) {since}."
        )


def line_of(trial: Trial, document: Mapping[str, Any], outcome: str) -> Line:
    """What is kept of a run; ``document`` is its ``run.json``."""
    return Line(
        run=trial.name,
        at=str(document.get("started", "")),
        preau=str(document.get("preau", "")),
        target=trial.target,
        version=trial.version,
        outcome=outcome,
        terms=dict(trial.terms),
        figures=tuple(Figures(one.objective.title, one.share, one.p95) for one in trial.views),
    )


def read_history(path: Path) -> list[Line]:
    """The lines of a history, none without the file. Raises HistoryError naming the file and the line."""
    try:
        texts = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as fault:
        raise HistoryError(f"{path} : illisible ({fault}).", remedy="Vérifiez les droits et l’encodage.") from None
    lines = []
    for order, text in enumerate(texts, start=1):
        try:
            document = json.loads(text)
            figures = tuple(Figures(**one) for one in document["figures"])
            lines.append(Line(**{**document, "figures": figures}))
        except (ValueError, TypeError, KeyError):
            raise HistoryError(
                f"{path}, ligne {order} : ce n’est pas un essai.", remedy="Retirez cette ligne, puis recommencez."
            ) from None
    return lines


def add(path: Path, line: Line) -> bool:
    """Append a run, unless it is there already; whether it was added. Raises HistoryError."""
    if any(known.run == line.run and known.at == line.at for known in read_history(path)):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as history:
            history.write(json.dumps(asdict(line), ensure_ascii=False) + "\n")
    except OSError as fault:
        raise HistoryError(f"{path} : impossible d’y écrire ({fault}).", remedy="Vérifiez les droits.") from None
    return True


def turnings(lines: Sequence[Line]) -> list[Turning]:
    """The changes of each figure, among the runs made under the terms of the last one, in the order of time.

    By Apache Otava (E-divisive with Student's test: Fleming et al., "Hunter", 2023). Raises HistoryError without it.
    """
    if not lines:
        return []
    last = lines[-1]
    alike = [line for line in lines if line.terms == last.terms and line.target == last.target]
    if len(alike) < FEWEST:
        return []
    found = []
    for order, figures in enumerate(last.figures):
        for measure, values in (
            ("p95", [line.figures[order].p95 for line in alike]),
            ("pages bonnes", [line.figures[order].share for line in alike]),
        ):
            kept = [(line, value) for line, value in zip(alike, values, strict=True) if value is not None]
            found += [
                Turning(kept[index][0], figures.title, measure, before, after)
                for index, before, after in _changes([value for _, value in kept])
            ]
    return sorted(found, key=lambda turning: turning.line.at)


def _changes(values: Sequence[float]) -> list[tuple[int, float, float]]:
    """Where a series changes: the index of the first value after, and the means on both sides."""
    try:
        from otava.analysis import compute_change_points
    except ImportError:
        raise HistoryError(
            "Les changements se cherchent avec Apache Otava, qui n’est pas installé.",
            remedy=f"{OTAVA} (sans ses dépendances : il n’en faut aucune de plus, et celles qu’il demande sont "
            "pour des bases de données et fixent d’anciennes versions).",
        ) from None
    points, _ = compute_change_points(list(values), window_len=WINDOW, max_pvalue=P_VALUE, min_magnitude=SMALLEST)
    return [(int(point.index), float(point.stats.mean_1), float(point.stats.mean_2)) for point in points]
