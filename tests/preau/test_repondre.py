"""Manual points answered at the terminal or on the local page: signed, dated, bound to the ENT, recorded at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from acceptance.campaign.answers import OBSERVATION, VERDICT, read_journal
from acceptance.campaign.points import ANOMALY_CLASSES, Status
from preau.answering_page import open_page
from preau.ent_today import EntChangedError, ent_today
from preau.repondre import PointError, at_the_terminal, to_answer
from tests.preau.played import Played, play

ENT = "a" * 12
BLOCKING = next(iter(ANOMALY_CLASSES.values()))


@pytest.fixture
def played(tmp_path: Path) -> Played:
    return play(tmp_path)


def at_terminal(played: Played, *typed: str, person: str = "A. Essai") -> int:
    answers = iter(typed)
    known = played.known
    return at_the_terminal(known, to_answer(known, []), person, ENT, ask=lambda _: next(answers))


def test_each_point_of_a_person_is_asked_until_it_has_an_answer(played: Played) -> None:
    assert [point.id for point in to_answer(played.known, [])] == ["ENT-12", "REC-01"]
    assert at_terminal(played, "c", "", "", "") == 1
    assert [point.id for point in to_answer(played.known, [])] == ["REC-01"]
    result = played.known.campaign.result("ENT-12")
    assert result
    assert result.status is Status.CONFORM


def test_an_answer_that_expired_is_asked_again(played: Played) -> None:
    at_terminal(played, "c", "", "c", "")
    assert to_answer(played.known, []) == []
    played.changed_ent()
    assert [point.id for point in to_answer(played.known, [])] == ["ENT-12", "REC-01"]


def test_a_refusal_must_say_why(played: Played) -> None:
    at_terminal(played, "n", "", "", "La baie manque", "q")
    said = played.known.journal.standing()
    assert said["ENT-12", VERDICT][0].entry.value == "non conforme"
    assert said["ENT-12", OBSERVATION][0].entry.value == "La baie manque"


def test_a_letter_that_means_nothing_is_asked_again(played: Played) -> None:
    assert at_terminal(played, "z", "oui", "q") == 0


def test_who_stops_half_way_keeps_what_was_answered(played: Played) -> None:
    known = played.known
    typed = iter(["c", ""])
    with pytest.raises(StopIteration):
        at_the_terminal(known, to_answer(known, []), "A. Essai", ENT, ask=lambda _: next(typed))
    assert played.known.answers["ENT-12"].status is Status.CONFORM


def test_changing_one_s_mind_replaces_and_another_s_contradicts(
    played: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    at_terminal(played, "c", "", "q")
    known = played.known
    asked = to_answer(known, ["ENT-12"])
    answers = iter(["n", "Vu de près"])
    at_the_terminal(known, asked, "A. Essai", ENT, ask=lambda _: next(answers))
    assert "remplace votre réponse" in capsys.readouterr().out
    assert played.known.answers["ENT-12"].status is Status.NOT_CONFORM
    answers = iter(["c", ""])
    at_the_terminal(played.known, asked, "B. Essai", ENT, ask=lambda _: next(answers))
    assert "les deux sont gardées" in capsys.readouterr().out
    assert "contradictoires" in played.known.answers["ENT-12"].problem


def test_an_unknown_point_is_named(played: Played) -> None:
    with pytest.raises(PointError, match="ENT-99"):
        to_answer(played.known, ["ENT-12", "ENT-99"])


def test_an_ent_that_does_not_answer_is_the_one_that_was_noted(played: Played) -> None:
    assert ent_today(played.known, look=True) == ENT  # nothing listens at the portal of that recette


def test_an_ent_that_changed_since_the_recette_is_refused(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preau.ent_today.ent_fingerprint", lambda _: "c" * 12)
    with pytest.raises(EntChangedError, match="a changé depuis la recette"):
        ent_today(played.known, look=True)


@pytest.fixture
def page(played: Played) -> Iterator[str]:
    known = played.known
    server, address = open_page(known, to_answer(known, ["ENT-12", "REC-01"]), "A. Essai", ENT)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()


def post(page: str, point: str, **form: str) -> requests.Response:
    return requests.post(f"{page}{point}", data=form, timeout=10)


def test_the_page_shows_the_points_their_steps_and_pictures(page: str) -> None:
    assert page.startswith("http://127.0.0.1:")
    shown = requests.get(page, timeout=10)
    assert "Point ENT-12" in shown.text
    assert "Alors tout est là" in shown.text
    picture = requests.get(f"{page}images/preuves/ENT-10.png", timeout=10)  # taken by the suite, in the same part
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")
    assert 'src="' in shown.text
    assert "no-referrer" in shown.headers["Referrer-Policy"]


def test_the_token_is_in_no_log(page: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    requests.get(page, timeout=10)
    requests.get(f"{page}absent", timeout=10)
    assert page.split("/")[3] not in "".join((*capfd.readouterr(), caplog.text))


def test_an_answer_on_the_page_is_recorded_at_once(played: Played, page: str) -> None:
    shown = post(page, "ENT-12", resultat="non conforme", observations="Blanche\r\nDeux fois", classe=BLOCKING)
    assert "Enregistré." in shown.text
    [intake] = read_journal(played.known.place, "essai-2026").intakes
    assert (intake.source, intake.person, intake.fingerprint) == ("page locale", "A. Essai", ENT)
    found = {each.anomaly.id: each.anomaly for each in played.known.anomalies}["A-ENT-12"]
    assert (found.anomaly_class, found.decided) == (BLOCKING, True)


def test_the_page_too_wants_a_reason(played: Played, page: str) -> None:
    assert "Rien n’a été enregistré" in post(page, "ENT-12", resultat="sans objet", observations=" ").text
    assert played.known.journal.intakes == ()


@pytest.mark.parametrize(
    "path",
    ["images/../run.json", "images/run.json", "images/preuves/../run.json", "ENT-10", "ENT-99", "autre"],
)
def test_nothing_else_is_served(page: str, path: str) -> None:
    session = requests.Session()
    prepared = requests.Request("GET", page).prepare()
    prepared.url = f"{page}{path}"
    assert session.send(prepared, timeout=10).status_code in (404, 405)


def test_without_the_token_or_from_another_name_there_is_nothing(page: str) -> None:
    root = "/".join(page.split("/")[:3])
    assert requests.get(f"{root}/", timeout=10).status_code == 404
    for token in ("autre-jeton", "é"):
        assert requests.get(f"{root}/{token}/", timeout=10).status_code == 404
    assert requests.get(page, headers={"Host": "ailleurs.exemple.fr"}, timeout=10).status_code == 404


@pytest.mark.parametrize(
    ("point", "form"),
    [
        ("ENT-10", {"resultat": "conforme"}),  # not asked: the suite checks it
        ("ENT-12", {"resultat": "parfait"}),
        ("ENT-12", {}),
        ("ENT-12", {"resultat": "non conforme", "observations": "x", "classe": "grave"}),
    ],
)
def test_an_answer_that_was_not_offered_is_refused(played: Played, page: str, point: str, form: dict[str, str]) -> None:
    assert post(page, point, **form).status_code == 404
    assert played.known.journal.intakes == ()
