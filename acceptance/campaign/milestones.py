"""The calendar guard: every date the contract fixes, computed from the planned ones, and a warning in time.

Hand-over one week before the recette (CCTP, article 4.1); verification of aptitude, then of regular service, then
admission (CCAG-TIC of 2021, articles 32 and 33). Lengths come from the rules, never from here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from acceptance.campaign.campaign_file import Dates, Outage
from acceptance.campaign.rules import CalendarRules, Rules
from acceptance.campaign.working_days import WorkingDays, days
from portal.french import NO_BREAK, length, percent, plural, typeset


@dataclass(frozen=True)
class Milestone:
    """One date of the calendar, None while it cannot be known; ``warning`` says what is wrong or near, else empty."""

    title: str
    day: date | None
    rule: str
    warning: str = ""


@dataclass(frozen=True)
class Availability:
    """Unavailability over the hours of service of a period, in seconds."""

    service: float
    unavailable: float
    allowed_share: float

    @property
    def share(self) -> float:
        return self.unavailable / self.service if self.service else 0.0

    @property
    def regular(self) -> bool:
        return self.share <= self.allowed_share

    @property
    def sentence(self) -> str:
        """The figure, what it is compared with, and how long remains."""
        allowed = self.service * self.allowed_share
        left = allowed - self.unavailable
        end = f"il reste {length(left)}" if left >= 0 else f"dépassement de {length(-left)}"
        return typeset(
            f"indisponibilité de {length(self.unavailable)} sur {length(self.service)} de service, soit "
            f"{percent(self.share, 2)} pour {percent(self.allowed_share, 2)} admis : {end}"
        )


def milestones(dates: Dates, outages: tuple[Outage, ...], rules: Rules, today: date) -> tuple[Milestone, ...]:
    """The whole calendar as it is known today, in order. ``today`` is a date of the contract's time zone."""
    calendar, working = rules.calendar, rules.working_days
    return (
        _hand_over(dates, calendar, today),
        _recette(dates, today),
        Milestone("Basculement vers la nouvelle plate-forme", dates.cut_over, typeset("CCTP, article 4.1")),
        *_aptitude(dates, calendar, working, today),
        *_regular_service(dates, outages, calendar, working, today),
    )


def availability(
    outages: tuple[Outage, ...], first: date, last: date, calendar: CalendarRules, working: WorkingDays
) -> Availability:
    """Unavailability from the first to the last day included, counted on working days in the hours of service only.

    Outages that overlap count once.
    """
    service = unavailable = 0.0
    spans = sorted((working.local(outage.start), working.local(outage.end)) for outage in outages)
    for day in days(first, last):
        if not working.is_working(day):
            continue
        opens = datetime.combine(day, calendar.service_from, working.zone)
        closes = datetime.combine(day, calendar.service_until, working.zone)
        service += (closes - opens).total_seconds()
        reached = opens
        for start, end in spans:
            begins, ends = max(start, reached), min(end, closes)
            if ends > begins:
                unavailable += (ends - begins).total_seconds()
                reached = ends
    return Availability(service, unavailable, calendar.unavailable_share)


def warnings(calendar: tuple[Milestone, ...]) -> tuple[str, ...]:
    """What must be said now, one sentence a milestone."""
    return tuple(f"{step.title}{NO_BREAK}: {step.warning}" for step in calendar if step.warning)


def _hand_over(dates: Dates, calendar: CalendarRules, today: date) -> Milestone:
    rule = typeset(f"{plural(calendar.hand_over, 'jour')} au moins avant la recette (CCTP, article 4.1)")
    title = "Remise du compte rendu à la Ville"
    if dates.recette is None:
        return Milestone(title, dates.hand_over, rule, "la date de la recette n’est pas fixée")
    limit = dates.recette - timedelta(days=calendar.hand_over)
    step = Milestone(title, dates.hand_over or limit, rule)
    if dates.hand_over and dates.hand_over > limit:
        ahead = (dates.recette - dates.hand_over).days
        said = f"{plural(ahead, 'jour')} avant la recette" if ahead >= 0 else "après la recette"
        return replace(step, warning=f"remise le {_day(dates.hand_over)}, {said} : au plus tard le {_day(limit)}")
    if dates.hand_over and dates.hand_over <= today:
        return step
    return replace(step, warning=_near(limit, today, calendar.warning))


def _recette(dates: Dates, today: date) -> Milestone:
    end = dates.recette_end
    rule = typeset(f"jusqu’au {_day(end)}" if end and end != dates.recette else "date fixée avec la Ville")
    return Milestone("Recette", dates.recette, rule, "" if dates.recette else "la date n’est pas fixée")


def _aptitude(dates: Dates, calendar: CalendarRules, working: WorkingDays, today: date) -> Iterator[Milestone]:
    yield Milestone("Mise en ordre de marche", dates.ready, "avis écrit du titulaire")
    title = "Décision de vérification d’aptitude (VA)"
    rule = typeset(
        f"{plural(calendar.aptitude, 'jour')} après la mise en ordre de marche (CCAG-TIC, article 33.2.1) ; "
        "le silence de la Ville ne vaut pas acceptation"
    )
    limit = _end(dates.ready, calendar.aptitude, calendar, working)
    yield _decided(Milestone(title, limit, rule), dates.aptitude, today, calendar, "la décision n’est pas notifiée")


def _regular_service(
    dates: Dates, outages: tuple[Outage, ...], calendar: CalendarRules, working: WorkingDays, today: date
) -> Iterator[Milestone]:
    last = _end(dates.aptitude, calendar.regular_service, calendar, working)
    share = percent(calendar.unavailable_share)
    rule = typeset(
        f"{plural(calendar.regular_service, 'jour')} après la VA positive, indisponibilité de {share} au plus de "
        f"{calendar.service_from.hour} h à {calendar.service_until.hour} h les jours ouvrés (CCAG-TIC, article 32.4)"
    )
    step = Milestone("Fin de la vérification de service régulier (VSR)", last, rule)
    if dates.aptitude and last:
        figure = availability(outages, dates.aptitude + timedelta(days=1), last, calendar, working)
        if not figure.regular:
            step = replace(step, warning=figure.sentence)
        elif 0 <= (last - today).days <= calendar.warning:
            step = replace(step, warning=f"{_near(last, today, calendar.warning)} ; {figure.sentence}")
    yield step
    rule = typeset(
        f"{plural(calendar.admission, 'jour')} après la VSR (CCAG-TIC, article 33.2.2) ; "
        "le silence de la Ville vaut admission"
    )
    limit = _end(last, calendar.admission, calendar, working)
    admission = Milestone("Décision d’admission", limit, rule)
    yield _decided(admission, dates.admission, today, calendar, "faute de décision, l’admission est tacite")


def _decided(step: Milestone, decided: date | None, today: date, calendar: CalendarRules, silence: str) -> Milestone:
    """A decision with its limit: late, near, or taken in time."""
    if step.day is None:
        return step
    if decided is None:
        warning = _near(step.day, today, calendar.warning)
        return replace(step, warning=typeset(f"{warning} ; {silence}") if warning else "")
    if decided > step.day:
        late = plural((decided - step.day).days, "jour")
        return replace(step, warning=typeset(f"notifiée le {_day(decided)}, {late} après l’échéance"))
    return step


def _end(start: date | None, count: int, calendar: CalendarRules, working: WorkingDays) -> date | None:
    if start is None:
        return None
    end = start + timedelta(days=count)
    return working.from_then_on(end) if calendar.to_working_day else end


def _near(limit: date, today: date, warning: int) -> str:
    left = (limit - today).days
    if left < 0:
        return typeset(f"échéance du {_day(limit)} dépassée de {plural(-left, 'jour')}")
    if left == 0:
        return typeset(f"échéance aujourd’hui, {_day(limit)}")
    return typeset(f"échéance le {_day(limit)}, dans {plural(left, 'jour')}") if left <= warning else ""


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
