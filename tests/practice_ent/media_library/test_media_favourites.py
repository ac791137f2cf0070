"""Favourites, deposit folders made by hand, search (contract: media-library.md 3.1 to 3.4, 6.4)."""

from __future__ import annotations

from tests.practice_ent.media_library.conftest import Library, Visitor

EMPTY: dict[str, list[object]] = {"MEDIA_FOLDERS": [], "MEDIAS": []}


def _favourites(person: Visitor, **query: str) -> list[int]:
    return [media["id"] for media in person.get("base-favoris.json", **query).json()["MEDIAS"]]


def test_a_favourite_is_that_of_the_one_who_marked_it(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "à relire.txt")
    path = f"media/{media['id']}"
    assert library.classmate.patch(f"{path}/toggle-favorite.json").json()["is_favorite"] is True
    assert _favourites(library.classmate) == [media["id"]]
    assert library.teacher.get(f"{path}.json").json()["is_favorite"] is False
    assert library.classmate.patch(f"{path}/toggle-favorite.json").json()["is_favorite"] is False
    assert library.classmate.get("base-favoris.json").json() == EMPTY


def test_the_favourites_come_in_the_order_asked_for(library: Library) -> None:
    medias = [library.teacher.stored(library.class_root, f"{name}.txt")["id"] for name in ("b", "c", "a")]
    datas = {"datas": [{"TYPE": "MEDIA", "ID": number} for number in medias]}
    reader = library.parent(of=library.pupil)
    for _ in range(2):
        assert reader.patch("selection-favorite.json", datas).json()["content"] == 0
    assert _favourites(reader, column="label", order="ASC") == [medias[2], medias[0], medias[1]]
    assert _favourites(reader) == medias[::-1]
    assert reader.patch("selection-unfavorite.json", datas).json()["content"] == 0
    assert _favourites(reader) == []


def test_what_is_no_longer_read_is_no_longer_among_the_favourites(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    library.pupil.patch(f"media/{media['id']}/toggle-favorite.json")
    library.teacher.patch(f"media/{media['id']}/toggle-private.json")
    assert _favourites(library.pupil) == []


def test_what_one_may_not_read_is_not_marked(library: Library) -> None:
    media = library.pupil.stored(library.pupil.root)
    assert library.stranger.patch(f"media/{media['id']}/toggle-favorite.json").status_code == 403
    datas = {"datas": [{"TYPE": "MEDIA", "ID": media["id"]}]}
    assert library.stranger.patch("selection-favorite.json", datas).json()["content"] == 1


def test_a_folder_is_marked_with_what_it_holds(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Marqué")
    inner = library.teacher.folder(folder, "Dedans")
    assert library.teacher.patch(f"media-folder/{folder}/toggle-favorite.json").json()["is_favorite"] is True
    (shown,) = library.teacher.get("base-favoris.json").json()["MEDIA_FOLDERS"]
    assert (shown["marker"], [child["marker"] for child in shown["children"]]) == (folder, [inner])
    assert library.teacher.patch(f"media-folder/{folder}/toggle-favorite.json").json()["is_favorite"] is False


def test_a_teacher_opens_and_closes_a_deposit_folder(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Exposés")
    path = f"media-folder/{folder}/toggle-locker.json"
    assert library.pupil.patch(path).status_code == 403
    assert library.teacher.patch(path).json()["is_locker"] is True
    assert library.pupil.upload(folder, "expose.txt", b"x").status_code == 201
    assert library.teacher.patch(path).json()["is_locker"] is False
    assert library.pupil.upload(folder, "expose.txt", b"x").status_code == 403


def test_the_search_finds_one_s_own_documents(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "Volcans.txt")
    other = library.pupil.stored(library.pupil.root, "Volcans à moi.txt")

    def found(body: dict[str, object]) -> list[dict[str, object]]:
        answer = library.teacher.call("POST", "/ent/api/1.0/search/searcher.json", json=body)
        assert answer.status_code == 200
        listed: list[dict[str, object]] = answer.json()
        return listed

    (line,) = found({"term": "volcan", "providers": ["MEDIA_LIBRARY"]})
    assert (line["id"], line["url"]) == (media["id"], f"/ent/app/#/media-library/medias/{media['id']}")
    assert other["id"] not in [each["id"] for each in found({"term": "volcan"})]
    assert found({"term": "volcan", "providers": ["BLOG"]}) == found({"term": " "}) == found({}) == []
