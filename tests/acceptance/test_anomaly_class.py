"""The six classes of the contract, as people write them."""

from __future__ import annotations

import pytest

from acceptance.campaign.anomaly_class import class_named
from acceptance.campaign.points import ANOMALY_CLASSES


@pytest.mark.parametrize("name", ANOMALY_CLASSES.values())
def test_each_class_is_known_by_its_name(name: str) -> None:
    assert class_named(name) == class_named(name.upper()) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bloquante", "bloquante"),
        ("Non bloquante majeure", "non bloquante majeure"),
        ("majeure", "non bloquante majeure"),
        ("Mineure ", "non bloquante mineure"),
        ("sécurité mineure", "sécurité mineure"),
        ("Securite majeure, code du prestataire", "sécurité majeure du code du prestataire"),
        ("sécurité majeure code externe", "sécurité majeure du code externe"),
        ("sécurité majeure", None),  # of whose code?
        ("sécurité majeure externe ou prestataire", None),
        ("bloquante majeure", None),
        ("non bloquante", None),
        ("grave", None),
        ("", None),
    ],
)
def test_a_class_that_could_be_several_is_none(text: str, name: str | None) -> None:
    assert class_named(text) == name
