"""What a scenario made is removed, last made first, and what stays is told."""

from __future__ import annotations

from acceptance.campaign.recorder import NotReadyError
from acceptance.made import CleanUp


def test_the_last_made_goes_first_and_a_refusal_stops_nothing() -> None:
    gone: list[str] = []
    notes: list[tuple[str, str]] = []

    def refuse() -> None:
        raise AssertionError("refusé (403)\nlong détail")

    def nobody() -> None:
        raise NotReadyError("l’enseignant n’a pas pu s’identifier")

    cleanup = CleanUp()
    cleanup.later("un article", lambda: gone.append("article"))
    cleanup.later("un fichier", refuse)
    cleanup.later("un message", nobody)
    cleanup.later("un commentaire", lambda: gone.append("commentaire"))
    cleanup.run(lambda what, problem: notes.append((what, problem)))
    assert gone == ["commentaire", "article"]
    assert notes == [
        ("un commentaire", ""),
        ("un message", "l’enseignant n’a pas pu s’identifier"),
        ("un fichier", "refusé (403)"),
        ("un article", ""),
    ]
