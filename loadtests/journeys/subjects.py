"""All that people come for, by the name that ``melange.toml`` gives it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from loadtests.journeys import blog, class_life, media_library, messaging
from loadtests.journeys.visit import Visit

_WRITERS = frozenset({"teacher", "pupil"})
_EVERYBODY = _WRITERS | {"parent"}
_TEACHERS = frozenset({"teacher"})


@dataclass(frozen=True)
class Subject:
    """What a person does from one page to the next, and the roles it is open to."""

    play: Callable[[Visit], None]
    roles: frozenset[str] = _EVERYBODY


SUBJECTS: Mapping[str, Subject] = {
    "revenir à l’accueil": Subject(class_life.come_home),
    "lire le blog": Subject(blog.read),
    "commenter le blog": Subject(blog.read_and_comment),
    "écrire un article": Subject(blog.write, _WRITERS),
    "voir les documents": Subject(media_library.look),
    "déposer un document": Subject(media_library.deposit, _WRITERS),
    "lire ses messages": Subject(messaging.read),
    "écrire aux parents": Subject(messaging.write_to_parents, _TEACHERS),
    "consulter le calendrier": Subject(class_life.see_calendar),
    "consulter le cahier de textes": Subject(class_life.see_homework),
    "lire le carnet de liaison": Subject(class_life.read_liaison_book),
    "voir le profil": Subject(class_life.see_profile),
    "voir les notifications": Subject(class_life.see_notifications),
    "chercher dans l’annuaire": Subject(class_life.see_directory),
}
