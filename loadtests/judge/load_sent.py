"""Was the load that was asked really there? One validity check a function."""

from __future__ import annotations

from math import ceil

from loadtests.judge.facts import UNKNOWN, Facts, condition
from loadtests.judge.verdict import ValidityCheck
from portal.french import integer, length, number, percent, plural


def complete(facts: Facts) -> ValidityCheck:
    complete = facts.run.complete
    return condition(
        "Essai mené à son terme",
        "terminé" if complete else "interrompu",
        "terminé",
        complete,
        "L’essai est allé jusqu’à son terme."
        if complete
        else "L’essai a été interrompu avant son terme : ce qui manque aurait pu changer le résultat.",
    )


def load_asked(facts: Facts) -> ValidityCheck:
    asked, least = facts.run.people, facts.conditions.least_sessions
    people = plural(asked, "personne")
    return condition(
        "Charge demandée",
        people,
        f"{integer(least)} au moins",
        asked >= least,
        f"L’essai demandait {people} à la fois, pour {integer(least)} exigées au moins."
        if asked >= least
        else f"L’essai ne demandait que {people} à la fois : les objectifs en exigent {integer(least)} au moins.",
    )


def sessions_reached(facts: Facts) -> ValidityCheck:
    reached = facts.figures.reached
    needed = max(facts.conditions.least_sessions, ceil(facts.run.people * (1 - facts.conditions.lost_share)))
    counter = facts.counter
    if reached is None:
        sentence = "Personne n’a compté les sessions ouvertes : on ne sait pas si la charge demandée a été atteinte."
    elif reached >= needed:
        sentence = (
            f"{integer(reached)} sessions ont été ouvertes en même temps, comptées par {counter}{_others(facts)}."
        )
    else:
        views = facts.samples.pages()
        refused = int((views.mask("journey", "connexion") & ~views.records["good"]).sum())
        sentence = (
            f"Les {integer(facts.run.people)} sessions demandées n’ont jamais été ouvertes en même temps : "
            f"{integer(reached)} au plus, comptées par {counter}"
            + (f" ; {plural(refused, 'connexion a', 'connexions ont')} échoué." if refused else ".")
        )
    return condition(
        "Sessions simultanées atteintes",
        UNKNOWN if reached is None else f"{integer(reached)} (d’après {counter})",
        f"{integer(needed)} au moins",
        reached is not None and reached >= needed,
        sentence,
    )


def _others(facts: Facts) -> str:
    """The two other meanings of "at the same time", which are always smaller or larger numbers."""
    parts, figures = [], facts.figures
    if figures.in_flight:
        parts.append(f"{number(figures.in_flight.median, 0)} requêtes en cours la moitié du temps")
    if figures.sockets:
        parts.append(f"{number(figures.sockets.median, 0)} connexions ouvertes")
    return f" ; c’est {' et '.join(parts)}" if parts else ""


def sessions_held(facts: Facts) -> ValidityCheck:
    sessions = facts.figures.sessions
    needed = ceil(facts.run.people * facts.conditions.held_share)
    held = sessions is not None and sessions.median >= needed
    if sessions is None:
        measured = UNKNOWN
        sentence = (
            "On ne sait pas combien de sessions étaient ouvertes pendant le palier."
            if facts.figures.window
            else "Sans palier, la charge n’a pas été tenue."
        )
    else:
        measured = f"{number(sessions.median, 0)} (médiane, d’après {facts.counter})"
        sentence = (
            f"Pendant la moitié du palier au moins, {number(sessions.median, 0)} sessions ou plus sont restées ouvertes"
            if held
            else f"La charge n’a pas tenu : {number(sessions.median, 0)} sessions ou moins pendant la moitié du palier"
        )
        sentence += f", pour {integer(facts.run.people)} demandées."
    return condition("Sessions tenues pendant le palier", measured, f"{integer(needed)} au moins", held, sentence)


def window_length(facts: Facts) -> ValidityCheck:
    window, shortest = facts.figures.plateau, facts.conditions.shortest_window
    if window and facts.run.broken:
        sentence = "L’essai a été arrêté dès qu’un objectif a été rompu sans doute possible : la durée ne compte plus."
        return condition(
            "Durée du palier",
            length(window.length),
            f"{length(shortest)} au moins, sauf objectif rompu",
            True,
            sentence,
        )
    if window is None:
        measured, long_enough = "aucun palier", False
        sentence = "Il n’y a pas eu de palier : les personnes demandées n’ont jamais été toutes connectées à la fois."
    else:
        measured, long_enough = length(window.length), window.length >= shortest
        sentence = (
            f"Le palier a duré {measured}."
            if long_enough
            else f"Le palier est trop court : {measured}, pour {length(shortest)} au moins."
        )
    return condition("Durée du palier", measured, f"{length(shortest)} au moins", long_enough, sentence)


def people_lost(facts: Facts) -> ValidityCheck:
    lost, allowed = facts.run.lost_people, facts.conditions.lost_share
    kept = lost is not None and lost / facts.run.people <= allowed
    measured = UNKNOWN if lost is None else f"{integer(lost)} sur {integer(facts.run.people)}"
    if lost is None:
        sentence = "On ne sait pas combien de personnes ont été perdues en route."
    elif lost == 0:
        sentence = "Personne n’a été perdu en route."
    else:
        sentence = f"{plural(lost, 'personne a été perdue', 'personnes ont été perdues')} en route sur "
        sentence += f"{integer(facts.run.people)}" + (
            "." if kept else " : la charge réelle était plus faible que demandé."
        )
    return condition("Personnes perdues", measured, f"{percent(allowed)} au plus", kept, sentence)


def accounts_shared(facts: Facts) -> ValidityCheck:
    shared, allowed = facts.run.shared_accounts, facts.conditions.shared_accounts
    alone = shared is not None and shared <= allowed
    if shared is None:
        sentence = "On ne sait pas si des comptes ont servi à deux personnes à la fois."
    elif shared == 0:
        sentence = "Aucun compte n’a servi à deux personnes à la fois."
    else:
        sentence = f"{plural(shared, 'compte a', 'comptes ont')} servi à deux personnes à la fois" + (
            "." if alone else " : il y avait moins de sessions distinctes que de personnes."
        )
    measured = UNKNOWN if shared is None else integer(shared)
    return condition("Comptes partagés", measured, f"{integer(allowed)} au plus", alone, sentence)


def workers_lost(facts: Facts) -> ValidityCheck:
    workers, lost, allowed = facts.run.workers, facts.run.workers_lost, facts.conditions.workers_lost
    title, asked = "Injecteurs perdus", f"{integer(allowed)} au plus"
    if workers is None or (workers == 1 and not lost):
        return condition(title, "un seul", asked, True, "L’essai n’avait qu’un seul processus injecteur.")
    kept = lost <= allowed
    sentence = (
        f"{plural(lost, 'processus injecteur s’est arrêté', 'processus injecteurs se sont arrêtés')} avant la fin, sur "
        f"{integer(workers)}" + ("." if kept else " : leurs personnes ont disparu avec eux.")
        if lost
        else f"Les {integer(workers)} processus injecteurs sont allés jusqu’au bout."
    )
    return condition(title, f"{integer(lost)} sur {integer(workers)}", asked, kept, sentence)


def arrivals_missed(facts: Facts) -> ValidityCheck:
    planned, omitted, allowed = facts.figures.planned, facts.figures.omitted, facts.conditions.arrivals_missed
    title, asked = "Arrivées manquées", f"{percent(allowed)} au plus"
    if planned is None or omitted is None:
        sentence = "L’essai tenait un nombre de personnes : aucune arrivée n’était prévue à une heure donnée."
        return condition(title, "sans objet", asked, True, sentence)
    kept = omitted <= allowed * planned
    sentence = (
        f"Toutes les arrivées prévues ont commencé ({integer(planned)})."
        if not omitted
        else f"{plural(omitted, 'arrivée n’a', 'arrivées n’ont')} jamais commencé, sur {integer(planned)} prévues"
        + ("." if kept else " : la charge réelle était plus faible que prévu.")
    )
    return condition(title, f"{integer(omitted)} sur {integer(planned)}", asked, kept, sentence)
