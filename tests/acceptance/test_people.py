"""The people who play the recette belong together, or the points that need it are left out with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from acceptance.people import CLASSMATE, DIRECTOR, PARENT, PUPIL, SPARE, STRANGER, TEACHER, MissingPersonError, choose
from fixtures.accounts import Account


def account(role: str, login: str, name: str = "", classroom: str = "", children: str = "") -> Account:
    return Account(role, login, "secret", name or login, "École" if classroom else "", classroom, children)


CITY = [
    account("teacher", "seul", "Mme Seule", "CP"),
    account("director", "dirclasse", "M Classe", "CE1"),
    account("director", "dir", "M Roux"),
    account("teacher", "maitre", "M Blanc", "CE1"),
    account("pupil", "orphelin", "Zoé Petit", "CE1"),
    account("pupil", "lea", "Léa Martin", "CE1"),
    account("pupil", "tom", "Tom Martin", "CE1"),
    account("pupil", "ana", "Ana Costa", "CE1"),
    account("parent", "pere", "M Martin", "CE1", "lea tom"),
]


def logins(accounts: list[Account]) -> dict[str, str]:
    return {who: account.login for who, account in choose(accounts).people.items()}


def test_the_cast_is_one_class_a_family_and_a_stranger() -> None:
    assert logins(CITY) == {
        TEACHER: "maitre",
        PUPIL: "lea",  # whose parent may sign in
        CLASSMATE: "orphelin",
        PARENT: "pere",
        DIRECTOR: "dir",  # without a class: lands on the school
        STRANGER: "seul",
        SPARE: "ana",  # whom nobody else needs
    }
    assert choose(CITY).related
    assert choose(CITY).classes == {"CE1"}


def test_a_classmate_is_of_another_family() -> None:
    assert logins([one for one in CITY if one.login != "orphelin"])[CLASSMATE] == "ana"


def test_the_stranger_teaches_another_class() -> None:
    assert STRANGER not in logins([one for one in CITY if one.login != "seul"])


def test_the_stranger_teaches_none_of_the_children_of_the_parent() -> None:
    family = [account("pupil", "max", "Max Martin", "CP"), account("parent", "mere", "Mme Martin", "CE1", "ana max")]
    city = [one for one in CITY if one.login not in ("pere", "lea", "tom")] + family
    assert logins(city)[PARENT] == "mere"
    assert STRANGER not in logins(city)
    assert choose(city).classes == {"CE1", "CP"}


def test_a_parent_with_children_in_one_class_is_preferred() -> None:
    elsewhere = [
        account("pupil", "max", "Max Petit", "CP"),
        account("parent", "mere", "Mme Petit", "CE1", "orphelin max"),
    ]
    assert logins([*elsewhere, *CITY])[PARENT] == "pere"


def test_somebody_missing_is_told() -> None:
    cast = choose([one for one in CITY if one.role != "parent"])
    with pytest.raises(MissingPersonError, match="n’a personne pour « le parent »"):
        cast.account(PARENT)


def test_people_without_a_class_may_only_act_alone() -> None:
    cast = choose([replace(one, school="", classroom="", children="") for one in CITY])
    assert {TEACHER, PUPIL, PARENT, DIRECTOR, SPARE} == set(cast.people)
    with pytest.raises(MissingPersonError, match="ne dit pas qui est dans quelle classe"):
        cast.require_related()


def test_nobody_at_all_is_no_cast() -> None:
    assert choose([]).people == {}
