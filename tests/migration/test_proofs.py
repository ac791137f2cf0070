"""Accounts, pages, freeze, backups, rate: what each says, and what turns it red."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from acceptance.migration.accounts import Opened, compare_accounts, sample, visit
from acceptance.migration.accounts import verdict as accounts_verdict
from acceptance.migration.backups import (
    BackupError,
    Restoration,
    points_verdict,
    restoration_verdict,
    restore,
    restore_points,
    restored_verdict,
)
from acceptance.migration.confidence import sample_size, told, upper_bound
from acceptance.migration.findings import Comparison, Family, Finding, Nature, Verdict
from acceptance.migration.freeze import Write, freeze, last_writes
from acceptance.migration.pages import (
    PageResult,
    addresses_verdict,
    check_old_address,
    compare_page,
    pages_verdict,
)
from acceptance.migration.points import PointsError, PointVerdict, read_points, write_points
from acceptance.migration.rate import File, Transfer, transfer
from acceptance.migration.rate import verdict as rate_verdict
from acceptance.watch.states import Kind, Reading, State
from fixtures.accounts import Account
from fixtures.practice_ent.server import PracticeEnt
from portal.http import Answer

_OPENED = Opened("", "CLASSROOM", "CE1", (("id", 4),), (), ("BLOG", "PROFILE"), ("BLOG_ACCESS",))
_PEOPLE = [Account(role, f"{role}{n}", "x", school=f"école {n % 2}") for role in ("teacher", "pupil") for n in range(6)]


def test_a_sample_draws_from_each_role_of_each_school() -> None:
    drawn = sample(_PEOPLE, 2)
    assert len(drawn) == 8
    assert {(one.role, one.school) for one in drawn} == {(one.role, one.school) for one in _PEOPLE}
    assert drawn == sample(_PEOPLE, 2)


@pytest.mark.parametrize(
    ("change", "what", "why"),
    [
        ({"failure": "connexion : mot de passe refusé"}, "connexion", "mot de passe refusé"),
        ({"landing": "SCHOOL"}, "page d’arrivée", "CLASSROOM → SCHOOL"),
        ({"group": "CE2"}, "groupe", ""),
        ({"identity": (("id", 5),)}, "identité", ""),
        ({"children": (7,)}, "enfants", ""),
        ({"applications": ("PROFILE",)}, "applications", "perdu : BLOG"),
        ({"rights": ("BLOG_ACCESS", "BLOG_ADMINISTRATION")}, "droits", "en plus : BLOG_ADMINISTRATION"),
    ],
)
def test_an_account_that_opens_otherwise_is_told(change: dict[str, object], what: str, why: str) -> None:
    after = replace(_OPENED, **change)  # type: ignore[arg-type]
    (difference,) = compare_accounts(_PEOPLE[:1], lambda _one: _OPENED, lambda _one: after)
    assert what in difference.what
    assert why in difference.why
    assert accounts_verdict([difference], _PEOPLE, 300).verdict is Verdict.NOT_CONFORM


def test_accounts_that_open_nowhere_prove_nothing() -> None:
    shut = Opened(failure="connexion : mot de passe refusé")
    differences = compare_accounts(_PEOPLE, lambda _one: shut, lambda _one: shut)
    assert accounts_verdict(differences, _PEOPLE, 300).verdict is Verdict.NOT_VALID
    assert accounts_verdict(differences[:1], _PEOPLE, 300).verdict is Verdict.NOT_VALID
    assert accounts_verdict([], [], 0).verdict is Verdict.NOT_VALID


def test_people_of_the_practice_ent_open_the_same_twice(ent: PracticeEnt, accounts: list[Account]) -> None:
    def on(one: Account) -> Opened:
        return visit(ent.portal, one)

    drawn = sample(accounts, 1)
    assert {account.role for account in drawn} == {"teacher", "pupil", "parent", "director"}
    opened = {account.role: on(account) for account in drawn}
    assert compare_accounts(drawn, lambda one: opened[one.role], on) == []
    assert opened["teacher"].rights != opened["pupil"].rights
    assert opened["parent"].children
    assert accounts_verdict([], drawn, len(accounts)).verdict is Verdict.CONFORM
    assert "refusé" in on(replace(drawn[0], password="faux")).failure


def test_a_sample_tells_what_it_leaves_possible() -> None:
    assert (
        told(0, 300, 27_000).replace("\u00a0", " ").replace("\u202f", " ") == "0 défaut sur 300 : moins de 1 % à 95 %"
    )
    assert told(0, 12, 12).endswith("tous vérifiés")
    assert upper_bound(0, 300) == pytest.approx(1 - 0.05 ** (1 / 300))
    assert upper_bound(3, 100) == pytest.approx(0.0757, abs=1e-4)
    assert sample_size(0.01) == 299
    assert upper_bound(0, 0) == 1


_OLD, _NEW = "https://ancien.fr", "https://nouveau.fr"


def page(text: str, varying: str, host: str = _OLD) -> Answer:
    html = f'<html><input name="_csrf_token" value="{varying}"><p>{text}</p><a href="{host}/ent/blog/">Blog</a></html>'
    return Answer(200, {"Content-Type": "text/html"}, html.encode())


def test_what_varies_by_itself_is_left_out_and_the_rest_is_not() -> None:
    def compared(new: Answer) -> PageResult:
        return compare_page("/blog/", page("Été", "a"), page("Été", "b"), new, _OLD, _NEW)

    same = compared(page("Été", "c", _NEW))
    assert same.faults == ()
    assert same.noisy == 1
    assert pages_verdict([same]).verdict is Verdict.CONFORM
    for changed in (page("Ã‰tÃ©", "c", _NEW), page("", "c", _NEW), page("Été</p><p>Pub", "c", _NEW)):
        assert compared(changed).faults
    assert any("l’ancien nom" in fault for fault in compared(page("Été", "c", _OLD)).faults)
    assert "200 → 404" in compared(Answer(404, {}, b"")).faults[0]
    assert pages_verdict([same, compared(Answer(404, {}, b""))]).verdict is Verdict.NOT_CONFORM


def test_pages_that_are_mostly_noise_prove_nothing() -> None:
    assert pages_verdict([PageResult("/x", (), 10, 8)]).verdict is Verdict.NOT_VALID
    assert pages_verdict([]).verdict is Verdict.NOT_VALID


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(200, {}, b""), ""),
        (Answer(301, {"Location": f"{_NEW}/ent/blog/"}, b""), ""),
        (Answer(302, {"Location": "/ent/blog"}, b""), ""),
        (Answer(302, {"Location": f"{_NEW}/ent/"}, b""), "page d’accueil"),
        (Answer(302, {"Location": "https://ailleurs.fr/ent/blog/"}, b""), "ailleurs"),
        (Answer(404, {}, b""), "réponse 404"),
        (Answer(0, {}, b"", "connexion impossible"), "connexion impossible"),
    ],
)
def test_an_old_address_answers_or_leads_to_its_twin(answer: Answer, fault: str) -> None:
    found = check_old_address("/ent/blog/", answer, _OLD, _NEW, "/ent/")
    assert (fault in found) if fault else found == ""


def test_old_addresses_are_judged() -> None:
    assert addresses_verdict([], 40).verdict is Verdict.CONFORM
    assert addresses_verdict([("/a", "réponse 404")], 40).verdict is Verdict.NOT_CONFORM
    assert addresses_verdict([], 0).verdict is Verdict.NOT_VALID


def test_pages_of_the_practice_ent_are_the_same_in_another_session(
    ent: PracticeEnt, signed_in: Callable[..., requests.Session]
) -> None:
    answers = []
    for session in (signed_in("teacher"), signed_in("teacher"), signed_in("teacher")):
        response = session.get(f"{ent.portal}/blog/")
        answers.append(Answer(response.status_code, response.headers, response.content))
    result = compare_page("/blog/", *answers, ent.portal, ent.portal)  # type: ignore[misc]
    assert result.faults == ()
    assert result.tokens > 50


_COPY, _OPENING = datetime(2026, 11, 28, 20), datetime(2026, 11, 29, 6)


@pytest.mark.parametrize(
    ("old", "new", "verdict", "words"),
    [
        (-1, -1, Verdict.CONFORM, "pas encore écrit"),
        (-1, 11, Verdict.CONFORM, "écrit depuis"),
        (1, -1, Verdict.NOT_CONFORM, "écritures perdues (app.media.created_at)"),
        (0, -1, Verdict.NOT_CONFORM, "écritures perdues"),
        (-1, 5, Verdict.NOT_CONFORM, "avant son ouverture"),
    ],
)
def test_no_write_falls_between_the_freeze_and_the_opening(old: int, new: int, verdict: Verdict, words: str) -> None:
    sides = [[Write("app.media", "created_at", _COPY + timedelta(hours=hours))] for hours in (old, new)]
    found = freeze(*sides, _COPY, _OPENING)
    assert found.verdict is verdict
    assert words in found.phrase
    assert freeze([], sides[1], _COPY, _OPENING).verdict is Verdict.NOT_VALID


def test_last_writes_are_read_in_an_inventory() -> None:
    totals = {"created_at": {"greatest": "2026-11-27 10:00:00"}, "published_at": {"greatest": "2027-01-01 00:00:00"}}
    other = {"k": "colonnes", "b": "app", "t": "user", "totaux": {"updated_at": {"greatest": None}}}
    found = last_writes([{"k": "colonnes", "b": "app", "t": "media", "totaux": totals}, other])
    assert [(write.where, write.at.day) for write in found] == [("app.media.created_at", 27)]


def test_restore_points_must_have_no_gap(tmp_path: Path) -> None:
    today = date(2026, 11, 28)
    days = [today - timedelta(days=back) for back in range(1, 16)]
    path = tmp_path / "sauvegardes.txt"
    path.write_text("# liste\n" + "\n".join(f"bns3_app-{day:%Y%m%d}-0200.sql.gz  1,2 Go" for day in days))
    assert points_verdict(restore_points(path), today).verdict is Verdict.CONFORM
    gap = points_verdict([day for day in days if day.day != 20], today)
    assert gap.verdict is Verdict.NOT_CONFORM
    assert "20/11/2026" in gap.phrase
    assert points_verdict(days[:-1], today).verdict is Verdict.NOT_CONFORM
    assert points_verdict([], today).verdict is Verdict.NOT_VALID
    path.write_text("dump.sql\n")
    with pytest.raises(BackupError, match="ligne 1"):
        restore_points(path)


def test_both_restored_bases_must_be_faithful() -> None:
    good, bad = Comparison(), Comparison()
    for one in (good, bad):
        one.equal[Family.ROWS] = 12
    bad.findings.append(Finding(Family.ROWS, Nature.MISSING, "app.user"))
    assert restored_verdict({1: good, 15: good}).verdict is Verdict.CONFORM
    assert restored_verdict({1: good}).verdict is Verdict.NOT_VALID
    assert restored_verdict({1: good, 15: bad}).verdict is Verdict.NOT_CONFORM


def test_a_restoration_is_timed_against_six_hours() -> None:
    assert restore("true").code == 0
    assert restoration_verdict(restore("false")).verdict is Verdict.NOT_CONFORM
    assert restoration_verdict(Restoration(6 * 3600 + 1, 0)).verdict is Verdict.NOT_CONFORM
    assert restoration_verdict(Restoration(3600, 0)).verdict is Verdict.CONFORM
    with pytest.raises(BackupError):
        restore("/nulle/part")


class _Media(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        size = int(self.path.strip("/"))
        self.send_response(200)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(b"x" * size)

    def log_message(self, *_arguments: object) -> None:
        return


def _page(state: State = State.UP) -> Reading:
    return Reading(0, "ent", "nom", Kind.PAGE, 200, 0.1, state)


def test_the_rate_is_that_of_the_bytes_received() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Media)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    try:
        found = transfer([File(f"{address}/200000", 200_000)], _page, seconds=0.4, parallel=2)
        cut = transfer([File(f"{address}/1000", 2000)], _page, seconds=0.1, parallel=1)
    finally:
        server.shutdown()
        server.server_close()
    assert found.received >= found.files * 200_000 > 0
    assert found.faults == 0
    assert found.megabits == pytest.approx(found.received * 8 / found.seconds / 1e6)
    assert cut.faults > 0


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (Transfer(20_000_000, 10, 5, 0, (_page(),)), Verdict.CONFORM),
        (Transfer(18_000_000, 10, 5, 0, (_page(),)), Verdict.NOT_CONFORM),
        (Transfer(20_000_000, 10, 5, 0, (_page(State.ERROR),)), Verdict.NOT_CONFORM),
        (Transfer(20_000_000, 10, 5, 0, ()), Verdict.NOT_CONFORM),
        (Transfer(20_000_000, 10, 5, 1, (_page(),)), Verdict.NOT_VALID),
        (Transfer(4_000_000, 2, 5, 0, (_page(),)), Verdict.NOT_VALID),
    ],
)
def test_15_megabits_are_asked_while_pages_stay_usable(found: Transfer, verdict: Verdict) -> None:
    assert rate_verdict(found).verdict is verdict


def test_results_of_points_are_added_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "points.json"
    with pytest.raises(PointsError, match="Aucun résultat"):
        read_points(path)
    write_points({"MIG-01": PointVerdict(Verdict.CONFORM, "tout")}, path)
    write_points({"MIG-02": PointVerdict(Verdict.NOT_VALID, "rien")}, path)
    found = read_points(path)
    assert {point: one.verdict for point, one in found.items()} == {"MIG-01": "conforme", "MIG-02": "non valide"}
    assert found["MIG-01"].le
    path.write_text('{"format": 7}')
    with pytest.raises(PointsError, match="format 7"):
        read_points(path)
