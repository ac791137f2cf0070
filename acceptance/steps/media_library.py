"""Steps about the media library."""

from __future__ import annotations

from pytest_bdd import given, then, when

from acceptance.made import MARK, CleanUp, File, token
from acceptance.pages.media_library import MediaLibraryPage
from acceptance.stage import Stage
from acceptance.steps.words import sentence


@given(sentence("un fichier déposé par {who} dans l’espace de la classe"), target_fixture="file")
def deposit_in_class(stage: Stage, cleanup: CleanUp, who: str) -> File:
    page = MediaLibraryPage(stage.page(who), stage.portal)
    page.open_class()
    return _deposit(page, cleanup)


@given(sentence("un fichier déposé par {who} dans ses documents"), target_fixture="file")
@when(sentence("{who} dépose un fichier dans ses documents"), target_fixture="file")
def deposit(stage: Stage, cleanup: CleanUp, who: str) -> File:
    page = MediaLibraryPage(stage.page(who), stage.portal)
    page.open_own()
    return _deposit(page, cleanup)


@when(sentence("{who} ouvre ses documents dans la médiathèque"))
def open_own(stage: Stage, who: str) -> None:
    MediaLibraryPage(stage.page(who), stage.portal).open_own()


@when(sentence("{who} ouvre l’espace de la classe dans la médiathèque"))
def open_class(stage: Stage, who: str) -> None:
    MediaLibraryPage(stage.page(who), stage.portal).open_class()


@when(sentence("{who} télécharge ce fichier"), target_fixture="received")
def download(stage: Stage, file: File, who: str) -> bytes:
    page = MediaLibraryPage(stage.page(who), stage.portal)
    page.open_class()
    return page.receive(file.name)


@when(sentence("{who} ouvre l’adresse de ce fichier"), target_fixture="status")
def open_file(stage: Stage, file: File, who: str) -> int:
    return MediaLibraryPage(stage.page(who), stage.portal).open(f"/mediatheque-2/download/{file.number}")


@then(sentence("{who} voit ce fichier dans la liste"))
def file_listed(stage: Stage, file: File, who: str) -> None:
    MediaLibraryPage(stage.page(who), stage.portal).expect_file(file.name)


@then(sentence("{who} retrouve ce fichier en rouvrant ses documents"))
def file_kept(stage: Stage, file: File, who: str) -> None:
    page = MediaLibraryPage(stage.page(who), stage.portal)
    page.open_own()
    page.expect_file(file.name)


@then("le contenu reçu est exactement celui qui a été déposé")
def same_content(file: File, received: bytes) -> None:
    assert received == file.content, f"{len(received)} octets reçus, différents des {len(file.content)} octets déposés"


@then(sentence("l’indicateur montre {to} la place que ses fichiers occupent vraiment"))
def usage_is_true(stage: Stage, to: str) -> None:
    page = MediaLibraryPage(stage.page(to), stage.portal)
    said, rounding = page.shown_usage()
    used = page.used_space()
    assert abs(said - used) <= rounding, f"l’indicateur dit {said:.0f} octets, les fichiers en occupent {used}"


@then(sentence("la médiathèque ne propose {to} que les classes de ses enfants"))
def own_classes_only(stage: Stage, to: str) -> None:
    page = MediaLibraryPage(stage.page(to), stage.portal)
    page.open_own()
    others = page.class_names() - stage.cast.classes
    assert not others, f"espaces proposés en trop : {', '.join(sorted(others))}"


def _deposit(page: MediaLibraryPage, cleanup: CleanUp) -> File:
    name = f"{MARK} herbier {token()}.txt"
    content = f"Herbier de la classe, feuille {token()}.\n".encode() * 2000
    number = page.upload(name, content)
    cleanup.later("un fichier", lambda: page.remove(number))
    return File(name, content, number)
