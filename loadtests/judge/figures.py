"""What was measured in the judged window, and the words that say which window it is."""

from __future__ import annotations

from math import inf

from loadtests.judge.run import Run
from loadtests.judge.verdict import Figures
from loadtests.measure.percentiles import latency
from loadtests.measure.probe import Probe, latest, level
from loadtests.measure.samples import Samples
from loadtests.measure.steady import Steady
from loadtests.measure.windows import Window, in_flight, person_seconds, within
from portal.french import length, number, percent, seconds, typeset


def measure(samples: Samples, probe: Probe, run: Run, steady: Steady | None) -> Figures:
    """All the figures of a run. Cut pages are neither views nor failures; they are counted apart."""
    window = steady.window if steady else run.window
    inside, readings = within(samples, window), probe.within(window)
    pages = inside.pages()
    whole = pages.where(~pages.cut)
    good = whole.records["good"]
    requests = samples.where(~samples.records["is_page"])
    ours, theirs = level(probe.signed_in), level(probe.ent_signed_in)
    most = theirs or ours
    before_the_stop = probe.within(Window(-inf, run.stop_at or inf))
    planned, arrived = latest(before_the_stop.planned), latest(before_the_stop.arrived)
    return Figures(
        people=run.people,
        plateau=run.window,
        window=window,
        steady=_words(steady, run),
        page_views=len(whole),
        failures=int((~good).sum()),
        undecided=len(pages) - len(whole),
        requests=len(inside) - len(pages),
        waited=latency(whole.waited[good]),
        sent=latency(whole.records["duration"][good]),
        planned=None if planned is None else round(planned),
        omitted=None if planned is None or arrived is None else max(0, round(planned - arrived)),
        present=level(readings.people),
        signed_in=level(readings.signed_in),
        ent_signed_in=level(readings.ent_signed_in),
        in_flight=in_flight(requests, window) if window else None,
        sockets=level(readings.sockets),
        in_flight_by_law=person_seconds(requests, window) / window.length if window and window.length else None,
        reached=int(most.maximum) if most else None,
        counted_by_ent=theirs is not None,
    )


def _words(steady: Steady | None, run: Run) -> str:
    """Which seconds are judged, and why these."""
    if run.window is None:
        return typeset("Sans palier, aucun régime établi ne peut être cherché.")
    if steady is None:
        return typeset("Trop peu de pages vues pendant le palier pour y chercher un régime établi.")
    usual = f"{number(steady.usual.pages_per_second, 1)} pages/s, temps médian {seconds(steady.usual.median)}"
    if steady.trouble:
        first, last = steady.stretches[0], steady.stretches[-1]
        why = "n’ont cessé de changer dans le même sens" if steady.trouble == "drift" else "n’ont cessé de varier"
        text = (
            f"Aucun régime établi : le débit ou les temps {why}, de {number(first.pages_per_second, 1)} pages/s et "
            f"{seconds(first.median)} à {number(last.pages_per_second, 1)} pages/s et {seconds(last.median)}. "
            "Le résultat dépendrait du moment où l’on s’arrête."
        )
        return typeset(text)
    text = f"Régime établi : {usual} pendant {percent(steady.share_alike, 0)} de ce qui est jugé."
    if steady.warm_up:
        text += (
            f" Les {length(steady.warm_up)} du début sont laissées de côté : la charge venait d’être complète et "
            "n’était pas encore à ce niveau."
        )
    if steady.unusual:
        worst = max(steady.unusual, key=lambda stretch: stretch.median)
        away = sum(stretch.window.length for stretch in steady.unusual)
        text += (
            f" Ce niveau a été quitté pendant {length(away)} (jusqu’à un temps médian de {seconds(worst.median)}, "
            f"{number(worst.pages_per_second, 1)} pages/s) : ces moments sont jugés aussi."
        )
    return typeset(text)
