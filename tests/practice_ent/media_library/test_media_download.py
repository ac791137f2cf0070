"""The bytes: signed addresses, ranges, thumbnails (contract: media-library.md 6)."""

from __future__ import annotations

import io
import time
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from PIL import Image

from fixtures.practice_ent.ent.media_library import signing
from fixtures.practice_ent.settings.base import SECRET_KEY
from tests.practice_ent.media_library.conftest import Library, picture

_TEXT = bytes(range(32, 127)) * 10


@pytest.fixture(scope="module")
def address(library: Library) -> str:
    """The signed address of a text of 950 bytes."""
    found: str = library.teacher.stored(library.class_root, "texte.txt", _TEXT)["download_url"]
    return found


def _ask(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=20, allow_redirects=False)


def _changed(url: str, **changes: str | None) -> str:
    """The address with parameters changed, added, or taken away (None)."""
    parameters = {**dict(parse_qsl(urlsplit(url).query)), **changes}
    kept = {name: value for name, value in parameters.items() if value is not None}
    return f"{url.partition('?')[0]}?{urlencode(kept)}"


def _signed(library: Library, *, expires: int, pattern: str, filename: str, mime_type: str = "text/plain") -> str:
    """An address signed with the ENT's own secret."""
    return signing.signed_url(
        library.ent.portal, SECRET_KEY, filename=filename, mime_type=mime_type, pattern=pattern, expires=expires
    )


def test_the_address_is_enough_to_read_the_file(address: str) -> None:
    assert list(dict(parse_qsl(urlsplit(address).query))) == [
        *("filename", "mime_type", "pattern", "temp_url_sig", "temp_url_expires")
    ]
    answer = _ask(address)
    assert (answer.status_code, answer.content) == (200, _TEXT)
    assert answer.headers["Content-Type"] == "text/plain;charset=UTF-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="texte.txt"'
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Last-Modified"].endswith("GMT")
    age, private = answer.headers["Cache-Control"].split(", ")
    assert private == "private"
    assert 3500 < int(age.removeprefix("max-age=")) <= 5400


@pytest.mark.parametrize(
    "change",
    [
        {"temp_url_sig": "0" * 40},
        {"temp_url_sig": None},
        {"temp_url_sig": "é"},
        {"temp_url_expires": "1500000000"},
        {"temp_url_expires": "9999999999"},
        {"temp_url_expires": None},
        {"temp_url_expires": "demain"},
        {"filename": "autre.txt"},
        {"filename": None},
        {"mime_type": "text/html"},
        {"mime_type": None},
        {"pattern": "2020_01_01/1/1/"},
        {"pattern": None},
        {"size": "giant"},
    ],
)
def test_an_altered_address_opens_nothing(address: str, change: dict[str, str | None]) -> None:
    answer = _ask(_changed(address, **change))
    assert (answer.status_code, answer.content) == (404, b"")
    assert answer.headers["Content-Type"] == "text/html; charset=UTF-8"


def test_without_any_parameter_there_is_nothing(library: Library) -> None:
    assert _ask(f"{library.ent.portal}/media_download.php").status_code == 404


def test_an_address_expires(library: Library, address: str) -> None:
    parts = dict(parse_qsl(urlsplit(address).query))
    place = {"pattern": parts["pattern"], "filename": parts["filename"]}
    assert _ask(_signed(library, expires=int(time.time()) + 60, **place)).status_code == 200
    assert _ask(_signed(library, expires=int(time.time()) - 1, **place)).status_code == 404


def test_an_address_lasts_an_hour_and_is_the_same_for_half_an_hour() -> None:
    assert signing.expiry(1_800_000_000) == 1_800_000_000 + 3600
    assert signing.expiry(1_800_000_001) == signing.expiry(1_800_001_800) == 1_800_000_000 + 5400
    assert not signing.is_genuine("secret", {}, 0)


@pytest.mark.parametrize(
    ("pattern", "filename"),
    [("../", "ent.sqlite3"), ("a/../../", "comptes.csv"), ("/etc/", "passwd"), ("", "../comptes.csv"), ("", "..")],
)
def test_even_a_signed_address_does_not_lead_out_of_the_storage(library: Library, pattern: str, filename: str) -> None:
    url = _signed(library, expires=int(time.time()) + 60, pattern=pattern, filename=filename)
    assert _ask(url).status_code == 404


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-99", 0, 99), ("bytes=900-", 900, 949), ("bytes=-10", 940, 949), ("bytes=940-5000", 940, 949)],
)
def test_a_part_of_the_file_can_be_asked(address: str, asked: str, first: int, last: int) -> None:
    answer = _ask(address, Range=asked)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/950"
    assert answer.content == _TEXT[first : last + 1]
    assert answer.headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=5-2", "bytes=-", "octets=0-1", "bytes=0-1,3-4", "bytes=-0"])
def test_a_part_that_makes_no_sense_gives_the_whole_file(address: str, asked: str) -> None:
    answer = _ask(address, Range=asked)
    assert (answer.status_code, answer.content) == (200, _TEXT)


def test_the_head_alone_can_be_asked(address: str) -> None:
    answer = requests.head(address, timeout=20)
    assert (answer.status_code, answer.headers["Content-Length"], answer.content) == (200, "950", b"")


def test_a_picture_has_thumbnails_of_the_known_sizes(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "grande.jpg", picture(900, 600, kind="JPEG"))
    small = _ask(media["image_thumb_url"])
    assert small.headers["Content-Type"] == "images/jpg"
    assert Image.open(io.BytesIO(small.content)).size == (180, 120)
    medium = library.pupil.get(f"/mediatheque-2/media/{media['id']}/image-url/medium")
    assert medium.status_code == 302
    assert Image.open(io.BytesIO(_ask(medium.headers["Location"]).content)).size == (600, 400)
    unsigned = _ask(_changed(media["image_url"], size="board"))
    assert Image.open(io.BytesIO(unsigned.content)).size == (100, 67)


def test_a_thumbnail_is_built_once(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "une-fois.png", picture(300, 300))
    first = _ask(media["image_thumb_url"])
    again = _ask(media["image_thumb_url"])
    assert first.content == again.content
    assert first.headers["Last-Modified"] == again.headers["Last-Modified"]
    parts = dict(parse_qsl(urlsplit(media["image_thumb_url"]).query))
    assert (library.files / parts["pattern"] / parts["filename"]).read_bytes() == first.content


def test_a_copy_shows_the_thumbnail_of_its_original(library: Library) -> None:
    source = library.teacher.stored(library.class_root, "origine.png", picture(200, 100))
    made = library.pupil.call("POST", f"media/{source['id']}/file-my-copy.json", json={})
    copy = library.pupil.get(made.headers["Location"]).json()
    assert copy["image_thumb_url"] == source["image_thumb_url"]
    assert copy["download_url"] != source["download_url"]
    assert _ask(copy["download_url"]).content == _ask(source["download_url"]).content


def test_a_document_has_no_picture(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "lecon.pdf", b"%PDF-1.4\n")
    assert (media["image_url"], media["image_thumb_url"]) == (False, False)
    assert library.teacher.get(f"/mediatheque-2/media/{media['id']}/image-url/small").status_code == 404
    assert _ask(_changed(media["download_url"], size="small")).status_code == 404


def test_an_unknown_size_leads_to_an_address_that_is_refused(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "image.png", picture())
    answer = library.teacher.get(f"/mediatheque-2/media/{media['id']}/image-url/giant")
    assert answer.headers["Location"] == f"{media['image_url']}&size=giant"
    assert _ask(answer.headers["Location"]).status_code == 404


def test_the_download_page_counts_and_leads_to_the_file(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "compte.txt", b"compte")
    answer = library.pupil.get(f"/mediatheque-2/download/{media['id']}")
    assert (answer.status_code, answer.headers["Location"]) == (302, media["download_url"])
    assert library.teacher.get(f"media/{media['id']}.json").json()["download_count"] == 1
    assert library.pupil.get("/mediatheque-2/download/999999").status_code == 404
    anonymous = _ask(f"{library.ent.portal}/mediatheque-2/download/{media['id']}")
    assert (anonymous.status_code, anonymous.headers["Location"]) == (302, f"{library.ent.portal}/")


def test_a_file_missing_on_disk_is_not_found(library: Library) -> None:
    media = library.teacher.stored(library.class_root, "perdu.png", picture())
    for path in library.files.glob(f"*/*/{media['id']}/*"):
        path.unlink()
    for address in (media["download_url"], media["image_thumb_url"], _changed(media["download_url"], size="small")):
        assert _ask(address).status_code == 404
    assert library.teacher.call("POST", f"media/{media['id']}/file-my-copy.json").status_code == 404
