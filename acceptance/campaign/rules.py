"""The rules of a recette, read from ``regles.toml``: delays of resolution, calendar, proposed decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from acceptance.campaign.points import ANOMALY_CLASSES
from acceptance.campaign.working_days import WEEKDAYS, WorkingDays, is_country, working_delay
from acceptance.campaign.written_table import Table, open_table
from portal.errors import PreauError
from portal.french import typeset

RULES_FILE = Path(__file__).with_name("regles.toml")
STAGES = ("VA", "VSR")
PROPOSALS = ("VA positive", "admission", "ajournement", "réfaction", "rejet")
REPORT, EXTERNAL_FIX = "signalement", "correction externe"


class RulesError(PreauError):
    """The rules cannot be used as they are."""


@dataclass(frozen=True)
class ClassRule:
    """Greatest delay of resolution of one class of anomaly (CCTP, article 4.3.1), in working days.

    ``since`` is REPORT or EXTERNAL_FIX: what the delay runs from.
    """

    name: str
    delay: int
    since: str

    @property
    def words(self) -> str:
        start = "correction par le développeur externe" if self.since == EXTERNAL_FIX else "réception du signalement"
        return f"{start} + {working_delay(self.delay)}"


@dataclass(frozen=True)
class CalendarRules:
    """Lengths in calendar days; see ``regles.toml`` for the articles. ``warning`` is how long before to warn."""

    hand_over: int
    aptitude: int
    regular_service: int
    unavailable_share: float
    service_from: time
    service_until: time
    admission: int
    to_working_day: bool
    warning: int


@dataclass(frozen=True)
class DecisionRule:
    """``proposal`` when at least ``open_count`` anomalies of ``classes`` are open, at one stage (VA or VSR)."""

    stage: str
    proposal: str
    classes: frozenset[str]
    open_count: int
    reason: str


@dataclass(frozen=True)
class Rules:
    working_days: WorkingDays
    due_soon: int  # working days
    classes: tuple[ClassRule, ...]
    calendar: CalendarRules
    decisions: tuple[DecisionRule, ...]

    def of_class(self, name: str) -> ClassRule:
        return next(rule for rule in self.classes if rule.name == name)

    @property
    def delays(self) -> tuple[tuple[str, str], ...]:
        """Each class with its greatest delay in words."""
        return tuple((rule.name.capitalize(), typeset(rule.words)) for rule in self.classes)


def read_rules(path: Path = RULES_FILE) -> Rules:
    """Read a file of rules. Raises RulesError with the file, the line and the remedy."""
    top = open_table(
        path, RulesError, missing=f"Partez d’une copie de {RULES_FILE.name}.", help_page=f"les notes de {RULES_FILE}"
    )
    anomalies = top.table("anomalies")
    rules = Rules(
        working_days=_working_days(top.table("jours_ouvres")),
        due_soon=anomalies.whole("alerte_jours_ouvres"),
        classes=_classes(top),
        calendar=_calendar(top.table("calendrier")),
        decisions=tuple(_decision(table) for table in top.tables("decision")),
    )
    anomalies.close()
    for stage in STAGES:
        if not any(rule.stage == stage for rule in rules.decisions):
            top.refuse("decision", f"aucune règle de décision pour l’étape {stage}.", f'Ajoutez etape = "{stage}".')
    top.close()
    return rules


def _working_days(table: Table) -> WorkingDays:
    country, zone = table.text("pays"), table.text("fuseau")
    if not is_country(country):
        table.refuse("pays", f"les jours fériés de « {country} » ne sont pas connus.", 'Donnez "FR".')
    names = table.texts("jours")
    if not names or any(name not in WEEKDAYS for name in names):
        table.refuse("jours", "jours de la semaine inattendus.", f"Choisissez parmi : {', '.join(WEEKDAYS)}.")
    try:
        read = WorkingDays(
            country=country,
            zone=ZoneInfo(zone),
            weekdays=frozenset(WEEKDAYS.index(name) for name in names),
            closed=frozenset[date](table.days("jours_chomes")),
            cut=table.clock("heure_limite"),
        )
    except (ZoneInfoNotFoundError, ValueError):
        table.refuse("fuseau", f"le fuseau « {zone} » n’existe pas.", 'Donnez "Europe/Paris".')
    table.close()
    return read


def _classes(top: Table) -> tuple[ClassRule, ...]:
    known = tuple(ANOMALY_CLASSES.values())
    read: dict[str, ClassRule] = {}
    for table in top.tables("classe"):
        name = table.one_of("nom", known)
        if name in read:
            table.refuse("nom", f"la classe « {name} » est donnée deux fois.", "Gardez une seule des deux tables.")
        read[name] = ClassRule(
            name, table.whole("delai_jours_ouvres"), table.one_of("depuis", (REPORT, EXTERNAL_FIX), REPORT)
        )
        table.close()
    missing = [name for name in known if name not in read]
    if missing:
        top.refuse(
            "classe", f"il manque le délai de : {', '.join(missing)}.", "Ajoutez une table [[classe]] pour chacune."
        )
    return tuple(read[name] for name in known)


def _calendar(table: Table) -> CalendarRules:
    read = CalendarRules(
        hand_over=table.whole("remise_avant_recette_jours"),
        aptitude=table.whole("va_jours", least=1),
        regular_service=table.whole("vsr_jours", least=1),
        unavailable_share=table.share("vsr_indisponibilite_part"),
        service_from=table.clock("vsr_debut"),
        service_until=table.clock("vsr_fin"),
        admission=table.whole("admission_jours"),
        to_working_day=table.flag("prolonger_au_jour_ouvre"),
        warning=table.whole("alerte_jours"),
    )
    if read.service_from >= read.service_until:
        table.refuse("vsr_fin", "la fin de la plage de service précède son début.", "Donnez vsr_debut avant vsr_fin.")
    table.close()
    return read


def _decision(table: Table) -> DecisionRule:
    classes = table.texts("classes")
    for name in classes:
        if name not in ANOMALY_CLASSES.values():
            known = ", ".join(ANOMALY_CLASSES.values())
            table.refuse("classes", f"classe d’anomalie inconnue « {name} ».", f"Classes : {known}.")
    read = DecisionRule(
        stage=table.one_of("etape", STAGES),
        proposal=table.one_of("proposition", PROPOSALS),
        classes=frozenset(classes),
        open_count=table.whole("ouvertes"),
        reason=table.text("motif"),
    )
    table.close()
    return read
