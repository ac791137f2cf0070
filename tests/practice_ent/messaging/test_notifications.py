"""The pages of the notifications and their settings (contract: messaging.md 9.2, platform-features.md 10)."""

from __future__ import annotations

import pytest
import requests

from tests.practice_ent.messaging.mailbox import Mailbox, School, new_subject

_XHR = {"X-Requested-With": "XMLHttpRequest"}


def ask(mailbox: Mailbox, path: str, *, xhr: bool = True) -> requests.Response:
    return mailbox.session.get(
        f"{mailbox.portal}/notification/{path}", headers=_XHR if xhr else {}, allow_redirects=False, timeout=10
    )


def told(school: School, times: int) -> None:
    """The parent is told of that many messages, and of nothing else."""
    school.change("DELETE FROM notification WHERE target_user_id = ?", school.parent.id)
    for _ in range(times):
        school.teacher.write(school.parent.id, subject=new_subject())


def test_a_list_has_pages_of_fifteen(school: School) -> None:
    told(school, 17)
    first, second = ask(school.parent, "tout-voir"), ask(school.parent, "tout-voir/page/2")
    assert first.headers["Content-Type"].startswith("text/html")
    base = f"{school.portal}/notification/tout-voir/page"
    assert first.json().items() >= {"hasNextPage": True, "page": 1, "moreLink": f"{base}/2"}.items()
    assert second.json().items() >= {"hasNextPage": False, "page": "2", "moreLink": f"{base}/2"}.items()
    assert [each.json()["notifications"].count("reçu un message") for each in (first, second)] == [15, 2]


def test_showing_a_page_marks_its_rows_read(school: School) -> None:
    told(school, 17)

    def unread() -> int:
        return int(
            school.rows("SELECT count(*) FROM notification WHERE is_new AND target_user_id = ?", school.parent.id)[0][0]
        )

    assert unread() == 17
    ask(school.parent, "tout-voir")
    assert unread() == 2
    ask(school.parent, "")
    assert unread() == 0


def test_the_messaging_tells_the_person_and_not_the_class(school: School) -> None:
    told(school, 1)
    mine = ask(school.parent, "personnal/messaging").json()
    assert "reçu un message" in mine["notifications"]
    assert mine["moreLink"].endswith("/notification/personnal/MESSAGING/page/1")
    for elsewhere in ("personnal/blog", str(school.classroom), "correction"):
        assert "Aucune notification." in ask(school.parent, elsewhere).json()["notifications"]
    assert ask(school.parent, "annonces").json().keys() == {"notifications"}


def test_outside_the_page_a_list_is_a_fragment_or_nothing(school: School) -> None:
    told(school, 1)
    fragment = ask(school.parent, "tout-voir", xhr=False).text
    assert "reçu un message" in fragment
    assert "<html" not in fragment
    assert ask(school.parent, "personnal", xhr=False).status_code == 404


def test_the_notifications_of_another_class_are_closed(school: School) -> None:
    elsewhere = school.far_teacher.directory("groups").json()[0]["id"]
    assert ask(school.parent, str(elsewhere)).status_code == 403
    assert ask(school.parent, f"gestion/switch/{elsewhere}/EMAIL/BLOG").status_code == 403


def test_without_its_slash_the_address_leads_to_the_page(school: School) -> None:
    answer = school.parent.session.get(f"{school.portal}/notification", allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{school.portal}/notification/")


@pytest.mark.parametrize(("engine", "is_new", "mails"), [("SYSTEM", 0, 1), ("EMAIL", 1, 0)])
def test_an_engine_switched_off_is_silent_until_it_is_on_again(
    school: School, engine: str, is_new: int, mails: int
) -> None:
    switch = f"gestion/switch/personnal/{engine}/MESSAGING"
    before = count_mails(school)
    answer = ask(school.parent, switch)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "desactivated" in ask(school.parent, "gestion/").text
    told(school, 1)
    assert school.rows("SELECT is_new FROM notification WHERE target_user_id = ?", school.parent.id) == [(is_new,)]
    assert count_mails(school) - before == mails
    ask(school.parent, switch)
    assert "desactivated" not in ask(school.parent, "gestion/").text
    told(school, 1)
    assert school.rows("SELECT is_new FROM notification WHERE target_user_id = ?", school.parent.id) == [(1,)]


def test_all_the_modules_of_a_class_are_switched_together(school: School) -> None:
    switch = f"gestion/switch/{school.classroom}/EMAIL"
    rows = "SELECT module_unique_name FROM notification_settings WHERE user_id = ?"
    ask(school.parent, switch)
    assert {"BLOG", "MESSAGING"} <= {name for (name,) in school.rows(rows, school.parent.id)}
    ask(school.parent, switch)
    assert school.rows(rows, school.parent.id) == []


def test_an_unknown_module_is_refused(school: School) -> None:
    assert ask(school.parent, "gestion/switch/personnal/EMAIL/INCONNU").status_code == 403


def count_mails(school: School) -> int:
    return sum(school.parent_email in file.read_text(encoding="utf-8") for file in school.data.rglob("*.eml"))
