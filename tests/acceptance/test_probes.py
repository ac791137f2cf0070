"""What the probes say of servers that do what they must not: each check is seen red, and green when all is well."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from acceptance.campaign.recorder import NotApplicable
from acceptance.probes.http import Reply, _told
from acceptance.probes.library import CHUNK, Space, filling
from acceptance.probes.tls import Line
from acceptance.steps import security, servers
from acceptance.steps.asking import as_announced
from portal.settings import Target

CLEAR = Target("pratique", "ENT", "http://127.0.0.1:8000/ent", Path("comptes.csv"), load_allowed=False)


def reply(body: str = "", status: int = 200, **headers: str) -> Reply:
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, body.encode())


def test_an_old_version_of_tls_is_named() -> None:
    with pytest.raises(AssertionError, match="encore acceptés : TLSv1_1"):
        servers.old_versions(Line("TLSv1.3", "", None, ("TLSv1_1",)))
    servers.old_versions(Line("TLSv1.3", "", None, ()))


def test_a_certificate_that_is_not_trusted_is_told_in_its_own_words() -> None:
    with pytest.raises(AssertionError, match="certificat refusé : CERTIFICATE_VERIFY_FAILED"):
        servers.certificate_trusted(Line("TLSv1.3", "CERTIFICATE_VERIFY_FAILED", None, ()))


def test_on_a_target_in_clear_what_concerns_encryption_makes_no_sense() -> None:
    with pytest.raises(NotApplicable, match="rien n’y est chiffré"):
        servers.require_https(CLEAR)


@pytest.mark.parametrize("headers", [{"Server": "nginx/1.18"}, {"X_Powered_By": "PHP/5.6"}])
def test_a_version_in_a_header_is_seen(headers: Mapping[str, str]) -> None:
    with pytest.raises(AssertionError, match="versions dites"):
        servers.versions_hidden(reply(**headers))
    servers.versions_hidden(reply(Server="nginx"))


@pytest.mark.parametrize(
    "headers", [{"X_Frame_Options": "DENY"}, {"Content_Security_Policy": "frame-ancestors 'self'"}]
)
def test_a_page_that_may_be_framed_is_seen(headers: Mapping[str, str]) -> None:
    servers.not_framed(reply(**headers))
    with pytest.raises(AssertionError, match="peut être enfermée"):
        servers.not_framed(reply())


@pytest.mark.parametrize("open_door", [reply("phpinfo"), reply("<title>Index of /</title>", 403)])
def test_a_door_that_opens_or_lists_is_named(open_door: Reply) -> None:
    with pytest.raises(AssertionError, match=r"ouvertes : /ent/info\.php"):
        servers.doors_closed({"http://127.0.0.1/ent/info.php": open_door})
    servers.doors_closed({"http://127.0.0.1/ent/info.php": reply("", 404)})


def test_a_trace_of_execution_is_seen() -> None:
    with pytest.raises(AssertionError, match="GET /x"):
        servers.no_trace({"GET /x": reply("Traceback (most recent call last)", 500)})
    servers.no_trace({"GET /x": reply("Une erreur est survenue.", 500)})


@pytest.mark.parametrize("allowed", ["*", security.ELSEWHERE])
def test_another_site_that_may_read_the_answer_is_seen(allowed: str) -> None:
    with pytest.raises(AssertionError, match="Access-Control-Allow-Origin"):
        security.not_readable(reply(Access_Control_Allow_Origin=allowed))
    security.not_readable(reply(Access_Control_Allow_Origin="null"))


def test_passwords_tried_in_a_row_must_be_slowed_or_locked() -> None:
    steady = (0.1,) * security.ATTEMPTS
    with pytest.raises(AssertionError, match="le bon passe encore"):
        security.slowed(security.Attempts(steady, locked=False))
    security.slowed(security.Attempts(steady, locked=True))
    security.slowed(security.Attempts((0.1,) * 7 + (2.0,) * 3, locked=False))


def test_an_address_that_leads_elsewhere_is_named() -> None:
    with pytest.raises(AssertionError, match=security.ELSEWHERE):
        security.stays_home([f"{security.ELSEWHERE}/piege", CLEAR.portal], "l’élève")
    security.stays_home([CLEAR.portal], "l’élève")


def test_a_right_that_is_not_as_the_table_says_is_told() -> None:
    with pytest.raises(AssertionError, match="/classe/gestion/ pour l’élève : ouverte au lieu de refusée"):
        as_announced(["/classe/gestion/ pour l’élève : ouverte au lieu de refusée"])
    as_announced([])


def test_a_folder_is_filled_to_the_last_byte() -> None:
    sizes = list(filling(Space(used=7, allowed=2 * CHUNK + 10)))
    assert sum(sizes) == 2 * CHUNK + 3
    assert max(sizes) == CHUNK


def test_what_opens_a_session_never_reaches_the_trace() -> None:
    class Answer:
        status_code = 302
        headers: Mapping[str, str] = {
            "Set-Cookie": "beneyluent=abcdef; path=/",
            "Location": "https://ent.exemple.fr/ent/login_check?code=abcdef",
            "Content-Type": "text/html",
        }
        text = '<input name="_csrf_token" value="x"> token=abcdef "password": "abcdef"'
        content = b""

    told = _told("l’élève", "GET", "https://ent.exemple.fr/ent/?code=abcdef", Answer())  # type: ignore[arg-type]
    assert "abcdef" not in told
    assert "302" in told
