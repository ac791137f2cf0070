"""A load run as a comparison sees it: under which terms it was made, and what its views showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loadtests.judge.judge import read_verdict
from loadtests.judge.objectives import Objective
from loadtests.judge.run import read_record
from loadtests.judge.verdict import ObjectiveResult, Outcome, Verdict
from loadtests.judge.views import Views, views
from loadtests.measure.samples import Samples
from loadtests.measure.windows import Window, within
from portal.errors import PreauError
from portal.french import integer, typeset

_OWN_BUSINESS = (
    "target",
    "objectives",
    "seed",
    "arrivals_file",
    "recovery",
)  # free to differ
_LABELS = {
    "people": "nombre de personnes",
    "spawn_rate": "arrivées par seconde",
    "run_time": "durée",
    "mix": "mélange des rôles",
    "pauses": "facteur des pauses",
    "arrivals": "plan d’arrivées",
}


class TrialError(PreauError):
    """A run cannot be compared."""


@dataclass(frozen=True)
class Trial:
    """A valid run. ``terms`` are what two runs must have in common, French label to value; ``version`` what tells the
    version of its target, empty when nothing did."""

    name: str
    target: str
    terms: Mapping[str, str]
    version: str
    views: tuple[Views, ...]

    def without_version(self) -> Trial:
        """The same run of any version of its target."""
        return replace(self, version="")


def read_trial(folder: Path) -> Trial:
    """A run folder. Raises PreauError: no run, damaged, not judged yet, not valid."""
    record = read_record(folder)
    verdict = read_verdict(folder)
    if verdict is None:
        raise TrialError(f"{folder} : cet essai n’est pas jugé.", remedy=f"Jugez-le : preau report {folder}")
    if verdict.outcome is Outcome.INVALID:
        raise TrialError(
            typeset(f"{folder} : essai non valide, il ne prouve rien. {' '.join(verdict.reasons)}"),
            remedy="Retirez-le de la comparaison, ou refaites-le.",
        )
    kept = record.document.get("samples")
    if isinstance(kept, int) and len(record.samples) < kept:
        raise TrialError(
            typeset(f"{folder} : dossier tronqué, {integer(len(record.samples))} mesures sur {integer(kept)}."),
            remedy="Recopiez le dossier en entier, ou refaites l’essai.",
        )
    window = verdict.figures.window
    if window is None:
        raise TrialError(f"{folder} : verdict sans palier.", remedy="Refaites l’essai.")
    objectives = [_objective(result) for result in verdict.objectives]
    return Trial(
        name=folder.name,
        target=str(record.document.get("target", "")),
        terms=_terms(record.document.get("asked", {}), verdict),
        version=_version(record.document),
        views=views_in(record.samples, window, objectives),
    )


def views_in(samples: Samples, window: Window, objectives: Sequence[Objective]) -> tuple[Views, ...]:
    """The views of each objective among the pages that start in a window."""
    pages = within(samples, window).pages()
    return tuple(views(pages, window, objective) for objective in objectives)


def only(trial: Trial, journey: str | None) -> Trial:
    """The same run in one journey, or as it is. Raises TrialError when no objective is about that journey."""
    if journey is None:
        return trial
    kept = tuple(views for views in trial.views if views.objective.journey == journey)
    if not kept:
        known = ", ".join(dict.fromkeys(views.objective.journey for views in trial.views))
        raise TrialError(f"{trial.name} : aucun objectif sur le parcours « {journey} ».", remedy=f"Parcours : {known}.")
    return replace(trial, views=kept)


def require_same(trials: Sequence[Trial]) -> None:
    """Raises TrialError when two of these runs were not made under the same terms."""
    first = trials[0]
    for other in trials[1:]:
        for label in dict.fromkeys([*first.terms, *other.terms]):
            before, after = first.terms.get(label, "non dit"), other.terms.get(label, "non dit")
            if before != after:
                raise TrialError(
                    typeset(f"{first.name} et {other.name} ne se comparent pas : {label}, {before} et {after}."),
                    remedy="Comparez des essais faits dans les mêmes conditions.",
                )


def require_one_target(trials: Sequence[Trial], side: str) -> None:
    """Raises TrialError when these runs, of one side, were not made against one version of one target."""
    first = trials[0]
    for other in trials[1:]:
        if other.target != first.target:
            raise TrialError(
                typeset(f"{first.name} vise « {first.target} », {other.name} vise « {other.target} » ({side})."),
                remedy="Comparez des essais d’une même cible ; --cibles-differentes si ce sont elles que l’on compare.",
            )
        if first.version and other.version and first.version != other.version:
            raise TrialError(
                typeset(f"La cible a changé de version entre {first.name} et {other.name}, du même côté ({side})."),
                remedy="Mettez d’un côté les essais d’avant le changement, de l’autre ceux d’après.",
            )


def _terms(asked: Mapping[str, Any], verdict: Verdict) -> dict[str, str]:
    terms = {_LABELS.get(key, key): _plain(value) for key, value in sorted(asked.items()) if key not in _OWN_BUSINESS}
    for result in verdict.objectives:
        who = "/".join(part for part in (result.journey, result.page, result.role) if part)
        terms[f"objectif « {result.title} »"] = f"{who} : {result.asked:g} en {result.within:g} s"
    return terms


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_plain(part)}" for key, part in sorted(value.items()))
    if isinstance(value, int) and not isinstance(value, bool):
        return integer(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _version(document: Mapping[str, Any]) -> str:
    """What the last reading of the target's version told; empty when none did."""
    readings = document.get("fingerprints")
    told = [one["read"] for one in readings if isinstance(one, dict) and one.get("read")] if readings else []
    return _plain(told[-1]) if told else ""


def _objective(result: ObjectiveResult) -> Objective:
    return Objective(result.title, result.journey, result.asked, result.within, result.role, result.page)
