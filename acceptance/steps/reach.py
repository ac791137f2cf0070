"""Steps about what must stay out of reach, asked by its own address; and about what everybody may read."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

from pytest_bdd import given, then, when

from acceptance.campaign.recorder import NotReadyError
from acceptance.made import MARK, Article, CleanUp, File, token
from acceptance.probes.http import Reply
from acceptance.probes.library import Library
from acceptance.probes.mailbox import Mailbox
from acceptance.probes.people import Probe
from acceptance.stage import NOBODY
from acceptance.steps.words import sentence
from portal.html import tags

_DIRECTORY = "/api/1.0/user-directory"


@given(sentence("un fichier personnel {of}"), target_fixture="personal")
def personal_file(probe: Probe, cleanup: CleanUp, of: str) -> tuple[Library, File]:
    library = Library(probe.caller(of))
    cleanup.later("un fichier personnel", library.remove_made)
    name, content = f"{MARK} journal {token()}.txt", f"Journal intime {token()}.\n".encode() * 50
    reply = library.deposit(library.own_folder(), name, content, "text/plain")
    if reply.status != 201:
        raise NotReadyError(f"le fichier n’est pas déposé ({reply.status})")
    return library, File(name, content, library.made[0])


@when(sentence("{who} demande ce fichier par son numéro"), target_fixture="replies")
def asks_file(probe: Probe, personal: tuple[Library, File], who: str) -> list[Reply]:
    number, caller = personal[1].number, probe.caller(who)
    paths = (f"/api/1.0/media-library/media/{number}.json", f"/mediatheque-2/download/{number}")
    return [caller.ask(path) for path in paths]


@then("rien de ce fichier ne lui est donné")
def nothing_given(personal: tuple[Library, File], replies: list[Reply]) -> None:
    file = personal[1]
    given_away = [reply.status for reply in replies if reply.status == 200 or file.name in reply.text]
    assert not given_away, f"le fichier est donné ({given_away})"
    assert all(file.content[:20] not in reply.body for reply in replies), "le contenu du fichier est donné"
    signed = [reply.location for reply in replies if "media_download" in reply.location]
    assert not signed, "l’adresse signée du fichier est donnée"


@when(sentence("un inconnu demande ce fichier avec une signature changée"), target_fixture="reply")
def asks_tampered(probe: Probe, personal: tuple[Library, File]) -> Reply:
    library, file = personal
    medium = json.loads(library.caller.ask(f"/api/1.0/media-library/media/{file.number}.json").text)
    address = str(medium["download_url"])
    signature = re.search(r"(?:sig|key|signature|hash|token)=([^&]{6,})", address)
    if signature is None:
        raise NotReadyError("l’adresse du fichier n’a pas de signature reconnue")
    spoilt = signature[1][::-1]
    return probe.caller(NOBODY).ask(address.replace(signature[1], spoilt))


@then("le fichier n’est pas rendu")
def not_served(personal: tuple[Library, File], reply: Reply) -> None:
    assert reply.body != personal[1].content, "le fichier est rendu malgré la signature changée"
    assert reply.status in (302, 401, 403, 404), f"la réponse est {reply.status}"


@when(sentence("{who} demande la fiche {of} par son numéro"), target_fixture="reply")
def asks_card(probe: Probe, who: str, of: str) -> Reply:
    number = Mailbox(probe.caller(of)).person
    return probe.caller(who).ask(f"{_DIRECTORY}/users/{number}.json")


@when(sentence("{who} cherche {whom} dans l’annuaire"), target_fixture="found")
def searches(probe: Probe, who: str, whom: str) -> list[str]:
    name = probe.account(whom).full_name
    reply = probe.caller(who).ask(f"{_DIRECTORY}/users/search/{quote(name.split()[-1])}.json")
    assert reply.status == 200, f"l’annuaire répond {reply.status}"
    return [str(person["full_name"]) for person in json.loads(reply.text)]


@then(sentence("l’annuaire montre {whom}"))
def shows(probe: Probe, found: list[str], whom: str) -> None:
    assert probe.account(whom).full_name in found, f"l’annuaire montre : {', '.join(found) or 'personne'}"


@then(sentence("l’annuaire ne montre pas {whom}"))
def hides(probe: Probe, found: list[str], whom: str) -> None:
    assert probe.account(whom).full_name not in found, "cette personne est montrée"


@when(sentence("{who} demande la liste des élèves de sa classe et son export"), target_fixture="lists")
def asks_lists(probe: Probe, who: str) -> tuple[Reply, Reply]:
    caller = probe.caller(who)
    people = "/classe/gestion/utilisateurs/"
    return caller.ask(people), caller.ask(f"{people}exporter-eleve")


@then(sentence("{whom} et {other} y sont"))
def both_listed(probe: Probe, lists: tuple[Reply, Reply], whom: str, other: str) -> None:
    for reply in lists:
        assert reply.status == 200, f"la réponse est {reply.status}"
        missing = [who for who in (whom, other) if probe.account(who).full_name.split()[-1] not in reply.text]
        assert not missing, f"absents : {', '.join(missing)}"


@when(sentence("{who} essaie de supprimer cet article par son adresse"), target_fixture="reply")
def deletes_by_address(probe: Probe, article: Article, who: str) -> Reply:
    page = probe.caller(article.author).ask("/blog/gestion/").text
    before = page.partition(article.title)[0]
    numbers = [row["id"].removeprefix("article-") for row in tags(before, "md-list-item") if row.get("id")]
    if not numbers:
        raise NotReadyError("l’article n’est pas dans la gestion du blog")
    return probe.caller(who).ask(
        f"/blog/gestion/article/{numbers[-1]}/supprimer",
        method="POST",
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


@when(sentence("{who} ajoute une catégorie au blog par son adresse"), target_fixture="reply")
def adds_category(probe: Probe, who: str) -> Reply:
    return probe.caller(who).ask(
        "/blog/gestion/category/add/manage",
        method="POST",
        data={"title": f"{MARK} Intrus {token()}"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
