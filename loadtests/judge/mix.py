"""Was it the mix that was declared? Roles by who was there, journeys by the pages asked. One check a function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fixtures.accounts import ROLE_LABELS
from loadtests.judge.facts import UNKNOWN, Facts, condition
from loadtests.judge.statistics import g_test
from loadtests.judge.verdict import ValidityCheck
from loadtests.measure.windows import within
from portal.french import number, percent

CHANCE = 0.05  # a mix that chance alone gives more often than this is not called another mix


@dataclass(frozen=True)
class Stray:
    """How far a mix is from the declared one: the entry that strays most, its two shares, what chance says of it."""

    entry: str
    seen: float
    declared: float
    chance: float

    @property
    def points(self) -> float:
        return abs(self.seen - self.declared) * 100

    def beyond(self, allowed: float) -> bool:
        """Whether it strays too far, and farther than chance would."""
        return self.points > allowed * 100 and self.chance < CHANCE

    @property
    def text(self) -> str:
        return f"{number(self.points, 1)} point{'s' if self.points >= 2 else ''}"


def stray(seen: Mapping[str, float], declared: Mapping[str, float]) -> Stray | None:
    """The greatest deviation between two mixes, whatever their totals; None when nothing was seen or declared."""
    entries = sorted({*seen, *declared})
    counts, weights = ([mix.get(entry, 0.0) for entry in entries] for mix in (seen, declared))
    if sum(counts) <= 0 or sum(weights) <= 0:
        return None
    shares = [(count / sum(counts), weight / sum(weights)) for count, weight in zip(counts, weights, strict=True)]
    worst = max(range(len(entries)), key=lambda order: abs(shares[order][0] - shares[order][1]))
    return Stray(entries[worst], *shares[worst], g_test(counts, weights))


def roles_sent(facts: Facts) -> ValidityCheck:
    allowed = facts.conditions.mix_deviation
    title, asked = "Mélange envoyé", f"écart de {number(allowed * 100, 0)} points au plus"
    probe = facts.probe.within(facts.stretch)
    present = {role: float(np.nanmean(counts)) for role, counts in probe.held.items()} if len(probe) else {}
    found = stray(present, facts.run.mix)
    if found is None:
        return condition(title, UNKNOWN, asked, False, "On ne sait pas quels rôles étaient présents.")
    seen = within(facts.samples, facts.stretch).pages().counts("role")
    silent = [role for role in facts.run.mix if facts.run.mix[role] > 0 and not seen.get(role)]
    if silent:
        sentence = f"Rôle annoncé dont aucune page n’a été demandée : {', '.join(_role(role) for role in silent)}."
    elif found.beyond(allowed):
        sentence = (
            f"Les personnes présentes ne sont pas celles annoncées : {_role(found.entry)} {percent(found.seen)}, "
            f"pour {percent(found.declared)} annoncés, trop d’écart pour que le hasard l’explique."
        )
    else:
        sentence = f"Les rôles étaient présents dans les proportions annoncées, à {found.text} près."
    return condition(title, f"écart de {found.text}", asked, not (silent or found.beyond(allowed)), sentence)


def journeys_sent(facts: Facts) -> ValidityCheck:
    """Pages of one visit go together, so the test of chance is a severe one: the deviation must be large as well."""
    allowed = facts.conditions.mix_deviation
    title, asked = "Parcours envoyés, par rôle", f"écart de {number(allowed * 100, 0)} points au plus"
    declared = {role: weights for role, weights in facts.run.journeys.items() if sum(weights.values()) > 0}
    if not declared:
        sentence = "L’essai n’annonçait pas de mélange de parcours : il n’y a rien à comparer."
        return condition(title, "sans objet", asked, True, sentence)
    pages = within(facts.samples, facts.stretch).pages()
    strays = {
        role: stray(pages.where(pages.mask("role", role)).counts("journey"), weights)
        for role, weights in declared.items()
    }
    silent = [role for role, found in strays.items() if found is None]
    if silent:
        sentence = f"Aucune page demandée par ce rôle : {', '.join(_role(role) for role in silent)}."
        return condition(title, UNKNOWN, asked, False, sentence)
    role, worst = max(((role, found) for role, found in strays.items() if found), key=lambda pair: pair[1].points)
    beyond = [(one, found) for one, found in strays.items() if found and found.beyond(allowed)]
    if beyond:
        role, worst = max(beyond, key=lambda pair: pair[1].points)
        sentence = (
            f"Les pages demandées ne sont pas celles annoncées : {_role(role)}, {worst.entry} {percent(worst.seen)}, "
            f"pour {percent(worst.declared)} annoncés, trop d’écart pour que le hasard l’explique."
        )
    else:
        sentence = f"Chaque rôle a suivi les parcours annoncés, à {worst.text} près."
    return condition(title, f"écart de {worst.text} ({_role(role)})", asked, not beyond, sentence)


def _role(role: str) -> str:
    return ROLE_LABELS.get(role, role)
