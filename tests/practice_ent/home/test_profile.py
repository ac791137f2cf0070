"""Contract: platform-features.md 6."""

from __future__ import annotations

from tests.practice_ent.home.office import Office, School

_FORM = "profile_form"


def _save(office: Office, slug: str, **fields: str) -> int:
    fields = {"_token": office.token(_FORM, "/profil/gestion/"), **fields}
    sent = {f"{_FORM}[{name}]": text for name, text in fields.items()}
    return office.post(f"/profil/gestion/{slug}/profil/sauvegarder", sent).status_code


def _slug(school: School, office: Office) -> str:
    return str(school.value("SELECT slug FROM user WHERE login = ?", office.account.login))


def test_what_an_adult_writes_is_shown_on_the_profile(school: School, teacher: Office) -> None:
    slug = _slug(school, teacher)
    names = {"firstName": "Jean", "lastName": "Martin", "email": "jean@example.org", "gender": "M"}
    assert _save(teacher, slug, **names, job="Professeur", description="Bonjour à tous") == 302
    page = teacher.get("/profil").text
    assert all(text in page for text in ("Jean Martin", "Professeur", "Bonjour à tous"))


def test_a_pupil_changes_neither_name_nor_birth_date(school: School, pupil: Office) -> None:
    slug = _slug(school, pupil)
    query = "SELECT first_name || last_name || ifnull(birthday, '') FROM user WHERE slug = ?"
    before = school.value(query, slug)
    assert _save(pupil, slug, firstName="Roi", lastName="Lion", birthday="2001-01-01", job="Vétérinaire") == 302
    assert school.value(query, slug) == before
    assert "Vétérinaire" in pupil.get("/profil").text


def test_nobody_writes_the_profile_of_another(school: School, pupil: Office, teacher: Office) -> None:
    assert _save(pupil, _slug(school, teacher), job="Pirate") == 403


def test_a_wrong_token_or_an_empty_name_writes_nothing(school: School, teacher: Office) -> None:
    slug = _slug(school, teacher)
    query = "SELECT last_name FROM user WHERE slug = ?"
    before = school.value(query, slug)
    assert _save(teacher, slug, _token="faux", lastName="X", firstName="X", email="x@example.org") == 200
    assert _save(teacher, slug, lastName="", firstName="X", email="x@example.org") == 200
    assert _save(teacher, slug, lastName="X", firstName="X", email="pas une adresse") == 200
    assert school.value(query, slug) == before


def test_a_pupil_s_status_waits_and_a_teacher_s_does_not(school: School, pupil: Office, teacher: Office) -> None:
    path, form = "/profil/statut/gestion/nouveau", "profile_feed_form"
    for office, status in ((pupil, 0), (teacher, 1)):
        sent = {f"{form}[text]": "Bonjour", f"{form}[_token]": office.token(form, path)}
        assert office.post(path, sent).status_code == 302
        assert school.value("SELECT status FROM profile_feed ORDER BY id DESC LIMIT 1") == status
    assert "Bonjour" in teacher.get("/profil/gestion/moderation").text
    assert pupil.get("/profil/gestion/moderation").status_code == 403


def test_tastes_are_added_and_removed_by_their_owner(school: School, pupil: Office, teacher: Office) -> None:
    slug = _slug(school, pupil)
    like = {"preference_item": "Les crêpes", "preference_islike": "true"}
    assert teacher.post(f"/profil/gestion/preference/ajouter/{slug}", like, xhr=True).status_code == 403
    assert pupil.post(f"/profil/gestion/preference/ajouter/{slug}", like, xhr=True).status_code == 200
    number = school.value("SELECT max(id) FROM profile_preference")
    assert teacher.get(f"/profil/gestion/preference/supprimer/{number}").status_code == 404
    assert pupil.get(f"/profil/gestion/preference/supprimer/{number}").status_code == 200
