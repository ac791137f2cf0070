"""The curves of the load report: SVG that says the same bytes twice, with French figures and a text for the blind."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO

import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.typing import RcKeyType

from loadtests.judge.judge import views_of
from loadtests.judge.verdict import ObjectiveResult
from loadtests.measure.probe import Probe
from loadtests.measure.samples import Samples
from loadtests.measure.windows import Timeline, Window
from reports.french import delay, integer, number, percent

# Okabe and Ito's palette: told apart by colour-blind readers; lines also differ by their stroke.
BLUE, VERMILION, GREEN, INK, GREY, SHADE = "#0072b2", "#c4500a", "#1b7f5a", "#1c2733", "#5d6b78", "#e3edf5"
_STYLE: dict[RcKeyType, object] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "preau",
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "text.color": INK,
    "axes.edgecolor": "#8a97a3",
    "axes.labelcolor": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#e1e7ed",
    "grid.linewidth": 0.7,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
}
_MOST_POINTS = 400
_WIDTH = 9.2  # inches; the page scales it


@dataclass(frozen=True)
class Chart:
    """One picture: ``svg`` to put in the page, ``alternative`` for those who do not see it."""

    name: str
    title: str
    caption: str
    alternative: str
    svg: str


@dataclass(frozen=True)
class Span:
    """The time shown: the whole run, the judged window in it, and the plateau, which begins with the warm-up."""

    whole: Window
    window: Window | None
    plateau: Window | None = None

    @property
    def warm_up(self) -> bool:
        """Whether the plateau begins with some seconds that are not judged."""
        return bool(self.window and self.plateau and self.window.start > self.plateau.start)

    def minutes(self, times: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Minutes since the beginning of the run."""
        return np.asarray((times - self.whole.start) / 60, dtype=np.float64)


def people_chart(probe: Probe, asked: int, span: Span) -> Chart:
    """People asked, and sessions signed in as we count them and as the ENT does."""

    def draw(figure: Figure) -> None:
        axes = _time_axes(figure, span)
        times = span.minutes(probe.times)
        axes.axhline(asked, color=GREY, linewidth=1, linestyle=(0, (1, 2)), label=f"{integer(asked)} demandées")
        axes.plot(times, probe.signed_in, color=BLUE, label="comptées par l’injecteur")
        if not np.isnan(probe.ent_signed_in).all():
            # Points, since an ENT under load leaves out some of its readings; no more than the eye can tell apart.
            step = max(1, len(probe) // _MOST_POINTS)
            axes.plot(
                times[::step],
                probe.ent_signed_in[::step],
                color=VERMILION,
                linestyle="",
                marker=".",
                markersize=3.5,
                label="comptées par l’ENT",
            )
        axes.set_ylim(0, max(asked, _highest(probe.signed_in, probe.ent_signed_in)) * 1.2)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: integer(round(value))))
        _legend(axes)

    ent = probe.ent_signed_in
    told = (
        "la cible ne donne pas son compte" if np.isnan(ent).all() else f"{integer(int(np.nanmax(ent)))} d’après l’ENT"
    )
    most = integer(int(_highest(probe.signed_in)))
    return Chart(
        "sessions",
        "Sessions ouvertes en même temps",
        "Sessions demandées et réellement ouvertes."
        + (" Le fond bleuté est le palier : seul lui est jugé." if span.window else "")
        + (" Le fond hachuré est la mise en régime, laissée de côté." if span.warm_up else ""),
        f"Courbe du nombre de sessions au fil du temps : {most} au plus d’après l’injecteur, {told}, "
        f"pour {integer(asked)} demandées.",
        _svg("sessions", 2.2, draw),
    )


def pages_chart(views: Timeline, span: Span) -> Chart:
    """Page views a second, good and failed."""
    good, bad = views.good / views.width, views.bad / views.width

    def draw(figure: Figure) -> None:
        axes = _time_axes(figure, span)
        times = span.minutes(views.times)
        wide = views.width / 60
        axes.bar(times, good, wide, color=BLUE, label="pages vues sans échec")
        axes.bar(times, bad, wide, bottom=good, color=VERMILION, label="pages en échec")
        axes.set_ylim(0, max(float((good + bad).max()), 0.1) * 1.18)
        axes.yaxis.set_major_formatter(FuncFormatter(_short))
        _legend(axes)

    failures = int(views.bad.sum())
    return Chart(
        "pages",
        "Pages vues par seconde",
        f"Pages demandées chaque seconde, par tranches de {delay(views.width)}. Les échecs s’ajoutent au-dessus.",
        f"Courbe des pages vues par seconde : {number(float((good + bad).max()), 1)} au plus ; "
        f"{integer(failures)} en échec sur l’ensemble de l’essai.",
        _svg("pages", 2.0, draw),
    )


def latency_chart(views: Timeline, span: Span) -> Chart:
    """Median and 95th percentile of the page views that did not fail, on the clock of the person who waits; and that
    percentile from the sending, where the two differ enough to be seen."""
    apart = np.nan_to_num(views.p95 - views.p95_sent).max(initial=0.0) > 0.02 * max(_highest(views.p95), 0.1)

    def draw(figure: Figure) -> None:
        axes = _time_axes(figure, span)
        times = span.minutes(views.times)
        axes.plot(
            times, views.p95, color=VERMILION, linestyle=(0, (4, 2)), label="p95 : 95 % des pages sont plus rapides"
        )
        axes.plot(times, views.p50, color=BLUE, label="p50 : la moitié des pages sont plus rapides")
        if apart:
            axes.plot(times, views.p95_sent, color=GREY, linewidth=1.2, linestyle=":", label="p95 depuis l’envoi")
        axes.set_ylim(0, max(_highest(views.p95), 0.1) * 1.22)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{_short(value)} s"))
        _legend(axes)

    return Chart(
        "temps",
        "Temps d’affichage des pages",
        f"Temps depuis le moment où la page était voulue, par tranches de {delay(views.width)}, pages en échec exclues."
        + (" En pointillé, depuis le moment où elle a pu être demandée." if apart else ""),
        f"Courbes du temps d’affichage : le 95e centile d’une tranche atteint {number(_highest(views.p95), 2)} s "
        f"au plus, la médiane {number(_highest(views.p50), 2)} s au plus.",
        _svg("temps", 2.0, draw),
    )


def distribution_chart(pages: Samples, objectives: Sequence[ObjectiveResult]) -> Chart:
    """An objective an axis: which share of its page views was good within a time, and the limit as a cross."""
    rows = (len(objectives) + 1) // 2

    def draw(figure: Figure) -> None:
        for order, objective in enumerate(objectives):
            views = views_of(pages, objective)
            _distribution(figure.add_subplot(rows, 2, order + 1), objective, views)

    shares = " ; ".join(
        f"{objective.title} : {percent(objective.share)} en {delay(objective.within)} au plus"
        for objective in objectives
        if objective.share is not None
    )
    return Chart(
        "objectifs",
        "Temps d’affichage par objectif, pendant le palier",
        "Chaque courbe monte avec la part des pages affichées dans le délai lu en bas ; une page en échec n’est jamais "
        "affichée. La courbe doit passer au-dessus de la croix : l’objectif.",
        f"Répartition des temps par objectif. {shares or 'Aucune page vue'}.",
        _svg("objectifs", 1.85 * rows, draw),
    )


def _distribution(axes: Axes, objective: ObjectiveResult, views: Samples) -> None:
    axes.set_title(objective.title, fontsize=9.5, fontweight="bold", loc="left", pad=17)
    done = np.sort(views.waited[views.records["good"]])
    if done.size:
        shares = np.linspace(0, 1, 201)
        times = np.quantile(done, shares, method="inverted_cdf")
        reached = shares * done.size / objective.total
        axes.step(
            np.concatenate(([0], times, [objective.within * 2])),
            np.concatenate(([0], reached, [reached[-1]])),
            where="post",
            color=BLUE,
        )
    else:
        axes.text(0.5, 0.5, "aucune page affichée", transform=axes.transAxes, ha="center", va="center", color=GREY)
    colour = GREEN if objective.respected else VERMILION
    axes.plot(objective.within, objective.asked, marker="+", markersize=13, markeredgewidth=2.4, color=colour)
    state = "objectif tenu" if objective.respected else "objectif non tenu"
    words = f"{state} : {percent(objective.asked)} en {delay(objective.within)}"
    axes.text(0, 1.05, words, transform=axes.transAxes, color=colour)
    axes.set_xlim(0, objective.within * 1.6)
    axes.set_ylim(0, 1.06)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{_short(value)} s"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: percent(value, 0) if value <= 1 else ""))


def _time_axes(figure: Figure, span: Span) -> Axes:
    """Axes over the minutes of the run, the steady window shaded; the same margins on every such chart."""
    figure.set_layout_engine("none")
    axes = figure.subplots(gridspec_kw={"left": 0.06, "right": 0.985, "top": 0.85, "bottom": 0.14})
    axes.set_xlim(0, span.whole.length / 60)
    axes.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{_short(value)} min"))
    if span.window and span.plateau and span.warm_up:
        start, end = ((edge - span.whole.start) / 60 for edge in (span.plateau.start, span.window.start))
        axes.axvspan(start, end, facecolor="none", edgecolor=SHADE, hatch="////", linewidth=0, zorder=0)
    if span.window:
        start, end = ((edge - span.whole.start) / 60 for edge in (span.window.start, span.window.end))
        axes.axvspan(start, end, color=SHADE, linewidth=0, zorder=0)
        axes.text(
            (start + end) / 2,
            0.98,
            "palier jugé",
            transform=axes.get_xaxis_transform(),
            ha="center",
            va="top",
            color=GREY,
        )
    return axes


def _legend(axes: Axes) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=3, borderpad=0, handlelength=2.4)


def _svg(name: str, height: float, draw: Callable[[Figure], None]) -> str:
    """Draw, and give the ``svg`` element alone, its ids prefixed so that several can live in one page."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        draw(figure)
        buffer = StringIO()
        figure.savefig(buffer, format="svg", transparent=True)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)  # it holds the date
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'((?:xlink:)?href="#|url\(#)', rf"\1{name}-", text)
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', 'aria-hidden="true" focusable="false"', text, count=1).strip()


def _highest(*counts: npt.NDArray[np.float64]) -> float:
    known = [float(np.nanmax(values)) for values in counts if not np.isnan(values).all()]
    return max(known, default=0.0)


def _short(value: float, _: object = None) -> str:
    """A tick: as few decimals as it needs."""
    text = next((number(value, decimals) for decimals in (0, 1) if abs(value - round(value, decimals)) < 1e-9), None)
    return text or number(value, 2)
