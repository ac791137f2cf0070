"""Was the load that was asked really there? One validity check a function."""

from __future__ import annotations

from math import ceil

import numpy as np

from fixtures.accounts import ROLE_LABELS
from loadtests.judge.facts import UNKNOWN, Facts, condition
from loadtests.judge.statistics import g_test
from loadtests.judge.verdict import ValidityCheck
from loadtests.measure.windows import within
from portal.french import integer, length, number, percent, plural

CHANCE = 0.05  # a mix that chance alone gives more often than this is not called another mix


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
        sentence = f"{integer(reached)} sessions ont été ouvertes en même temps, comptées par {counter}."
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
    window, shortest = facts.figures.window, facts.conditions.shortest_window
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


def mix_sent(facts: Facts) -> ValidityCheck:
    allowed = facts.conditions.mix_deviation
    asked = f"écart de {number(allowed * 100, 0)} points au plus"
    probe = facts.probe.within(facts.stretch)
    roles = sorted({*facts.run.mix, *probe.held})
    present = [float(np.nanmean(probe.held[role])) if role in probe.held and len(probe) else 0.0 for role in roles]
    if sum(present) <= 0:
        return condition("Mélange envoyé", UNKNOWN, asked, False, "On ne sait pas quels rôles étaient présents.")
    weights = [facts.run.mix.get(role, 0.0) for role in roles]
    deviations = [count / sum(present) - weight / sum(weights) for count, weight in zip(present, weights, strict=True)]
    worst = max(range(len(roles)), key=lambda order: abs(deviations[order]))
    chance = g_test(present, weights)
    seen = within(facts.samples, facts.stretch).pages().counts("role")
    silent = [role for role in facts.run.mix if facts.run.mix[role] > 0 and not seen.get(role)]
    strayed = abs(deviations[worst]) > allowed and chance < CHANCE
    strays = abs(deviations[worst]) * 100
    points = f"{number(strays, 1)} point{'s' if strays >= 2 else ''}"
    if silent:
        names = ", ".join(_role(role) for role in silent)
        sentence = f"Rôle annoncé dont aucune page n’a été demandée : {names}."
    elif strayed:
        share, declared = present[worst] / sum(present), weights[worst] / sum(weights)
        sentence = (
            f"Les personnes présentes ne sont pas celles annoncées : {_role(roles[worst])} {percent(share)}, "
            f"pour {percent(declared)} annoncés, trop d’écart pour que le hasard l’explique."
        )
    else:
        sentence = f"Les rôles étaient présents dans les proportions annoncées, à {points} près."
    return condition("Mélange envoyé", f"écart de {points}", asked, not (silent or strayed), sentence)


def _role(role: str) -> str:
    return ROLE_LABELS.get(role, role)
