"""The load report: one HTML file that a city can file, made from a run folder, any number of times."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from fixtures.accounts import ROLE_LABELS
from loadtests.judge.judge import judge, read_verdict, share_text
from loadtests.judge.objectives import read_objectives
from loadtests.judge.run import Record, read_record
from loadtests.judge.verdict import Figures, Outcome, Verdict
from loadtests.measure.windows import Window, timeline, within
from reports import french
from reports.charts import Chart, Span, distribution_chart, latency_chart, pages_chart, people_chart
from reports.load_figures import MOST_REASONS, failure_rows, identity, latest_moment, lost_reasons, page_rows

REPORT_FILE = "rapport.html"
_SLICE = 5.0  # seconds a point of a curve, more when the run is long
_MOST_SLICES = 400
_BANNER = {Outcome.RESPECTED: "respected", Outcome.BROKEN: "broken", Outcome.INVALID: "invalid"}


def write_load_report(folder: Path) -> Path:
    """Write ``rapport.html`` into the folder of a load run; the same folder gives the same bytes.

    A run that was never judged (killed before its end) is judged here by the objectives shipped with Préau, without
    touching its folder. Raises PreauError when the folder is not a load run or is damaged.
    """
    record = read_record(folder)
    verdict = read_verdict(folder) or judge(record.samples, record.probe, record.run, read_objectives())
    path = folder / REPORT_FILE
    path.write_text(_environment().get_template("load_report.html").render(_context(record, verdict)), encoding="utf-8")
    return path


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    formats = ("integer", "number", "percent", "seconds", "delay", "plural", "typeset", "date_and_time")
    environment.filters.update({name: getattr(french, name) for name in formats}, lasting=french.length)
    return environment


def _context(record: Record, verdict: Verdict) -> dict[str, Any]:
    pages = record.samples.pages()
    window = verdict.figures.window
    judged = within(pages, window) if window else pages
    document = record.document
    zone = _zone(document.get("started"))
    failures = failure_rows(pages)
    return {
        "verdict": verdict,
        "banner": _BANNER[verdict.outcome],
        "complete": record.run.complete,
        "started": document.get("started"),
        "identity": identity(document, record.run),
        "figures": verdict.figures,
        "pages": page_rows(judged),
        "failures": failures[:MOST_REASONS],
        "other_failures": sum(row.count for row in failures[MOST_REASONS:]),
        "lost": lost_reasons(document),
        "charts": _charts(record, verdict),
        "roles": ROLE_LABELS,
        "share_text": share_text,
        "clock": partial(_clock, zone),
    }


def _charts(record: Record, verdict: Verdict) -> list[Chart]:
    """The curves that there is something to draw for."""
    span = _span(record, verdict.figures)
    if span is None:
        return []
    pages = record.samples.pages()
    charts = []
    if len(record.probe):
        charts.append(people_chart(record.probe, record.run.people, span))
    if len(pages):
        width = _SLICE * max(1, ceil(span.whole.length / _SLICE / _MOST_SLICES))
        views = timeline(pages, span.whole, width)
        charts += [pages_chart(views, span), latency_chart(views, span)]
    if span.window:
        charts.append(distribution_chart(within(pages, span.window), verdict.objectives))
    return charts


def _span(record: Record, figures: Figures) -> Span | None:
    """From the first reading or sample to the last one; None when there is neither."""
    moments = [float(np.min(record.probe.times)), float(np.max(record.probe.times))] if len(record.probe) else []
    if len(record.samples):
        moments += [float(np.min(record.samples.records["start"])), latest_moment(record.samples)]
    if len(moments) < 2 or max(moments) <= min(moments):
        return None
    window = figures.window if figures.window and figures.window.length else None
    return Span(Window(min(moments), max(moments)), window, figures.plateau if window else None)


def _zone(started: object) -> tzinfo | None:
    """The time zone of the machine that ran, so that the report is the same wherever it is made."""
    return datetime.fromisoformat(started).tzinfo if isinstance(started, str) else None


def _clock(zone: tzinfo | None, epoch: float) -> str:
    return french.clock(epoch, zone)
