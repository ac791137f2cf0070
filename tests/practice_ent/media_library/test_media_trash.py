"""The bin: what it hides, what it counts, what it gives back (contract: media-library.md 3.2, 3.3, 5)."""

from __future__ import annotations

from tests.practice_ent.media_library.conftest import Library, Visitor


def _delete(person: Visitor, path: str) -> None:
    assert person.call("DELETE", f"{path}.json").status_code == 204


def test_the_bin_still_counts_and_only_the_second_deletion_frees(library: Library) -> None:
    library.pupil.stored(library.pupil.root, "a-garder.txt", b"x" * 1000)
    media = library.pupil.stored(library.pupil.root, "a-jeter.txt", b"x" * 300)
    path, used = f"media/{media['id']}", library.used_by(library.pupil)
    _delete(library.pupil, path)
    assert library.pupil.get(f"{path}.json").status_code == 404
    assert library.used_by(library.pupil) == used
    _delete(library.pupil, path)
    assert library.used_by(library.pupil) == used - 300
    _delete(library.pupil, path)
    assert library.used_by(library.pupil) == used - 300


def test_a_file_comes_back_from_the_bin(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    path = f"media/{media['id']}"
    _delete(library.teacher, path)
    assert media["id"] not in library.pupil.listed(library.class_root)
    assert media["id"] in [each["id"] for each in library.teacher.get("base-corbeille.json").json()["MEDIAS"]]
    assert media["id"] not in [each["id"] for each in library.pupil.get("base-corbeille.json").json()["MEDIAS"]]
    assert library.pupil.patch(f"{path}/restore.json").status_code == 403
    assert library.teacher.patch(f"{path}/restore.json").json()["status_deletion"] == 1
    assert media["id"] in library.pupil.listed(library.class_root)


def test_what_is_gone_for_good_does_not_come_back(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    for _ in range(2):
        _delete(library.teacher, f"media/{media['id']}")
    assert library.teacher.patch(f"media/{media['id']}/restore.json").status_code == 404


def test_a_folder_takes_its_content_along_and_brings_it_back(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Carton")
    inner = library.teacher.folder(folder, "Boîte")
    kept, thrown = library.teacher.stored(inner, "garde.txt"), library.teacher.stored(inner, "jete.txt")
    _delete(library.teacher, f"media/{thrown['id']}")
    _delete(library.teacher, f"media-folder/{folder}")
    assert library.teacher.get(f"media/{kept['id']}.json").status_code == 404
    assert library.teacher.get(f"media-folder/{folder}.json").status_code == 200
    assert library.pupil.get(f"media-folder/{folder}.json").status_code == 403
    assert library.teacher.patch(f"media-folder/{folder}/restore.json").status_code == 200
    assert library.teacher.listed(inner) == {kept["id"]}


def test_a_folder_gone_for_good_frees_all_it_held(library: Library) -> None:
    used = library.used_by_class()
    folder = library.teacher.folder(library.class_root, "À vider")
    inner = library.teacher.folder(folder, "Dedans")
    for place in (folder, inner):
        library.teacher.stored(place, "lourd.txt", b"x" * 500)
    trashed = library.teacher.stored(inner, "deja.txt", b"x" * 50)
    _delete(library.teacher, f"media/{trashed['id']}")
    _delete(library.teacher, f"media-folder/{folder}")
    assert library.used_by_class() == used + 1050
    for _ in range(2):
        _delete(library.teacher, f"media-folder/{folder}")
        assert library.used_by_class() == used


def test_a_file_restored_from_a_folder_in_the_bin_comes_back_above_it(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Perdu")
    media = library.teacher.stored(folder)
    _delete(library.teacher, f"media/{media['id']}")
    _delete(library.teacher, f"media-folder/{folder}")
    library.teacher.patch(f"media/{media['id']}/restore.json")
    assert media["id"] in library.teacher.listed(library.class_root)


def test_the_whole_bin_is_checked_then_restored(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    _delete(library.teacher, f"media/{media['id']}")
    checked = library.teacher.get("media-corbeille-check.json").json()
    assert (checked["status"], checked["headers"], checked["content"]["cantDelete"]) == (200, [], [])
    entry = next(item for item in checked["content"]["canDelete"] if item["id"] == media["id"] and "user_id" in item)
    assert set(entry) == {
        *("type_unique_name", "label", "user_id", "image_url", "image_thumb_url", "download_url", "id"),
        "is_questionnaire",
    }
    restored = library.teacher.get("selection-corbeille-restore.json").json()
    assert restored == {"content": True, "status": 200, "headers": []}
    assert library.teacher.get("base-corbeille.json").json() == {"MEDIA_FOLDERS": [], "MEDIAS": []}
    assert media["id"] in library.pupil.listed(library.class_root)
