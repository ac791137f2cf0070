"""Who plays the recette: people of the accounts file who belong together (a class, a child's parent, a stranger)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fixtures.accounts import Account

# The people of the features, by the words of the features.
TEACHER, PUPIL, CLASSMATE = "l’enseignant", "l’élève", "le camarade"
PARENT, DIRECTOR, STRANGER = "le parent", "le directeur", "l’enseignant d’une autre classe"
SPARE = "l’élève de réserve"  # nobody else needs him: his account may be locked for a while
Home = tuple[str, str]  # school and class
PEOPLE = (STRANGER, TEACHER, PUPIL, CLASSMATE, PARENT, DIRECTOR, SPARE)


class MissingPersonError(Exception):
    """The accounts file cannot supply a person of the features; the message says so in French."""


@dataclass(frozen=True)
class Cast:
    """One account for each person of the features that the accounts file can supply.

    ``related`` is false when the file does not say who is in which class: each may sign in, but nothing can be
    expected of one towards another. ``classes`` names the classes of the parent's children.
    """

    people: Mapping[str, Account]
    classes: frozenset[str]
    related: bool
    pupils: Mapping[Home, tuple[Account, ...]] = field(default_factory=dict)

    def account(self, who: str) -> Account:
        """Raises MissingPersonError."""
        try:
            return self.people[who]
        except KeyError:
            raise MissingPersonError(f"Le fichier des comptes n’a personne pour « {who} ».") from None

    def class_of(self, teacher: Account) -> tuple[Account, ...]:
        """The pupils of a teacher's class, when the accounts file says who they are."""
        return self.pupils.get(_home(teacher), ())

    def require_related(self) -> None:
        """Raises MissingPersonError when the people cannot be expected to have anything to do with each other."""
        if not self.related:
            raise MissingPersonError(
                "Le fichier des comptes ne dit pas qui est dans quelle classe (colonnes school et classroom)."
            )


def choose(accounts: Sequence[Account]) -> Cast:
    """Choose a coherent cast; the same file always gives the same people."""
    city = _City(accounts)
    best = max((city.cast_of(home) for home in city.members), key=len, default={})
    people = {**_alone(accounts), **best}
    pupils = city.pupils()
    taken = {account.login for account in people.values()}
    # Of the same class, so that the year of another one may end without him.
    mates = pupils.get(_home(people[PUPIL]), ()) if PUPIL in people else ()
    spare = next((one for one in reversed((*accounts, *mates)) if one.role == "pupil" and one.login not in taken), None)
    if spare:
        people[SPARE] = spare
    homes = city.homes(people[PARENT]) if PARENT in people else set()
    classes = frozenset(classroom for _, classroom in homes)
    return Cast(people, classes, related=TEACHER in best and PUPIL in best, pupils=pupils)


class _City:
    """The accounts by class and by family: a whole city holds tens of thousands."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self.members: dict[Home, list[Account]] = defaultdict(list)
        for account in accounts:
            if account.classroom:
                self.members[_home(account)].append(account)
        self._teachers = [account for account in accounts if account.role == "teacher" and account.classroom]
        self._by_login = {account.login: account for account in accounts}
        self._parents = {
            child: account for account in accounts if account.role == "parent" for child in account.children.split()
        }

    def cast_of(self, home: Home) -> dict[str, Account]:
        """The people of a class who can be found, with the parent of one of its pupils and a teacher of elsewhere."""
        pupils = [account for account in self.members[home] if account.role == "pupil"]
        pupil = min(pupils, key=lambda one: self._reluctance(one, home), default=None)
        parent = self._parents.get(pupil.login) if pupil else None
        near = {home, *(self.homes(parent) if parent else ())}
        found = {
            TEACHER: next((account for account in self.members[home] if account.role == "teacher"), None),
            PUPIL: pupil,
            # Another family: a brother or a sister would be found by the same last name.
            CLASSMATE: next((one for one in pupils if pupil and _last_name(one) != _last_name(pupil)), None),
            PARENT: parent,
            STRANGER: next((teacher for teacher in self._teachers if _home(teacher) not in near), None),
        }
        return {who: account for who, account in found.items() if account}

    def pupils(self) -> dict[Home, tuple[Account, ...]]:
        """The pupils of each class."""
        return {home: tuple(one for one in people if one.role == "pupil") for home, people in self.members.items()}

    def homes(self, parent: Account) -> set[Home]:
        """The classes of a parent's children."""
        children = filter(None, map(self._by_login.get, parent.children.split()))
        return {_home(child) for child in children if child.classroom}

    def _reluctance(self, pupil: Account, home: Home) -> int:
        """Better a pupil whose parent may sign in, better still one whose parent has no child elsewhere."""
        parent = self._parents.get(pupil.login)
        return 2 if parent is None else int(self.homes(parent) != {home})


def _home(account: Account) -> Home:
    return account.school, account.classroom


def _alone(accounts: Sequence[Account]) -> dict[str, Account]:
    """Somebody of each role, for what a person does alone."""
    people: dict[str, Account] = {}
    for who, role in ((TEACHER, "teacher"), (PUPIL, "pupil"), (PARENT, "parent"), (DIRECTOR, "director")):
        # A director who also teaches lands on the class: one without a class comes first.
        candidates = sorted((one for one in accounts if one.role == role), key=lambda one: bool(one.classroom))
        if candidates:
            people[who] = candidates[0]
    return people


def _last_name(account: Account) -> str:
    return account.full_name.split()[-1] if account.full_name else account.login
