"""The rules shipped are the contract's; a slip in a file of rules is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from acceptance.campaign.rules import RULES_FILE, RulesError, read_rules

SHIPPED = RULES_FILE.read_text(encoding="utf-8")
# CCTP, article 4.3.1, as typed from the contract.
CONTRACT = {
    "bloquante": (1, "signalement"),
    "non bloquante majeure": (5, "signalement"),
    "non bloquante mineure": (30, "signalement"),
    "sécurité majeure du code du prestataire": (5, "signalement"),
    "sécurité majeure du code externe": (20, "correction externe"),
    "sécurité mineure": (15, "signalement"),
}


def test_the_rules_shipped_are_those_of_the_contract() -> None:
    rules = read_rules()
    assert {rule.name: (rule.delay, rule.since) for rule in rules.classes} == CONTRACT
    assert rules.calendar.hand_over == 7
    assert (rules.calendar.aptitude, rules.calendar.regular_service, rules.calendar.admission) == (30, 30, 7)
    assert rules.calendar.unavailable_share == 0.02
    assert (rules.calendar.service_from.hour, rules.calendar.service_until.hour) == (8, 18)


@pytest.mark.parametrize(
    ("old", "new", "line_holds", "message"),
    [
        ('pays = "FR"', 'pays = "XX"', "pays", "« XX »"),
        ('fuseau = "Europe/Paris"', 'fuseau = "Europe/Lutece"', "fuseau", "Lutece"),
        ('"vendredi"]', '"vendredredi"]', "jours =", "semaine"),
        ("heure_limite = 18:00:00", 'heure_limite = "18 h"', "heure_limite", "sans guillemets"),
        ("heure_limite = 18:00:00", "heure_limit = 18:00:00", "[jours_ouvres]", "il manque heure_limite"),
        ("jours_chomes = []", "jours_chomes = []\nferie = true", "ferie", "clé inconnue « ferie »"),
        ("delai_jours_ouvres = 30", "delai_jours_ouvres = -3", "delai_jours_ouvres = -3", "trop petit"),
        ('nom = "sécurité mineure"', 'nom = "sécurité faible"', "sécurité faible", "Valeurs possibles"),
        ('nom = "sécurité mineure"', 'nom = "bloquante"', 'nom = "bloquante"', "donnée deux fois"),
        ("vsr_indisponibilite_part = 0.02", "vsr_indisponibilite_part = 2", "part = 2", "entre 0 et 1"),
        ("vsr_fin = 18:00:00", "vsr_fin = 07:00:00", "vsr_fin", "précède"),
        ('etape = "VSR"', 'etape = "VA"', "", "aucune règle de décision pour l’étape VSR"),
        ('classes = ["non bloquante majeure"]', 'classes = ["majeur"]', '["majeur"]', "« majeur »"),
        ('proposition = "VA positive"', 'proposition = "oui"', '"oui"', "« oui »"),
    ],
)
def test_a_slip_is_named_with_its_line(tmp_path: Path, old: str, new: str, line_holds: str, message: str) -> None:
    path = tmp_path / "regles.toml"
    assert old in SHIPPED
    path.write_text(SHIPPED.replace(old, new), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        read_rules(path)
    assert message in str(caught.value)
    assert caught.value.remedy
    number = int(caught.value.message.split("ligne ")[1].split(" ")[0])
    assert line_holds in path.read_text(encoding="utf-8").splitlines()[number - 1]


def test_a_forgotten_class_is_named(tmp_path: Path) -> None:
    path = tmp_path / "regles.toml"
    path.write_text(SHIPPED.replace('[[classe]]\nnom = "sécurité mineure"\n', "[[classee]]\n"), encoding="utf-8")
    with pytest.raises(RulesError, match="il manque le délai de : sécurité mineure"):
        read_rules(path)
