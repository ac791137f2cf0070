"""Who may do what with the activities of a class, and what they keep (contract: platform-features.md)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.practice_ent.home.office import Office, School
from tests.practice_ent.visitor import XHR, visitor

_TODAY = date.today().isoformat()
_API = "/api/1.0"


@pytest.fixture(scope="module")
def parent(school: School, teacher: Office) -> Office:
    return school.office("parent", classroom=teacher.account.classroom)


def _event(office: Office, agenda: int, hour: int = 9, **more: Any) -> dict[str, Any]:
    day = f"{_TODAY}T{hour:02}"
    return {"title": "Sortie", "agendaId": agenda, "start": f"{day}:00:00", "end": f"{day}:30:00"} | more


def _agenda(office: Office) -> int:
    found: int = office.get(f"{_API}/calendar/agendas.json").json()[0]["id"]
    return found


def _api(office: Office, method: str, path: str, body: object = None) -> tuple[int, Any]:
    answer = office.session.request(method, f"{office.portal}{_API}{path}", json=body)
    try:
        return answer.status_code, answer.json()
    except ValueError:
        return answer.status_code, None


def _work(**more: Any) -> dict[str, Any]:
    work: dict[str, Any] = {"date": _TODAY, "name": "Lire", "recurrence_type": "ONCE", "recurrence_end_date": _TODAY}
    return {"homeworks": [work | more]}


def _day_names(office: Office, day: str = _TODAY) -> list[str]:
    found = office.get(f"{_API}/homeworks/day/{day}.json").json()
    return [one["_embedded"]["homework"]["name"] for one in found]


def test_an_event_of_the_teacher_is_seen_by_pupils_and_parents(teacher: Office, pupil: Office, parent: Office) -> None:
    status, made = _api(teacher, "POST", "/calendar/events.json", _event(teacher, _agenda(teacher)))
    assert status == 200
    for reader in (pupil, parent):
        assert _api(reader, "GET", f"/calendar/events/{made['event']['id']}.json")[0] == 200


def test_a_pupil_makes_no_event(teacher: Office, pupil: Office) -> None:
    assert _api(pupil, "POST", "/calendar/events.json", _event(pupil, _agenda(teacher)))[0] == 403


@pytest.mark.parametrize("more", [{"title": "ab"}, {"hour": 5}, {"isRecurring": True}, {"inconnu": 1}])
def test_a_wrong_event_is_refused(teacher: Office, more: dict[str, Any]) -> None:
    event = _event(teacher, _agenda(teacher), **more)
    assert _api(teacher, "POST", "/calendar/events.json", event)[0] == 400


def test_a_weekly_event_comes_back_the_week_after(teacher: Office) -> None:
    weekly: dict[str, Any] = {"title": "Chorale", "isRecurring": True, "recurringType": "WEEKLY", "recurringCount": 3}
    assert _api(teacher, "POST", "/calendar/events.json", _event(teacher, _agenda(teacher), **weekly))[0] == 200
    end = date.today() + timedelta(days=30)
    _, found = _api(teacher, "GET", f"/calendar/events.json?start={_TODAY}&end={end}")
    starts = [item["start"][:10] for item in found if item["title"] == "Chorale"]
    assert starts == [(date.today() + timedelta(weeks=rank)).isoformat() for rank in range(3)]


def test_a_work_done_is_counted_once_and_stays(school: School, teacher: Office, pupil: Office) -> None:
    assert _api(teacher, "POST", "/homeworks.json", _work(name="À finir", groups=[teacher.group_id]))[0] == 204
    due = school.value("SELECT max(id) FROM homework_due")
    path = f"/homeworks/occurrences/{due}/done.json"
    assert [_api(pupil, "POST", path)[0] for _ in range(2)] == [201, 304]
    assert school.value("SELECT numberOfTasksDone FROM homework_due WHERE id = ?", due) == 1


def test_a_parent_finishes_no_work(school: School, teacher: Office, parent: Office) -> None:
    _api(teacher, "POST", "/homeworks.json", _work(groups=[teacher.group_id]))
    due = school.value("SELECT max(id) FROM homework_due")
    assert _api(parent, "POST", f"/homeworks/occurrences/{due}/done.json")[0] == 403


def test_a_work_waits_for_its_publication(teacher: Office, pupil: Office) -> None:
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    waiting: dict[str, Any] = {
        "scheduled_publication": True,
        "publication_date": tomorrow,
        "groups": [teacher.group_id],
    }
    assert _api(teacher, "POST", "/homeworks.json", _work(name="Surprise", **waiting))[0] == 204
    assert "Surprise" not in _day_names(pupil)


@pytest.mark.parametrize("groups", [[], [999_999]])
def test_a_work_for_nobody_is_refused(teacher: Office, groups: list[int]) -> None:
    assert _api(teacher, "POST", "/homeworks.json", _work(groups=groups))[0] == 400


def test_a_parent_signs_and_the_teacher_reads_the_signature(school: School, teacher: Office, parent: Office) -> None:
    book = school.value("SELECT max(id) FROM liaison_book WHERE group_id = ?", teacher.group_id)
    slug = school.value("SELECT slug FROM liaison_book WHERE id = ?", book)
    school.base.execute("DELETE FROM liaison_book_signature")
    for _ in range(2):
        assert parent.post(f"/carnet-de-liaison/signer-message/{book}", {}).text == "true"
    assert school.value("SELECT count(*) FROM liaison_book_signature") == 1
    signed = teacher.get(f"/carnet-de-liaison/gestion/detail/{slug}").text.split("En attente")[0]
    assert parent.account.full_name in signed


def test_a_pupil_signs_nothing(school: School, teacher: Office, pupil: Office) -> None:
    book = school.value("SELECT max(id) FROM liaison_book WHERE group_id = ?", teacher.group_id)
    assert pupil.post(f"/carnet-de-liaison/signer-message/{book}", {}).status_code == 403


def test_visits_reach_the_graph_once_folded(school: School, teacher: Office) -> None:
    school.base.execute(
        "INSERT INTO ent_store (key, value) VALUES (?, '4')",
        [f"MAIN_CONNECT_PLATFORM:{_TODAY}:00-00:{teacher.group_id}:8"],
    )
    origin = teacher.portal.removesuffix("/ent")
    assert teacher.session.post(f"{origin}/_pratique/statistiques").json()["folded"] >= 1
    tomorrow = (date.today() + timedelta(days=1)).isoformat()
    asked = {"groupIds": [teacher.group_id], "start": _TODAY, "end": tomorrow}
    _, graph = _api(teacher, "POST", f"/statistics/MAIN_CONNECT/graphs/{teacher.group_id}/graph_connect.json", asked)
    series = {one["name"]: one["data"] for one in graph["config"]["series"]}
    assert series["Elève"][0][1] >= 4
    assert school.value("SELECT count(*) FROM ent_store WHERE key LIKE 'MAIN_CONNECT_PLATFORM:%:00-00:%'") == 0


def test_a_private_page_of_the_site_is_for_members(school: School, teacher: Office) -> None:
    _, found = _api(teacher, "GET", f"/groups/{teacher.group_id}/minisite.json")
    slug = found["minisite"]["slug"]
    path = f"{_API}/minisite/{slug}/pages/accueil.json"
    assert teacher.get(path).status_code == 200
    assert visitor().get(f"{school.portal}{path}").status_code == 404
    school.base.execute("UPDATE mini_site_page SET is_public = 1")
    assert visitor().get(f"{school.portal}{path}").status_code == 200


_FRENCH = {"title": "Sortie", "start": "26/11/2026", "end": "26/11/2026"}
_DEFECTS = [
    ("calendar-anonymous-crash", "anonymous", "GET", "/calendrier/", None, 302, 500),
    ("calendar-crashes-on-bad-input", "teacher", "POST", f"{_API}/calendar/events.json", _FRENCH, 400, 500),
    ("liaison-crashes-on-unknown-message", "teacher", "GET", "/carnet-de-liaison/gestion/detail/rien", None, 404, 500),
    ("statistics-tables-crash", "teacher", "POST", f"{_API}/statistics/MAIN_CONNECT/1/tables.json", {}, 200, 500),
    (
        "statistics-crashes-on-unknown-name",
        "teacher",
        "POST",
        f"{_API}/statistics/RIEN/graphs/1/graph_connect.json",
        {},
        404,
        500,
    ),
    (
        "statistics-activations-open-to-all",
        "pupil",
        "POST",
        f"{_API}/statistics/ACTIVATIONS/1/activations.json",
        {},
        403,
        200,
    ),
    ("statistics-old-pages-crash", "teacher", "GET", "/statistiques/", None, 404, 500),
    (
        "minisite-crashes-on-bad-input",
        "teacher",
        "POST",
        "/site/gestion/personnalisation/page/ajouter",
        None,
        400,
        500,
    ),
]


@pytest.mark.parametrize(("fault", "role", "method", "path", "body", "sound_status", "broken"), _DEFECTS)
def test_what_the_real_one_does_wrong_is_done_with_its_defect_only(
    school: School, fault: str, role: str, method: str, path: str, body: object, sound_status: int, broken: int
) -> None:
    session = visitor() if role == "anonymous" else school.office(role).session

    def status() -> int:
        answer = session.request(
            method, f"{school.portal}{path}", json=body, headers=XHR if body is None else {}, allow_redirects=False
        )
        return answer.status_code

    assert status() == sound_status
    school.break_with(fault)
    assert status() == broken


def test_the_export_of_statistics_is_a_csv_unless_broken(school: School, teacher: Office) -> None:
    path = "/classe/gestion/statistique/export"
    assert teacher.get(path).headers["Content-Type"].startswith("text/csv")
    school.break_with("statistics-export-gives-page")
    assert teacher.get(path).headers["Content-Type"].startswith("text/html")


def test_a_pupil_who_changes_a_page_of_the_site_is_told_no_unless_broken(
    school: School, teacher: Office, pupil: Office
) -> None:
    _, found = _api(teacher, "GET", f"/groups/{teacher.group_id}/minisite.json")
    path = f"/minisite/{found['minisite']['slug']}/pages/accueil.json"
    assert _api(pupil, "PATCH", path, {"title": "x"})[0] == 403
    school.break_with("minisite-refusal-said-done")
    assert _api(pupil, "PATCH", path, {"title": "x"}) == (200, True)


def test_an_unknown_field_of_a_person_is_refused_and_breaks_the_real_one(
    school: School, teacher: Office, pupil: Office
) -> None:
    number = school.value("SELECT id FROM user WHERE login = ?", pupil.account.login)
    assert _api(teacher, "PATCH", f"/users/{number}.json", {"inconnu": "x"})[0] == 400
    school.break_with("session-crashes-on-unknown-field")
    assert _api(teacher, "PATCH", f"/users/{number}.json", {"inconnu": "x"})[0] == 500


def test_the_older_page_that_edits_an_event_works_unless_broken(school: School, teacher: Office) -> None:
    _, made = _api(teacher, "POST", "/calendar/events.json", _event(teacher, _agenda(teacher)))
    slug = school.value("SELECT slug FROM agenda_event WHERE id = ?", made["event"]["id"])
    path = f"/calendrier/gestion/editer-evenement/{slug}"
    assert teacher.get(path).status_code == 200
    school.break_with("calendar-old-edit-crash")
    assert teacher.get(path).status_code == 500


def _folded(school: School, marker: str) -> int:
    """How often a marker was counted in the class and above, once the hourly command has passed."""
    asked = visitor().post(school.portal.removesuffix("/ent") + "/_pratique/statistiques")
    assert asked.status_code == 200
    total: int = school.value("SELECT coalesce(sum(value), 0) FROM stat_value WHERE marker_id = ?", marker)
    return total


def test_signing_twice_counts_once_unless_broken(school: School, parent: Office) -> None:
    number = school.value(
        "SELECT max(id) FROM liaison_book WHERE group_id = ? AND NOT individualized AND publication_date < ?",
        parent.group_id,
        _TODAY,
    )
    path = f"/carnet-de-liaison/signer-message/{number}"
    parent.get(path)
    once = _folded(school, "LIAISONBOOK_CREATE_SIGN")
    parent.get(path)
    assert _folded(school, "LIAISONBOOK_CREATE_SIGN") == once
    school.break_with("liaison-signature-counted-again")
    parent.get(path)
    assert _folded(school, "LIAISONBOOK_CREATE_SIGN") > once


def test_visits_of_the_library_are_folded_unless_broken(school: School, teacher: Office) -> None:
    before = _folded(school, "MEDIALIBRARY_VISIT")
    school.break_with("statistics-library-never-folded")
    assert _api(teacher, "POST", "/statistics/visits/MEDIA_LIBRARY.json", {})[0] == 204
    assert _folded(school, "MEDIALIBRARY_VISIT") == before
    school.break_with()
    assert _folded(school, "MEDIALIBRARY_VISIT") > before
