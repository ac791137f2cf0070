"""Pupils."""

from loadtests.people.habits import PUPIL, SHARES
from loadtests.people.person import Person


class Pupil(Person):
    """Élèves : lisent et commentent le blog, regardent les documents de la classe, lisent leurs messages."""

    habits = PUPIL
    weight = SHARES["pupil"]
