"""The fingerprint of an ENT changes with the files of its entry page and the declared versions, with nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from acceptance.fingerprint import FingerprintError, ent_fingerprint, noted_fingerprint, with_versions

PAGE = (
    '<html><link rel="stylesheet" href="/ent/style.css?version=v217"><script src="/ent/app.js"></script>'
    '<script src="https://elsewhere.invalid/audience.js"></script><input name="jeton" value="{token}"></html>'
)


class Ent(ThreadingHTTPServer):
    """An ENT of three files; the token of its form changes at each visit."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files = {"/ent/": PAGE, "/ent/style.css": "a", "/ent/app.js": "b"}
        self.visits = 0

    @property
    def portal(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/ent"


class Handler(BaseHTTPRequestHandler):
    server: Ent

    def do_GET(self) -> None:
        self.server.visits += 1
        text = self.server.files.get(self.path.split("?")[0])
        self.send_response(200 if text is not None else 404)
        self.end_headers()
        self.wfile.write((text or "").replace("{token}", str(self.server.visits)).encode())

    def log_message(self, *arguments: object) -> None:
        """Silent."""


@pytest.fixture
def ent() -> Iterator[Ent]:
    with Ent() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_two_looks_at_one_ent_agree(ent: Ent) -> None:
    assert ent_fingerprint(ent.portal) == ent_fingerprint(ent.portal + "/")


@pytest.mark.parametrize(
    ("path", "text"),
    [("/ent/app.js", "c"), ("/ent/style.css", None), ("/ent/", PAGE.replace("v217", "v218"))],
)
def test_a_file_that_changes_changes_the_fingerprint(ent: Ent, path: str, text: str | None) -> None:
    before = ent_fingerprint(ent.portal)
    if text is None:
        del ent.files[path]
    else:
        ent.files[path] = text
    assert ent_fingerprint(ent.portal) != before


def test_an_ent_that_does_not_answer_has_no_fingerprint(ent: Ent) -> None:
    del ent.files["/ent/"]
    with pytest.raises(FingerprintError, match="répond 404"):
        ent_fingerprint(ent.portal)
    with pytest.raises(FingerprintError, match="ne répond pas"):
        ent_fingerprint("http://127.0.0.1:9/ent")
    assert noted_fingerprint(ent.portal) == ""  # the recette goes on: its points will tell


def test_declared_versions_count() -> None:
    assert with_versions("abc", ()) == "abc"
    assert with_versions("abc", [("ENT", "1")]) != with_versions("abc", [("ENT", "2")])
    assert with_versions("", [("ENT", "1")]) == ""  # never seen: no fingerprint
