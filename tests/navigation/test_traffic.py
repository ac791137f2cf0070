"""What an access log tells: read back from the visits that made it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fixtures.accounts import Account, write_accounts
from loadtests.navigation.access_log import AccessLog, AccessLogError, read_line
from loadtests.navigation.addresses import Kind, sight_of
from loadtests.navigation.habits import ARRIVAL, DEPARTURE
from loadtests.navigation.mix import MIX_FILE, Mix, read_mix
from loadtests.navigation.traffic import Traffic, visits
from portal.errors import PreauError
from preau.cli import app
from tests.navigation.logged import AGENT, write_log

LINE = '10.0.0.1 - {user} [{moment}] "{request}" {status} 512 "-" "{agent}"'


def line(request: str, at: str, *, user: str = "-", status: int = 200, agent: str = AGENT) -> str:
    moment = f"28/Sep/2026:{at} +0200"
    return LINE.format(user=user, moment=moment, request=f"{request} HTTP/1.1", status=status, agent=agent)


def read(tmp_path: Path, *lines: str) -> tuple[list[list[str]], Traffic, AccessLog]:
    path = tmp_path / "access.log"
    path.write_text("\n".join(lines), encoding="utf-8")
    log, traffic = AccessLog(path), Traffic()
    return [visit.subjects for visit in visits(log, traffic, base="/ent")], traffic, log


@pytest.fixture(scope="module")
def proposed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mix, str, float]:
    """The mix proposed from 2,500 visits of the delivered one, the words said, the pages of a visit."""
    place = tmp_path_factory.mktemp("trafic")
    told = list(write_log(place / "access.log", read_mix(), 2500, named=True))
    write_accounts(place / "comptes.csv", [Account(role, login, "x") for login, role, _ in told])
    (place / "access.log.gz").write_bytes(gzip.compress((place / "access.log").read_bytes()))
    command = ["trafic", str(place / "access.log.gz"), "--comptes", str(place / "comptes.csv")]
    result = CliRunner().invoke(app, [*command, "--sortie", str(place / "propose.toml")])
    assert result.exit_code == 0, result.output
    return read_mix(place / "propose.toml"), result.output, sum(pages for *_, pages in told) / len(told)


class TestTheMixIsFoundAgain:
    def test_shares_and_think_times(self, proposed: tuple[Mix, str, float]) -> None:
        mix, delivered = proposed[0], read_mix()
        for role, share in delivered.shares.items():
            assert mix.shares[role] == pytest.approx(share, abs=0.03)
            assert mix.habits[role].reading == pytest.approx(delivered.habits[role].reading, rel=0.15)

    def test_passages(self, proposed: tuple[Mix, str, float]) -> None:
        mix, delivered = proposed[0], read_mix()
        for role in ("pupil", "parent"):
            for there, chance in delivered.habits[role].steps[ARRIVAL].items():
                assert mix.habits[role].steps[ARRIVAL].get(there, 0) == pytest.approx(chance, abs=0.06), there
            for here in ("lire le blog", "lire ses messages"):
                found, meant = mix.habits[role].steps[here], delivered.habits[role].steps[here]
                assert found[DEPARTURE] == pytest.approx(meant[DEPARTURE], abs=0.1), here

    def test_pages_of_a_connection(self, proposed: tuple[Mix, str, float]) -> None:
        _, output, pages = proposed
        said = float(output.split("pages par connexion")[0].split()[-1].replace(",", "."))
        assert said == pytest.approx(pages, rel=0.02)

    def test_a_log_that_does_not_know_people_gives_the_same_visits_and_the_roles_in_force(self, tmp_path: Path) -> None:
        told = list(write_log(tmp_path / "access.log", read_mix(), 150, named=False))
        log = AccessLog(tmp_path / "access.log")
        found = [visit.pages for visit in visits(log, Traffic(), base="/ent")]
        assert len(found) == 150
        assert sum(found) == pytest.approx(sum(pages for *_, pages in told), rel=0.02)
        result = CliRunner().invoke(app, ["trafic", str(tmp_path / "access.log")])
        assert "ne dit pas les rôles" in result.stdout
        (tmp_path / "propose.toml").write_text(result.stdout, encoding="utf-8")
        assert read_mix(tmp_path / "propose.toml").shares == read_mix().shares


class TestVisits:
    def test_a_silence_of_half_an_hour_ends_a_visit_and_so_does_signing_out(self, tmp_path: Path) -> None:
        found, _, _ = read(
            tmp_path,
            line("GET /ent/classe/", "08:00:00"),
            line("GET /ent/blog/", "08:00:20"),
            line("GET /ent/blog/", "08:31:00"),
            line("GET /ent/disconnect", "08:31:30", status=302),
            line("GET /ent/", "08:31:30"),
            line("GET /ent/profil", "08:32:00"),
        )
        assert found == [["lire le blog"], ["lire le blog"], ["voir le profil"]]

    def test_two_browsers_behind_one_address_are_two_people(self, tmp_path: Path) -> None:
        found, _, _ = read(
            tmp_path,
            line("GET /ent/blog/", "08:00:00"),
            line("GET /ent/profil", "08:00:10", agent="Autre"),
            line("GET /ent/blog/article/a", "08:00:20"),
        )
        assert sorted(found) == [["lire le blog"], ["voir le profil"]]

    def test_one_user_on_two_machines_is_one_person(self, tmp_path: Path) -> None:
        found, _, _ = read(
            tmp_path,
            line("GET /ent/blog/", "08:00:00", user="camille"),
            line("GET /ent/profil", "08:00:10", user="camille", agent="Autre"),
        )
        assert found == [["lire le blog", "voir le profil"]]

    def test_reading_before_commenting_is_part_of_commenting(self, tmp_path: Path) -> None:
        found, _, _ = read(
            tmp_path,
            line("GET /ent/blog/", "08:00:00"),
            line("POST /ent/commentaire/ajouter", "08:00:20"),
            line("POST /ent/api/1.0/statistics/visits/MESSAGING.json", "08:01:00", status=204),
        )
        assert found == [["commenter le blog", "lire ses messages"]]

    def test_resources_background_requests_and_failures_are_no_pages(self, tmp_path: Path) -> None:
        found, traffic, _ = read(
            tmp_path,
            line("GET /ent/blog/", "08:00:00"),
            line("GET /ent/medias/ent.css", "08:00:00"),
            line("GET /ent/media_download.php?pattern=a", "08:00:01"),
            line("GET /ent/api/1.0/groups/current.json", "08:00:01"),
            line("GET /ent/profil", "08:00:20", status=500),
            line("GET /autre/page", "08:00:21"),
        )
        assert found == [["lire le blog"]]
        assert traffic.kinds == {Kind.PAGE: 1, Kind.RESOURCE: 2, Kind.BACKGROUND: 1, Kind.ELSEWHERE: 2}

    def test_who_only_saw_the_form_did_not_come(self, tmp_path: Path) -> None:
        found, traffic, _ = read(tmp_path, line("GET /ent/", "08:00:00"))
        assert (found, traffic.strangers) == ([], 1)


class TestLines:
    def test_a_line_without_referer_and_agent_is_read_too(self) -> None:
        entry = read_line('::1 - - [28/Sep/2026:08:00:00 +0200] "GET /ent/blog/?page=2 HTTP/2.0" 304 -')
        assert entry
        assert (entry.address, entry.agent, entry.path, entry.status) == ("::1", "", "/ent/blog/", 304)
        assert sight_of(entry, "/ent").kind is not Kind.PAGE

    def test_bad_lines_are_counted_and_passed_over(self, tmp_path: Path) -> None:
        good = [line("GET /ent/blog/", "08:00:00"), line("GET /ent/medias/ent.css", "08:00:01")]
        found, _, log = read(tmp_path, *good, "n’importe quoi", line("\\x16\\x03", "08:00:02"))
        assert (found, log.lines, log.bad) == ([["lire le blog"]], 4, 2)

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"role,login,password\nteacher,a,b\n", "ligne 1 : ce n’est pas une ligne de journal"),
            (b"\x89PNG\r\n\x1a\n\x00\x01", "ligne 1 : ce n’est pas une ligne de journal"),
            (b"\x1f\x8b\x08cut", "illisible"),
            (b"", "ligne 1 : le fichier est vide"),
        ],
        ids=["un tableau", "une image", "une archive coupée", "rien"],
    )
    def test_a_log_that_is_not_a_log_is_refused(self, content: bytes, words: str, tmp_path: Path) -> None:
        path = tmp_path / "access.log"
        path.write_bytes(content)
        with pytest.raises(AccessLogError) as refused:
            list(AccessLog(path))
        assert refused.value.message.startswith(str(path))
        assert words in refused.value.message
        assert refused.value.remedy

    def test_a_file_that_is_mostly_something_else_names_its_first_bad_line(self, tmp_path: Path) -> None:
        with pytest.raises(AccessLogError, match="ligne 2 "):
            read(tmp_path, line("GET /ent/blog/", "08:00:00"), "a", "b", "c")

    def test_a_log_without_visits_or_without_the_portal_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "access.log").write_text(line("GET /autre/", "08:00:00"), encoding="utf-8")
        result = CliRunner().invoke(app, ["trafic", str(tmp_path / "access.log"), "--melange", str(MIX_FILE)])
        assert isinstance(result.exception, PreauError)
        assert "Aucune visite" in str(result.exception)
