"""The known defects of the real library: absent, and there when they are turned on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests

from fixtures.practice_ent.faults import switch
from fixtures.practice_ent.faults.known import media_library as known
from tests.practice_ent.media_library.conftest import Library

Asking = Callable[[Library], requests.Response]


@pytest.fixture
def library(library: Library) -> Iterator[Library]:
    """The library; the faults that a test turns on are off again after it."""
    yield library
    switch.write(library.data, [])


def _page_beyond(library: Library) -> requests.Response:
    return library.teacher.get(f"media-folder/{library.class_root}/medias.json", page=99)


def _no_limit(library: Library) -> requests.Response:
    return library.teacher.get(f"media-folder/{library.class_root}/medias.json", limit=0)


def _not_a_number(library: Library) -> requests.Response:
    return library.teacher.get("media/abc.json")


def _locker_of_one_s_own(library: Library) -> requests.Response:
    folder = library.teacher.folder(library.teacher.root, "À moi")
    return library.teacher.patch(f"media-folder/{folder}/toggle-locker.json")


def _empty_archive(library: Library) -> requests.Response:
    return library.teacher.get("selection-archive.json", **{"datas[]": '{"TYPE":"MEDIA","ID":999999}'})


def _unknown_fragment(library: Library) -> requests.Response:
    media = library.teacher.stored(library.class_root)
    return library.teacher.get(f"/mediatheque-2/view/autre/{media['id']}")


def _folder_among_people(library: Library) -> requests.Response:
    users = library.number("SELECT id FROM media_folder_group WHERE is_user_folder AND group_id = ?", library.class_id)
    return library.teacher.call("POST", f"media-folder/{users}-GROUP.json", json={"label": "Perdu"})


def _delete_root(library: Library) -> requests.Response:
    answer = library.classmate.call("DELETE", f"media-folder/{library.classmate.root}.json")
    if answer.status_code == 204:
        assert library.classmate.patch(f"media-folder/{library.classmate.root}/restore.json").status_code == 200
    return answer


def _read_removed(library: Library) -> requests.Response:
    folder = library.teacher.folder(library.class_root, "Disparu")
    for _ in range(2):
        assert library.teacher.call("DELETE", f"media-folder/{folder}.json").status_code == 204
    return library.teacher.get(f"media-folder/{folder}.json")


@pytest.mark.parametrize(
    ("fault", "ask", "sound", "broken"),
    [
        pytest.param(known.BAD_INPUT, _page_beyond, 404, 500, id="page-au-dela-de-la-derniere"),
        pytest.param(known.BAD_INPUT, _no_limit, 400, 500, id="limite-nulle"),
        pytest.param(known.BAD_INPUT, _not_a_number, 404, 500, id="identifiant-qui-n-est-pas-un-nombre"),
        pytest.param(known.BAD_INPUT, _locker_of_one_s_own, 400, 500, id="depot-dans-un-dossier-personnel"),
        pytest.param(known.BAD_INPUT, _empty_archive, 404, 500, id="archive-vide"),
        pytest.param(known.BAD_INPUT, _unknown_fragment, 404, 500, id="fragment-inconnu"),
        pytest.param(known.USERS_FOLDER, _folder_among_people, 403, 500, id="dossier-parmi-les-personnes"),
        pytest.param(known.CHANGES_ROOTS, _delete_root, 403, 204, id="racine-supprimee"),
        pytest.param(known.SHOWS_REMOVED, _read_removed, 404, 200, id="dossier-supprime-relu"),
    ],
)
def test_a_defect_is_absent_until_it_is_turned_on(
    library: Library, fault: str, ask: Asking, sound: int, broken: int
) -> None:
    assert ask(library).status_code == sound
    switch.write(library.data, [fault])
    assert ask(library).status_code == broken


def test_a_third_deletion_frees_nothing_more(library: Library) -> None:
    for fault, freed in ((None, 0), (known.FREES_TWICE, 60)):
        media = library.teacher.stored(library.class_root, content=b"x" * 60)
        used = library.used_by_class() - 60
        switch.write(library.data, [fault] if fault else [])
        for _ in range(3):
            assert library.teacher.call("DELETE", f"media/{media['id']}.json").status_code == 204
        assert library.used_by_class() == used - freed


def test_a_refused_picture_leaves_no_row_and_takes_no_room(library: Library) -> None:
    svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>"
    for fault, rows in ((None, 0), (known.KEEPS_REFUSED, 1)):
        (before, stored), used = library.everything(), library.used_by_class()
        switch.write(library.data, [fault] if fault else [])
        answer = library.teacher.upload(library.class_root, "dessin.svg", svg)
        assert (answer.status_code, answer.json()) == (400, {"error_code": "INVALID"})
        assert library.everything() == (before + rows, stored)
        assert library.used_by_class() == used + rows * len(svg)


def test_a_refused_bookmark_file_leaves_no_folder(library: Library) -> None:
    content = b'<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DT><A HREF="http://localhost/">Ici</A>'
    for fault, left in ((None, 0), (known.KEEPS_BOOKMARKS, 1)):
        folder = library.teacher.folder(library.class_root, "Signets")
        switch.write(library.data, [fault] if fault else [])
        assert library.teacher.upload(folder, "signets.html", content).status_code == 400
        assert len(library.teacher.get(f"media-folder/{folder}.json").json()["children"]) == left


def test_a_new_folder_leaves_the_addresses_of_its_neighbours(library: Library) -> None:
    slug = "SELECT slug FROM media_folder_group WHERE is_user_folder AND group_id = ?"
    kept = library.text(slug, library.class_id)
    for fault, same in ((None, True), (known.REWRITES_SLUGS, False)):
        switch.write(library.data, [fault] if fault else [])
        library.teacher.folder(library.class_root, "Nouveau")
        assert (library.text(slug, library.class_id) == kept) is same


def test_what_does_not_fit_is_told_and_never_crashes(quotas: Library) -> None:
    media = quotas.teacher.stored(quotas.class_root, content=b"x" * 100)
    quotas.set_quota("RESOURCE_QUOTA_USER", 50)
    copy, move = f"media/{media['id']}/file-my-copy.json", f"media/{media['id']}/move.json"
    for fault, status in ((None, 400), (known.OVER_QUOTA, 500)):
        switch.write(quotas.data, [fault] if fault else [])
        assert quotas.teacher.call("POST", copy, json={}).status_code == status
        assert quotas.teacher.patch(move, {"parent-marker": quotas.teacher.root}).status_code == status
    switch.write(quotas.data, [])


def test_a_member_without_a_folder_does_not_stop_a_distribution(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    pupil = library.member("pupil", rank=3)
    body = {"datas": [{"TYPE": "MEDIA", "ID": media["id"]}], "users": [pupil.id], "groups": []}
    for fault, status in ((known.SHARE_CRASHES, 500), (None, 200)):
        library.run("DELETE FROM media WHERE user_id = ?", pupil.id)
        library.run("DELETE FROM media_folder_user WHERE user_id = ?", pupil.id)
        switch.write(library.data, [fault] if fault else [])
        assert library.teacher.patch("selection-share.json", body).status_code == status
