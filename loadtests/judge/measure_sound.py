"""Can the figures be believed? One validity check a function."""

from __future__ import annotations

from loadtests.judge.facts import UNKNOWN, Facts, condition
from loadtests.judge.statistics import views_needed
from loadtests.judge.verdict import ValidityCheck
from loadtests.measure.probe import lag, share_of_time
from portal.french import delay, integer, number, percent, plural, seconds


def enough_views(facts: Facts) -> ValidityCheck:
    confidence = facts.conditions.confidence
    needed = {result.title: views_needed(result.asked, confidence) for result in facts.objectives}
    # A run stopped because of an objective has to prove that one, and no other.
    judged = [result for result in facts.objectives if not (facts.run.broken and result.respected)]
    # Few views are enough to tell that an objective is broken, when its whole interval is under what is asked.
    short = [result for result in judged if result.total < needed[result.title] and result.high >= result.asked]
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
    fewest = min(judged or facts.objectives, key=lambda result: result.total - needed[result.title])
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


def processor(facts: Facts) -> ValidityCheck:
    """Starved or saturated: both make the generator late in ways that its own lag may not show."""
    conditions, probe = facts.conditions, facts.probe.within(facts.stretch)
    used, waited = share_of_time(probe.cpu), share_of_time(probe.cpu_wait)
    title = "Processeur de l’injecteur"
    asked = f"{percent(conditions.cpu_used, 0)} d’un cœur et {percent(conditions.cpu_wait, 0)} d’attente au plus"
    if used is None or waited is None:
        sentence = "On ne sait pas si l’injecteur disposait de son processeur."
        return condition(title, UNKNOWN, asked, False, sentence)
    measured = f"{percent(used, 0)} d’un cœur, {percent(waited, 0)} d’attente"
    if waited > conditions.cpu_wait:
        sentence = (
            f"L’injecteur manquait de processeur : prêt à travailler, il attendait {percent(waited, 0)} du temps qu’on "
            "le laisse faire. D’autres programmes occupaient la machine : les temps mesurés ne sont pas ceux de l’ENT."
        )
    elif used > conditions.cpu_used:
        sentence = (
            f"L’injecteur était saturé : il utilisait {percent(used, 0)} d’un cœur. Répartissez la charge sur "
            "plusieurs processus (--processes)."
        )
    else:
        sentence = (
            f"L’injecteur disposait de son processeur : {percent(used, 0)} d’un cœur utilisé et {percent(waited, 0)} "
            f"d’attente au plus pendant 95 % {facts.stretch_name}."
        )
    sound = waited <= conditions.cpu_wait and used <= conditions.cpu_used
    return condition(title, measured, asked, sound, sentence)


def settled(facts: Facts) -> ValidityCheck:
    steady, least = facts.steady, facts.conditions.steady_share
    title, asked = "Régime établi", f"{percent(least, 0)} du palier au moins à un même niveau"
    if facts.run.broken:
        sentence = "L’essai a été arrêté dès qu’un objectif a été rompu sans doute possible : le régime ne compte plus."
        return condition(title, "sans objet", asked, True, sentence)
    if steady is None:
        return condition(title, UNKNOWN, asked, False, facts.figures.steady)
    share = steady.share_alike
    return condition(title, f"{percent(share, 0)} du palier", asked, not steady.trouble, facts.figures.steady)
