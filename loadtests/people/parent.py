"""Parents."""

from loadtests.people.habits import PARENT, SHARES
from loadtests.people.person import Person


class Parent(Person):
    """Parents : lisent leurs messages et y répondent, suivent le blog, regardent les documents de la classe."""

    habits = PARENT
    weight = SHARES["parent"]
