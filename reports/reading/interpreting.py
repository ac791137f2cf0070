"""From the content of a filled document to the answers in it: read by the visible words alone (see ``marks``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from acceptance.campaign.answers import (
    ACCOUNT,
    DATE,
    DECISION,
    GENERAL,
    OBSERVATION,
    POINT,
    TEXT,
    VERDICT,
    Entry,
    Unread,
)
from reports.compte_rendu import marks
from reports.reading.columns import ABSENCES, ANOMALIES, PEOPLE, POINTS, RESERVES, WHEN, Field, Layout, layout_of
from reports.reading.content import Content, Paragraph, Row, Table, plain
from reports.reading.typed import choice, point_ids, typed_date

COVER = "page de garde"
_SPACES = {plain(marks.OBSERVATIONS): GENERAL, plain(marks.ACCOUNT): ACCOUNT}
_STAGES = {plain(title): (name, choices) for (title, choices), name in zip(marks.STAGES, ("VA", "VSR"), strict=True)}
_NUMBER = re.compile(r"(?:R|A)-[\w-]+")
_PAGE = re.compile(r"\t\d+$")  # of an entry of the table of contents
_POINT_STATUSES = tuple(str(status) for status in marks.RESULT_CHOICES)


@dataclass(frozen=True)
class Fault:
    """What forbids to merge the document: two answers, an unknown number, an impossible date; and its place."""

    place: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.place} : {self.sentence}"


@dataclass(frozen=True)
class Printed:
    """What the document held before anybody filled it: its lines, its headings and the answers it already showed."""

    lines: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()
    entries: frozenset[tuple[str, str, str]] = frozenset()

    def shows(self, entry: Entry) -> bool:
        return (entry.subject, entry.field, plain(entry.value)) in self.entries


@dataclass
class Answers:
    """What was found so far, in the order of the document."""

    entries: list[Entry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def interpret(content: Content, points: Sequence[str], printed: Printed) -> Answers:
    """The answers of a document. ``points`` are the ids of the plan. What was printed is left out.

    Entries of one question said twice are faults, except observations, which add up.
    """
    reader = _Reader(frozenset(points), printed)
    for block in content.blocks:
        reader.block(block)
    if missing := [point for point in points if point not in reader.seen]:
        reader.found.unread.append(Unread("document", ", ".join(missing), "ligne de ce point absente du document"))
    for aside in content.asides:
        reader.found.unread.append(Unread(aside.place, aside.text, f"{aside.kind} : à recopier dans le document"))
    reader.found.entries = _once(reader.found.entries, reader.found.faults, printed)
    return reader.found


def printed_by(content: Content, points: Sequence[str], headings: Iterable[str]) -> Printed:
    """What a document shows before it is filled, read as it would be once filled."""
    known = frozenset(map(plain, headings))
    answers = interpret(content, points, Printed(headings=known))
    return Printed(
        lines=frozenset(map(plain, content.lines())),
        headings=known,
        entries=frozenset((entry.subject, entry.field, plain(entry.value)) for entry in answers.entries),
    )


class _Reader:
    """Reads blocks one after the other; a table's meaning may come from the heading above it."""

    def __init__(self, points: frozenset[str], printed: Printed) -> None:
        self.points, self.printed = points, printed
        self.found = Answers()
        self.seen: set[str] = set()
        self.section, self._heading = "", COVER  # as compared, and as printed
        self._layout: tuple[Layout, int] | None = None  # of the last table of points, and its number of columns
        self._above = ""  # the point of the row above

    def block(self, block: Paragraph | Table) -> None:
        if isinstance(block, Paragraph):
            self._paragraph(block)
        elif layout := layout_of(block):
            self._layout = (layout, _width(block)) if layout.kind is POINTS else None
            self._titled(block, layout)
        elif self._layout and self._layout[1] == _width(block) and _holds_points(block):
            self._titled(block, Layout(POINTS, self._layout[0].ranks, self._layout[0].others, 0))
        else:
            self._untitled(block)

    def _paragraph(self, paragraph: Paragraph) -> None:
        lines = [_PAGE.sub("", line) for line in paragraph.lines]
        text = plain(" ".join(lines))
        if text in _SPACES or text in self.printed.headings:
            self.section, self._heading = text, " ".join(lines).strip()
            return
        lines = [line for line in lines if line and not self._is_printed(line)]
        if not lines:
            return
        if self.section in _SPACES:
            self._add(_SPACES[self.section], TEXT, "\n".join(lines), self._under(paragraph.place))
        else:
            self._unread(self._under(paragraph.place), lines, "écrit hors des espaces prévus")

    def _titled(self, table: Table, layout: Layout) -> None:
        self._above = ""
        rows = table.rows[layout.first_row :]
        names = _numbers(rows, layout)
        for row in rows:
            for rank, title in layout.others.items():
                name = f"colonne « {title} »" if title else "colonne sans titre"
                self._unread(f"{row.place}, {name}", row.cell(rank).lines, "colonne ajoutée")
            if layout.kind is POINTS:
                self._point(row, layout)
            elif layout.kind.fields is None:
                self._unread(
                    row.place, [line for cell in row.cells for line in cell.lines], f"table des {ABSENCES.name}"
                )
            else:
                self._register(row, layout, names)

    def _point(self, row: Row, layout: Layout) -> None:
        number, what, result, notes = (row.cell(layout.ranks.get(title)) for title in marks.POINT_COLUMNS)
        first = number.lines[0] if number.lines else ""
        ids = point_ids(first)
        chosen = choice(result.lines, _POINT_STATUSES)
        if len(ids) != 1:
            self._nameless(row, first, bool(chosen.value), [*what.lines, *result.lines, *notes.lines])
            return
        [point_id] = ids
        place = f"{row.place} ({point_id})"
        if point_id not in self.points:
            # A point withdrawn since the document was printed matters only when somebody wrote about it.
            if chosen.given or notes.lines:
                self.found.faults.append(Fault(place, f"le point {point_id} n’est pas de cette campagne"))
            self._unread(place, [first], "numéro inconnu")
            return
        self._above = point_id
        self.seen.add(point_id)
        self._unread(place, [*number.lines[1:], *what.lines], "écrit hors de la colonne « Observations »")
        self._chosen(point_id, VERDICT, chosen.given, place)
        why = "réponse non comprise : cochez une seule case"
        self._unread(place, chosen.rest, why)
        if chosen.touched and not chosen.given:
            self._unread(place, [" / ".join(result.lines)], why, always=True)
        if notes.lines:
            self._add(point_id, OBSERVATION, notes.text, place)

    def _nameless(self, row: Row, first: str, has_verdict: bool, lines: Sequence[str]) -> None:
        """A row people added under a point: its text observes that point; a verdict without a number is nobody's."""
        lines = [line for line in (first, *lines) if line]
        written = [line for line in lines if not self._is_printed(line)]
        if not written and not has_verdict:
            return
        if self._above and not has_verdict and not first:
            self._add(self._above, OBSERVATION, "\n".join(written), f"{row.place} (sous {self._above})")
        else:
            self._unread(row.place, lines, "ligne sans numéro de point", always=True)

    def _register(self, row: Row, layout: Layout, names: Iterator[str]) -> None:
        """A row of a table whose first column names it: reserves, anomalies, people, signatures, calendar."""
        kind = layout.kind
        fields = kind.fields or {}
        values = {title: row.cell(layout.ranks.get(title)).text for title in fields}
        key = row.cell(layout.ranks.get(kind.key)).text
        if kind in (RESERVES, ANOMALIES):
            subject = next(names) if any(values.values()) else ""
        elif key:
            subject = f"{kind.name} {key}"
        elif any(values.values()):
            self._unread(row.place, list(values.values()), f"ligne sans « {kind.key} »", always=True)
            return
        else:
            return
        if kind is PEOPLE and not any(values.values()):
            self._add(subject, "nom", key, row.place)
        for title, value in values.items():
            if value:
                self._field(subject, fields[title], value, f"{row.place} ({subject}), colonne « {title} »")

    def _field(self, subject: str, column: Field, text: str, place: str) -> None:
        if column.name == POINT:
            unknown = [each for each in point_ids(text) if each not in self.points]
            self.found.faults += [Fault(place, f"le point {each} n’est pas de cette campagne") for each in unknown]
            if not unknown and point_ids(text):
                self._add(subject, POINT, ", ".join(point_ids(text)), place)
            elif not unknown:
                self._unread(place, [text], "un numéro de point est attendu : ENT-10")
            return
        value = column.read(text)
        if value is None:
            self._unread(place, [text], column.expected)
        else:
            self._add(subject, column.name, value, place)

    def _untitled(self, table: Table) -> None:
        """The spaces, the decision, the cover; whatever else holds writing is not read."""
        for row in table.rows:
            cells = [cell for cell in row.cells if cell.lines]
            if self.section in _SPACES:
                for cell in cells:
                    self._add(_SPACES[self.section], TEXT, cell.text, self._under(row.place))
            elif len(cells) == 2 and len(cells[0].lines) == 1:
                label = cells[0].text.strip()
                self._pair(label, cells[1].lines, f"{self._under(row.place)}, « {label} »")
            else:
                lines = [line for cell in cells for line in cell.lines]
                self._unread(self._under(row.place), lines, "écrit hors des espaces prévus")

    def _pair(self, label: str, lines: Sequence[str], place: str) -> None:
        """A label and what is beside it: a stage of the decision, its date, its reasons, a line of the cover."""
        name = plain(label)
        text = "\n".join(lines)
        if name in _STAGES:
            stage, choices = _STAGES[name]
            chosen = choice(lines, choices)
            self._chosen(DECISION, stage, chosen.given, place)
            self._unread(place, chosen.rest, "réponse non comprise : cochez une seule case")
        elif name == plain(marks.DECISION_DATE):
            self._field(DECISION, Field(DATE, typed_date, WHEN), text, place)
        elif name == plain(marks.DECISION_REASONS):
            self._add(DECISION, "motifs", text, place)
        else:
            self._add(self._heading, label, text, place)

    def _chosen(self, subject: str, name: str, given: Sequence[str], place: str) -> None:
        if len(given) > 1:
            self.found.faults.append(Fault(place, f"deux réponses pour {subject} : {', '.join(given)}"))
        elif given:
            self._add(subject, name, given[0], place)

    def _add(self, subject: str, name: str, value: str, place: str) -> None:
        self.found.entries.append(Entry(subject, name, value, place))

    def _unread(self, place: str, lines: Sequence[str], why: str, *, always: bool = False) -> None:
        written = [line for line in lines if line and (always or not self._is_printed(line))]
        if written:
            self.found.unread.append(Unread(place, "\n".join(written), why))

    def _under(self, place: str) -> str:
        return f"{self._heading}, {place}"

    def _is_printed(self, line: str) -> bool:
        return plain(line) in self.printed.lines


def _once(entries: list[Entry], faults: list[Fault], printed: Printed) -> list[Entry]:
    """One entry a question, what was printed left out; observations of one subject follow one another."""
    kept: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if printed.shows(entry):
            continue
        twin = kept.get(entry.question)
        if twin is None:
            kept[entry.question] = entry
        elif entry.field in (OBSERVATION, TEXT) and entry.subject not in _registered(entry):
            kept[entry.question] = Entry(entry.subject, entry.field, f"{twin.value}\n{entry.value}", twin.place)
        elif twin.value != entry.value:
            sentence = (
                f"deux réponses pour {entry.subject} ({entry.field}) : {entry.value}, et {twin.value} ({twin.place})"
            )
            faults.append(Fault(entry.place, sentence))
    return list(kept.values())


def _registered(entry: Entry) -> tuple[str, ...]:
    """The subject itself when it is a reserve or an anomaly, whose text is one answer."""
    return (entry.subject,) if _NUMBER.fullmatch(entry.subject) else ()


def _numbers(rows: Sequence[Row], layout: Layout) -> Iterator[str]:
    """The number of each filled row of a register; those that people added without one are numbered on."""
    fields = layout.kind.fields or {}
    filled = [row for row in rows if any(row.cell(layout.ranks.get(title)).lines for title in fields)]
    keys = [plain(row.cell(layout.ranks.get(layout.kind.key)).text).upper().replace(" ", "") for row in filled]
    every = [plain(row.cell(layout.ranks.get(layout.kind.key)).text).upper() for row in rows]
    taken = (found[1] for key in every if (found := re.fullmatch(r"[RA]-(\d+)", key)))
    free = count(max(map(int, taken), default=0) + 1)
    prefix = "R" if layout.kind is RESERVES else "A"
    return (key if _NUMBER.fullmatch(key) else f"{prefix}-{next(free)}" for key in keys)


def _width(table: Table) -> int:
    return max((len(row.cells) for row in table.rows), default=0)


def _holds_points(table: Table) -> bool:
    return any(cell.lines and len(point_ids(cell.lines[0])) == 1 for row in table.rows for cell in row.cells)
