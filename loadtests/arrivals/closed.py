"""Plans in which each place is always taken: when a person leaves, the next one is there."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from loadtests.arrivals.plan import Order, Plan, PlanError
from loadtests.arrivals.stages import Next, Stage, Stages, in_order


def plateau(order: Order) -> Plan:
    """``palier``: everybody comes, then stays until the end."""
    return in_order([Stage("palier", order.people, order.rate, _hold(order, "palier"))])


@dataclass(frozen=True)
class Ramp:
    """``rampe``: people come evenly during the whole run but its last ``hold`` seconds, in which all are there."""

    hold: float

    def __call__(self, order: Order) -> Plan:
        climb = order.finite("rampe") - self.hold
        if climb <= 0:
            raise PlanError(
                f"Le plan « rampe » garde {self.hold:g} s pour la fin : la durée est trop courte.",
                remedy="Allongez la durée (--run-time), ou réduisez tenue_s dans le fichier des arrivées.",
            )
        return in_order([Stage("sommet", order.people, order.people / climb, self.hold)])


@dataclass(frozen=True)
class Stairs:
    """``escalier``: as many people more at each of the ``steps``, each held as long as the others."""

    steps: int

    def __call__(self, order: Order) -> Plan:
        if order.people < self.steps:
            raise PlanError(
                f"Le plan « escalier » a {self.steps} marches : il faut au moins autant de personnes.",
                remedy="Demandez plus de personnes, ou moins de marches dans le fichier des arrivées.",
            )
        order.finite("escalier")
        each = _hold(order, "escalier") / self.steps
        counts = [round(order.people * step / self.steps) for step in range(1, self.steps + 1)]
        return in_order(
            [Stage(f"marche {step}", people, order.rate, each) for step, people in enumerate(counts, start=1)]
        )


@dataclass(frozen=True)
class Endurance:
    """``endurance``: a plateau that lasts at least ``shortest`` seconds, to show what wears out."""

    shortest: float

    def __call__(self, order: Order) -> Plan:
        if _hold(order, "endurance") < self.shortest:
            raise PlanError(
                f"Le plan « endurance » tient au moins {self.shortest / 60:g} min : la durée est trop courte.",
                remedy="Allongez la durée (--run-time 4h), ou réduisez duree_minimale_s dans le fichier des arrivées.",
            )
        return in_order([Stage("endurance", order.people, order.rate, _hold(order, "endurance"))])


@dataclass(frozen=True)
class Storm:
    """``tempete``: a plateau of ``calm`` seconds; the portal seems frozen for ``freeze`` seconds, nobody does anything;
    then everybody who was waiting tries again at the same moment, until the end."""

    calm: float
    freeze: float

    def __call__(self, order: Order) -> Plan:
        order.finite("tempete")
        rest = _hold(order, "tempete") - self.calm - self.freeze
        if rest <= 0:
            raise PlanError(
                "Le plan « tempete » n’a plus de temps après le gel : la durée est trop courte.",
                remedy="Allongez la durée (--run-time), ou réduisez calme_s et gel_s dans le fichier des arrivées.",
            )
        stages = [
            Stage("calme", order.people, order.rate, self.calm),
            Stage("gel", order.people, order.rate, self.freeze, frozen=self.freeze),
            Stage("reprise", order.people, order.rate, rest),
        ]
        return in_order(stages)


def steered(next_stage: Next) -> Plan:
    """``capacite``: each stage is chosen by a controller that looks at how the ones before went."""
    return Stages(next_stage)


def _hold(order: Order, plan: str) -> float:
    """What is left of the run once everybody has come, in seconds."""
    if order.length is None:
        return inf
    hold = order.length - order.people / order.rate
    if hold <= 0:
        raise PlanError(
            f"Le plan « {plan} » : l’arrivée des {order.people} personnes prend déjà toute la durée.",
            remedy="Allongez la durée (--run-time), ou augmentez les arrivées par seconde (--spawn-rate).",
        )
    return hold
