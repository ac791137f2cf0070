"""The picture of a search of the capacity: what each level showed, the answer, its interval, and the throughput."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from loadtests.judge.capacity_answer import Capacity
from reports.charts import BLUE, GREEN, GREY, SHADE, VERMILION, Chart, _legend, _short, _svg
from reports.french import integer, percent

_STROKES = ("-", (0, (4, 2)), ":", (0, (1, 1)), "-.")
_COLOURS = (BLUE, VERMILION, GREEN, GREY)


def capacity_chart(found: Capacity) -> Chart:
    """Shares of good views by number of people, objective by objective, and the pages a second beside the fitted law.

    Levels that prove nothing are left out, and counted in the caption.
    """
    unsound = sum(not level.valid for level in found.levels)
    told = " ; ".join(
        f"{integer(level.people)} personnes : {'tenu' if level.good else 'rompu'}"
        for level in found.levels
        if level.valid
    )

    def draw(figure: Figure) -> None:
        shares, throughput = figure.subplots(1, 2)
        _draw_shares(shares, found)
        _draw_throughput(throughput, found)

    left_out = f" Paliers non valides, laissés de côté : {integer(unsound)}." if unsound else ""
    law = f" {found.scalability.sentence}" if found.scalability else ""
    return Chart(
        "capacite",
        "Capacité",
        f"{found.sentence.rstrip('.')}. Le fond bleuté est l’intervalle de la réponse.{left_out}{law}",
        f"Part des pages bonnes à chaque palier. {told or 'Aucun palier valable'}.",
        _svg("capacite", 2.6, draw),
    )


def _draw_shares(axes: Axes, found: Capacity) -> None:
    valid = sorted((level for level in found.levels if level.valid), key=lambda level: level.people)
    people = [level.people for level in valid]
    for order, counts in enumerate(zip(*(level.counts for level in valid), strict=True)):
        colour, stroke = _COLOURS[order % len(_COLOURS)], _STROKES[order % len(_STROKES)]
        shares = [count.share for count in counts]
        axes.plot(people, shares, color=colour, linestyle=stroke, marker=".", label=counts[0].journey)
        axes.axhline(counts[0].asked, color=GREY, linewidth=0.8, linestyle=(0, (1, 2)))
    if found.people is not None:
        axes.axvspan(found.low or found.people, found.high or max(people), color=SHADE, linewidth=0, zorder=0)
        axes.axvline(found.people, color=GREEN, linewidth=1.2)
    axes.set_ylim(0, 1.06)
    axes.set_xlabel("personnes")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: integer(round(value))))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, 0) if value <= 1 else ""))
    if valid:
        _legend(axes)


def _draw_throughput(axes: Axes, found: Capacity) -> None:
    valid = [level for level in found.levels if level.valid]
    people = [level.people for level in valid]
    axes.plot(people, [level.throughput for level in valid], color=BLUE, linestyle="", marker=".", label="pages/s")
    if found.scalability:
        grid = np.linspace(1, max(people), 200)
        axes.plot(grid, found.scalability.law.throughput(grid), color=GREY, linewidth=1.2, label="loi ajustée")
    axes.set_ylim(0)
    axes.set_xlabel("personnes")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: integer(round(value))))
    axes.yaxis.set_major_formatter(FuncFormatter(_short))
    if valid:
        _legend(axes)
