"""The tables of the load report: pages, failures and what was asked, as the page prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

import numpy as np

from fixtures.accounts import ROLE_LABELS
from loadtests.judge.run import Run
from loadtests.measure.percentiles import Latency, latency
from loadtests.measure.samples import Samples
from reports.french import integer, length, number, percent, plural

MOST_REASONS = 25


@dataclass(frozen=True)
class PageRow:
    """One page, over all its views; times (seconds) are of the views that did not fail, from their intended start
    (``waited``) and from their actual one (``sent``). Views cut by the stop of the run are in none of them."""

    journey: str
    name: str
    views: int
    failures: int
    waited: Latency
    sent: Latency
    slowest: float | None


@dataclass(frozen=True)
class FailureRow:
    """One reason of failure over the whole run; ``first`` and ``last`` in seconds since the epoch."""

    reason: str
    page: str  # where it was met most
    count: int
    first: float
    last: float


def page_rows(pages: Samples) -> tuple[PageRow, ...]:
    """A row a page, by journey, most viewed first."""
    pages = pages.where(~pages.cut)
    rows = []
    for name, views in pages.counts("name").items():
        these = pages.where(pages.mask("name", name))
        records, good = these.records, these.records["good"]
        waited = these.waited[good]
        rows.append(
            PageRow(
                journey=pages.texts["journey"][int(records["journey"][0])],
                name=name,
                views=views,
                failures=views - int(waited.size),
                waited=latency(waited),
                sent=latency(records["duration"][good]),
                slowest=float(waited.max()) if waited.size else None,
            )
        )
    order = list(dict.fromkeys(pages.texts["journey"]))
    return tuple(sorted(rows, key=lambda row: (order.index(row.journey), -row.views, row.name)))


def failure_rows(pages: Samples) -> tuple[FailureRow, ...]:
    """A row a reason of failed page views, most frequent first; a view cut by the stop of the run is no failure."""
    failed = pages.where(~pages.records["good"] & ~pages.cut)
    rows = []
    for reason, count in failed.counts("reason").items():
        met = failed.where(failed.mask("reason", reason))
        starts = met.records["start"]
        page = next(iter(met.counts("name")))
        rows.append(FailureRow(reason, page, count, float(starts.min()), float(starts.max())))
    return tuple(rows)


def identity(document: Mapping[str, Any], run: Run) -> tuple[tuple[str, str], ...]:
    """What was asked of what, in the words of the reader; rows that the run does not tell are left out."""
    asked = document["asked"]
    total = sum(run.mix.values())
    heaviest = sorted(run.mix.items(), key=lambda pair: -pair[1])
    mix = ", ".join(f"{ROLE_LABELS.get(role, role)} {percent(weight / total, 0)}" for role, weight in heaviest)
    rows = [
        ("Cible", str(document.get("target", ""))),
        ("Charge demandée", f"{plural(run.people, 'personne')} à la fois{_arrivals(asked.get('spawn_rate'))}"),
        ("Mélange", mix),
        ("Durée demandée", _length(asked.get("run_time"))),
        ("Temps de lecture des pages", _pauses(asked.get("pauses"))),
        ("Comptes prêtés", _leases(document, run)),
        ("Graine du hasard", str(asked.get("seed", ""))),
        ("Version de Préau", str(document.get("preau", ""))),
    ]
    return tuple((label, value) for label, value in rows if value)


def lost_reasons(document: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """Why people gave up, most frequent first, when the run tells."""
    reasons = document.get("lost_reasons")
    counted = reasons.items() if isinstance(reasons, dict) else ()
    return tuple(sorted(((str(reason), count) for reason, count in counted), key=lambda pair: -pair[1]))


def latest_moment(samples: Samples) -> float:
    """When the last sample ended, in seconds since the epoch."""
    return float(np.max(samples.records["start"] + samples.records["duration"]))


def _arrivals(rate: object) -> str:
    return f", {number(rate, 0 if rate == round(rate) else 1)} arrivées par seconde" if _is_figure(rate) else ""


def _length(value: object) -> str:
    return length(value) if _is_figure(value) else "jusqu’à l’arrêt demandé"


def _pauses(factor: object) -> str:
    if not _is_figure(factor):
        return ""
    return "normal" if factor == 1 else f"normal × {number(factor, 2)}"


def _leases(document: Mapping[str, Any], run: Run) -> str:
    leases = document.get("leases")
    if not isinstance(leases, int):
        return ""
    shared = "" if run.shared_accounts is None else f", {integer(run.shared_accounts)} à deux personnes à la fois"
    return f"{plural(leases, 'prêt')}{shared}"


def _is_figure(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
