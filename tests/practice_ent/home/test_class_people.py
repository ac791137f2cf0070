"""Contract: platform-features.md 4."""

from __future__ import annotations

import re

import pytest

from tests.practice_ent.home.office import PEOPLE, Office, School
from tests.practice_ent.visitor import sign_in

_COUNTED = ("user", "profile", "media_folder_user", "pupil_parent_link")


def _counts(school: School) -> dict[str, int]:
    return {table: school.value(f"SELECT count(*) FROM {table}") for table in _COUNTED}  # noqa: S608


def test_a_new_pupil_comes_with_a_parent_and_what_goes_with_accounts(school: School, teacher: Office) -> None:
    before = _counts(school)
    answer = teacher.add_pupil(last_name="Nouvelle", first_name="Zoé")
    assert "L'élève a été créé avec succès" in answer.text
    gained = {table: count - before[table] for table, count in _counts(school).items()}
    assert gained == {"user": 2, "profile": 2, "media_folder_user": 2, "pupil_parent_link": 1}
    logins = [row[0] for row in school.base.execute("SELECT login FROM user ORDER BY id DESC LIMIT 2")]
    assert logins == ["zoenPAR", "zoen"]
    assert "Zoé Nouvelle" in teacher.get(PEOPLE).text


def test_two_pupils_of_the_same_name_have_two_logins(school: School, teacher: Office) -> None:
    teacher.add_pupil(last_name="Double", first_name="Ana")
    teacher.add_pupil(last_name="Double", first_name="Ana")
    logins = [row[0] for row in school.base.execute("SELECT login FROM user WHERE last_name = 'Double' ORDER BY id")]
    assert logins == ["anad", "anad1"]


def test_a_new_pupil_signs_in_with_the_password_of_the_sheet(school: School, teacher: Office) -> None:
    teacher.add_pupil(last_name="Fiche", first_name="Tom")
    slug = school.value("SELECT slug FROM user WHERE last_name = 'Fiche' AND high_role_id = 8")
    sheet = teacher.get(f"{PEOPLE}generer-nouvelle-fiche-eleve/{slug}").text
    password = re.search(r'class="card-password">(\w+)<', sheet)
    assert password
    sign_in(school.portal, "tomf", password[1])


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"_token": "faux"}, None), ({"last_name": "", "first_name": ""}, "alert-danger"), ({"first_name": " "}, "vide")],
)
def test_a_refused_pupil_leaves_nothing(
    school: School, teacher: Office, fields: dict[str, str], said: str | None
) -> None:
    """A wrong token shows the form again without a word."""
    before = _counts(school)
    answer = teacher.add_pupil(**fields)
    assert answer.status_code == 200
    assert (said in answer.text) if said else ("alert" not in answer.text)
    assert _counts(school) == before


def test_a_disabled_account_cannot_sign_in_until_it_is_enabled(school: School, teacher: Office) -> None:
    account = school.account("pupil", 2, classroom=teacher.account.classroom)
    slug = school.value("SELECT slug FROM user WHERE login = ?", account.login)
    assert teacher.get(f"{PEOPLE}desactiver-compte/{slug}").status_code == 302
    with pytest.raises(AssertionError):
        sign_in(school.portal, account.login, account.password)
    assert school.value("SELECT archived FROM user WHERE login = ?", account.login) == 0
    teacher.get(f"{PEOPLE}reactiver-compte/{slug}")
    sign_in(school.portal, account.login, account.password)


def test_a_teacher_reaches_the_people_of_the_class_only(school: School, teacher: Office) -> None:
    mine = teacher.account.classroom
    other = next(one for one in school.accounts if one.role == "pupil" and one.classroom != mine)
    slug = school.value("SELECT slug FROM user WHERE login = ?", other.login)
    for action in ("fiche-utilisateur", "desactiver-compte", "nouveau-compte-parent", "generer-nouvelle-fiche-eleve"):
        assert teacher.get(f"{PEOPLE}{action}/{slug}").status_code == 403, action
        assert teacher.get(f"{PEOPLE}{action}/utilisateur-99999").status_code == 404, action


@pytest.mark.parametrize("page", ["", "ajouter-un-eleve", "exporter-eleve", "generer-fiche-classe"])
def test_class_management_is_closed_to_pupils(pupil: Office, page: str) -> None:
    assert pupil.get(f"{PEOPLE}{page}", xhr=True).status_code == 403


def test_the_export_gives_the_last_name_first(school: School, teacher: Office) -> None:
    lines = teacher.get(f"{PEOPLE}exporter-eleve").content.decode("utf-8-sig").split("\r\n")
    names = {tuple(line.split(";")[:2]) for line in lines[1:] if line}
    expected = school.base.execute(
        "SELECT last_name, first_name FROM user u JOIN central_membership m ON m.user_id = u.id"
        " WHERE m.role_id = 8 AND m.group_id = ?",
        [teacher.group_id],
    ).fetchall()
    assert names == set(expected)


@pytest.mark.parametrize(
    ("content", "target", "made"),
    [
        ("Nom;Prenom;Date;Sexe\r\nImport;Tom;01/02/2016;M\r\nImport;Ana;03/04/2016;F\r\n", "", 4),
        ("Nom;Prenom;Date;Sexe\r\nSeul;Tom\r\n", "importer-eleve-depuis-ficher-csv", 0),
        ("", "importer-eleve-depuis-ficher-csv", 0),
        ("\x00\xff", "importer-eleve-depuis-ficher-csv", 0),
    ],
)
def test_a_file_is_imported_whole_or_not_at_all(
    school: School, teacher: Office, content: str, target: str, made: int
) -> None:
    form = "import_user_from_csv_form"
    token = teacher.token(form, f"{PEOPLE}importer-eleve-depuis-ficher-csv")
    before = school.value("SELECT count(*) FROM user")
    answer = teacher.post(
        f"{PEOPLE}importer-eleve",
        {f"{form}[format]": "0", f"{form}[_token]": token},
        files={f"{form}[file]": ("eleves.csv", content.encode("latin-1"))},
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/ent{PEOPLE}{target}")
    assert school.value("SELECT count(*) FROM user") - before == made


def test_pupils_typed_quickly_are_checked_then_made(school: School, teacher: Office) -> None:
    api = f"{teacher.portal}/api/1.0/users/pupils/quick-add"
    source = {"source": "Vite Noé 01/02/2016 M\nligne\nRapide Ana"}
    checked = teacher.session.post(f"{api}/validate.json", json=source).json()
    assert [one["name"] for one in checked] == ["Vite", "Rapide"]
    before = school.value("SELECT count(*) FROM user")
    assert teacher.session.post(f"{api}.json", json=source).json()["type"] == "success"
    assert school.value("SELECT count(*) FROM user") - before == 4
    assert teacher.session.post(f"{api}.json", json={"source": ""}).status_code == 400


def test_the_message_of_the_class_is_shown_on_its_page(teacher: Office, pupil: Office) -> None:
    form = "attribute_home_message_form"
    token = teacher.token(form, "/classe/gestion/")
    message = {f"{form}[homeMessage]": "Sortie <vendredi>", f"{form}[_token]": token}
    assert teacher.post("/classe/gestion/", message).status_code == 302
    assert "Sortie &lt;vendredi&gt;" in pupil.get("/classe/").text


def test_personalisation_changes_the_name_of_the_class(school: School, teacher: Office) -> None:
    form, path = "edit_classroom_form", "/classe/gestion/personnalisation/"
    label = school.value('SELECT label FROM "group" WHERE id = ?', teacher.group_id)
    for name in ("La classe verte", label):
        fields = {f"{form}[name]": name, f"{form}[_token]": teacher.token(form, path)}
        assert teacher.post(f"{path}sauvegarder", fields).status_code == 302
        assert school.value('SELECT label FROM "group" WHERE id = ?', teacher.group_id) == name
