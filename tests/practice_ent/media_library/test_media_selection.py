"""Copies, moves, distribution, archive (contract: media-library.md 3.2, 3.4)."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from tests.practice_ent.media_library.conftest import Library, Visitor, picture


def _media(*ids: int) -> dict[str, Any]:
    return {"datas": [{"TYPE": "MEDIA", "ID": number} for number in ids]}


def _content(person: Visitor, action: str, body: dict[str, Any]) -> Any:
    """The content of a bulk answer, whose wrapper is checked."""
    answer = person.patch(f"selection-{action}.json", body)
    assert answer.status_code == 200
    document = answer.json()
    assert (document["status"], document["headers"]) == (200, [])
    return document["content"]


def _received(person: Visitor) -> list[dict[str, Any]]:
    children = person.get(f"media-folder/{person.root}.json").json()["children"]
    folders = [child for child in children if child["label"] == "Documents reçus"]
    return [person.get(f"media/{key}.json").json() for folder in folders for key in person.listed(folder["marker"])]


def test_each_recipient_gets_a_private_copy_of_his_own(library: Library) -> None:
    source = library.teacher.stored(library.class_root, "lecon.txt", b"x" * 120)
    pupil, parent = library.pupil, library.parent(of=library.pupil)
    used = library.used_by(pupil)
    targets = {"users": [pupil.id, parent.id, library.stranger.id], "groups": []}
    assert _content(library.teacher, "share", {**_media(source["id"]), **targets}) == 0
    (copy,) = [media for media in _received(pupil) if media["copy_from_id"] == source["id"]]
    assert (copy["user_id"], copy["is_private"]) == (pupil.id, True)
    assert copy["_embedded"]["sharer"]["id"] == library.teacher.id
    assert library.used_by(pupil) == used + 120
    assert _received(parent) == []
    assert _received(library.stranger) == []
    assert library.classmate.get(f"media/{copy['id']}.json").status_code == 403
    told = "SELECT count(*) FROM notification WHERE target_user_id = ? AND objects LIKE ?"
    assert library.number(told, pupil.id, f'%"media_id": {copy["id"]},%') == 1
    received = next(
        child
        for child in pupil.get(f"media-folder/{pupil.root}.json").json()["children"]
        if child["label"] == "Documents reçus"
    )
    assert (received["is_system"], received["writable"]) == (True, False)


def test_the_whole_class_is_served_but_for_the_sharer_and_the_parents(library: Library) -> None:
    source = library.teacher.stored(library.class_root, "pour-tous.txt")
    assert _content(library.teacher, "share", {**_media(source["id"]), "groups": [library.class_id], "users": []}) == 0
    pupils = "SELECT count(*) FROM central_membership WHERE group_id = ? AND role_id = 8"
    copies = "SELECT count(*) FROM media WHERE copy_from_id = ?"
    assert library.number(copies, source["id"]) == library.number(pupils, library.class_id)


def test_who_does_not_administer_the_group_distributes_nothing(library: Library) -> None:
    source = library.teacher.stored(library.class_root)
    targets = {"users": [library.classmate.id], "groups": [library.class_id]}
    for person in (library.pupil, library.parent(of=library.pupil), library.member("teacher", elsewhere=True)):
        assert _content(person, "share", {**_media(source["id"]), **targets}) == 0
    assert library.number("SELECT count(*) FROM media WHERE copy_from_id = ?", source["id"]) == 0


def test_a_recipient_without_room_counts_as_one_failure_and_gets_nothing(quotas: Library) -> None:
    source = quotas.teacher.stored(quotas.class_root, "lourd.txt", b"x" * 2000)
    quotas.set_quota("RESOURCE_QUOTA_CHILD", quotas.used_by(quotas.pupil) + 1000)
    before = quotas.everything(), quotas.used_by(quotas.pupil)
    assert _content(quotas.teacher, "share", {**_media(source["id"]), "users": [quotas.pupil.id]}) == 1
    assert (quotas.everything(), quotas.used_by(quotas.pupil)) == before


def test_a_copy_to_my_documents_keeps_author_and_visibility(library: Library) -> None:
    source = library.teacher.stored(library.class_root, "image.png", picture())
    used = library.used_by(library.pupil)
    answer = library.pupil.call("POST", f"media/{source['id']}/file-my-copy.json", json={})
    assert answer.status_code == 201
    copy = library.pupil.get(answer.headers["Location"]).json()
    assert (copy["user_id"], copy["is_private"], copy["copy_from_id"]) == (library.teacher.id, False, source["id"])
    assert library.used_by(library.pupil) == used + source["size"]
    parent = library.parent(of=library.pupil)
    assert parent.call("POST", f"media/{source['id']}/file-my-copy.json").status_code == 403


def test_a_move_counts_on_the_new_owner_and_no_longer_on_the_old(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "voyageur.txt", b"x" * 70)
    used = library.used_by_class(), library.used_by(library.teacher)
    answer = library.teacher.patch(f"media/{media['id']}/move.json", {"parent-marker": library.teacher.root})
    assert answer.status_code == 200
    assert (library.used_by_class(), library.used_by(library.teacher)) == (used[0] - 70, used[1] + 70)
    assert media["id"] in library.teacher.listed(library.teacher.root)
    assert _content(library.teacher, "move", {**_media(media["id"]), "parent-marker": library.class_root}) == 0
    assert (library.used_by_class(), library.used_by(library.teacher)) == used


def test_what_does_not_fit_is_neither_moved_nor_copied(quotas: Library) -> None:
    media = quotas.teacher.stored(quotas.class_root, "gros.txt", b"x" * 500)
    quotas.set_quota("RESOURCE_QUOTA_USER", quotas.used_by(quotas.teacher) + 100)
    before = quotas.everything(), quotas.used_by(quotas.teacher), quotas.used_by_class()
    target = {"parent-marker": quotas.teacher.root}
    refused = quotas.teacher.patch(f"media/{media['id']}/move.json", target)
    assert (refused.status_code, refused.json()) == (400, {"error_code": "ERROR_NOT_ENOUGH_SPACE_USER"})
    assert quotas.teacher.call("POST", f"media/{media['id']}/file-my-copy").status_code == 400
    for action in ("move", "copy"):
        assert _content(quotas.teacher, action, {**_media(media["id"]), **target}) == 1
    assert (quotas.everything(), quotas.used_by(quotas.teacher), quotas.used_by_class()) == before
    assert media["id"] in quotas.teacher.listed(quotas.class_root)


def test_a_selection_needs_a_target_where_one_may_put_files(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    for action in ("move", "copy"):
        path = f"selection-{action}.json"
        assert library.teacher.patch(path, _media(media["id"])).status_code == 404
        body = {**_media(media["id"]), "parent-marker": library.pupil.root}
        assert library.teacher.patch(path, body).status_code == 403


def test_a_folder_is_copied_with_what_it_holds(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Modèle")
    library.teacher.stored(library.teacher.folder(folder, "Dedans"), "fiche.txt", b"fiche")
    used = library.used_by(library.teacher)
    body = {
        "datas": [{"TYPE": "MEDIA_FOLDER_GROUP", "ID": folder.split("-")[0]}],
        "parent-marker": library.teacher.root,
    }
    assert _content(library.teacher, "copy", body) == 0
    assert library.used_by(library.teacher) == used + 5
    children = library.teacher.get(f"media-folder/{library.teacher.root}.json").json()["children"]
    assert "Modèle" in [child["label"] for child in children]


def test_a_pupil_s_selection_counts_what_he_may_not_touch(library: Library) -> None:
    theirs = library.teacher.stored(library.class_root)
    mine = library.pupil.stored(library.pupil.root)
    assert library.pupil.patch("selection-check-delete.json", _media(theirs["id"])).status_code == 403
    assert _content(library.pupil, "private", _media(theirs["id"], mine["id"])) == 1
    assert _content(library.pupil, "unprivate", _media(mine["id"])) == 0
    assert library.pupil.get(f"media/{mine['id']}.json").json()["is_private"] is False
    assert _content(library.pupil, "delete", _media(theirs["id"], mine["id"])) == 1
    assert library.teacher.get(f"media/{theirs['id']}.json").status_code == 200
    assert library.pupil.get(f"media/{mine['id']}.json").status_code == 404
    assert _content(library.pupil, "restore", _media(mine["id"])) == 0
    assert library.pupil.get(f"media/{mine['id']}.json").status_code == 200


def test_unknown_items_are_passed_over(library: Library) -> None:
    for datas in ([{"TYPE": "MEDIA", "ID": 999999}], [{"TYPE": "AUTRE", "ID": 3}], ["?", {}], "?", None):
        assert _content(library.teacher, "delete", {"datas": datas}) == 0


def test_the_archive_holds_the_readable_files(library: Library) -> None:
    open_one = library.teacher.stored(library.class_root, "ouvert.txt", b"ouvert")
    closed = library.teacher.stored(library.teacher.root, "ferme.txt", b"ferme")
    datas = [json.dumps({"TYPE": "MEDIA", "ID": media["id"]}) for media in (open_one, closed)]
    answer = library.pupil.call("GET", "selection-archive.json", params={"datas[]": datas})
    assert answer.headers["Content-Disposition"] == 'attachment; filename="archive.zip"'
    assert answer.headers["X-Filename"] == "archive.zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"ouvert.txt": b"ouvert"}
    nothing = library.pupil.call("GET", "selection-archive.json", params={"datas[]": datas[1:]})
    assert nothing.status_code == 404
