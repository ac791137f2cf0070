"""Parents."""

from loadtests.people.habits import PARENT
from loadtests.people.person import Person


class Parent(Person):
    """Parents : lisent leurs messages et y répondent, suivent le blog, regardent les documents de la classe."""

    habits = PARENT
    weight = 30
