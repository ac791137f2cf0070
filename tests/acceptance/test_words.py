"""Sentences know the people of the features, in each form French gives them."""

from __future__ import annotations

import re

import pytest

from acceptance.pages.portal_page import loosely
from acceptance.people import PARENT, PUPIL, STRANGER, TEACHER
from acceptance.steps.words import sentence


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("{who} ouvre le blog", "l’élève ouvre le blog", {"who": PUPIL}),
        ("article de {who}", "article de l’enseignant d’une autre classe", {"who": STRANGER}),
        ("accès refusé {to}", "accès refusé au parent", {"to": PARENT}),
        ("message {of} {to}", "message de l’enseignant à l’élève", {"of": TEACHER, "to": PUPIL}),
        ("dit « {text} »", "dit « OK, l’élève »", {"text": "OK, l’élève"}),
    ],
)
def test_people_are_found_by_their_plain_names(pattern: str, text: str, found: dict[str, str]) -> None:
    assert sentence(pattern).is_matching(text)
    assert sentence(pattern).parse_arguments(text) == found


@pytest.mark.parametrize(
    "text", ["la dame ouvre le blog", "l’élève ouvre le blog du voisin", "Et l’élève ouvre le blog"]
)
def test_anything_else_is_not_understood(text: str) -> None:
    assert not sentence("{who} ouvre le blog").is_matching(text)


@pytest.mark.parametrize("shown", ["L'article a été lu !", "L’article a été lu\N{NARROW NO-BREAK SPACE}!"])
def test_apostrophes_and_spaces_of_the_portal_do_not_matter(shown: str) -> None:
    assert re.search(loosely("L’article a été lu !"), shown)
    assert not re.search(loosely("L’article a été lu !"), "L article a été lu !")
