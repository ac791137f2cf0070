"""Teachers."""

from loadtests.people.habits import SHARES, TEACHER
from loadtests.people.person import Person


class Teacher(Person):
    """Enseignants : lisent leurs messages, écrivent aux parents, publient des articles, déposent des documents."""

    habits = TEACHER
    weight = SHARES["teacher"]
