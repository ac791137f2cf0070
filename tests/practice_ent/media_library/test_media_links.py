"""Links to the Internet, and documents picked from other pages (contract: media-library.md 3.2, 3.4, 4, 6.2)."""

from __future__ import annotations

import pytest

from tests.practice_ent.media_library.conftest import Library, picture

_BOOKMARKS = (
    "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n"
    '<DT><A HREF="https://www.onf.fr/forets?a=1&amp;b=2" ADD_DATE="1">La for&ecirc;t</A>\n'
    '<DT><A HREF="{second}">Le second</A>\n</DL>\n'
)


def _add(library: Library, url: str) -> int:
    return library.teacher.call("POST", f"media/{library.class_root}/url.json", json={"url": url}).status_code


@pytest.mark.parametrize(
    ("url", "kind", "value"),
    [
        ("www.onf.fr", "LINK", "http://www.onf.fr"),
        ("https://fr.wikipedia.org/wiki/Chat?x=1", "LINK", "https://fr.wikipedia.org/wiki/Chat?x=1"),
        ("https://youtu.be/abc123", "EMBEDDED_VIDEO", "https://www.youtube.com/embed/abc123"),
        ("https://vimeo.com/76979871", "EMBEDDED_VIDEO", "https://player.vimeo.com/video/76979871"),
    ],
)
def test_a_link_is_kept_as_what_it_leads_to(library: Library, url: str, kind: str, value: str) -> None:
    answer = library.teacher.call("POST", f"media/{library.class_root}/url.json", json={"url": url})
    assert answer.status_code == 201
    media = library.teacher.get(answer.headers["Location"]).json()
    assert media["type_unique_name"] == kind
    assert value in media["media_value"]
    assert (media["download_url"], media["downloadable"]) == (False, False)


@pytest.mark.parametrize(
    "url",
    [
        *("", "pas une adresse", "ftp://www.onf.fr/", "javascript:alert(1)", "http://www.onf.fr:8080/"),
        *("http://127.0.0.1/", "http://10.0.0.3/", "http://[::1]/", "http://localhost/", "http://intranet.local/"),
        *("http://www.onf.fr:x/", "http://2130706433/", "http://169.254.169.254/"),
    ],
)
def test_an_address_that_is_not_of_the_internet_is_refused(library: Library, url: str) -> None:
    before = library.everything()
    assert _add(library, url) == 400
    assert library.everything() == before


def test_a_pupil_adds_no_link_to_the_class(library: Library) -> None:
    path = f"media/{library.class_root}/url.json"
    assert library.pupil.call("POST", path, json={"url": "www.onf.fr"}).status_code == 403


def test_a_file_of_bookmarks_becomes_a_folder_of_links_that_can_be_taken_away(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Liens")
    content = _BOOKMARKS.format(second="http://www.vimeo.com/").encode()
    answer = library.teacher.upload(folder, "signets.html", content)
    assert answer.status_code == 201
    first = library.teacher.get(answer.headers["Location"]).json()
    assert (first["label"], first["media_value"]) == ("La forêt", "https://www.onf.fr/forets?a=1&b=2")
    (made,) = library.teacher.get(f"media-folder/{folder}.json").json()["children"]
    assert made["label"].startswith("Dossier de signets ")
    links = library.teacher.listed(made["marker"])
    assert len(links) == 2
    asked = [("datas[]", f'{{"TYPE":"MEDIA","ID":{number}}}') for number in links]
    exported = library.teacher.call("GET", "selection-bookmark.json", params=asked)
    assert exported.headers["X-Filename"].startswith("bookmark_")
    assert "https://www.onf.fr/forets?a=1&amp;b=2" in exported.text


def test_a_refused_bookmark_leaves_nothing(library: Library) -> None:
    folder = library.teacher.folder(library.class_root, "Rien")
    before = library.everything()
    refused = library.teacher.upload(folder, "signets.html", _BOOKMARKS.format(second="http://localhost/").encode())
    assert (refused.status_code, refused.json()) == (400, {"error_code": "INVALID"})
    assert library.everything() == before
    assert library.teacher.get(f"media-folder/{folder}.json").json()["children"] == []


def test_only_links_are_exported(library: Library) -> None:
    media = library.teacher.stored(library.class_root)
    asked = {"datas[]": f'{{"TYPE":"MEDIA","ID":{media["id"]}}}'}
    assert library.teacher.get("selection-bookmark.json", **asked).status_code == 400


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [("join", 'name="resource-joined[]" value="{id}"'), ("insert", 'data-id="{id}"'), ("select", 'data-id="{id}"')],
)
def test_a_picked_document_is_shown_by_a_page(library: Library, kind: str, wanted: str) -> None:
    answer = library.teacher.upload(library.class_root, "dessin.png", picture())
    number = answer.headers["Location"].rpartition("/")[2]
    for method in ("GET", "POST"):
        shown = library.teacher.call(method, f"/mediatheque-2/view/{kind}/{number}")
        assert (shown.status_code, wanted.format(id=number) in shown.text) == (200, True)
    assert library.stranger.get(f"/mediatheque-2/view/{kind}/{number}").status_code == 403


def test_the_picker_opens_in_a_frame(library: Library) -> None:
    frame = library.teacher.get("/mediatheque-2/iframe", mode="selection")
    assert 'src="/ent/mediatheque-2/embedded?mode=selection"' in frame.text
    assert 'class="media-library embedded"' in library.teacher.get("/mediatheque-2/embedded").text


def test_a_document_joined_to_an_article_is_read_by_the_readers_of_the_article(library: Library) -> None:
    folder = library.teacher.folder(library.teacher.root, "Illustrations")
    media = library.teacher.stored(folder, "carte.txt")
    article = library.number(
        "SELECT a.id FROM blog_article a JOIN blog_article_blog b ON b.blogarticle_id = a.id"
        " WHERE a.status = 1 AND b.blog_id = (SELECT id FROM blog WHERE group_id = ?)",
        library.class_id,
    )
    path = f"media/{media['id']}.json"
    through: dict[str, str | int] = {"objectType": "BNS\\App\\CoreBundle\\Model\\BlogArticle", "objectId": article}
    assert library.pupil.get(path, **through).status_code == 403
    for joined in ("BlogArticle", "Autre"):
        library.run(
            "INSERT INTO media_join_object (object_class, object_id, media_id, is_embedded, created_at)"
            " VALUES (?, ?, ?, 0, '2026-09-01')",
            *(joined, article, media["id"]),
        )
    assert library.pupil.get(path, **through).status_code == 200
    assert library.stranger.get(path, **through).status_code == 403
    assert library.pupil.get(path).status_code == 403
    assert library.pupil.get(path, objectType="Autre", objectId=article).status_code == 403
