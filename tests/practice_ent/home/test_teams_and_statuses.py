"""Teams of the class, statuses of profiles and their moderation (contract: platform-features.md 4.3, 6)."""

from __future__ import annotations

from tests.practice_ent.home.office import Office, School

_TEAMS = "/classe/gestion/equipes/"
_STATUSES = "/profil/statut/gestion/"
_MODERATION = "/profile/gestion/moderation/"


def _team(school: School, teacher: Office, name: str) -> tuple[int, str]:
    """Id and slug of a new team."""
    assert teacher.post(f"{_TEAMS}nouvelle-equipe", {"team_name": name}, xhr=True).status_code == 200
    row = school.base.execute('SELECT id, slug FROM "group" WHERE label = ?', [name]).fetchone()
    return row[0], row[1]


def _members(school: School, team: int) -> set[int]:
    return {row[0] for row in school.base.execute("SELECT user_id FROM central_membership WHERE group_id = ?", [team])}


def test_a_pupil_put_into_a_team_brings_the_parents_and_leaves_with_them(
    school: School, teacher: Office, pupil: Office
) -> None:
    team, slug = _team(school, teacher, "Les jardiniers")
    user = school.value("SELECT id FROM user WHERE login = ?", pupil.account.login)
    parents = {
        row[0]
        for row in school.base.execute("SELECT user_parent_id FROM pupil_parent_link WHERE user_pupil_id = ?", [user])
    }
    fields = {"user_ids[]": str(user), "team_slug": slug}
    before = _members(school, team)
    assert teacher.post(f"{_TEAMS}gestion-utilisateurs", fields, xhr=True).text == "true"
    assert _members(school, team) == before | {user} | parents
    assert pupil.account.full_name.split()[-1] in teacher.get(f"{_TEAMS}details/{slug}").text
    teacher.post(f"{_TEAMS}supprimer-eleve/equipe", fields, xhr=True)
    assert _members(school, team) == before


def test_a_team_is_renamed_then_archived_with_nobody_left(school: School, teacher: Office) -> None:
    team, slug = _team(school, teacher, "Les lecteurs")
    path = f"{_TEAMS}editer/{slug}"
    form = "edit_team_form"
    token = teacher.token(form, path)
    teacher.post(path, {f"{form}[name]": "Les grands lecteurs", f"{form}[_token]": token})
    assert "Les grands lecteurs" in teacher.get(_TEAMS).text
    assert teacher.get(f"{_TEAMS}supprimer-groupe/{slug}").status_code == 302
    assert _members(school, team) == set()
    assert "Les grands lecteurs" not in teacher.get(_TEAMS).text


def test_a_pupil_makes_no_team(school: School, teacher: Office, pupil: Office) -> None:
    assert pupil.post(f"{_TEAMS}nouvelle-equipe", {"team_name": "La mienne"}, xhr=True).status_code == 403
    assert teacher.post(f"{_TEAMS}nouvelle-equipe", {"team_name": "Sans XHR"}).status_code == 404
    assert school.value("SELECT count(*) FROM \"group\" WHERE label IN ('La mienne', 'Sans XHR')") == 0


def _say(office: Office, text: str) -> None:
    form = "profile_feed_form"
    token = office.token(form, f"{_STATUSES}nouveau")
    office.post(f"{_STATUSES}nouveau", {f"{form}[text]": text, f"{form}[_token]": token})


def _status(school: School, text: str) -> tuple[int, int]:
    """Id and state."""
    sql = "SELECT feed_id, status FROM profile_feed_status JOIN profile_feed ON id = feed_id WHERE content = ?"
    found = school.base.execute(sql, [text]).fetchone()
    return found[0], found[1]


def test_a_status_of_a_pupil_is_read_by_others_once_the_teacher_has_accepted_it(
    school: School, teacher: Office, pupil: Office
) -> None:
    classmate = school.office("pupil", rank=1, classroom=teacher.account.classroom)
    _say(pupil, "J'aime les escargots")
    number, state = _status(school, "J'aime les escargots")
    assert state == 0
    assert classmate.get(f"/profil/statut/{number}/voir").status_code == 404
    assert pupil.get(f"/profil/statut/{number}/voir").status_code == 200
    assert "escargots" in teacher.get("/profil/gestion/moderation").text
    assert pupil.post(f"{_MODERATION}status", {"id": number, "object_status": 1}, xhr=True).status_code == 403
    teacher.post(f"{_MODERATION}status", {"id": number, "object_status": 1}, xhr=True)
    assert _status(school, "J'aime les escargots") == (number, 1)
    assert "escargots" in classmate.get(f"/profil/statut/{number}/voir").text
    classmate.session.close()


def test_all_the_statuses_that_wait_are_accepted_at_once(school: School, teacher: Office, pupil: Office) -> None:
    _say(pupil, "Il pleut")
    teacher.post(f"{_MODERATION}tout-valider", {}, xhr=True)
    assert _status(school, "Il pleut")[1] == 1


def test_a_person_removes_own_statuses_only(school: School, teacher: Office, pupil: Office) -> None:
    _say(pupil, "À moi")
    number, _ = _status(school, "À moi")
    assert teacher.get(f"{_STATUSES}{number}/supprimer").status_code == 404
    assert pupil.get(f"{_STATUSES}{number}/supprimer").status_code == 302
    assert school.value("SELECT count(*) FROM profile_feed WHERE id = ?", number) == 0
