"""Uploads: who may, what is kept, what is refused and leaves nothing (contract: media-library.md 4, 5)."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
import requests
from PIL import Image

from tests.practice_ent.media_library.conftest import Library, Visitor, picture

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"


def _text(value: object) -> str:
    """The name of a case: its texts, without the bytes."""
    return value if isinstance(value, str) else "octets"


def test_a_teacher_uploads_into_the_class(library: Library) -> None:
    before = library.used_by_class()
    content = picture()
    answer = library.teacher.upload(
        library.class_root, "Mon Chat Été.PNG", content, label="Autre nom", description="Un chat"
    )
    assert (answer.status_code, answer.text) == (201, "")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Location"].startswith("/ent/api/1.0/media-library/media/")
    media = library.teacher.get(answer.headers["Location"]).json()
    assert media["label"] == "Mon Chat Été.PNG"
    assert media["filename"] == "mon-chat-ete.PNG"
    assert media["description"] == "Un chat"
    assert (media["type_unique_name"], media["mime_type"]) == ("IMAGE", "image/png")
    assert media["is_private"] is False
    assert media["slug"] == f"media-{media['id']}"
    assert media["size"] == len(content)
    assert library.used_by_class() == before + len(content)
    day = media["created_at"][:10].replace("-", "_")
    kept = library.files / day / str(library.teacher.id) / str(media["id"]) / "mon-chat-ete.PNG"
    assert kept.read_bytes() == content


def test_a_pupil_cannot_upload_into_the_class_nor_at_a_classmate(library: Library) -> None:
    before = library.everything(), library.used_by_class()
    for marker in (library.class_root, library.classmate.root):
        answer = library.pupil.upload(marker, "a.txt", b"x")
        assert answer.status_code == 403
        assert answer.json() == {"error": {"code": 403, "message": "Forbidden"}}
    assert (library.everything(), library.used_by_class()) == before


def test_a_pupil_uploads_into_his_own_folder(library: Library) -> None:
    before = library.used_by(library.pupil)
    media = library.pupil.stored(library.pupil.root, "devoir.txt", b"mon devoir")
    assert media["is_private"] is True
    assert library.used_by(library.pupil) == before + len(b"mon devoir")


def test_the_teacher_hears_of_what_a_pupil_brings(library: Library) -> None:
    media = library.pupil.stored(library.pupil.root)
    query = "SELECT count(*) FROM notification WHERE target_user_id = ? AND objects LIKE ?"
    assert library.number(query, library.teacher.id, f'%"media_id": {media["id"]},%') == 1


def test_a_parent_has_no_space_at_all(library: Library) -> None:
    parent = library.parent(of=library.pupil)
    answer = parent.upload(parent.root, "a.txt", b"x")
    assert (answer.status_code, answer.json()) == (400, {"error_code": "ERROR_NO_ALLOWED_SPACE"})


@pytest.mark.parametrize(
    ("who", "quota", "code"),
    [
        ("pupil", "RESOURCE_QUOTA_CHILD", "ERROR_NOT_ENOUGH_SPACE_USER"),
        ("teacher", "RESOURCE_QUOTA_USER", "ERROR_NOT_ENOUGH_SPACE_USER"),
        ("class", "RESOURCE_QUOTA_GROUP", "ERROR_NOT_ENOUGH_SPACE_GROUP"),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(quotas: Library, who: str, quota: str, code: str) -> None:
    person = quotas.pupil if who == "pupil" else quotas.teacher
    marker = quotas.class_root if who == "class" else person.root

    def used() -> int:
        return quotas.used_by_class() if who == "class" else quotas.used_by(person)

    quotas.set_quota(quota, used() + 1000)
    before = quotas.everything(), used()
    answer = person.upload(marker, "trop.txt", b"x" * 1001)
    assert (answer.status_code, answer.json()) == (400, {"error_code": code})
    assert (quotas.everything(), used()) == before
    assert person.upload(marker, "juste.txt", b"x" * 1000).status_code == 201
    usage = person.get(f"media-folder/{marker}.json").json()
    assert usage["usage"] == {"current": str(used()), "total": str(used())}
    assert usage["usage_ratio"] == 100


@pytest.mark.parametrize("where", ["at home", "in the class"])
def test_uploads_at_the_same_moment_cannot_pass_the_quota_together(quotas: Library, where: str) -> None:
    home = where == "at home"
    person, marker = (quotas.pupil, quotas.pupil.root) if home else (quotas.teacher, quotas.class_root)

    def used() -> int:
        return quotas.used_by(person) if home else quotas.used_by_class()

    def one(number: int) -> int:
        with requests.Session() as http:
            http.cookies.update(person.http.cookies)
            alone = Visitor(person.portal, http, person.id, person.root)
            return alone.upload(marker, f"{number}.txt", b"x" * 1000).status_code

    before = used()
    quotas.set_quota("RESOURCE_QUOTA_CHILD" if home else "RESOURCE_QUOTA_GROUP", before + 2500)
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(one, range(8)))
    assert sorted(statuses) == [201, 201, 400, 400, 400, 400, 400, 400]
    assert used() == before + 2000


def test_the_anti_virus_refuses_the_test_file(library: Library) -> None:
    before = library.everything()
    answer = library.teacher.upload(library.class_root, "innocent.txt", EICAR)
    assert (answer.status_code, answer.json()) == (400, {"error_code": "INVALID"})
    assert library.everything() == before


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("coupe.png", picture()[:60]),
        ("faux.jpg", b"\xff\xd8\xff\xe0 rien de plus"),
    ],
    ids=_text,
)
def test_a_picture_that_cannot_be_opened_leaves_nothing(library: Library, name: str, content: bytes) -> None:
    before = library.everything(), library.used_by_class()
    answer = library.teacher.upload(library.class_root, name, content)
    assert (answer.status_code, answer.json()) == (400, {"error_code": "INVALID"})
    assert (library.everything(), library.used_by_class()) == before


def test_every_file_part_is_stored_whatever_its_name(library: Library) -> None:
    rows, _ = library.everything()
    parts = {"document": ("un.txt", b"un"), "autre": ("deux.txt", b"deux")}
    answer = library.teacher.call("POST", f"media/{library.class_root}/file.json", files=parts)
    assert library.teacher.get(answer.headers["Location"]).json()["label"] == "un.txt"
    assert library.everything()[0] == rows + 2


def test_when_one_part_is_refused_none_is_stored(library: Library) -> None:
    before = library.everything(), library.used_by_class()
    parts = {"un": ("un.txt", b"un"), "deux": ("deux.png", picture()[:60])}
    answer = library.teacher.call("POST", f"media/{library.class_root}/file", files=parts)
    assert answer.status_code == 400
    assert (library.everything(), library.used_by_class()) == before


def test_a_file_that_cannot_be_written_leaves_nothing(library: Library) -> None:
    person = library.member("teacher", elsewhere=True)
    # A file where the person's folder of the day should be.
    place = library.files / f"{datetime.now():%Y_%m_%d}" / str(person.id)
    place.parent.mkdir(exist_ok=True)
    aside = place.with_name(f"{place.name} aside")
    if place.exists():
        place.rename(aside)
    place.touch()
    before = library.everything(), library.used_by(person)
    answer = person.upload(person.root, "a.txt", b"x")
    assert (answer.status_code, answer.json()) == (400, {"error_code": "ERROR_DURING_WRITE"})
    assert (library.everything(), library.used_by(person)) == before
    place.unlink()
    if aside.exists():
        aside.rename(place)


def test_a_request_without_a_file_is_told_the_largest_size(library: Library) -> None:
    whole = {"error_code": "ERROR_FILE_IS_TOO_LARGE", "max_size": 67_108_864}
    path = f"media/{library.class_root}/file"
    bodies: list[dict[str, Any]] = [{"json": {}}, {"files": {"description": (None, "sans fichier")}}]
    for body in bodies:
        answer = library.teacher.call("POST", path, **body)
        assert (answer.status_code, answer.json()) == (400, whole)
    broken = library.teacher.call("POST", path, data=b"?", headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert (broken.status_code, broken.json()) == (400, whole)


@pytest.mark.parametrize(
    ("name", "content", "kind", "mime"),
    [
        ("faux.png", b"du texte", "FILE", "text/plain"),
        ("long.txt", b"a" + "é".encode() * 4000, "FILE", "text/plain"),
        ("bruit.txt", b"\xff\x01" * 4000, "FILE", "application/octet-stream"),
        ("vrai.txt", picture(), "IMAGE", "image/png"),
        ("lecon.pdf", b"%PDF-1.4\n", "DOCUMENT", "application/pdf"),
        ("page.html", b"<!DOCTYPE html><p>", "FILE", "text/html"),
        ("vide.txt", b"", "FILE", "application/x-empty"),
        ("prog.exe", b"MZ\x90\x00", "FILE", "application/x-dosexec"),
        ("son.mp3", b"ID3\x03\x00", "AUDIO", "audio/mpeg"),
        ("photo.bmp", picture(kind="BMP"), "FILE", "image/bmp"),
    ],
    ids=_text,
)
def test_the_type_is_told_by_the_content(library: Library, name: str, content: bytes, kind: str, mime: str) -> None:
    media = library.teacher.stored(library.class_root, name, content)
    assert (media["type_unique_name"], media["mime_type"]) == (kind, mime)


def test_a_photo_taken_sideways_is_stored_upright(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "photo.jpg", picture(kind="JPEG", orientation=6))
    shown = Image.open(io.BytesIO(requests.get(media["image_url"], timeout=20).content))
    assert (shown.format, shown.size) == ("JPEG", (40, 64))
    top, bottom = shown.convert("L").getpixel((20, 5)), shown.convert("L").getpixel((20, 60))
    assert isinstance(top, int)
    assert isinstance(bottom, int)
    assert top > 200 > 50 > bottom


@pytest.mark.parametrize(
    "name",
    ["../../../dehors.txt", "..\\..\\dehors.txt", "/etc/dehors.txt", "a/../../dehors.txt", "dehors.txt/..", ".."],
)
def test_a_name_cannot_lead_out_of_the_storage(library: Library, name: str) -> None:
    before = {path for path in library.data.rglob("*") if library.files not in path.parents}
    _, stored = library.everything()
    answer = library.teacher.upload(library.class_root, name, b"x")
    assert answer.status_code in {201, 400}
    assert {path for path in library.data.rglob("*") if library.files not in path.parents} == before
    for path in library.everything()[1] - stored:
        assert path.relative_to(library.files).parts[1] == str(library.teacher.id)
        assert len(path.relative_to(library.files).parts) == 4


def test_without_a_session_nothing_is_stored(library: Library) -> None:
    before = library.everything()
    path = f"/api/1.0/media-library/media/{library.class_root}/file"
    answer = requests.post(library.ent.portal + path, files={"file": ("a.txt", b"x")}, timeout=20)
    assert (answer.status_code, answer.json()) == (401, f"invalid credentials {path}")
    assert library.everything() == before


def test_no_file_is_left_half_written(library: Library) -> None:
    library.teacher.stored(library.class_root)
    waiting = library.files / ".depot"
    assert waiting.is_dir()
    assert list(waiting.iterdir()) == []
