"""Who sees what, and who may change it (contract: media-library.md 3.5)."""

from __future__ import annotations

from tests.practice_ent.media_library.conftest import Library


def test_a_private_file_of_a_pupil_is_seen_by_him_and_his_own_parent_only(library: Library) -> None:
    media = library.pupil.stored(library.pupil.root, "intime.txt")
    path = f"media/{media['id']}.json"
    own, other = library.parent(of=library.pupil), library.parent(of=library.pupil, mine=False)
    assert own.get(path).json()["label"] == "intime.txt"
    for person in (library.classmate, library.teacher, other, library.stranger):
        assert person.get(path).status_code == 403
    assert media["id"] in own.listed(library.pupil.root)
    for person in (library.classmate, library.teacher, other):
        assert media["id"] not in person.listed(library.pupil.root)


def test_a_public_file_of_a_pupil_is_seen_by_the_class_and_by_nobody_else(library: Library) -> None:
    media = library.pupil.stored(library.pupil.root, "affiche.txt")
    assert library.pupil.patch(f"media/{media['id']}/toggle-private.json").json()["is_private"] is False
    for person in (library.classmate, library.teacher, library.parent(of=library.pupil, mine=False)):
        assert person.get(f"media/{media['id']}.json").status_code == 200
        assert media["id"] in person.listed(library.pupil.root)
    assert library.stranger.get(f"media/{media['id']}.json").status_code == 403
    assert library.stranger.get(f"media-folder/{library.pupil.root}/medias.json").status_code == 403


def test_the_class_folder_is_closed_to_another_class(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    teacher = library.member("teacher", elsewhere=True)
    for person in (library.stranger, teacher):
        for path in (f"media/{media['id']}", f"media-folder/{library.class_root}.json"):
            assert person.get(path).status_code == 403
        assert person.get(f"/mediatheque-2/download/{media['id']}").status_code == 403
        assert person.upload(library.class_root, "a.txt", b"x").status_code == 403


def test_a_private_file_of_the_class_is_for_the_teacher(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "corrige.txt")
    library.teacher.patch(f"media/{media['id']}/toggle-private.json")
    assert library.pupil.get(f"media/{media['id']}.json").status_code == 403
    assert media["id"] not in library.pupil.listed(library.class_root)
    assert media["id"] in library.teacher.listed(library.class_root)


def test_a_private_folder_hides_all_it_holds(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Évaluations")
    media = library.teacher.stored(folder, "sujet.txt")
    assert library.teacher.patch(f"media-folder/{folder}/toggle-private.json").json()["is_private"] is True
    assert library.teacher.get(f"media/{media['id']}.json").json()["is_private"] is True
    assert library.teacher.stored(folder, "autre.txt")["is_private"] is True
    assert library.pupil.get(f"media-folder/{folder}.json").status_code == 403
    children = library.pupil.get(f"media-folder/{library.class_root}.json").json()["children"]
    assert folder not in [child["marker"] for child in children]


def test_reading_does_not_give_the_right_to_change(library: Library) -> None:
    shared = library.teacher.stored(library.class_root)
    childs = library.pupil.stored(library.pupil.root)
    parent = library.parent(of=library.pupil)
    for person, media in ((library.pupil, shared), (parent, childs), (parent, shared)):
        path = f"media/{media['id']}"
        assert person.get(f"{path}.json").json()["manageable"] is False
        assert person.patch(f"{path}.json", {"label": "x"}).status_code == 403
        assert person.patch(f"{path}/toggle-private.json").status_code == 403
        assert person.patch(f"{path}/move.json", {"parent-marker": person.root}).status_code == 403
        assert person.call("DELETE", f"{path}.json").status_code == 403


def test_a_locker_takes_the_pupils_work_and_shows_it_to_the_teacher_only(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Dépôt")
    library.run("UPDATE media_folder_group SET is_locker = 1 WHERE id = ?", folder.split("-")[0])
    answer = library.pupil.upload(folder, "Mon devoir.txt", b"devoir")
    assert (answer.status_code, "Location" in answer.headers) == (201, False)
    assert library.pupil.listed(folder) == set()
    (deposit,) = library.teacher.listed(folder)
    media = library.pupil.get(f"media/{deposit}.json").json()
    assert media["is_private"] is True
    assert media["label"] != "Mon devoir.txt"
    assert library.classmate.get(f"media/{deposit}.json").status_code == 403
    assert library.parent(of=library.pupil).upload(folder, "a.txt", b"x").status_code == 403


def test_a_media_is_edited_by_known_keys_only(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    path = f"media/{media['id']}.json"
    assert library.teacher.patch(path, {"label": "Titre", "description": "Texte"}).status_code == 204
    assert library.teacher.get(path).json()["label"] == "Titre"
    refused = library.teacher.patch(path, {"label": "x", "size": 3})
    assert (refused.status_code, refused.json()["message"]) == (400, "Validation Failed")
    assert library.teacher.patch(path, {}).json() == {"children": {"label": [], "description": [], "is_private": []}}
    malformed = library.teacher.call("PATCH", path, data=b"{", headers={"Content-Type": "application/json"})
    assert malformed.json() == {"error": {"code": 400, "message": "Bad Request"}}
    assert library.teacher.get(path).json()["label"] == "Titre"


def test_an_unknown_media_is_not_found(library: Library) -> None:
    answer = library.teacher.get("media/999999.json")
    assert (answer.status_code, answer.json()) == (404, "")
    assert library.teacher.call("DELETE", "media/999999.json").status_code == 404


def test_an_expired_media_is_neither_listed_nor_read(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    library.run("UPDATE media SET expires_at = '2020-01-01 00:00:00' WHERE id = ?", media["id"])
    answer = library.teacher.get(f"media/{media['id']}.json")
    assert (answer.status_code, answer.json()) == (404, "MEDIA_EXPIRED")
    assert media["id"] not in library.teacher.listed(library.class_root)
    library.run("UPDATE media SET expires_at = '2099-01-01 00:00:00' WHERE id = ?", media["id"])
    assert media["id"] in library.teacher.listed(library.class_root)
