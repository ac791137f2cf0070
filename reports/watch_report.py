"""The account of a watch, in French: outages, margin to the day allowed, availability, and a picture of the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

import matplotlib as mpl
from jinja2 import Environment, PackageLoader, StrictUndefined
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
from matplotlib.figure import Figure

from acceptance.migration.points import PointVerdict
from acceptance.watch.availability import PARIS
from acceptance.watch.states import State
from acceptance.watch.summary import Summary
from reports.charts import GREY
from reports.french import MONTHS, length, percent, plural, typeset

# Told apart by colour-blind readers, and by their height.
_LOOK = {
    State.UP: ("#1b7f5a", 0.5),
    State.SLOW: ("#e0a100", 0.65),
    State.MAINTENANCE: ("#0072b2", 0.8),
    State.ERROR: ("#c4500a", 0.95),
    State.UNSEEN: ("#c3ccd5", 0.3),
}
_WIDTH = 9.2
# Year, month, day, hour, minute, second: what a tick says, and what the corner adds to it.
_TICKS = ["%Y", "%m/%Y", "%d/%m", "%H:%M", "%H:%M", "%S s"]
_CORNER = ["", "", "%Y", "%d/%m/%Y", "%d/%m/%Y", "%d/%m/%Y %H:%M"]


def write_watch_report(path: Path, summaries: Sequence[Summary], points: dict[str, PointVerdict], title: str) -> None:
    """Write the HTML page, whole or not at all."""
    page = (
        _environment()
        .get_template("watch_report.html")
        .render(title=title, summaries=summaries, points=points, picture=timeline(summaries) if summaries else "")
    )
    partial = path.with_name(f"{path.name}.partiel")
    partial.write_text(page, encoding="utf-8")
    partial.replace(path)


def timeline(summaries: Sequence[Summary]) -> str:
    """One line a way to the portal, one bar an episode: SVG."""
    with mpl.rc_context(
        {"svg.fonttype": "none", "svg.hashsalt": "preau", "font.family": "DejaVu Sans", "font.size": 8.5}
    ):
        figure = Figure(figsize=(_WIDTH, 0.9 + 0.55 * len(summaries)), layout="constrained")
        axes = figure.subplots()
        for row, summary in enumerate(summaries):
            for number, episode in enumerate(summary.episodes):
                colour, height = _LOOK[episode.state]
                last = number + 1 == len(summary.episodes)
                end = max(episode.end, episode.start + summary.period) if last else summary.episodes[number + 1].start
                left, right = (date2num(datetime.fromtimestamp(at, PARIS)) for at in (episode.start, end))  # type: ignore[no-untyped-call]
                axes.barh(row, right - left, left=left, height=height, color=colour)
        axes.set_yticks(range(len(summaries)), [summary.title for summary in summaries])
        axes.invert_yaxis()
        axes.xaxis_date(tz=PARIS)
        locator = AutoDateLocator(tz=PARIS)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        formatter = ConciseDateFormatter(  # type: ignore[no-untyped-call]
            locator, tz=PARIS, formats=_TICKS, zero_formats=_TICKS, offset_formats=_CORNER
        )
        axes.xaxis.set_major_formatter(formatter)
        axes.tick_params(colors=GREY)
        handles = [mpl.patches.Patch(color=colour, label=str(state)) for state, (colour, _) in _LOOK.items()]
        figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False)
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()[text.getvalue().index("<svg") :]


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(length=length, percent=percent, typeset=typeset, moment=_moment, month=_month)
    environment.globals["plural"] = plural
    return environment


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, PARIS):%d/%m/%Y %H:%M:%S}"


def _month(number: int) -> str:
    return MONTHS[number - 1]
