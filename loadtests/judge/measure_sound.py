"""Can the figures be believed? One validity check a function."""

from __future__ import annotations

from math import inf

import numpy as np

from loadtests.judge.facts import UNKNOWN, Facts, condition
from loadtests.judge.statistics import views_needed
from loadtests.judge.verdict import ValidityCheck
from loadtests.measure.probe import lag
from portal.french import delay, integer, number, percent, plural, seconds


def enough_views(facts: Facts) -> ValidityCheck:
    confidence = facts.conditions.confidence
    needed = {result.title: views_needed(result.asked, confidence) for result in facts.objectives}
    short = [result for result in facts.objectives if result.total < needed[result.title]]
    if facts.figures.window is None:
        sentence = "Sans palier, aucune page ne peut être jugée."
    elif short:
        listed = " ; ".join(
            f"« {result.title} » : {plural(result.total, 'page vue', 'pages vues')} sur {integer(needed[result.title])}"
            for result in short
        )
        sentence = f"Trop peu de pages vues pendant le palier pour conclure. {listed}."
    else:
        sentence = "Chaque objectif repose sur assez de pages vues pour que la part demandée puisse être prouvée."
    fewest = min(facts.objectives, key=lambda result: result.total - needed[result.title])
    return condition(
        "Pages vues par objectif",
        f"{integer(fewest.total)} ({fewest.journey})",
        f"{integer(needed[fewest.title])} au moins",
        not short,
        sentence,
    )


def generator_lag(facts: Facts) -> ValidityCheck:
    limit, stretch = facts.conditions.greatest_lag, facts.stretch
    late = lag(facts.probe, stretch) if stretch else None
    on_time = late is not None and late <= limit
    if late is None:
        measured, sentence = UNKNOWN, "L’injecteur n’a pas mesuré son propre retard."
    else:
        measured = f"{number(late * 1000, 1)} ms" if late < 1 else seconds(late)
        sentence = (
            f"L’injecteur a suivi : {measured} de retard au plus pendant 95 % {facts.stretch_name}."
            if on_time
            else f"L’injecteur était débordé : jusqu’à {measured} de retard pendant 95 % {facts.stretch_name}. "
            "Les temps mesurés ne sont pas ceux de l’ENT."
        )
    return condition("Retard de l’injecteur", measured, f"{delay(limit)} au plus", on_time, sentence)


def counts_agree(facts: Facts) -> ValidityCheck:
    allowed = facts.conditions.session_deviation
    asked = f"écart de {percent(allowed)} au plus"
    title = "Notre compte et celui de l’ENT"
    if not facts.figures.counted_by_ent:
        sentence = "Cette cible ne publie pas son nombre de sessions : seul notre compte fait foi."
        return condition(title, "sans objet", asked, True, sentence)
    probe = facts.probe.within(facts.stretch)
    both = ~np.isnan(probe.ent_signed_in) & ~np.isnan(probe.signed_in)
    if not both.any():
        sentence = "L’ENT et l’injecteur n’ont jamais compté leurs sessions au même moment."
        return condition(title, UNKNOWN, asked, False, sentence)
    ours, theirs = float(np.mean(probe.signed_in[both])), float(np.mean(probe.ent_signed_in[both]))
    # Second by second: an ENT that counts too few, then too many, does not count as we do.
    apart = float(np.mean(np.abs(probe.ent_signed_in[both] - probe.signed_in[both])))
    apart = apart / ours if ours else (inf if apart else 0.0)
    agree = apart <= allowed
    both_counts = f"{number(theirs, 0)} (ENT) et {number(ours, 0)} (injecteur)"
    return condition(
        title,
        both_counts,
        asked,
        agree,
        f"L’ENT compte comme nous : {both_counts}."
        if agree
        else f"L’ENT ne compte pas comme nous : {both_counts}, sessions en moyenne {facts.stretch_name}. "
        "Des sessions sont fermées sans que nous le voyions, ou d’autres que nous étaient là.",
    )


def clock(facts: Facts) -> ValidityCheck:
    allowed, window = facts.conditions.clock_step_back, facts.figures.window
    durations = facts.samples.records["duration"].astype(np.float64)
    back = max(facts.probe.greatest_step_back, float(-durations.min(initial=0.0)))
    if window and facts.run.full_at is not None and facts.run.stop_at is not None:
        back = max(back, facts.run.full_at - facts.run.stop_at)
    steady = back <= allowed
    return condition(
        "Horloge de l’injecteur",
        f"recul de {seconds(back)}" if back else "aucun recul",
        f"recul de {delay(allowed)} au plus",
        steady,
        "L’horloge de l’injecteur n’a pas reculé."
        if steady
        else f"L’horloge de l’injecteur a reculé de {seconds(back)} pendant l’essai : les durées ne sont pas sûres.",
    )
