"""What the real one does wrong is done here with the known defect only."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fixtures.practice_ent.faults.known.home import FAULTS
from tests.practice_ent.home.office import PEOPLE, YEAR, Office, School

Ask = Callable[[School], object]


def _status(role: str, path: str) -> Ask:
    def ask(school: School) -> object:
        office: Office = school.office(role)
        return office.get(path, xhr=True).status_code

    return ask


def _quick_add(school: School) -> object:
    office = school.office("pupil")
    address = f"{office.portal}/api/1.0/users/pupils/quick-add.json"
    return office.session.post(address, json={"source": "Vite Noé"}).status_code


def _export(school: School) -> object:
    office = school.office("teacher")
    line = office.get(f"{PEOPLE}exporter-eleve").content.decode().split("\r\n")[1]
    return school.value("SELECT count(*) FROM user WHERE last_name = ? AND first_name = ?", *line.split(";")[:2]) == 0


def _no_login(school: School) -> object:
    return school.office("teacher").post(f"{PEOPLE}verifier-nom-utilisateur", {}, xhr=True).status_code


def _finish(school: School) -> object:
    school.base.execute("DELETE FROM group_data WHERE name = 'CURRENT_YEAR'")
    return school.office("teacher").finish_year().status_code


def _edit_pupil(school: School) -> object:
    office = school.office("teacher")
    account = school.account("pupil", classroom=office.account.classroom)
    slug = school.value("SELECT slug FROM user WHERE login = ?", account.login)
    return office.get(f"/profil/gestion/editer/{slug}").status_code


# What is asked, the sound answer and that of the real one.
CASES: dict[str, tuple[Ask, object, object]] = {
    "home-crashes-on-unknown-person": (_status("teacher", "/profil/voir/utilisateur-99999"), 404, 500),
    "home-crashes-on-missing-field": (_no_login, 404, 500),
    "home-newspaper-crashes": (_status("pupil", "/classe/journal/video-du-jour"), 404, 500),
    "home-export-names-swapped": (_export, False, True),
    "home-quick-add-open-to-all": (_quick_add, 403, 200),
    "home-teacher-cannot-edit-profile": (_edit_pupil, 302, 500),
    "home-year-change-never-ends": (_finish, 200, 500),
    "home-year-change-at-school": (_status("director", YEAR), 302, 200),
    "home-help-crashes": (_status("teacher", "/informations/nouveautes"), 200, 500),
}


def test_every_known_defect_of_the_area_has_a_case() -> None:
    assert {fault.id for fault in FAULTS} == set(CASES)


@pytest.mark.parametrize("fault", CASES)
def test_a_defect_is_there_only_when_it_is_asked_for(school: School, fault: str) -> None:
    ask, sound, broken = CASES[fault]
    assert ask(school) == sound
    school.break_with(fault)
    assert ask(school) == broken
