"""The start data, the tree, the lists of files (contract: media-library.md 3.1, 3.3)."""

from __future__ import annotations

import pytest
import requests

from tests.practice_ent.media_library.conftest import Library, picture

_EMPTY: dict[str, list[object]] = {"MEDIA_FOLDERS": [], "MEDIAS": []}


def test_the_start_data_hold_the_roots_and_their_usage(library: Library) -> None:
    start = library.teacher.get("base-init.json").json()
    assert [folder["marker"] for folder in start["group_folders"]] == [library.class_root]
    classroom, mine = start["group_folders"][0], start["my_folder"]
    assert classroom["group_type"] == "CLASSROOM"
    assert classroom["usage"] == {"current": str(library.used_by_class()), "total": "1000000000000000"}
    assert classroom["usage_ratio"] == 0
    assert mine["marker"] == library.teacher.root
    assert mine["usage"] == {"current": str(library.used_by(library.teacher)), "total": "524288000"}
    assert (classroom["children"], classroom["is_children_partial"]) == ([], True)
    assert start["rights"] == {"share": True, "back": True}
    assert (start["garbage"], start["favorites"], start["recents"]) == (_EMPTY, _EMPTY, _EMPTY)


def test_a_pupil_has_a_folder_and_no_right_to_distribute(library: Library) -> None:
    start = library.pupil.get("base-init.json").json()
    assert start["my_folder"]["usage"]["total"] == "104857600"
    assert start["rights"] == []
    assert start["group_folders"][0]["manageable"] is False


def test_a_parent_has_no_folder_of_his_own(library: Library) -> None:
    start = library.parent(of=library.pupil).get("base-init.json").json()
    assert "my_folder" not in start
    assert start["rights"] == []
    assert library.class_root in [folder["marker"] for folder in start["group_folders"]]


def test_a_director_sees_the_school_and_not_the_class(library: Library) -> None:
    director = library.visitor(next(each for each in library.accounts if each.role == "director"))
    start = director.get("base-init.json").json()
    assert [folder["group_type"] for folder in start["group_folders"]] == ["SCHOOL"]
    assert start["group_folders"][0]["usage"] == {"current": False, "total": False}
    assert director.get(f"media-folder/{library.class_root}.json").status_code == 403


@pytest.mark.parametrize("name", ["base-init", "media-init.json", "media-folder-init.json", "selection-init"])
def test_the_base_calls_answer_under_each_name(library: Library, name: str) -> None:
    assert library.pupil.get(name).json()["group_folders"]


def test_without_a_session_the_api_says_so(library: Library) -> None:
    path = f"/api/1.0/media-library/media-folder/{library.class_root}.json"
    answer = requests.get(library.ent.portal + path, timeout=20)
    assert (answer.status_code, answer.json()) == (401, f"invalid credentials {path}")


def test_a_folder_opens_by_marker_or_by_slug_but_its_files_by_marker_only(library: Library) -> None:
    folder = library.teacher.get(f"media-folder/{library.class_root}.json").json()
    assert folder["slug"] == f"groupe-{library.class_id}"
    assert library.teacher.get(f"media-folder/{folder['slug']}.json").json() == folder
    assert library.teacher.get(f"media-folder/{folder['slug']}/medias.json").status_code == 404
    assert library.teacher.get("media-folder/99999-GROUP.json").status_code == 404


def test_the_children_of_a_folder_come_in_alphabetical_order(library: Library) -> None:
    parent = library.teacher.folder(library.class_root, "Classement")
    for label in ("zoo", "Été", "Arbres", "étang"):
        library.teacher.folder(parent, label)
    children = library.teacher.get(f"media-folder/{parent}.json").json()["children"]
    assert [child["label"] for child in children] == ["Arbres", "étang", "Été", "zoo"]
    assert {child["parent_key"] for child in children} == {f"group{parent.split('-')[0]}"}


def test_a_new_folder_is_private_at_home_and_public_in_the_class(library: Library) -> None:
    for parent, private in ((library.teacher.root, True), (library.class_root, False)):
        made = library.teacher.folder(parent, "Nouveau")
        folder = library.teacher.get(f"media-folder/{made}").json()
        assert (folder["label"], folder["is_private"], folder["is_empty"]) == ("Nouveau", private, True)
        assert folder["slug"] == f"mediafolder-{folder['type'].lower()}-{folder['id']}"


def test_a_pupil_cannot_make_folders_in_the_class(library: Library) -> None:
    answer = library.pupil.call("POST", f"media-folder/{library.class_root}.json", json={"label": "x"})
    assert answer.status_code == 403


def test_nothing_is_made_among_the_folders_of_the_users(library: Library) -> None:
    children = library.teacher.get(f"media-folder/{library.class_root}.json").json()["children"]
    users = next(child for child in children if child["label"] == "Dossiers des utilisateurs")
    before = library.number("SELECT count(*) FROM media_folder_group")
    assert library.teacher.call("POST", f"media-folder/{users['marker']}.json", json={}).status_code == 403
    assert library.number("SELECT count(*) FROM media_folder_group") == before


def test_a_folder_is_renamed_by_the_body_or_by_the_query(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Avant")
    assert library.teacher.patch(f"media-folder/{folder}/rename.json?label=Pendant").json()["label"] == "Pendant"
    assert library.teacher.patch(f"media-folder/{folder}/rename", {"label": "Après"}).json()["label"] == "Après"
    assert library.teacher.patch(f"media-folder/{folder}/rename", {"label": ""}).json()["label"] == "Après"
    assert library.pupil.patch(f"media-folder/{folder}/rename", {"label": "x"}).status_code == 403


def test_a_root_is_neither_renamed_nor_moved_nor_deleted(library: Library) -> None:
    root = f"media-folder/{library.class_root}"
    assert library.teacher.patch(f"{root}/rename.json", {"label": "x"}).status_code == 403
    assert library.teacher.patch(f"{root}/move.json", {"parent-marker": library.class_root}).status_code == 403
    assert library.teacher.call("DELETE", f"{root}.json").status_code == 403
    assert library.pupil.get(f"{root}.json").status_code == 200


def test_a_folder_moves_within_its_tree_only(library: Library) -> None:
    outer = library.teacher.folder(library.class_root, "Dehors")
    inner = library.teacher.folder(outer, "Dedans")

    def move(folder: str, target: object) -> int:
        return library.teacher.patch(f"media-folder/{folder}/move.json", {"parent-marker": target}).status_code

    assert move(inner, library.class_root) == 200
    assert library.teacher.get(f"media-folder/{inner}.json").json()["parent_key"].startswith("group")
    assert move(inner, library.teacher.root) == 400
    assert move(inner, None) == 404
    assert move(inner, outer) == 200
    assert move(outer, inner) == 400
    assert move(outer, outer) == 400


def test_the_files_come_by_pages(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Pages")
    for name in ("c.txt", "A.txt", "b.txt"):
        library.teacher.stored(folder, name)
    path = f"media-folder/{folder}/medias"
    page = library.teacher.get(f"{path}.json", page=1, limit=2, column="label", order="ASC").json()
    assert (page["page"], page["limit"], page["pages"], page["total"]) == (1, 2, 2, 3)
    assert [item["label"] for item in page["_embedded"]["items"]] == ["A.txt", "b.txt"]
    assert set(page["_links"]) == {"self", "first", "last", "next"}
    assert page["_links"]["next"]["href"] == f"{library.ent.portal}/api/1.0/media-library/{path}?page=2&limit=2"
    newest = library.teacher.get(path, page="x", limit="y", column="size", order="UP").json()
    assert [item["label"] for item in newest["_embedded"]["items"]] == ["b.txt", "A.txt", "c.txt"]
    assert library.teacher.get(path, page=3, limit=2).status_code == 404


def test_a_listed_picture_has_exactly_the_keys_of_a_list(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Clés")
    library.teacher.stored(folder, "image.png", picture())
    item = library.teacher.get(f"media-folder/{folder}/medias.json").json()["_embedded"]["items"][0]
    assert set(item) == {
        *("type_unique_name", "label", "user_id", "is_private", "image_url", "image_thumb_url", "download_url"),
        *("unique_key", "writable", "manageable", "is_favorite", "from_paas", "id", "is_questionnaire"),
    }
    assert item["image_url"] == item["download_url"]


def test_the_folders_of_the_users_hide_the_callers_own(library: Library) -> None:
    children = library.pupil.get(f"media-folder/{library.class_root}.json").json()["children"]
    users = next(child for child in children if child["label"] == "Dossiers des utilisateurs")
    shown = {child["marker"] for child in library.pupil.get(f"media-folder/{users['marker']}.json").json()["children"]}
    assert {library.teacher.root, library.classmate.root} <= shown
    assert not {library.pupil.root, library.stranger.root, library.parent(of=library.pupil).root} & shown


def test_the_recent_documents_are_the_public_ones_of_the_groups(library: Library) -> None:
    public = library.teacher.stored(library.class_root, "recent.txt")
    private = library.teacher.stored(library.class_root, "secret.txt")
    library.teacher.patch(f"media/{private['id']}/toggle-private.json")
    seen = [media["id"] for media in library.pupil.get("base-recents.json").json()]
    assert seen[0] == public["id"]
    assert private["id"] not in seen
    assert public["id"] not in [media["id"] for media in library.stranger.get("base-recents.json").json()]


def test_a_wrong_method_names_the_right_ones(library: Library) -> None:
    answer = library.teacher.call("PUT", f"media-folder/{library.class_root}.json", json={})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, DELETE, POST")
