"""The older pages of the calendar and of the homework, still routed (contract: platform-features.md 7, 8)."""

from __future__ import annotations

from datetime import date, timedelta

from tests.practice_ent.home.office import Office, School

_TODAY = date.today()
_API = "/api/1.0"
_CALENDAR, _HOMEWORK = "/calendrier/gestion/", "/cahier-de-texte/"


def _event(school: School, teacher: Office, title: str) -> str:
    """The slug of a new event of today."""
    agenda = teacher.get(f"{_API}/calendar/agendas.json").json()[0]["id"]
    body = {"title": title, "agendaId": agenda, "start": f"{_TODAY}T09:00:00", "end": f"{_TODAY}T10:00:00"}
    made = teacher.session.post(f"{teacher.portal}{_API}/calendar/events.json", json=body).json()["event"]["id"]
    slug: str = school.value("SELECT slug FROM agenda_event WHERE id = ?", made)
    return slug


def _work(school: School, teacher: Office, name: str, day: date = _TODAY) -> tuple[int, int]:
    """Ids of a new work and of its occurrence."""
    group = teacher.get(f"{_API}/groups/current.json").json()["id"]
    work = {"date": f"{day}", "name": name, "recurrence_type": "ONCE", "recurrence_end_date": f"{day}"}
    body = {"homeworks": [{**work, "groups": [group]}]}
    assert teacher.session.post(f"{teacher.portal}{_API}/homeworks.json", json=body).status_code == 204
    number = school.value("SELECT id FROM homework WHERE name = ?", name)
    return number, school.value("SELECT id FROM homework_due WHERE homework_id = ?", number)


def test_an_event_is_moved_then_deleted_by_the_teacher_only(school: School, teacher: Office, pupil: Office) -> None:
    slug = _event(school, teacher, "Piscine déplacée")
    fields = {"event_slug": slug, "datetime_start": f"{_TODAY}T14:00:00", "datetime_end": f"{_TODAY}T15:00:00"}
    assert pupil.post(f"{_CALENDAR}modifier-evenement", fields).status_code == 403
    assert teacher.post(f"{_CALENDAR}modifier-evenement", fields).text == "true"
    events = teacher.get(f"{_API}/calendar/events.json?start={_TODAY}&end={_TODAY + timedelta(days=1)}").json()
    (start,) = (one["start"] for one in events if one["title"] == "Piscine déplacée")
    assert start[11:13] in ("12", "13")  # UTC, summer or winter
    assert pupil.get(f"{_CALENDAR}supprimer-evenement/{slug}").status_code == 403
    assert teacher.get(f"{_CALENDAR}supprimer-evenement/{slug}").status_code == 302
    assert teacher.get(f"{_CALENDAR}visualisation/{slug}").status_code == 404


def test_a_work_that_is_over_is_in_the_history(school: School, teacher: Office, pupil: Office) -> None:
    _work(school, teacher, "Fini hier", _TODAY - timedelta(days=1))
    _work(school, teacher, "À faire aujourd'hui".replace("'", "’"))
    shown = pupil.get(f"{_HOMEWORK}historique").text
    assert "Fini hier" in shown
    assert "À faire aujourd’hui" not in shown


def test_a_work_is_finished_then_deleted_from_the_older_pages(school: School, teacher: Office, pupil: Office) -> None:
    work, due = _work(school, teacher, "Ancienne page")
    assert pupil.get(f"{_HOMEWORK}taches/{due}").status_code == 404
    assert pupil.get(f"{_HOMEWORK}taches/{due}", xhr=True).status_code == 201
    assert school.value('SELECT "numberOfTasksDone" FROM homework_due WHERE id = ?', due) == 1
    assert "Ancienne page" in teacher.get(f"{_HOMEWORK}gestion/semaine/{_TODAY}").text
    assert pupil.get(f"{_HOMEWORK}gestion/devoirs/{work}/supprimer", xhr=True).status_code == 403
    assert teacher.get(f"{_HOMEWORK}gestion/devoirs/{work}/supprimer", xhr=True).text == "true"
    assert school.value("SELECT count(*) FROM homework WHERE id = ?", work) == 0
