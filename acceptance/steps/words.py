"""The words of the features that stand for people, and how a sentence holds them."""

from __future__ import annotations

import re

from pytest_bdd import parsers

from acceptance.people import PEOPLE
from acceptance.stage import NOBODY

_WHO = {name: name for name in (*PEOPLE, NOBODY)}


def _after(preposition: str, contracted: str) -> dict[str, str]:
    """« à l’élève » but « au camarade »: the person behind each form."""
    return {
        f"{contracted} {name.removeprefix('le ')}" if name.startswith("le ") else f"{preposition} {name}": name
        for name in _WHO
    }


_FORMS = {"who": _WHO, "whom": _WHO, "other": _WHO, "to": _after("à", "au"), "of": _after("de", "du")}
_PEOPLE = {form: name for forms in _FORMS.values() for form, name in forms.items()}


def sentence(text: str) -> Sentence:
    """A step with people in it: ``{who}``, ``{whom}`` or ``{other}`` (« l’élève »), ``{to}`` (« au camarade »),
    ``{of}`` (« du parent »).

    Any other name in braces stands for any words. The step receives people by their plain name (« le camarade »).
    """
    return Sentence(text)


class Sentence(parsers.re):
    def __init__(self, text: str) -> None:
        pattern = re.sub(r"\\\{(\w+)\\\}", _group, re.escape(text))
        super().__init__(pattern)
        self.name = text

    def parse_arguments(self, name: str) -> dict[str, str] | None:
        found = super().parse_arguments(name)
        return found and {key: _PEOPLE.get(value, value) for key, value in found.items()}


def _group(match: re.Match[str]) -> str:
    name = match[1]
    # The longest first: « l’enseignant » begins « l’enseignant d’une autre classe ».
    forms = sorted(_FORMS.get(name, ()), key=len, reverse=True)
    return f"(?P<{name}>{'|'.join(map(re.escape, forms)) or '.+'})"
