"""Do the figures agree with each other, and with the world? One validity check a function."""

from __future__ import annotations

from math import inf

import numpy as np

from loadtests.judge.facts import UNKNOWN, Facts, condition
from loadtests.judge.fingerprint import changes, known
from loadtests.judge.verdict import ValidityCheck
from loadtests.measure.windows import person_seconds
from portal.french import delay, integer, number, percent, plural, seconds


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


def little(facts: Facts) -> ValidityCheck:
    """N = X (R + Z): everybody present is either waiting for a page or reading one (Little, 1961)."""
    allowed, window = facts.conditions.little_deviation, facts.figures.window
    title, asked = "Loi de Little", f"écart de {percent(allowed)} au plus"
    probe = facts.probe.within(window)
    present = probe.people[~np.isnan(probe.people)]
    if window is None or not present.size or not len(facts.pages):
        sentence = (
            "On ne sait pas ce que faisaient les personnes présentes : la loi de Little n’a pas pu être vérifiée."
        )
        return condition(title, UNKNOWN, asked, False, sentence)
    people, rate = float(present.mean()), len(facts.pages) / window.length
    shown = person_seconds(facts.samples.pages(), window) / window.length / rate
    reading = float(facts.pages.records["paused"].mean())
    accounted = rate * (shown + reading)
    deviation = abs(people - accounted) / people if people else inf
    agree = deviation <= allowed
    law = f"{number(rate, 1)} pages/s × ({seconds(shown)} d’affichage + {seconds(reading)} de lecture)"
    sentence = f"{law} = {number(accounted, 0)} personnes, pour {number(people, 0)} présentes" + (
        "." if agree else " : des personnes présentes ne faisaient ni l’un ni l’autre."
    )
    return condition(title, f"écart de {percent(deviation)}", asked, agree, sentence)


def same_target(facts: Facts) -> ValidityCheck:
    readings, allowed = facts.run.fingerprints, facts.conditions.target_versions
    title, asked = "Version de la cible", f"{plural(allowed, 'version')} au plus"
    if known(readings) < 2:
        sentence = (
            "La version de la cible n’a pas pu être lue au début et à la fin : elle a pu changer pendant l’essai."
        )
        return condition(title, UNKNOWN, asked, False, sentence)
    met = changes(readings)
    versions = 1 + len({change.at for change in met})
    same = versions <= allowed
    if not met:
        sentence = f"La cible est restée la même, lue {integer(known(readings))} fois."
    else:
        first = met[0]
        sentence = f"La cible a changé pendant l’essai : {first.sign}, « {first.before} » puis « {first.after} »" + (
            "." if same else ". Ce n’est plus un seul ENT qui a été mesuré."
        )
    return condition(title, plural(versions, "version"), asked, same, sentence)


def clock(facts: Facts) -> ValidityCheck:
    allowed, run = facts.conditions.clock_jump, facts.run
    durations = facts.samples.records["duration"].astype(np.float64)
    jump = max(facts.probe.greatest_jump, float(-durations.min(initial=0.0)))
    if run.full_at is not None and run.stop_at is not None:
        jump = max(jump, run.full_at - run.stop_at)
    steady = jump <= allowed
    return condition(
        "Horloge de l’injecteur",
        f"saut de {seconds(jump)}" if jump else "aucun saut",
        f"saut de {delay(allowed)} au plus",
        steady,
        "L’horloge de l’injecteur n’a pas été déréglée."
        if steady
        else f"L’horloge de l’injecteur a sauté de {seconds(jump)} pendant l’essai : les durées ne sont pas sûres.",
    )
