"""What the contract itself says (CCTP of the consultation 2019_20102_0019), and every compte rendu prints."""

from __future__ import annotations

CONTRACT = (
    ("Maître d’ouvrage", "Ville de Marseille — Direction de l’Éducation et de la Jeunesse"),
    ("Service gestionnaire", "Service Coordination Technique et Numérique / CIME"),
    ("Marché", "Hébergement et maintenance de l’Espace Numérique de Travail des écoles primaires"),
    ("Consultation", "2019_20102_0019"),
)
ARTICLE_TITLES = {
    "3": "Descriptif de l’existant",
    "4.1": "Mise en place de la plateforme initiale",
    "4.2": "Hébergement, exploitation, administration",
    "4.2.1": "Conditions d’exploitation",
    "4.2.2": "Caractéristiques techniques de l’hébergement",
    "4.2.3": "Sécurité physique",
    "4.2.4": "Sécurité logique",
    "4.2.5": "Protection antivirale",
    "4.2.6": "Sauvegardes",
    "4.2.7": "Matériels",
    "4.2.8": "Systèmes d’exploitation et logiciels",
    "4.2.9": "Conservation des journaux",
    "4.3": "Maintenance corrective, adaptative et assistance",
    "4.3.1": "Maintenance corrective",
    "4.3.2": "Maintenance adaptative technique",
    "4.3.3": "Assistance",
    "4.4": "Maintenance évolutive",
}
# Article 4.3.1; the managing service validates the class and the delay.
ANOMALY_DELAYS = (
    ("Bloquante", "réception du signalement + 1 jour ouvré"),
    ("Non bloquante majeure", "réception du signalement + 5 jours ouvrés"),
    ("Non bloquante mineure", "réception du signalement + 30 jours ouvrés"),
    ("Sécurité majeure, code du prestataire", "réception du signalement + 5 jours ouvrés"),
    ("Sécurité majeure, code externe", "correction par le développeur externe + 20 jours ouvrés"),
    ("Sécurité mineure", "réception du signalement + 15 jours ouvrés"),
)


def article_order(article: str) -> tuple[int, ...]:
    """Sorts articles as the contract does: 4.1, 4.2, 4.2.9, 4.3."""
    return tuple(int(part) for part in article.split(".") if part.isdigit())
