"""The cookies of a browser: to whom they go, and until when."""

from __future__ import annotations

import pytest

from loadtests.people.cookies import Cookies

HOST = "ent.exemple.fr"


def sent(line: str, *, to: str = HOST, path: str = "/ent/", secure: bool = True, set_at: str = "/ent/blog/") -> str:
    cookies = Cookies()
    cookies.keep(line, HOST, set_at)
    return cookies.header(to, path, secure=secure)


@pytest.mark.parametrize(
    ("line", "where", "expected"),
    [
        ("beneyluent=abc; path=/; HttpOnly", {}, "beneyluent=abc"),
        ("a=1; Path=/", {"to": "auth.exemple.fr"}, ""),
        ("a=1; Path=/; Domain=exemple.fr", {"to": "auth.exemple.fr"}, "a=1"),
        ("a=1; Path=/; Domain=autre.fr", {}, ""),
        ("a=1; Path=/; Domain=exemple.fr", {"to": "fauxexemple.fr"}, ""),
        ("a=1; Path=/ent", {"path": "/ent/x"}, "a=1"),
        ("a=1; Path=/ent", {"path": "/entrée"}, ""),
        ("a=1", {"path": "/ent/blog/x"}, "a=1"),
        ("a=1", {"path": "/autre"}, ""),
        ("a=1; Path=/; Secure", {"secure": False}, ""),
        ("a=1; Path=/; Secure", {}, "a=1"),
        ("a=1; Path=/; Max-Age=2592000", {}, "a=1"),
        ("a=1; Path=/; Max-Age=0", {}, ""),
        ("a=1; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT", {}, ""),
        ("a=1; Path=/; Expires=un jour", {}, "a=1"),
        ("sans valeur; Path=/", {}, ""),
    ],
)
def test_a_cookie_goes_where_it_was_meant_to(line: str, where: dict[str, object], expected: str) -> None:
    assert sent(line, **where) == expected  # type: ignore[arg-type]


def test_a_second_one_of_that_name_replaces_the_first_and_a_deletion_takes_it_away() -> None:
    cookies = Cookies()
    for line in ("a=1; Path=/", "b=2; Path=/", "a=3; Path=/"):
        cookies.keep(line, HOST, "/")
    assert cookies.header(HOST, "/", secure=False) == "a=3; b=2"
    cookies.keep("a=deleted; Path=/; Max-Age=0", HOST, "/")
    assert cookies.header(HOST, "/", secure=False) == "b=2"
